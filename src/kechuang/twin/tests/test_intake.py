"""The twin's office files through intake: every sheet and column recognised, clean cells exact, seeded faults found at their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kechuang.content import load_region
from kechuang.intake import Problem, Recognition, Row, check_history, load_policy, open_file, parse, recognise_file
from kechuang.register import load_record_types
from kechuang.twin import Calibration, Order, load_calibration, make_twin, read_table
from kechuang.twin.offices.sheets import FEN, Sheet, clean_sheets

REGION = load_region("baodi")
TYPES = load_record_types(REGION)
POLICY = load_policy(REGION)
#: Faults this many times as frequent as usual, so that every kind occurs often enough to be counted.
OFTEN = 4
#: The office's folder → the type its sheets are of.
TYPE_OF = {
    "tax": "enterprise_year", "statistics": "enterprise_year", "self_report": "enterprise_year", "parks": "enterprise_year",
    "titles": "title", "ip": "intellectual_property", "contracts": "technology_contract",
}  # fmt: skip
#: The twin's name of a column → the field's code, where they differ.
FIELD_OF = {
    "hnte": "hnte_certificate_valid", "title_name": "kind", "issued": "issued_on", "expires": "expires_on", "granted": "granted_on",
}  # fmt: skip
#: The twin's kind of fault → the kind of problem that reports it, and whether its cell must be named.
KIND_OF = {
    "code_typo": ("code_fault", True), "code_missing": ("code_missing", True), "late_return": ("late_return", True),
    "arithmetic": ("arithmetic", True), "duplicate_row": ("duplicate_row", False),
}  # fmt: skip
Place = tuple[str, str, int, int | None]


@dataclass(frozen=True)
class ReadSheet:
    """One sheet: as it should be, and as it was read."""

    sheet: Sheet
    table: Recognition
    rows: list[Row]
    faults: list[dict[str, Any]]

    @property
    def records(self) -> list[Row]:
        return [row for row in self.rows if row.kind == "record"]

    def true_rows(self) -> Iterator[tuple[Row, list[Any]]]:
        """Each record read with the clean row it was sent for; copies are left out."""
        gone = {fault["record"] for fault in self.faults if fault["kind"] == "missing_return"}
        copies = {fault["row"] for fault in self.faults if fault["kind"] == "duplicate_row"}
        sent = [row for number, row in enumerate(self.sheet.rows, 1) if number not in gone]
        return zip((row for row in self.records if row.number not in copies), sent, strict=True)


@pytest.fixture(scope="module")
def known() -> Calibration:
    return load_calibration(REGION)


@pytest.fixture(scope="module")
def folder(known: Calibration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("intake") / "twin"
    often = {kind: OFTEN * rate for kind, rate in known.faults.items()}
    make_twin(replace(known, faults=often), Order(firms=400, first=2017, last=2021, seed=3, offices=True), out)
    return out


@pytest.fixture(scope="module")
def read(folder: Path, known: Calibration) -> list[ReadSheet]:
    faults: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for fault in read_table(folder, "faults").to_pylist():
        faults[fault["file"], fault["sheet"]].append(fault)
    books: dict[str, dict[str, tuple[Recognition, list[Row]]]] = {}
    found = []
    for sheet in clean_sheets(folder, known):
        if sheet.file not in books:
            book = open_file(folder / sheet.file)
            tables = recognise_file(book, TYPES, policy=POLICY)
            books[sheet.file] = {
                one.name if book.kind == "xlsx" else "": (table, list(parse(one, table))) for one, table in tables
            }
        table, rows = books[sheet.file][sheet.name]
        found.append(ReadSheet(sheet, table, rows, faults[sheet.file, sheet.name]))
    return found


def test_every_sheet_is_told_for_what_it_is(read: list[ReadSheet]) -> None:
    assert len(read) > 60
    for one in read:
        assert one.table.record_type is not None
        assert one.table.record_type.code == TYPE_OF[one.sheet.file.split("/")[1]]
        assert one.table.period is not None
        assert one.table.period.end.year == one.sheet.year
        assert not one.table.problems


def test_every_column_is_told_for_what_it_is(read: list[ReadSheet]) -> None:
    roles = {"serial": "serial", "synthetic": "synthetic"}
    for one in read:
        for place, column in enumerate(one.sheet.columns, 1):
            found = next(match for match in one.table.columns if match.column == place)
            if column.attribute in roles:
                assert found.role == roles[column.attribute]
                continue
            assert found.field == FIELD_OF.get(column.attribute, column.attribute), column.label
            assert not column.unit or (found.unit == column.unit and found.unit_from in ("heading", "sheet"))


def test_every_clean_cell_is_read_exactly(read: list[ReadSheet]) -> None:
    cells = 0
    for one in read:
        wrong = {(fault["row"], fault["column"]) for fault in one.faults}
        for row, true in one.true_rows():
            assert row.synthetic
            for place, column in enumerate(one.sheet.columns, 1):
                if column.attribute in ("serial", "synthetic") or (row.number, place) in wrong:
                    continue
                assert _is(row.values[FIELD_OF.get(column.attribute, column.attribute)], true[place - 1], column.unit)
                cells += 1
    assert cells > 20_000


def _is(value: Any, true: Any, unit: str) -> bool:
    if isinstance(value, date):
        return value.isoformat() == true
    if isinstance(value, bool):
        return value == (true == "是")
    if unit and true is not None:
        return type(value) is int and value == Decimal(repr(true)) * FEN[unit]
    if isinstance(value, str):
        return value == true or any(true in (choice.name.zh, *choice.aliases) for choice in _choices(value))
    return value == true


def _choices(code: str) -> Iterator[Any]:
    for one in TYPES.values():
        for field in one.fields:
            yield from (choice for choice in field.choices if choice.code == code)


def test_money_is_the_registers_own_to_the_fen(folder: Path, read: list[ReadSheet]) -> None:
    facts = {(fact["uscc"], fact["year"]): fact for fact in read_table(folder, "facts").to_pylist()}
    checked = 0
    for one in read:
        if TYPE_OF[one.sheet.file.split("/")[1]] != "enterprise_year":
            continue
        wrong = {fault["row"] for fault in one.faults}
        for row in one.records:
            fact = facts.get((row.values["uscc"], row.values["year"]))
            if fact is not None and row.number not in wrong:
                for code in ("operating_revenue", "rd_expense", "tax_paid", "total_assets"):
                    if code in row.values and code in fact:
                        assert row.values[code] == fact[code]
                        checked += 1
    assert checked > 3_000


@pytest.mark.parametrize("kind", KIND_OF)
def test_seeded_faults_are_reported_at_their_cells_and_nothing_else_is(kind: str, read: list[ReadSheet]) -> None:
    said, exact = KIND_OF[kind]
    seeded: set[Place] = set()
    reported: set[Place] = set()
    for one in read:
        seeded |= {
            _place(one, fault["row"], fault["column"] if exact else None)
            for fault in one.faults
            if fault["kind"] == kind
        }
        reported |= {
            _place(one, row.number, problem.column if exact else None)
            for row in one.rows for problem in row.problems if problem.kind == said
        }  # fmt: skip
        if kind == "duplicate_row":
            # Of a record and its copy either may be told as the one too many: the copy is the later row, but not always.
            assert not any(
                problem.kind == said and row.kind != "record" for row in one.rows for problem in row.problems
            )
    hit = seeded & reported
    assert len(seeded) >= 10, kind
    assert len(hit) / len(seeded) >= 0.95, (kind, len(hit), len(seeded))
    assert len(hit) / len(reported) >= 0.95, (kind, len(hit), len(reported))


def _place(one: ReadSheet, row: int, column: int | None) -> Place:
    return one.sheet.file, one.sheet.name, row, column


def slips(folder: Path, read: list[ReadSheet]) -> tuple[set[Place], set[Place], list[Problem]]:
    """Cells with a seeded slip of units, cells reported, and the problems; a year's figures are held against the truth of the year before."""
    facts = read_table(folder, "facts").to_pylist()
    before: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for fact in facts:
        figures = {
            code: value for code, value in fact.items() if isinstance(value, int) and not isinstance(value, bool)
        }
        before[fact["year"] + 1][fact["uscc"]] = figures
    seeded: set[Place] = set()
    reported: set[Place] = set()
    problems: list[Problem] = []
    for one in read:
        found = check_history(one.records, before[one.sheet.year], one.table, POLICY)
        problems += found
        seeded |= {_place(one, fault["row"], fault["column"]) for fault in one.faults if fault["kind"] == "unit_slip"}
        reported |= {_place(one, problem.row or 0, problem.column) for problem in found if problem.kind != "sign"}
    return seeded, reported, problems


def test_slips_of_units_are_asked_about_at_their_cells(folder: Path, read: list[ReadSheet]) -> None:
    seeded, reported, problems = slips(folder, read)
    hit = seeded & reported
    assert len(seeded) > 60
    assert len(hit) / len(seeded) >= 0.9, (len(hit), len(seeded))
    assert len(hit) / len(reported) >= 0.8, (len(hit), len(reported))
    assert not any(problem.kind == "unit_column" for problem in problems)
