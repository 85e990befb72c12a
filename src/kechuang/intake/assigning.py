"""Columns and fields told apart: each field goes to one column, the surest first; what a column is besides a field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kechuang.intake.evidence import Profile
from kechuang.intake.headings import Lexicon
from kechuang.intake.recognition import Candidate, ColumnMatch, Role
from kechuang.intake.units import unit_of_heading
from kechuang.intake.words import IGNORED, NATURES, RETURNED, SERIALS, fold_heading, is_earlier
from kechuang.register import Field, RecordType
from kechuang.values import Sentence, Unit, unit

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_ROLES: tuple[tuple[frozenset[str], Role, str, str], ...] = (
    (SERIALS, "serial", "是序号", "counts the rows"),
    (NATURES, "synthetic", "说明数据是否合成", "says whether the data are synthetic"),
    (RETURNED, "returned", "是报送的日期", "is the day of the return"),
    (IGNORED, "ignored", "不含要登记的内容", "holds nothing to record"),
)
MEASURED = frozenset(("money", "count", "number", "share"))


@dataclass(frozen=True, slots=True)
class Claims:
    """For each column the field it won, and every candidate it had. ``years`` are columns of several years side by side."""

    chosen: Mapping[int, Candidate]
    candidates: Mapping[int, tuple[Candidate, ...]]
    years: Mapping[int, int]


def claim_fields(
    record_type: RecordType,
    headings: Mapping[int, tuple[str, ...]],
    profiles: Mapping[int, Profile],
    lexicon: Lexicon,
    threshold: int,
) -> Claims:
    """Which column carries which field of a type: the surest pair first, each field once (once a year where years stand side by side)."""
    years = years_of(headings) if record_type.yearly else {}
    candidates = {
        column: lexicon.candidates(record_type, one, profiles[column])
        for column, one in headings.items()
        if not (one and fold_heading(one[-1]) in SERIALS | NATURES)
    }
    pairs = sorted(
        ((one, column) for column, found in candidates.items() for one in found if one.score >= threshold),
        key=lambda pair: (-pair[0].score, pair[1]),
    )
    chosen: dict[int, Candidate] = {}
    taken: set[tuple[str, int | None]] = set()
    for one, column in pairs:
        place = one.field, years.get(column)
        if column in chosen or place in taken or (_is_other_time(headings[column]) and one.score < 97):
            continue
        if headings[column] and fold_heading(headings[column][-1]) in IGNORED and one.score < 95:
            continue
        chosen[column] = one
        taken.add(place)
    return Claims(chosen, candidates, {column: year for column, year in years.items() if column in chosen})


def _is_other_time(headings: tuple[str, ...]) -> bool:
    return any(is_earlier(fold_heading(one)) for one in headings)


def years_of(headings: Mapping[int, tuple[str, ...]]) -> dict[int, int]:
    """The year each column names, where at least two different ones occur among them."""
    named: dict[int, int] = {}
    for column, texts in headings.items():
        found = {int(year) for text in texts for year in _YEAR.findall(text)}
        if len(found) == 1:
            named[column] = found.pop()
    return named if len(set(named.values())) > 1 else {}


def column_of(
    column: int,
    headings: tuple[str, ...],
    record_type: RecordType | None,
    claims: Claims | None,
    units: tuple[Unit, ...],
    *,
    said: str | None = None,
) -> ColumnMatch:
    """What a column was taken for. ``said`` is a field that a person or a memory names."""
    leaf = fold_heading(headings[-1]) if headings else ""
    candidates = claims.candidates.get(column, ()) if claims is not None else ()
    found = ColumnMatch(column, headings, "unknown", candidates=candidates)
    won = claims.chosen.get(column) if claims is not None else None
    if said is not None and record_type is not None:
        won = Candidate(said, 100, Sentence("由人指定", "said by a person"))
    if won is not None and record_type is not None:
        field = record_type.field(won.field)
        found = replace(
            found, role="field", field=won.field, score=won.score, reason=won.reason,
            candidates=tuple(one for one in candidates if one.field != won.field),
            year=claims.years.get(column) if claims is not None else None,
        )  # fmt: skip
        return _with_unit(found, field, units)
    for words, role, zh, en in _ROLES:
        if leaf in words:
            why = Sentence(f"“{headings[-1]}”{zh}", f"“{headings[-1]}” {en}")
            return replace(found, role=role, score=100, reason=why)
    if headings and _is_other_time(headings):
        why = Sentence(
            "是往期、增幅或位次，不作为本期数", "is of another time, growth or a rank: not this period's figure"
        )
        return replace(found, role="ignored", score=80, reason=why)
    return found


def _with_unit(column: ColumnMatch, field: Field, units: tuple[Unit, ...]) -> ColumnMatch:
    """The column with the unit of its figures: from its heading, from the line above the table, or the form's own."""
    if field.type not in MEASURED:
        return column
    stated = unit_of_heading(column.headings)
    own = unit(field.unit) if field.unit else None
    dimension = "share" if field.type == "share" else own.dimension if own is not None else None
    if stated is not None and (stated.dimension == dimension or dimension is None or field.type == "count"):
        return replace(column, unit=stated.symbol, unit_from="heading")
    line = next((one for one in units if one.dimension == dimension), None)
    if line is not None and field.type != "share":
        return replace(column, unit=line.symbol, unit_from="sheet")
    return replace(column, unit=field.unit, unit_from="field" if field.unit else None)
