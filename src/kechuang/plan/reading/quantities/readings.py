"""Readings of a sentence side by side: what a change starts from, and units that a list lends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from kechuang.plan.reading.quantities.amount import Amount
from kechuang.plan.reading.quantities.document_years import DocumentYears
from kechuang.plan.reading.quantities.frames import Frame
from kechuang.plan.reading.quantities.units import inferred_unit
from kechuang.plan.reading.quantities.values import Bound, Measure
from kechuang.plan.reading.quantities.words import take_apart


@dataclass(slots=True)
class Reading:
    """What the grammar made of one amount, in offsets of the compact text; ``statement`` starts its span."""

    amount: Amount
    statement: int
    name: str
    measure: Measure
    bound: Bound
    frame: Frame
    baseline: bool = False
    direction: Literal["up", "down"] | None = None
    yearly: bool = False
    compared_with: int | None = None
    unit_inferred: str | None = None
    dropped_unit: bool = False
    source_year: int | None = None


def mark_baselines(readings: list[Reading], blanked: str, years: DocumentYears) -> None:
    """Mark what a change starts from: 由A增加到B, A提高到B; the parts of a ratio go together.

    ``blanked`` is the sentence with its mentions of time blanked out.
    """
    groups = _groups(readings)
    for first, second in pairwise(groups):
        if _leads_to(first[-1], second[0], blanked, source=first[0].baseline):
            frame = _start_frame(first[0], second[0], years)
            for reading in first:
                reading.baseline, reading.frame = True, frame
                reading.measure = "level" if reading.measure == "increment" else reading.measure
        else:
            for reading in first:
                reading.baseline = False
    for reading in groups[-1] if groups else []:
        reading.baseline = False


_DURATIONS = frozenset(("个工作日", "工作日", "天", "小时", "分钟", "个月", "秒"))


def _leads_to(first: Reading, second: Reading, blanked: str, *, source: bool) -> bool:
    between = blanked[first.amount.end : second.amount.start]
    words = take_apart(between)
    if not source and first.measure == "increment" and between[:1] in ("、", "，", ","):
        return False  # 净增410家、达到733家: what was added, then the stock
    rises = any(c == "reach" and w.endswith(("到", "至", "为")) and len(w) > 1 for c, w in words.tail)
    same = first.amount.word == second.amount.word or None in (first.amount.unit, second.amount.unit)
    same = same or (source and {first.amount.word, second.amount.word} <= _DURATIONS)
    return rises and same and not words.noun and ";" not in between and (source or between[:1] not in ("，", ","))


def _groups(readings: list[Reading]) -> list[list[Reading]]:
    """Readings one by one, but the parts of one ratio (11.8:48.3:39.9) together."""
    groups: list[list[Reading]] = []
    for reading in readings:
        last = groups[-1][-1] if groups else None
        if (
            last
            and last.amount.ratio_part
            and reading.amount.ratio_part
            and reading.amount.start - last.amount.end == 1
        ):
            groups[-1].append(reading)
        else:
            groups.append([reading])
    return groups


def _start_frame(first: Reading, second: Reading, years: DocumentYears) -> Frame:
    """When a change started: the year named, else the year before the period in which it comes about."""
    if first.source_year:
        return Frame(first.source_year, None, "actual", "stated")
    frame = second.frame
    if frame.since and frame.year and frame.since < frame.year:
        named = frame.basis == "stated" and not (frame.year == frame.since + 4 and frame.since % 5 == 1)
        return Frame(frame.since if named else frame.since - 1, None, "actual", frame.basis)
    said = frame.basis in ("stated", "carried", "section")
    return Frame(years.start_of(frame.year, ahead=frame.kind == "target") if said else None, None, "actual", "document")


def lend_units(readings: list[Reading], text: str) -> None:
    """A count without a unit takes the one its list ends with, else the one a reader would supply for its name."""
    for k, reading in enumerate(readings):
        if not reading.dropped_unit:
            continue
        unit = None
        for later in readings[k + 1 :]:
            if any(c in text[reading.amount.end : later.amount.start] for c in "，,;。"):
                break
            if later.amount.word in ("家", "个", "人", "名", "项", "件"):
                unit = later.amount.word
                break
        unit = unit or inferred_unit(reading.name.removesuffix("数").removesuffix("新增"))
        if unit is None and k:
            unit = readings[k - 1].amount.word or readings[k - 1].unit_inferred
        readings[k] = replace(reading, unit_inferred=unit)
