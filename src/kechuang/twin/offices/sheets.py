"""What each office's file looks like when nothing is wrong with it: pure functions from the clean tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kechuang.twin.calibration import Calibration
from kechuang.twin.truth import read_table

LABEL = "合成"
FEN = {"元": 100, "千元": 100_000, "万元": 1_000_000}
#: Digits after the point with which figures in steps of 100 yuan are exact in the unit.
DIGITS = {"元": 2, "千元": 1, "万元": 2}

Cell = str | int | float | None
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the fact it carries, its heading, the heading above it, and its unit if it is money."""

    attribute: str
    label: str
    group: str = ""
    unit: str = ""


@dataclass(slots=True)
class Sheet:
    """One sheet as it should be: title rows, columns, records and notes. ``sums``: total and its parts, by attribute."""

    file: str
    name: str
    year: int
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: list[Row]
    notes: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    encoding: str = "xlsx"
    totals: bool = False

    @property
    def grouped(self) -> bool:
        """Whether a row of merged headings stands above the headings."""
        return any(column.group for column in self.columns)

    @property
    def first_row(self) -> int:
        """Row (from 1) of the first record."""
        return len(self.titles) + 2 + self.grouped

    def place(self, attribute: str) -> int | None:
        """Place of a column, from 0; ``None`` where the sheet has none."""
        return next((place for place, column in enumerate(self.columns) if column.attribute == attribute), None)

    def total_row(self) -> Row:
        """The row of totals: of money and counts over all the true records."""
        row: Row = ["合计", *[None] * (len(self.columns) - 1)]
        for place, column in enumerate(self.columns):
            if column.unit:
                row[place] = round(sum(float(one[place] or 0) for one in self.rows), DIGITS[column.unit])
        return row


_SERIAL = Column("serial", "序号")
_CODE = Column("uscc", "统一社会信用代码")
_NATURE = Column("synthetic", "数据性质")
_RETURNED = Column("returned_on", "报送日期")
_ROW_KINDS = ("duplicate_row", "name_variant", "code_missing", "code_typo")
_RETURN_KINDS = (*_ROW_KINDS, "unit_slip", "missing_return", "late_return")


def clean_sheets(folder: Path, known: Calibration) -> Iterator[Sheet]:
    """Every sheet of every office of a twin's folder, made from its clean tables, grouped by file."""
    organisations = read_table(folder, "organisations")
    facts, titles = read_table(folder, "facts"), read_table(folder, "titles")
    certified = titles.filter(pc.field("title") == "hnte")
    named = organisations.select(["uscc", "name", "park_name", "emerging"])
    contracts, rights = read_table(folder, "contracts"), read_table(folder, "intellectual_property")
    years = sorted(pc.unique(facts["year"]).to_pylist())
    for year in years:
        figures = _join(facts.filter(pc.field("year") == year), named)
        last = date(year, 12, 31)
        valid = certified.filter((pc.field("issued") <= last) & (pc.field("expires") > last))
        holders = pc.is_in(figures["uscc"], value_set=valid["uscc"].combine_chunks())
        figures = figures.append_column("hnte", pc.if_else(holders, "是", "否"))
        yield _tax(figures, year, known)
        yield _statistics(figures, year, known)
        yield _self_report(figures, year, known)
        yield from _parks(figures, year, known)
        yield _rights(_join(rights.filter(pc.field("year") == year), named), year, known)
        yield _contracts(_join(contracts.filter(pc.field("year") == year), named), year, known)
    yield from _titles(_join(titles, named), years, known)


def _join(table: pa.Table, named: pa.Table) -> pa.Table:
    """The table with the organisations' columns, in the table's own order."""
    places = pc.index_in(table["uscc"], value_set=named["uscc"].combine_chunks())
    for column in named.column_names[1:]:
        table = table.append_column(column, pc.take(named[column], places))
    return table


def _records(
    table: pa.Table, columns: tuple[Column, ...], extra: Callable[[int, str], dict[str, Cell]] | None = None
) -> list[Row]:
    """The records of a sheet, each cell in its column's unit."""
    held: dict[str, list[Any]] = {}
    for column in columns:
        if column.attribute in table.column_names:
            values = table[column.attribute].to_pylist()
            if column.unit:
                digits, size = DIGITS[column.unit], FEN[column.unit]
                values = [None if value is None else round(value / size, digits) for value in values]
            elif values and isinstance(next((value for value in values if value is not None), None), date):
                values = [None if value is None else value.isoformat() for value in values]
            held[column.attribute] = values
    codes = table["uscc"].to_pylist()
    rows: list[Row] = []
    for place, code in enumerate(codes):
        more: dict[str, Cell] = {"serial": place + 1, "synthetic": LABEL, **(extra(place, code) if extra else {})}
        rows.append([held[one.attribute][place] if one.attribute in held else more[one.attribute] for one in columns])
    return rows


def _returned(deadline: date) -> Callable[[int, str], dict[str, Cell]]:
    """A day of return on or before the deadline that depends on the firm alone."""
    return lambda _, code: {"returned_on": (deadline - timedelta(days=int(code[9:16], 31) % 40)).isoformat()}


def _tax(figures: pa.Table, year: int, known: Calibration) -> Sheet:
    columns = (
        _SERIAL, _CODE, Column("name", "纳税人名称"), Column("operating_revenue", "营业收入（元）", unit="元"),
        Column("cost_expense", "成本费用合计（元）", unit="元"), Column("income_tax", "应纳所得税额（元）", unit="元"),
        Column("tax_paid", "实缴税金合计（元）", unit="元"), Column("rd_expense", "允许加计扣除的研发费用合计（元）", unit="元"),
        _RETURNED, _NATURE,
    )  # fmt: skip
    return Sheet(
        file=f"offices/tax/税务_合成_{year}.csv",
        name="",
        year=year,
        titles=(f"{known.region_name}企业所得税汇算清缴及研发费用加计扣除清册（{year}年度，合成数据）", "单位：元"),
        columns=columns,
        rows=_records(figures, columns, _returned(date(year + 1, 5, 31))),
        notes=("注：本表为合成数据，不对应任何真实单位。", "注：汇算清缴截止日为次年5月31日。"),
        kinds=_RETURN_KINDS,
        encoding="gb18030",
    )


def _statistics(figures: pa.Table, year: int, known: Calibration) -> Sheet:
    columns = (
        _SERIAL, _CODE, Column("name", "单位详细名称"),
        Column("operating_revenue", "合计", "营业收入", "千元"), Column("main_business_revenue", "主营业务收入", "营业收入", "千元"),
        Column("other_business_revenue", "其他业务收入", "营业收入", "千元"),
        Column("industrial_output", "工业总产值", "生产", "千元"),
        Column("total_assets", "资产总计", "资产负债", "千元"), Column("total_liabilities", "负债合计", "资产负债", "千元"),
        Column("net_assets", "所有者权益", "资产负债", "千元"), Column("net_profit", "净利润", "损益", "千元"),
        Column("staff_total", "平均用工人数", "从业"), _RETURNED, _NATURE,
    )  # fmt: skip
    surveyed = figures.filter(figures["above_designated_size"])
    return Sheet(
        file=f"offices/statistics/统计_合成_{year}.xlsx",
        name="规上工业",
        year=year,
        titles=(f"{known.region_name}规模以上工业企业主要指标（{year}年，合成数据）", "计量单位：千元、人"),
        columns=columns,
        rows=_records(surveyed, columns, _returned(date(year + 1, 3, 10))),
        notes=("说明：合计行按各企业报送数汇总。本表为合成数据。",),
        sums=("operating_revenue", "total_assets"),
        kinds=(*_RETURN_KINDS, "arithmetic"),
        totals=True,
    )


def _self_report(figures: pa.Table, year: int, known: Calibration) -> Sheet:
    columns = (
        _SERIAL, _CODE, Column("name", "企业名称"), Column("hnte", "是否高企", "资质"),
        Column("operating_revenue", "营业收入", "经济指标", "万元"), Column("hightech_revenue", "高新技术产品收入", "经济指标", "万元"),
        Column("rd_expense", "研发费用", "研发", "万元"), Column("rd_expense_domestic", "其中：境内", "研发", "万元"),
        Column("staff_total", "职工总数", "人员"), Column("science_staff", "科技人员", "人员"), Column("rd_staff", "研发人员", "人员"),
        Column("ip_class1", "Ⅰ类", "知识产权"), Column("ip_class2", "Ⅱ类", "知识产权"), Column("ip_total", "合计", "知识产权"),
        _RETURNED, _NATURE,
    )  # fmt: skip
    doing = figures.filter(pc.field("rd_expense") > 0)
    return Sheet(
        file=f"offices/self_report/企业自报_合成_{year}.xlsx",
        name="科技统计年报",
        year=year,
        titles=(f"{known.region_name}科技企业年报（企业自报，{year}年度，合成数据）", "金额单位：万元"),
        columns=columns,
        rows=_records(doing, columns, _returned(date(year + 1, 4, 30))),
        notes=("填报说明：研发费用按加计扣除口径填报。本表为合成数据。",),
        sums=("ip_total",),
        kinds=(*_RETURN_KINDS, "arithmetic", "false_green", "title_mismatch"),
    )


def _parks(figures: pa.Table, year: int, known: Calibration) -> Iterator[Sheet]:
    columns = (
        _SERIAL, Column("name", "入驻企业"), _CODE, Column("hnte", "高企(是/否)"), Column("operating_revenue", "年营业收入", unit="万元"),
        Column("tax_paid", "年税收", unit="万元"), Column("staff_total", "人数"), _NATURE,
    )  # fmt: skip
    for park in known.parks:
        tenants = figures.filter(pc.equal(figures["park_name"], park.name))
        yield Sheet(
            file=f"offices/parks/园区入驻_合成_{year}.xlsx",
            name=park.name[:31],
            year=year,
            titles=(f"{park.name}入驻企业台账（{year}年末，合成数据）", "金额：万元"),
            columns=columns,
            rows=_records(tenants, columns),
            notes=("本表为合成数据。",),
            kinds=(*_ROW_KINDS, "unit_slip", "missing_return", "title_mismatch"),
        )


def _rights(rights: pa.Table, year: int, known: Calibration) -> Sheet:
    columns = (
        _SERIAL, Column("number", "授权号"), Column("kind", "类型"), Column("name", "权利人"), _CODE, Column("granted", "授权日"), _NATURE,
    )  # fmt: skip
    return Sheet(
        file=f"offices/ip/知识产权_合成_{year}.csv",
        name="",
        year=year,
        titles=(f"{known.region_name}知识产权授权清单（{year}年，合成数据）",),
        columns=columns,
        rows=_records(rights, columns),
        notes=("本清单为合成数据。",),
        kinds=_ROW_KINDS,
        encoding="utf-8-sig",
    )


def _contracts(contracts: pa.Table, year: int, known: Calibration) -> Sheet:
    columns = (
        _SERIAL, Column("number", "合同登记号"), Column("kind", "合同类别"), Column("name", "卖方名称", "卖方"),
        Column("uscc", "信用代码", "卖方"), Column("amount", "合同成交额", "金额（万元）", "万元"),
        Column("technical_amount", "其中：技术交易额", "金额（万元）", "万元"), Column("other_amount", "其中：其他", "金额（万元）", "万元"),
        Column("registered_on", "登记日期"), _NATURE,
    )  # fmt: skip
    return Sheet(
        file=f"offices/contracts/技术合同_合成_{year}.xlsx",
        name="认定登记",
        year=year,
        titles=(f"{known.region_name}技术合同认定登记表（{year}年，合成数据）",),
        columns=columns,
        rows=_records(contracts, columns),
        notes=("成交额＝技术交易额＋其他。本表为合成数据。",),
        sums=("amount",),
        kinds=(*_ROW_KINDS, "unit_slip", "arithmetic"),
        totals=True,
    )


def _titles(titles: pa.Table, years: list[int], known: Calibration) -> Iterator[Sheet]:
    columns = (
        _SERIAL, Column("name", "企业名称"), _CODE, Column("title_name", "称号"), Column("number", "编号"), Column("issued", "发证（入库）日期"),
        Column("expires", "有效期至（不含）"), _NATURE,
    )  # fmt: skip
    for title in known.titles:
        mine = titles.filter(pc.field("title") == title.code)
        for year in range(min([*years, *pc.unique(mine["year"]).to_pylist()]), years[-1] + 1):
            of_year = mine.filter(pc.field("year") == year)
            if of_year.num_rows:
                yield Sheet(
                    file=f"offices/titles/{title.name}_合成.xlsx",
                    name=f"{year}年",
                    year=year,
                    titles=(f"{known.region_name}{year}年{title.name}名单（合成数据）",),
                    columns=columns,
                    rows=_records(of_year, columns),
                    notes=("名单为合成数据。",),
                    kinds=_ROW_KINDS,
                )
