"""What a record of the register is: its fields, their types, the sums that must hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Literal

from kechuang.values import KechuangError, Sentence

#: What a field holds. ``money`` is whole 分 inside, ``share`` an exact ratio (0.031 for 3.1 %), ``number`` exact in the field's
#: unit, ``count`` a whole number, ``phone`` and ``person`` are personal data.
FieldType = Literal[
    "text", "uscc", "date", "year", "money", "count", "number", "share", "yes_no", "choice", "phone", "person"
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a choice field may say; ``aliases`` are other ways that files say it."""

    code: str
    name: Sentence
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    ``attribute`` is the code of the data dictionary whose fact the value is, ``None`` for what the register itself holds.
    ``unit`` is the unit people fill it in unless the file says otherwise; ``group`` the heading above several fields;
    ``aliases`` other headings under which files bring it. ``kinds`` names the vocabulary's list that ``choices`` come from,
    ``year_of`` the date field whose year stands in for this one when it is empty, ``names`` the table of the register that a
    text names a row of (``organisation``, ``site``, ``carrier``…). A ``signed`` number may be below zero; a choice
    ``by_prefix`` may be a longer code than those listed (industry 3670 of division 36).
    """

    code: str
    name: Sentence
    type: FieldType
    unit: str | None = None
    required: bool = False
    attribute: str | None = None
    choices: tuple[Choice, ...] = ()
    aliases: tuple[str, ...] = ()
    group: Sentence | None = None
    help: Sentence | None = None
    personal: bool = False
    example: str | None = None
    kinds: str | None = None
    year_of: str | None = None
    names: str | None = None
    signed: bool = False
    by_prefix: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that names this field, its own first."""
        return tuple(dict.fromkeys((self.name.zh, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Sum:
    """Arithmetic that must hold in a record: ``total`` is the sum of ``parts`` wherever all are filled in."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A part that cannot exceed its whole: the technical part of a contract, science staff among the staff."""

    part: str
    whole: str


@dataclass(frozen=True)
class RecordType:
    """One kind of record: what a row of a bureau's file is about.

    ``table`` is the table of the register it goes to, ``key`` the fields that tell two records apart, ``yearly`` whether a
    row is of one year. ``either`` lists sets of fields of which at least one must be filled in: a row about an
    organisation carries its code or its name. ``order`` lists date fields of which a later one is never before an earlier
    one; ``limits`` parts and their wholes.

    >>> from kechuang.content import load_region
    >>> from kechuang.register import load_record_types
    >>> title = load_record_types(load_region("baodi"))["title"]
    >>> title.name.zh, title.field("issued_on").type, title.either
    ('称号', 'date', (('uscc', 'name'),))
    """

    code: str
    name: Sentence
    table: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    yearly: bool = False
    sums: tuple[Sum, ...] = ()
    help: Sentence | None = None
    either: tuple[tuple[str, ...], ...] = ()
    order: tuple[tuple[str, ...], ...] = ()
    limits: tuple[Limit, ...] = ()

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    @cached_property
    def by_code(self) -> dict[str, Field]:
        """The fields by their codes."""
        return {field.code: field for field in self.fields}

    def field(self, code: str) -> Field:
        """The field with this code.

        Raises:
            KechuangError: there is none.
        """
        try:
            return self.by_code[code]
        except KeyError:
            raise KechuangError(
                zh=f"记录类型“{self.name.zh}”没有字段“{code}”。",
                en=f"The record type '{self.code}' has no field '{code}'.",
            ) from None

    @cached_property
    def stamp(self) -> str:
        """Twelve characters that change when a field, its type or its unit does: a template carries them.

        Names and help may be bettered without making the templates in people's hands old.
        """
        told = [f"{one.code}:{one.type}:{one.unit}:{one.required}" for one in self.fields]
        return sha256("|".join((self.code, *told)).encode()).hexdigest()[:12]
