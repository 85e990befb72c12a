"""What is checked: records as they were handed in, each with its place, and what is known of the organisations meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kechuang.values import Sentence

#: Money in whole 分, counts as they are, yes/no; missing is absent.
Value = int | float | bool | str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: file, sheet and row (from 1); ``columns`` are the columns (from 1) of its attributes."""

    file: str
    sheet: str
    row: int
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a return.

    Attributes:
        channel: the way it came (``tax``, ``self_report``…), a key of the policy's channels.
        table: code of its record type.
        year: the year it speaks of.
        unit: the organisation it was found to be about; ``None`` while that is open.
        code: the credit code as given and valid, ``""`` where there is none.
        name: the name as given.
        values: figures by attribute.
        place: where it stands.
        noticed: what intake found wrong in it already: kind, attribute and sentence.
    """

    channel: str
    table: str
    year: int
    unit: str | None
    code: str
    name: str
    values: Mapping[str, Value]
    place: Place
    noticed: tuple[tuple[str, str | None, Sentence], ...] = ()


@dataclass(frozen=True, slots=True)
class TitleSpan:
    """A title of a unit, in force from ``issued`` until the day before ``expires``."""

    unit: str
    title: str
    issued: date
    expires: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the register holds beside the records.

    Attributes:
        names: every name a unit has or had, by unit.
        titles: the lists of titles.
        present: by unit, the first and last year at whose end it stood on the register; an open end is ``None``.
        money: attributes that are amounts of money.
    """

    names: Mapping[str, frozenset[str]]
    titles: tuple[TitleSpan, ...] = ()
    present: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    money: frozenset[str] = frozenset()
