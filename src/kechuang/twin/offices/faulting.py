"""Seeding faults into a clean sheet, and remembering each with the true value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kechuang.twin.calibration import Calibration
from kechuang.twin.keyed import stream
from kechuang.twin.offices.sheets import Cell, Row, Sheet
from kechuang.values.identifiers import ALPHABET, is_uscc

#: Kind of fault → what it means.
KINDS = {
    "duplicate_row": "同一记录报了两遍 / the same record twice",
    "name_variant": "名称写法不同或有错字 / another spelling of the name",
    "code_missing": "缺信用代码 / no credit code",
    "code_typo": "信用代码错一位 / one character of the code is wrong",
    "unit_slip": "金额用错单位 / money in another unit than the heading's",
    "missing_return": "应报未报 / a return that never came",
    "late_return": "逾期报送 / a return after the deadline",
    "false_green": "自报好于佐证 / self-report better than the evidence",
    "title_mismatch": "自报称号与名单不符 / title claimed against the list",
    "arithmetic": "合计与分项不符 / a total that is not the sum of its parts",
}
#: Heading's unit → the factor by which a sender's other unit changes the figure.
_SLIPS = {"元": (1e-4, 1e-3), "千元": (1e3, 0.1), "万元": (1e4, 10.0)}


@dataclass(frozen=True, slots=True)
class Fault:
    """One seeded fault. ``row`` and ``column`` count from 1 as in a spreadsheet; a missing return has neither.

    ``record`` is the number of the record in the clean sheet; ``attribute`` the column's fact; values as :func:`shown` writes them.
    """

    file: str
    sheet: str
    row: int | None
    column: int | None
    attribute: str | None
    kind: str
    record: int
    uscc: str
    year: int
    true_value: str | None
    shown_value: str | None


def shown(cell: Cell) -> str:
    """A cell as one text, the same however a file format gives it back: ``3`` and ``3.0`` alike, empty for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return repr(int(cell)) if float(cell).is_integer() else repr(float(cell))
    return str(cell)


class _Seeder:
    """Seeds one sheet. Each record carries at most one fault, so that each can be judged by itself."""

    def __init__(self, sheet: Sheet, known: Calibration, seed: int) -> None:
        self.sheet, self.rates = sheet, known.faults
        self.places = [name for name, _ in known.places]
        self.rng = stream(seed, f"faults {sheet.file} {sheet.name}", sheet.year)
        self.code = _must(sheet.place("uscc"))
        self.rows: list[tuple[int, Row]] = []
        self.cells: list[tuple[int, str, int, str, str]] = []
        self.copies: list[tuple[int, Row]] = []
        self.gone: list[int] = []
        self.makers: dict[str, Callable[[int, Row], None]] = {
            "duplicate_row": lambda record, row: self.copies.append((record, row)),
            "name_variant": self._vary_name,
            "code_missing": lambda record, row: self._put(record, row, "code_missing", self.code, None),
            "code_typo": self._mistype_code,
            "unit_slip": self._slip_units,
            "missing_return": lambda record, _: self.gone.append(record),
            "late_return": self._be_late,
            "false_green": self._be_green,
            "title_mismatch": self._claim_otherwise,
            "arithmetic": self._miscount,
        }

    def seed(self) -> tuple[list[Row], list[Fault]]:
        """The rows as they are sent, and the faults in them."""
        kinds = [kind for kind in KINDS if kind in self.sheet.kinds]
        edges = np.cumsum([self.rates[kind] for kind in kinds])
        lot = self.rng.random(len(self.sheet.rows))
        drawn = np.searchsorted(edges, lot, side="right")
        for place, row in enumerate(self.sheet.rows):
            row = list(row)
            if drawn[place] < len(kinds):
                self.makers[kinds[drawn[place]]](place + 1, row)
            self.rows.append((place + 1, row))
        return self._settle()

    def _settle(self) -> tuple[list[Row], list[Fault]]:
        """Take missing rows out, put copies in (half beside the original, half at the end), and number what is left."""
        gone = set(self.gone)
        kept = [(record, row, False) for record, row in self.rows if record not in gone]
        for record, row in self.copies:
            beside = next(place for place, one in enumerate(kept) if one[0] == record) + 1
            kept.insert(beside if record % 2 else len(kept), (record, list(row), True))
        first = self.sheet.first_row
        at = {record: first + place for place, (record, _, copy) in enumerate(kept) if not copy}
        faults = [
            self._fault(kind, record, at[record], column, true, said) for record, kind, column, true, said in self.cells
        ]
        for place, (record, _, copy) in enumerate(kept):
            if copy:
                faults.append(self._fault("duplicate_row", record, first + place, None, f"{at[record]}", None))
        faults += [self._fault("missing_return", record, None, None, None, None) for record in self.gone]
        faults.sort(key=lambda fault: (fault.row or 0, fault.column or 0, fault.record))
        return [row for _, row, _ in kept], faults

    def _fault(
        self, kind: str, record: int, row: int | None, column: int | None, true: str | None, said: str | None
    ) -> Fault:
        sheet = self.sheet
        attribute = None if column is None else sheet.columns[column].attribute
        code = str(sheet.rows[record - 1][self.code])
        place = None if column is None else column + 1
        return Fault(sheet.file, sheet.name, row, place, attribute, kind, record, code, sheet.year, true, said)

    def _put(self, record: int, row: Row, kind: str, place: int, value: Cell) -> None:
        if shown(value) != shown(row[place]):
            self.cells.append((record, kind, place, shown(row[place]), shown(value)))
            row[place] = value

    def _vary_name(self, record: int, row: Row) -> None:
        place = _must(self.sheet.place("name"))
        self._put(record, row, "name_variant", place, vary_name(str(row[place]), self.rng, self.places))

    def _mistype_code(self, record: int, row: Row) -> None:
        code = str(row[self.code])
        place = int(self.rng.integers(9, 17))
        for step in range(1, len(ALPHABET)):
            other = ALPHABET[(ALPHABET.index(code[place]) + step) % len(ALPHABET)]
            wrong = code[:place] + other + code[place + 1 :]
            if not is_uscc(wrong):
                self._put(record, row, "code_typo", self.code, wrong)
                return

    def _slip_units(self, record: int, row: Row) -> None:
        choice = int(self.rng.integers(0, 2))
        for place, column in enumerate(self.sheet.columns):
            value = row[place]
            if column.unit and isinstance(value, float) and value:
                self._put(record, row, "unit_slip", place, round(value * _SLIPS[column.unit][choice], 6))

    def _be_late(self, record: int, row: Row) -> None:
        place = _must(self.sheet.place("returned_on"))
        late = date.fromisoformat(str(row[place])) + timedelta(days=int(self.rng.integers(45, 120)))
        self._put(record, row, "late_return", place, late.isoformat())

    def _be_green(self, record: int, row: Row) -> None:
        place = _must(self.sheet.place("rd_expense"))
        self._put(
            record, row, "false_green", place, round(float(row[place] or 0) * float(self.rng.uniform(1.4, 3.0)), 2)
        )

    def _claim_otherwise(self, record: int, row: Row) -> None:
        place = _must(self.sheet.place("hnte"))
        self._put(record, row, "title_mismatch", place, "否" if row[place] == "是" else "是")

    def _miscount(self, record: int, row: Row) -> None:
        total = self.sheet.sums[int(self.rng.integers(0, len(self.sheet.sums)))]
        place = _must(self.sheet.place(total))
        value = row[place]
        if isinstance(value, int):
            self._put(record, row, "arithmetic", place, value + int(self.rng.integers(1, 4)))
        elif isinstance(value, float):
            self._put(record, row, "arithmetic", place, round(value * float(self.rng.uniform(1.03, 1.2)) + 1, 2))


def seed_faults(sheet: Sheet, known: Calibration, seed: int) -> tuple[list[Row], list[Fault]]:
    """The rows of a sheet as they are sent, with faults at the calibrated rates, and what was done to them."""
    return _Seeder(sheet, known, seed).seed()


def vary_name(name: str, rng: np.random.Generator, places: Iterable[str]) -> str:
    """Another spelling of a name, as people write it: never the name itself. ``places`` are what names begin with."""
    longest = sorted(places, key=len, reverse=True)
    ways = [
        lambda: (
            name.replace("有限责任公司", "有限公司")
            if "有限责任公司" in name
            else name.replace("有限公司", "有限责任公司")
        ),
        lambda: name.removesuffix("股份有限公司").removesuffix("有限责任公司").removesuffix("有限公司"),
        lambda: name.replace("（", "(").replace("）", ")"),
        lambda: next((name.removeprefix(place) for place in longest if name.startswith(place)), name),
        lambda: f"{name[: len(name) // 2]} {name[len(name) // 2 :]}",
        lambda: _swapped(name, int(rng.integers(2, len(name) - 5))),
        lambda: name.replace("科技", "技术").replace("设备", "装备").replace("材料", "料"),
    ]
    first = int(rng.integers(0, len(ways)))
    for step in range(len(ways)):
        other = ways[(first + step) % len(ways)]()
        if other not in ("", name):
            return other
    return name + "。"


def _swapped(name: str, place: int) -> str:
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def _must(place: int | None) -> int:
    if place is None:
        raise ValueError("the sheet has no column for a fault of its own kinds")
    return place
