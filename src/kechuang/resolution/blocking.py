"""Which pairs are worth comparing: records that share a key, with a cap on every block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kechuang.resolution.table import MISSING, Column, Table

Ints = NDArray[np.int64]
#: Plain columns that lead to candidates by themselves or together.
_KEYS: tuple[tuple[str, ...], ...] = (
    ("phone",),
    ("address",),
    ("soc_sec_id",),
    ("date_of_birth",),
    ("given_name", "surname"),
    ("surname", "postcode"),
    ("given_name", "postcode"),
    ("surname", "suburb"),
    ("given_name", "suburb"),
    ("street_number", "address_1"),
    ("address_1", "given_name"),
    ("address_1", "surname"),
    ("address_1", "postcode"),
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of rows, ``left < right``, each once; and how many blocks were larger than the cap."""

    left: Ints
    right: Ints
    capped: int


def find_candidates(table: Table, cap: int) -> Candidates:
    """Pairs that share a key. Of a block with more than ``cap`` pairs, neighbours in order of content are compared."""
    size = len(table)
    found = []
    capped = 0
    for rows, keys in _keys(table):
        pairs, over = _pairs(rows, keys, table, cap)
        capped += over
        found.append(pairs)
    together = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return Candidates(together // size, together % size, capped)


def _keys(table: Table) -> Iterator[tuple[Ints, Ints]]:
    """For each kind of key: rows and the number of the key each has."""
    everyone = np.arange(len(table), dtype=np.int64)
    yield everyone, table.same_content
    if table.code is not None:
        yield everyone, table.code.rows
    for fields in _KEYS:
        if all(field in table.texts for field in fields):
            yield everyone, _joined([table.texts[field].rows for field in fields])
    if "given_name" in table.texts and "surname" in table.texts:
        yield everyone, _swapped_names(table)
    if len(table.name_values):
        yield from _name_keys(table)


def _name_keys(table: Table) -> Iterator[tuple[Ints, Ints]]:
    parts, names = table.parts, table.names
    with_former = [(row, name) for row, former in table.formers.items() for name in former]
    rows = np.concatenate([np.flatnonzero(names != MISSING), np.array([row for row, _ in with_former], dtype=np.int64)])
    of_row = np.concatenate([names[names != MISSING], np.array([name for _, name in with_former], dtype=np.int64)])
    yield rows, parts.full[of_row]
    second = np.flatnonzero(parts.other_core[of_row] != MISSING)
    yield np.concatenate([rows, rows[second]]), np.concatenate([parts.core[of_row], parts.other_core[of_row[second]]])
    yield rows, np.where(parts.brand_length[of_row] > 1, parts.brand[of_row], MISSING)
    heads = Column.of([name.core[:2] for name in table.name_values])
    head = heads.rows[of_row]
    yield rows, head
    for field in ("person", "address"):
        if field in table.texts:
            value = table.texts[field].rows[rows]
            yield rows, _joined([parts.brand[of_row], value])
            yield rows, _joined([head, value])
    place = parts.place[of_row]
    yield rows, _joined([head, np.where(place > 0, place, MISSING)])
    if "person" in table.texts:
        yield _brand_characters(table)


def _brand_characters(table: Table) -> tuple[Ints, Ints]:
    """Person and one character of the brand: a brand with a slip still shares the others."""
    person = table.texts["person"].rows
    rows, keys = [], []
    for row, name in enumerate(table.names.tolist()):
        if name == MISSING or person[row] == MISSING:
            continue
        for character in sorted(set(table.name_values[name].brand[:6])):
            rows.append(row)
            keys.append((int(person[row]) << 24) + ord(character))
    return np.array(rows, dtype=np.int64), np.array(keys, dtype=np.int64)


def _swapped_names(table: Table) -> Ints:
    given, surname = table.texts["given_name"], table.texts["surname"]
    both = [
        "|".join(sorted((given.values[one], surname.values[two]))) if one >= 0 and two >= 0 else ""
        for one, two in zip(given.rows.tolist(), surname.rows.tolist(), strict=True)
    ]
    return Column.of(both).rows


def _joined(columns: list[Ints]) -> Ints:
    """One number for the values of several columns; missing where one of them is."""
    joined = columns[0]
    missing = joined == MISSING
    for column in columns[1:]:
        missing |= column == MISSING
        joined = joined * (int(column.max(initial=0)) + 2) + column
        joined = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    return np.where(missing, MISSING, joined)


def _pairs(rows: Ints, keys: Ints, table: Table, cap: int) -> tuple[Ints, int]:
    """Pairs of rows with one key, coded ``left * size + right``; and the number of blocks over the cap."""
    size = len(table)
    kept = keys != MISSING
    rows, keys = rows[kept], keys[kept]
    order = np.lexsort((table.rank[rows], keys))
    rows, keys = rows[order], keys[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, dtype=np.int64)
    members = np.diff(np.r_[starts, len(keys)])
    all_pairs = members * (members - 1) // 2
    window = np.where(all_pairs > cap, np.maximum(1, cap // np.maximum(members, 1)), members - 1)
    reach = np.repeat(window, members)
    two_files = bool(table.side.any())
    found = []
    for step in range(1, int(window.max(initial=0)) + 1):
        first = np.flatnonzero((keys[:-step] == keys[step:]) & (reach[:-step] >= step))
        one, two = rows[first], rows[first + step]
        wanted = one != two
        if two_files:
            wanted &= table.side[one] != table.side[two]
        one, two = one[wanted], two[wanted]
        found.append(np.minimum(one, two) * size + np.maximum(one, two))
    pairs = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return pairs, int((all_pairs > cap).sum())
