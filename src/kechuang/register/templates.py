"""The Excel template of a record type: headings in groups, units, drop-downs, validation, and a sheet that explains it all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from kechuang.register.cells import FIRST_YEAR, LAST_YEAR, choice_label, show_value
from kechuang.register.types import Field, RecordType
from kechuang.values import KechuangError, Sentence

#: Rows that carry validation and drop-downs; more may be filled in without them.
ROWS = 3000
#: Excel's own limit of a list written into the cell's rule.
_MOST_INLINE = 255
_FONT = "Microsoft YaHei"
_MARK = re.compile(r"模板号\s*([a-z][a-z0-9_]*)[·.]([0-9a-f]{12})")
_CHOICES = "选项"
_HELP = "填报说明"

#: What a type asks for, for the help sheet.
_TYPES = {
    "text": Sentence("文字", "text"),
    "uscc": Sentence("18位统一社会信用代码", "credit code of 18 characters"),
    "date": Sentence("日期，如 2023-09-01", "a day such as 2023-09-01"),
    "year": Sentence("四位年份，如 2023", "a year such as 2023"),
    "money": Sentence("金额", "an amount of money"),
    "count": Sentence("整数", "a whole number"),
    "number": Sentence("数字", "a number"),
    "share": Sentence("百分数，3.1% 填 3.1", "per cent: write 3.1 for 3.1 %"),
    "yes_no": Sentence("是或否；不知道就空着", "是 (yes) or 否 (no); empty when not known"),
    "choice": Sentence("从下拉列表选", "one of the list"),
    "phone": Sentence("电话（个人信息）", "a telephone number (personal data)"),
    "person": Sentence("姓名（个人信息）", "a person's name (personal data)"),
}


@dataclass(frozen=True, slots=True)
class TemplateMark:
    """What a template says of itself in its second row: its record type, and the stamp the type had when it was made."""

    code: str
    stamp: str


def template_mark(record_type: RecordType) -> str:
    """The words by which a template is known again.

    >>> from kechuang.content import load_region
    >>> from kechuang.register import load_record_types
    >>> title = load_record_types(load_region("baodi"))["title"]
    >>> read_template_mark(f"金额单位见表头。{template_mark(title)}") == TemplateMark("title", title.stamp)
    True
    """
    return f"模板号 {record_type.code}·{record_type.stamp}"


def read_template_mark(text: str) -> TemplateMark | None:
    """The mark in a cell's text, ``None`` where it holds none."""
    found = _MARK.search(unicodedata.normalize("NFKC", text))
    return TemplateMark(found[1], found[2]) if found else None


def template_fields(record_type: RecordType, only: Collection[str] | None = None) -> tuple[Field, ...]:
    """The fields of a template: all, or those named together with what a row cannot do without.

    Raises:
        KechuangError: a name is no field of the type.
    """
    if only is None:
        return record_type.fields
    for code in only:
        record_type.field(code)
    needed = {*only, *record_type.key, *(code for group in record_type.either for code in group)}
    return tuple(field for field in record_type.fields if field.code in needed or field.required)


def template_heading(field: Field) -> str:
    """The heading of a field's column: its name, its unit, and a star where it must be filled in.

    >>> template_heading(Field("amount", Sentence("金额", "amount"), "money", unit="万元", required=True))
    '金额（万元）*'
    """
    unit = f"（{field.unit}）" if field.unit is not None else ""
    return f"{field.name.zh}{unit}{'*' if field.required and field.year_of is None else ''}"


def write_template(
    record_type: RecordType,
    path: Path | IO[bytes],
    *,
    only: Collection[str] | None = None,
    rows: Iterable[Mapping[str, Any]] = (),
    place: str = "",
    note: str = "",
) -> tuple[str, ...]:
    """Write the template of a record type; the same arguments give the same cells.

    Args:
        record_type: what a row is about.
        path: the ``.xlsx`` file, or an open binary file.
        only: codes of the fields to ask for; what a row cannot do without is added.
        rows: records to fill in beforehand (names and codes of the firms that are asked, or last year's figures).
        place: name of the region, for the title row.
        note: a sentence for the row of instructions, such as the day the form is due.

    Returns:
        the codes of the columns, in order.

    Raises:
        KechuangError: a field is not of the type, or the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    fields = template_fields(record_type, only)
    book = xlsxwriter.Workbook(path if not isinstance(path, Path) else str(path), {"in_memory": True})
    # A fixed date keeps two runs alike; the template's own version is its mark.
    book.set_properties(
        {
            "title": record_type.name.zh,
            "subject": template_mark(record_type),
            "created": datetime(2020, 1, 1, tzinfo=UTC),
        }
    )
    writer = _Writer(book, record_type, fields)
    writer.write_records(rows, place, note)
    writer.write_help()
    writer.write_choices()
    try:
        book.close()
    except (FileCreateError, OSError) as error:
        raise KechuangError(
            zh=f"模板写不进“{path}”（{error}）；请换一个位置，或关闭正打开的同名文件。",
            en=f"The template cannot be written to '{path}' ({error}); choose another place, or close the file.",
        ) from error
    return tuple(field.code for field in fields)


class _Writer:
    """Writes the three sheets of a template."""

    def __init__(self, book: Any, record_type: RecordType, fields: tuple[Field, ...]) -> None:
        self._book = book
        self._type = record_type
        self._fields = fields
        self._sheet = book.add_worksheet(record_type.name.zh[:31])
        self._help = book.add_worksheet(_HELP)
        self._lists = book.add_worksheet(_CHOICES)
        base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
        head = {**base, "bold": True, "align": "center", "text_wrap": True, "border": 1, "border_color": "#B8C4D0"}
        self._title = book.add_format({**base, "font_size": 14, "bold": True})
        self._note = book.add_format({**base, "font_color": "#5A6673", "text_wrap": True})
        self._group = book.add_format({**head, "bg_color": "#DCE6F0"})
        self._heading = book.add_format({**head, "bg_color": "#EEF3F8"})
        self._needed = book.add_format({**head, "bg_color": "#EEF3F8", "font_color": "#B3261E"})
        self._text = book.add_format({**base, "num_format": "@"})
        self._day = book.add_format({**base, "num_format": "yyyy-mm-dd"})
        self._whole = book.add_format({**base, "num_format": "#,##0"})
        self._number = book.add_format({**base, "num_format": "#,##0.00####"})
        self._year = book.add_format({**base, "num_format": "0"})
        self._wrap = book.add_format(
            {**base, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#D7DEE5"}
        )
        self._ranges: dict[str, str] = {}

    # ---- the sheet to fill in ---------------------------------------------------------------------------------------

    def write_records(self, rows: Iterable[Mapping[str, Any]], place: str, note: str) -> None:
        """Title, instructions, headings (in groups where there are any), validation, and the rows given."""
        sheet, last = self._sheet, len(self._fields) - 1
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, f"{place}{self._type.name.zh}填报表", self._title)
        told = "带*的必填，空着表示不知道（不等于0）；单位见表头，各字段说明见“填报说明”；请勿增删列。"
        sheet.set_row(1, 18)
        sheet.write_string(1, 0, f"{note}{told}{template_mark(self._type)}", self._note)
        grouped = any(field.group is not None for field in self._fields)
        first = 3 if grouped else 2
        if grouped:
            self._write_groups(2)
        sheet.set_row(first, 32)
        for column, field in enumerate(self._fields):
            needed = field.required and field.year_of is None
            sheet.write_string(first, column, template_heading(field), self._needed if needed else self._heading)
            sheet.set_column(column, column, _width(field), self._format(field))
            if field.help is not None:
                sheet.write_comment(first, column, field.help.zh, {"x_scale": 2, "font_size": 9})
            self._validate(column, field, first + 1)
        end = first
        for end, row in enumerate(rows, first + 1):
            self._write_row(end, row)
        sheet.freeze_panes(first + 1, min(2, last))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2, first)
        sheet.print_area(0, 0, max(end, first + 30), last)
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")

    def _write_groups(self, row: int) -> None:
        column = 0
        for name, members in groupby(self._fields, key=lambda field: field.group.zh if field.group is not None else ""):
            width = len(list(members))
            if width > 1:
                self._sheet.merge_range(row, column, row, column + width - 1, name, self._group)
            else:
                self._sheet.write_string(row, column, name, self._group)
            column += width

    def _write_row(self, row: int, record: Mapping[str, Any]) -> None:
        for column, field in enumerate(self._fields):
            value = record.get(field.code)
            if value is None or value == "":
                continue
            if isinstance(value, date):
                self._sheet.write_datetime(row, column, value, self._day)
            elif isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
                self._sheet.write_string(row, column, show_value(field, value), self._text)
            else:
                self._sheet.write_number(row, column, float(show_value(field, value)), self._format(field))

    def _format(self, field: Field) -> Any:
        match field.type:
            case "date":
                return self._day
            case "year":
                return self._year
            case "count":
                return self._whole
            case "money" | "number" | "share":
                return self._number
            case _:
                return self._text

    def _validate(self, column: int, field: Field, first: int) -> None:
        rule = self._rule(column, field, first)
        if rule is None:
            return
        told = field.help.zh if field.help is not None else _TYPES[field.type].zh
        self._sheet.data_validation(
            first, column, first + ROWS - 1, column,
            {"input_title": field.name.zh[:32], "input_message": _shorten(told, 250), "error_title": field.name.zh[:32], **rule},
        )  # fmt: skip

    def _rule(self, column: int, field: Field, first: int) -> dict[str, Any] | None:
        match field.type:
            case "uscc":
                return {
                    "validate": "custom",
                    "value": f"=LEN({_cell(first, column)})=18",
                    "error_message": "统一社会信用代码是18位，请与营业执照核对。",
                }
            case "date":
                return {
                    "validate": "date", "criteria": "between",
                    "minimum": date(FIRST_YEAR, 1, 1), "maximum": date(LAST_YEAR, 12, 31),
                    "error_message": "请填日期，如 2023-09-01。",
                }  # fmt: skip
            case "year":
                return {
                    "validate": "integer", "criteria": "between", "minimum": FIRST_YEAR, "maximum": LAST_YEAR,
                    "error_message": "请填四位年份，如 2023。",
                }  # fmt: skip
            case "count":
                low = -(10**12) if field.signed else 0
                return {
                    "validate": "integer", "criteria": "between", "minimum": low, "maximum": 10**12,
                    "error_message": f"请填整数，单位{field.unit}；不知道就空着。",
                }  # fmt: skip
            case "money" | "number" | "share":
                low = -(10**12) if field.signed else 0
                high = 10**12
                return {
                    "validate": "decimal", "criteria": "between", "minimum": low, "maximum": high,
                    "error_message": f"请填数字，单位{field.unit}（不写单位）；不知道就空着。",
                }  # fmt: skip
            case "yes_no":
                return {"validate": "list", "source": ["是", "否"], "error_message": "请选“是”或“否”；不知道就空着。"}
            case "choice":
                return self._choice_rule(field)
            case _:
                return None

    def _choice_rule(self, field: Field) -> dict[str, Any]:
        labels = [choice_label(field, choice) for choice in field.choices]
        inline = sum(len(label) + 1 for label in labels) <= _MOST_INLINE and not any("," in label for label in labels)
        rule = {
            "validate": "list",
            "source": labels if inline and not field.by_prefix else self._range(field, labels),
            "error_message": "请从下拉列表选择；确实没有合适的，空着并在备注说明。",
        }
        # A classification is longer than its list: another code is asked about, not refused.
        return (
            rule | {"error_type": "warning", "error_message": "列表里是大类；可改填四位行业代码。"}
            if field.by_prefix
            else rule
        )

    def _range(self, field: Field, labels: list[str]) -> str:
        """Where a list too long for the cell's rule stands on the sheet of choices."""
        if field.code not in self._ranges:
            column = len(self._ranges)
            self._lists.write_string(0, column, field.name.zh, self._heading)
            for row, label in enumerate(labels, 1):
                self._lists.write_string(row, column, label, self._text)
            letters = _letters(column)
            self._ranges[field.code] = f"={_CHOICES}!${letters}$2:${letters}${len(labels) + 1}"
        return self._ranges[field.code]

    # ---- the other sheets -------------------------------------------------------------------------------------------

    def write_help(self) -> None:
        """A row for each field: what it means, its unit, what may be filled in, an example, its code."""
        sheet = self._help
        heads = ("分组", "字段", "英文名", "必填", "填什么", "单位", "说明（口径）", "可选内容", "示例", "代码")
        for column, (head, width) in enumerate(zip(heads, (10, 22, 26, 6, 22, 10, 60, 40, 22, 24), strict=True)):
            sheet.write_string(2, column, head, self._heading)
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, f"{self._type.name.zh}：填报说明", self._title)
        about = self._type.help.zh if self._type.help is not None else ""
        sheet.write_string(1, 0, f"{about}{self._rules()}", self._note)
        for row, field in enumerate(self._fields, 3):
            for column, text in enumerate(self._told(field)):
                sheet.write_string(row, column, text, self._wrap)
        sheet.freeze_panes(3, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)

    def _rules(self) -> str:
        """Sums and limits in words, as far as the template asks for their fields."""
        here = {field.code: field.name.zh for field in self._fields}
        sums = [
            f"{here[one.total]}＝{'＋'.join(here[code] for code in one.parts)}"
            for one in self._type.sums
            if {one.total, *one.parts} <= here.keys()
        ]
        limits = [
            f"{here[one.part]}不大于{here[one.whole]}"
            for one in self._type.limits
            if {one.part, one.whole} <= here.keys()
        ]
        told = "；".join(sums + limits)
        return f"应当相符：{told}。" if told else ""

    def _told(self, field: Field) -> tuple[str, ...]:
        either = any(field.code in group for group in self._type.either)
        needed = "是" if field.required and field.year_of is None else "至少一项" if either else ""
        return (
            field.group.zh if field.group is not None else "",
            field.name.zh,
            field.name.en,
            needed,
            _TYPES[field.type].zh,
            field.unit or "",
            "\n".join(part for part in ((field.help.zh, field.help.en) if field.help is not None else ()) if part),
            _shorten("、".join(choice_label(field, choice) for choice in field.choices), 2000),
            field.example or "",
            field.code,
        )

    def write_choices(self) -> None:
        """The sheet behind long drop-downs is hidden; without any it stays empty."""
        self._lists.hide()


def _width(field: Field) -> float:
    heading = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in template_heading(field))
    least = {"uscc": 22, "text": 16, "date": 12, "year": 8, "choice": 16, "phone": 15}.get(field.type, 10)
    if field.code in ("name", "title", "address"):
        least = 28
    return float(min(30, max(least, heading / (1 if heading <= 14 else 2) + 2)))


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _cell(row: int, column: int) -> str:
    return f"{_letters(column)}{row + 1}"


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
