"""The twin: calibrated, scaled, the same for the same seed, and different from its files by the seeded faults alone."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from kechuang.content import load_region
from kechuang.twin import (
    KINDS,
    TABLES,
    Calibration,
    Order,
    check_order,
    check_twin,
    load_calibration,
    make_twin,
    read_table,
)
from kechuang.twin.firms import figures_of, make_population
from kechuang.twin.identity import _FIRST, _SECOND, BRANDS, credit_codes
from kechuang.twin.offices.faulting import shown, vary_name
from kechuang.values import KechuangError
from kechuang.values.identifiers import is_uscc

SMALL = Order(firms=150, first=2018, last=2020, seed=3, offices=True)
DISTRICT = Order(firms=5000, first=2016, last=2023, seed=5, offices=False)


@pytest.fixture(scope="module")
def known() -> Calibration:
    return load_calibration(load_region("baodi"))


@pytest.fixture(scope="module")
def small(known: Calibration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("small") / "twin"
    # Faults ten times as frequent as usual, so that a small twin holds every kind.
    make_twin(replace(known, faults={kind: 8 * rate for kind, rate in known.faults.items()}), SMALL, out)
    return out


@pytest.fixture(scope="module")
def district(known: Calibration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("district") / "twin"
    make_twin(known, DISTRICT, out)
    return out


def ask(folder: Path, sql: str) -> list[tuple]:
    """Rows of a question about the clean tables, named ``{facts}`` and so on."""
    tables = {table: f"'{folder / 'truth' / table}.parquet'" for table in TABLES}
    with duckdb.connect() as connection:
        return connection.sql(sql.format(**tables)).fetchall()


# ---- calibration ----------------------------------------------------------------------------------------------------


def test_every_published_figure_of_the_calibration_is_the_one_in_the_observations(known: Calibration) -> None:
    path = load_region("baodi").find("observations.csv")
    assert path is not None
    with path.open(encoding="utf-8", newline="") as stream:
        held = {row["id"]: row for row in csv.DictReader(stream)}
    published = [figure for figure in known.figures if figure.basis == "fact"]
    assert len(published) >= 10
    for figure in published:
        row = held[figure.reason]
        assert figure.value * (100 if row["unit"] == "%" else 1) == Decimal(row["value"]), figure
        assert row["district"] == "宝坻区"


@pytest.mark.parametrize(
    ("title", "month", "column", "published"),
    [
        ("hnte", "2018-12-31", "in_force", 150),
        ("hnte", "2019-12-31", "in_force", 151),
        ("tech_sme", "2019-12-31", "in_force", 179),
        ("tech_sme", "2022-05-31", "since_january", 101),
        ("eaglet", "2019-12-31", "in_force", 40),
        ("gazelle", "2019-12-31", "in_force", 16),
        ("leading", "2019-12-31", "in_force", 8),
        ("leading", "2023-05-31", "in_force", 15),
        ("leading", "2023-08-31", "in_force", 23),
    ],
)
def test_titles_at_the_district_size_are_the_published_counts(
    district: Path, title: str, month: str, column: str, published: int
) -> None:
    assert ask(district, f"select {column} from {{counters}} where title = '{title}' and month = '{month}'") == [
        (published,)
    ]


def test_hnte_in_force_before_the_first_year_are_the_published_58(district: Path) -> None:
    sql = "select count(*) from {titles} where title = 'hnte' and issued <= '2015-12-31' and expires > '2015-12-31'"
    # What ended before the first year is not told; at the turn of the year nothing has ended yet.
    assert ask(district, sql) == [(58,)]


def test_the_emerging_share_is_28_percent_of_output_in_2019_within_half_a_point(district: Path) -> None:
    sql = """select sum(industrial_output) filter (emerging) / sum(industrial_output)
             from {facts} join {organisations} using (uscc) where year = 2019"""
    assert ask(district, sql)[0][0] == pytest.approx(0.28, abs=0.005)


def test_financing_of_2016_to_2020_is_exactly_the_published_sum_to_the_published_number_of_firms(
    district: Path,
) -> None:
    sql = "select sum(amount), count(distinct uscc), min(amount) > 0 from {financing} where year <= 2020"
    assert ask(district, sql) == [(4_050_000_000 * 100, 263, True)]


def test_research_of_firms_above_designated_size_is_near_what_the_plan_aims_at(district: Path) -> None:
    sql = """select sum(rd_expense) / sum(operating_revenue), sum(net_profit) / sum(operating_revenue) from {facts}
             where above_designated_size and year = 2023"""
    research, profit = ask(district, sql)[0]
    assert 0.018 < research < 0.034
    assert 0.01 < profit < 0.08


def test_the_staff_of_the_twin_fit_the_district(district: Path) -> None:
    assert 40_000 < ask(district, "select sum(staff_total) from {facts} where year = 2022")[0][0] < 200_000


def test_certificates_of_a_twin_that_starts_late_are_spread_over_its_months(known: Calibration, tmp_path: Path) -> None:
    make_twin(known, replace(DISTRICT, first=2019, last=2019), tmp_path / "twin")
    sql = "select count(*) filter (month(issued) < 8), count(*) from {titles} where title = 'hnte' and issued < '2019-01-01'"
    early, held = ask(tmp_path / "twin", sql)[0]
    assert early == 0
    assert held == 150


def test_no_title_is_left_over_for_want_of_eligible_firms(district: Path) -> None:
    assert json.loads((district / "manifest.json").read_text(encoding="utf-8"))["short"] == {}


@pytest.mark.parametrize("years", [(2016, 2016), (2022, 2023), (2030, 2030)])
def test_any_years_of_the_calibration_can_be_made_and_their_files_agree(
    known: Calibration, tmp_path: Path, years: tuple[int, int]
) -> None:
    made = make_twin(known, Order(50, *years, seed=years[0], offices=True), tmp_path / "twin")
    assert made["rows"]["stock"] == years[1] - years[0] + 1
    assert check_twin(tmp_path / "twin", known) == []


def test_half_the_size_carries_half_the_counts(known: Calibration, tmp_path: Path) -> None:
    make_twin(known, replace(DISTRICT, firms=2500, last=2019), tmp_path / "half")
    counts = dict(
        ask(tmp_path / "half", "select title, in_force from {counters} where month = '2019-12-31' order by title")
    )
    assert counts == {
        "hnte": round(151 / 2), "tech_sme": round(179 / 2), "eaglet": 20, "gazelle": 8, "leading": 4,
    }  # fmt: skip


def test_a_calibration_figure_without_a_basis_is_refused(tmp_path: Path) -> None:
    for name in ("china", "tianjin", "baodi"):
        shutil.copytree(load_region(name).path, tmp_path / name)
    path = tmp_path / "baodi" / "twin.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{at: 2019, value: 151, fact: o003}", "{at: 2019, value: 151}"), encoding="utf-8")
    with pytest.raises(KechuangError, match="fact, derived and assumed"):
        load_calibration(load_region("baodi", root=tmp_path))


# ---- consistency of the truth ---------------------------------------------------------------------------------------


def test_certificates_in_stock_at_any_month_end_are_exactly_those_issued_in_three_years(district: Path) -> None:
    sql = """select c.month, c.in_force, count(t.uscc), count(distinct t.uscc) from {counters} c
             left join {titles} t on t.title = 'hnte' and t.issued <= c.month and t.issued > c.month - interval 3 year
             where c.title = 'hnte' and c.month >= '2018-12-31' group by all"""
    rows = ask(district, sql)
    assert len(rows) == 61
    for _, in_force, issued, firms in rows:
        assert in_force == issued == firms > 0


def test_stock_change_is_entry_less_exit_and_the_facts_are_the_stock(district: Path) -> None:
    rows = ask(
        district,
        """select s.year, opening, entered, "left", closing, count(f.uscc) from {stock} s join {facts} f using (year)
           group by all order by s.year""",
    )
    assert len(rows) == 8
    for (_, opening, entered, left, closing, facts), after in zip(rows, [*rows[1:], None], strict=True):
        assert closing - opening == entered - left
        assert entered > 0
        assert left > 0
        assert facts == closing
        assert after is None or after[1] == closing


def test_the_identities_of_a_firms_figures_hold_exactly(district: Path) -> None:
    sql = """select count(*) filter (operating_revenue <> main_business_revenue + other_business_revenue
                or total_assets <> total_liabilities + net_assets or ip_total <> ip_class1 + ip_class2
                or net_profit <> total_revenue - cost_expense - income_tax or sales_revenue <> operating_revenue),
             count(*) filter (rd_expense_domestic > rd_expense or rd_staff > science_staff or science_staff > staff_total
                or staff_total < 1 or hightech_revenue > main_business_revenue or tax_paid < income_tax
                or least(operating_revenue, rd_expense, total_assets, total_liabilities, main_business_revenue) < 0),
             count(*) filter (operating_revenue % 10000 <> 0 or rd_expense_domestic % 10000 <> 0 or net_profit % 10000 <> 0)
             from {facts}"""
    assert ask(district, sql) == [(0, 0, 0)]


def test_rights_add_up_to_the_yearly_counts_of_intellectual_property(district: Path) -> None:
    sql = """select count(*) from (
               select f.uscc, f.ip_total, count(r.number) held from {facts} f
               left join {intellectual_property} r on r.uscc = f.uscc and r.year <= f.year
               where f.year = 2019 group by all) where ip_total <> held"""
    assert ask(district, sql) == [(0,)]


def test_nobody_holds_a_title_twice_or_while_not_on_the_register(district: Path) -> None:
    assert ask(
        district,
        """select count(*) from {titles} a join {titles} b using (uscc, title)
           where a.number < b.number and a.issued < b.expires and b.issued < a.expires""",
    ) == [(0,)]
    sql = """select count(*) from {titles} join {organisations} using (uscc)
             where issued <= registered_on or (left_on < expires and title in ('hnte', 'leading')) or left_on < issued"""
    assert ask(district, sql) == [(0,)]


def test_relations_join_different_firms_that_were_there_together(district: Path) -> None:
    sql = """select count(*), count(*) filter (a.uscc = b.uscc or since < a.registered_on or since < b.registered_on
                or since >= a.left_on or since >= b.left_on)
             from {relations} r join {organisations} a on a.uscc = r.uscc join {organisations} b on b.uscc = r.other"""
    count, wrong = ask(district, sql)[0]
    assert count > 5000
    assert wrong == 0


def test_contracts_split_into_their_parts_and_add_up_over_the_plan(district: Path) -> None:
    assert ask(
        district,
        """select count(*) filter (amount <> technical_amount + other_amount or technical_amount < 0),
                  count(*) > 0 from {contracts}""",
    ) == [(0, True)]


# ---- who they are ---------------------------------------------------------------------------------------------------


def test_credit_codes_are_valid_different_and_of_the_synthetic_division() -> None:
    codes = [code.decode() for code in credit_codes(20_000, 1)]
    assert len(set(codes)) == 20_000
    assert all(is_uscc(code) and code.startswith("91999999T") for code in codes)


def test_a_credit_code_with_any_one_character_wrong_is_not_valid() -> None:
    code = credit_codes(1, 1)[0].decode()
    assert not any(
        is_uscc(code[:place] + ("0" if code[place] != "0" else "1") + code[place + 1 :]) for place in range(18)
    )
    assert not is_uscc("")
    assert not is_uscc(code.lower())
    assert not is_uscc(code + "0")


def test_names_are_different_and_there_are_enough_of_them(district: Path, known: Calibration) -> None:
    assert ask(district, "select count(distinct name), count(distinct brand), count(*) from {organisations}") == [
        (5000, 5000, 5000)
    ]
    assert 1_000_000 <= known.most_firms <= BRANDS
    assert len(set(_FIRST)) == len(_FIRST)
    assert len(set(_SECOND)) == len(_SECOND)


def test_a_varied_name_is_never_the_name() -> None:
    rng = np.random.default_rng(1)
    name = "天津澜衍砾禾新材料科技有限公司"
    variants = {vary_name(name, rng, ["天津", "天津市", ""]) for _ in range(300)}
    assert name not in variants
    assert len(variants) > 8


# ---- the offices' files ---------------------------------------------------------------------------------------------


def test_files_differ_from_the_truth_by_the_seeded_faults_and_nothing_else(small: Path, known: Calibration) -> None:
    assert check_twin(small, known) == []


def test_every_kind_of_fault_is_seeded_and_shows_another_value_than_the_true_one(small: Path) -> None:
    faults = read_table(small, "faults").to_pylist()
    assert {fault["kind"] for fault in faults} == set(KINDS)
    cells = [fault for fault in faults if fault["column"] is not None]
    assert all(fault["true_value"] != fault["shown_value"] for fault in cells)
    assert all(not is_uscc(fault["shown_value"]) for fault in faults if fault["kind"] == "code_typo")
    green = [fault for fault in faults if fault["kind"] == "false_green"]
    assert all(float(fault["shown_value"]) > float(fault["true_value"]) for fault in green)
    late = [fault for fault in faults if fault["kind"] == "late_return"]
    assert all(fault["shown_value"] > fault["true_value"] for fault in late)


def test_a_change_in_a_file_that_the_truth_does_not_tell_is_found(
    small: Path, known: Calibration, tmp_path: Path
) -> None:
    copy = tmp_path / "twin"
    shutil.copytree(small, copy)
    path = copy / "offices" / "tax" / "税务_合成_2019.csv"
    text = path.read_text(encoding="gb18030")
    path.write_text(text.replace("单位：元", "单位：万元", 1), encoding="gb18030")
    (copy / "offices" / "extra.csv").write_text("x", encoding="utf-8")
    assert {difference.what for difference in check_twin(copy, known)} == {
        "the title rows are others",
        "a file the truth does not know",
    }


def test_a_fault_told_but_not_in_the_file_is_found(small: Path, known: Calibration, tmp_path: Path) -> None:
    copy = tmp_path / "twin"
    shutil.copytree(small, copy)
    table = read_table(copy, "faults")
    rows = table.to_pylist()
    next(row for row in rows if row["kind"] == "name_variant")["shown_value"] = "不在文件里"
    pq.write_table(type(table).from_pylist(rows, schema=table.schema), copy / "truth" / "faults.parquet")
    assert any("is not there" in difference.what for difference in check_twin(copy, known))


def test_offices_send_seven_kinds_of_file_that_look_as_such_files_do(small: Path) -> None:
    assert sorted(path.name for path in (small / "offices").iterdir()) == [
        "contracts", "ip", "parks", "self_report", "statistics", "tax", "titles",
    ]  # fmt: skip
    page = load_workbook(small / "offices" / "statistics" / "统计_合成_2019.xlsx").active
    assert page is not None
    assert {str(area) for area in page.merged_cells.ranges} >= {"A1:N1", "D3:F3", "A3:A4"}
    assert page["A2"].value == "计量单位：千元、人"
    raw = (small / "offices" / "tax" / "税务_合成_2019.csv").read_bytes()
    assert "纳税人名称".encode("gb18030") in raw


@pytest.mark.parametrize(
    ("file", "labels", "fen"),
    [
        (
            "tax/税务_合成_2019.csv",
            {"营业收入（元）": "operating_revenue", "允许加计扣除的研发费用合计（元）": "rd_expense"},
            100,
        ),
        (
            "statistics/统计_合成_2019.xlsx",
            {"工业总产值": "industrial_output", "负债合计": "total_liabilities"},
            100_000,
        ),
        ("self_report/企业自报_合成_2019.xlsx", {"研发费用": "rd_expense", "营业收入": "operating_revenue"}, 1_000_000),
        ("parks/园区入驻_合成_2019.xlsx", {"年税收": "tax_paid", "年营业收入": "operating_revenue"}, 1_000_000),
    ],
)
def test_an_untouched_record_read_by_its_headings_and_unit_is_the_truth_to_the_fen(
    small: Path, file: str, labels: dict[str, str], fen: int
) -> None:
    """Reads the files as a stranger would, without the code that wrote them."""
    path = small / "offices" / file
    if path.suffix == ".csv":
        with path.open(encoding="gb18030", newline="") as stream:
            grids = {"": list(csv.reader(stream))}
    else:
        grids = {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in load_workbook(path)}
    touched = {
        (fault["sheet"], fault["uscc"])
        for fault in read_table(small, "faults").to_pylist()
        if fault["file"] == f"offices/{file}"
    }
    facts = {row["uscc"]: row for row in read_table(small, "facts").to_pylist() if row["year"] == 2019}
    compared = 0
    for name, grid in grids.items():
        heads = grid[:5]
        code_at = next(place for row in heads for place, cell in enumerate(row) if cell == "统一社会信用代码")
        for label, attribute in labels.items():
            at = next(place for row in heads for place, cell in enumerate(row) if cell == label)
            for row in grid:
                code = row[code_at] if len(row) > code_at else None
                if code in facts and (name, code) not in touched:
                    assert Decimal(str(row[at])) * fen == facts[code][attribute]
                    compared += 1
    assert compared >= 6


def test_the_self_report_claims_what_the_title_list_holds_where_no_fault_is_told(small: Path) -> None:
    file = "offices/self_report/企业自报_合成_2019.xlsx"
    rows = list(load_workbook(small / file).active.iter_rows(values_only=True))
    told = [fault for fault in read_table(small, "faults").to_pylist() if fault["file"] == file]
    touched = {fault["uscc"] for fault in told if fault["attribute"] in ("hnte", "uscc")}
    sql = "select uscc from {titles} where title = 'hnte' and issued <= '2019-12-31' and expires > '2019-12-31'"
    valid = {code for (code,) in ask(small, sql)}
    codes = set(read_table(small, "organisations")["uscc"].to_pylist()) - touched
    claims = {row[1]: row[3] for row in rows if row[1] in codes}
    assert len(claims) > 5
    assert all((claim == "是") == (code in valid) for code, claim in claims.items())


def test_everything_says_that_it_is_synthetic(small: Path) -> None:
    for table in TABLES:
        read = pq.read_table(small / "truth" / f"{table}.parquet")
        assert read.schema.metadata[b"synthetic"] == b"true"
        assert all(read["synthetic"].to_pylist())
    for path in (small / "offices").rglob("*.*"):
        assert "合成" in path.name
        if path.suffix == ".xlsx":
            for page in load_workbook(path):
                assert "合成数据" in str(page["A1"].value)
                assert "数据性质" in {str(cell.value) for row in page["1:4"] for cell in row}
        else:
            text = path.read_text(encoding="gb18030" if "tax" in path.parts else "utf-8-sig")
            assert "合成数据" in text.splitlines()[0]
            assert "数据性质" in text
    assert "合成数据" in (small / "README.md").read_text(encoding="utf-8")
    assert json.loads((small / "manifest.json").read_text(encoding="utf-8"))["synthetic"] is True


def test_a_cell_is_one_text_whatever_the_format_gave_back() -> None:
    assert [shown(cell) for cell in (None, 3, 3.0, 3.1, "3", -0.5)] == ["", "3", "3", "3.1", "3", "-0.5"]


# ---- sameness -------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(known: Calibration, tmp_path: Path) -> None:
    order = replace(SMALL, firms=60, last=2018)
    first = make_twin(known, order, tmp_path / "a")
    assert first == make_twin(known, order, tmp_path / "b")
    bytes_of = [(path.read_bytes(), (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes())
                for path in (tmp_path / "a").rglob("*") if path.is_file()]  # fmt: skip
    assert all(one == other for one, other in bytes_of)
    other = make_twin(known, replace(order, seed=4), tmp_path / "c")
    assert not set(first["files"].values()) & {
        digest for file, digest in other["files"].items() if "counters" not in file and "faults" not in file
    }


def test_figures_of_a_year_do_not_depend_on_what_was_drawn_before(known: Calibration) -> None:
    titled = np.zeros(300, dtype=bool)
    people, again = (make_population(known, 300, range(2016, 2020), 9) for _ in range(2))
    figures_of(people, known, 2019, 9, titled)
    np.random.default_rng(0).random(10)
    size = again.size.copy()
    figures_of(again, known, 2018, 9, titled)
    again.size = size
    np.testing.assert_array_equal(
        figures_of(again, known, 2019, 9, titled).columns["rd_expense"][:50],
        figures_of(make_population(known, 300, range(2016, 2020), 9), known, 2019, 9, titled).columns["rd_expense"][
            :50
        ],
    )


# ---- refusals and wholeness -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"firms": 49}, "49 firms are too few"),
        ({"first": 2020, "last": 2019}, "reversed; write 2019-2020"),
        ({"first": 2011}, "stay within"),
        ({"last": 2031}, "stay within"),
        ({"firms": 10**9}, "would take about .* GB"),
        ({"seed": -1}, "must not be negative"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_reason(known: Calibration, change: dict[str, int], said: str) -> None:
    with pytest.raises(KechuangError, match=said):
        check_order(known, replace(SMALL, **change))


def test_a_folder_that_holds_something_is_not_touched(known: Calibration, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "letter.txt").write_text("dear", encoding="utf-8")
    order = replace(SMALL, firms=50, last=2018, offices=False)
    with pytest.raises(KechuangError, match="is not empty"):
        make_twin(known, order, out)
    with pytest.raises(KechuangError, match="is no twin"):
        make_twin(known, order, out, force=True)
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "letter.txt"]


def test_a_place_that_cannot_be_written_is_refused(known: Calibration, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(KechuangError, match="No folder can be written"):
        make_twin(known, replace(SMALL, firms=50, last=2018), tmp_path / "file" / "twin")


def test_force_replaces_a_twin_and_leaves_nothing_beside_it(known: Calibration, tmp_path: Path) -> None:
    order = replace(SMALL, firms=50, last=2018, offices=False)
    make_twin(known, order, tmp_path / "twin")
    with pytest.raises(KechuangError, match="is not empty"):
        make_twin(known, order, tmp_path / "twin")
    made = make_twin(known, replace(order, seed=8), tmp_path / "twin", force=True)
    assert json.loads((tmp_path / "twin" / "manifest.json").read_text(encoding="utf-8")) == made
    assert [path.name for path in tmp_path.iterdir()] == ["twin"]


def test_a_run_that_is_killed_leaves_nothing_that_looks_whole_and_the_next_run_succeeds(tmp_path: Path) -> None:
    out = tmp_path / "twin"
    call = [sys.executable, "-m", "kechuang.cli", "--lang", "en", "twin", "make", "--out", str(out), "--seed", "1"]
    with subprocess.Popen([*call, "--firms", "3000"], stderr=subprocess.PIPE, text=True, encoding="utf-8") as run:
        assert run.stderr is not None
        for line in run.stderr:
            if "making 2018" in line:
                run.send_signal(signal.SIGKILL)
                break
    assert run.returncode == -signal.SIGKILL
    assert not out.exists()
    assert [path.name for path in tmp_path.iterdir()] == [".twin.part"]
    assert not list(tmp_path.rglob("manifest.json"))
    done = subprocess.run(
        [*call, "--firms", "60", "--years", "2018-2018", "--offices", "no"],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert "Synthetic" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["twin"]
