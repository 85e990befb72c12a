"""Records made ready for comparison: every column as numbered, folded values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kechuang.resolution.distance import Texts
from kechuang.resolution.fields import TEXT_FIELDS
from kechuang.resolution.names import Name, NameReader, fold
from kechuang.resolution.policy import Policy
from kechuang.resolution.records import Records
from kechuang.values import is_uscc, normalise_uscc

Ints = NDArray[np.int64]
_DIGITS = re.compile(r"\D+")
_NO_NAME = Name("", "", "", "", "", 0, "")
#: Fewest digits of a telephone number and fewest characters of an identifier; shorter ones are remarks.
_LEAST_PHONE, _LEAST_CODE = 6, 8
MISSING = -1


@dataclass(frozen=True, slots=True)
class Column:
    """Numbered values: ``rows[k]`` is the value of record ``k`` in ``values``, or ``MISSING``."""

    rows: Ints
    values: list[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Column:
        """Number the different texts; an empty one is missing."""
        numbers: dict[str, int] = {}
        rows = [numbers.setdefault(text, len(numbers)) if text else MISSING for text in texts]
        return cls(np.array(rows, dtype=np.int64), list(numbers))


@dataclass(frozen=True, slots=True)
class NameParts:
    """The different names of all records, part by part; row ``k`` is name ``k``."""

    full: Ints
    core: Ints
    brand: Ints
    trade: Ints
    number: Ints
    form: list[str]
    form_rows: Ints
    place: Ints
    other_core: Ints
    other_place: Ints
    cores: Texts
    brands: Texts
    core_length: Ints
    brand_length: Ints
    trade_values: list[str]
    core_values: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """All records of one or two files.

    Attributes:
        ids: as given.
        side: 0 for the first file, 1 for the second.
        rank: place of each record in the order of its content, so that nothing depends on the order of rows.
        same_content: records with equal numbers agree in every column.
        texts: the plain columns.
        code, code_valid: credit codes and whether their check holds.
        names: number of each record's name in ``parts``, or ``MISSING``.
        formers: numbers of its former names.
    """

    ids: tuple[str, ...]
    side: NDArray[np.int8]
    rank: Ints
    same_content: Ints
    texts: dict[str, Column]
    code: Column | None
    code_valid: NDArray[np.bool_]
    region: Ints | None
    names: Ints
    formers: dict[int, tuple[int, ...]]
    name_values: list[Name]
    parts: NameParts

    def __len__(self) -> int:
        return len(self.ids)


def make_table(left: Records, right: Records | None, policy: Policy) -> Table:
    """Fold and number the columns that both files have."""
    files = [left] if right is None else [left, right]
    shared = [column for column in left.columns if all(column in file.columns for file in files)]
    if "former_names" not in shared and any("former_names" in file.columns for file in files):
        shared.append("former_names")  # one side's former name may be the other's name
    total = sum(map(len, files))
    raw: dict[str, list[str]] = {
        column: [text for file in files for text in file.columns.get(column, ("",) * len(file))] for column in shared
    }
    reader = NameReader(policy.words)
    names, formers, values = _read_names(raw, reader, total)
    texts = {field: Column.of(_clean(field, raw[field], reader)) for field in TEXT_FIELDS if field in raw}
    code = Column.of(map(_clean_code, raw["code"])) if "code" in raw else None
    region = (
        np.array([reader.places.find(text) for text in _each(raw["region"], fold)], dtype=np.int64)
        if "region" in raw
        else None
    )
    content, rank = _order(raw, files, names, values)
    return Table(
        ids=tuple(identifier for file in files for identifier in file.ids),
        side=np.repeat(np.arange(len(files), dtype=np.int8), [len(file) for file in files]),
        rank=rank,
        same_content=content,
        texts=texts,
        code=code,
        code_valid=np.array([is_uscc(value) for value in code.values] if code else [], dtype=bool),
        region=region,
        names=names,
        formers=formers,
        name_values=values,
        parts=_parts(values),
    )


def _read_names(
    raw: dict[str, list[str]], reader: NameReader, total: int
) -> tuple[Ints, dict[int, tuple[int, ...]], list[Name]]:
    numbers: dict[Name, int] = {}

    def number(name: Name) -> int:
        return numbers.setdefault(name, len(numbers)) if name.core else MISSING

    empty = [""] * total
    given = raw.get("name", empty)
    names = np.array([number(reader.read(text)) if text else MISSING for text in given], dtype=np.int64)
    formers: dict[int, tuple[int, ...]] = {}
    for row, (text, listed) in enumerate(zip(given, raw.get("former_names", empty), strict=True)):
        if listed or "原" in text or "曾用" in text:
            found = tuple(number(name) for name in reader.formers(text, listed))
            if found:
                formers[row] = found
    return names, formers, list(numbers)


def _parts(values: list[Name]) -> NameParts:
    columns: dict[str, Column] = {
        part: Column.of([getattr(name, part) for name in values])
        for part in ("full", "brand", "trade", "number", "form")
    }
    # One numbering for both readings of a core, so that they can be compared.
    joint = Column.of([name.core for name in values] + [name.other_core for name in values])
    cores, brands = [name.core for name in values], [name.brand for name in values]
    return NameParts(
        full=columns["full"].rows,
        core=joint.rows[: len(values)],
        brand=columns["brand"].rows,
        trade=columns["trade"].rows,
        number=columns["number"].rows,
        form=columns["form"].values,
        form_rows=columns["form"].rows,
        place=np.array([name.place for name in values], dtype=np.int64),
        other_core=joint.rows[len(values) :],
        other_place=np.array([name.other_place for name in values], dtype=np.int64),
        cores=Texts(cores),
        brands=Texts(brands),
        core_length=np.array([len(text) for text in cores], dtype=np.int64),
        brand_length=np.array([len(text) for text in brands], dtype=np.int64),
        trade_values=columns["trade"].values,
        core_values=cores,
    )


def _each(texts: Sequence[str], work: Any) -> list[Any]:
    """``work`` of every text, done once for each different one."""
    known = {text: work(text) for text in set(texts)}
    return [known[text] for text in texts]


def _clean(field: str, texts: list[str], reader: NameReader) -> list[str]:
    if field == "phone":
        return _each(texts, _clean_phone)
    if field == "address":
        return _each(texts, lambda text: reader.places.split(fold(text[:200]))[1])
    if field == "person":  # 张* hides who is meant
        return _each(texts, lambda text: "" if "*" in text or "＊" in text else fold(text[:200]))
    return _each(texts, lambda text: fold(text[:200]))


def _clean_phone(text: str) -> str:
    digits = _DIGITS.sub("", fold(text[:60]))
    if len(digits) > 11 and digits.startswith("86"):
        digits = digits[2:]
    return digits if len(digits) >= _LEAST_PHONE and len(set(digits)) > 1 else ""


def _clean_code(text: str) -> str:
    code = normalise_uscc(text[:60])
    return code if len(code) >= _LEAST_CODE and len(set(code)) > 2 else ""


def _order(raw: dict[str, list[str]], files: list[Records], names: Ints, values: list[Name]) -> tuple[Ints, Ints]:
    """Numbers of equal content, and each record's place by core name, content and id."""
    ids = [identifier for file in files for identifier in file.ids]
    content = list(zip(*raw.values(), strict=True))
    numbers: dict[tuple[str, ...], int] = {}
    same = [numbers.setdefault(row, len(numbers)) if any(row) else MISSING for row in content]
    cores = [values[number].core if number != MISSING else "" for number in names.tolist()]
    order = sorted(range(len(ids)), key=lambda row: (cores[row], content[row], ids[row]))
    rank = np.empty(len(ids), dtype=np.int64)
    rank[np.array(order, dtype=np.int64)] = np.arange(len(ids))
    return np.array(same, dtype=np.int64), rank
