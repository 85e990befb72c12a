"""Rows of the indicator tables: what a status says, arranged for a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kechuang.ledger import Fact
from kechuang.monitoring import IndicatorStatus, Status
from kechuang.plan.book import Indicator
from kechuang.values import Period, Quantity, Sentence
from solutions.planning.web.monitor.words import SHAPES

Point = tuple[date, Fraction]


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator in a table.

    ``seen``, ``path`` and ``post`` are the small drawing: observations of the indicator's own definition, the expected path
    and the target. ``aside`` is a figure that is held but must not stand in the column of present values.
    """

    code: str
    name: Sentence
    note: Sentence
    status: str | None
    word: Sentence | None
    baseline: Quantity | None
    baseline_period: Period | None
    actual: Quantity | None
    actual_period: Period | None
    target: Quantity | None
    target_period: Period | None
    aside: Sentence | None
    seen: tuple[Point, ...]
    path: tuple[Point, ...]
    post: Point | None
    spoken: str


def make_row(status: IndicatorStatus, lang: str = "zh") -> Row:
    """A status as a row."""
    baseline, actual, target = status.baseline, status.actual, status.target
    return Row(
        code=status.code,
        name=status.name,
        note=note_of(status),
        status=status.status.value if status.status else None,
        word=word_of(status),
        baseline=baseline.quantity if baseline else None,
        baseline_period=baseline.period if baseline else None,
        actual=actual.quantity if actual else None,
        actual_period=actual.period if actual else None,
        target=target.quantity if target else None,
        target_period=target.period if target else None,
        aside=aside_of(status),
        seen=tuple(observed(status)),
        path=tuple(expected_path(status)),
        post=(status.promise.due, status.promise.mark.base) if status.promise else None,
        spoken=spoken(status),
    )


def note_of(status: IndicatorStatus) -> Sentence:
    """Shape and the source of the figure shown: 存量 · 天津市科技局 2023年1-8月份…通报."""
    shape = SHAPES.get(status.shape or "")
    if shape is None:
        return Sentence(status.sources[-1].title, status.sources[-1].title) if status.sources else Sentence("", "")
    if not status.sources or status.actual is None:
        missing = Sentence("无基期", "no baseline") if status.promise and status.baseline is None else None
        return Sentence(f"{shape.zh} · {missing.zh}", f"{shape.en} · {missing.en}") if missing else shape
    title = status.sources[-1].title
    return Sentence(f"{shape.zh} · {title}", f"{shape.en} · {title}")


def word_of(status: IndicatorStatus) -> Sentence | None:
    """A word that says the status more exactly, where there is one."""
    if not status.early or status.promise is None or status.judgement is None or status.judgement.met_by is None:
        return None
    years = status.promise.due.year - status.judgement.met_by.period.end.year
    if years < 1:
        return Sentence("提前实现", "achieved early")
    plural = "s" if years > 1 else ""
    return Sentence(f"提前{_count(years)}年实现", f"achieved {years} year{plural} early")


def _count(years: int) -> str:
    return "零一两三四五六七八九十"[years] if years <= 10 else str(years)


def aside_of(status: IndicatorStatus) -> Sentence | None:
    """A running count since January: it never stands as the successor of a year-end stock, but it is shown as itself."""
    running = status.evidence.running
    if running is None or status.actual is not None:
        return None
    end, amount = running.period.end, running.quantity
    return Sentence(
        f"{end.year}年1—{end.month}月累计 {amount.label('zh')}",
        f"January–{running.period.label('en')}: {amount.label('en')}",
    )


def observed(status: IndicatorStatus) -> list[Point]:
    """The amounts of the indicator's own definition, in base units, by the last day of their periods."""
    points = [point for fact in status.evidence.held if (point := _point(fact)) is not None]
    baseline = status.baseline
    if baseline is not None and baseline.period is not None and all(day != baseline.period.end for day, _ in points):
        points.append((baseline.period.end, baseline.quantity.base))
    return sorted(set(points))


def _point(fact: Fact) -> Point | None:
    if not isinstance(fact.value, Quantity) or fact.period is None:
        return None
    return fact.period.end, fact.value.base


def expected_path(status: IndicatorStatus) -> list[Point]:
    """The expected path at its corners and at each year's end, in base units."""
    promise = status.promise
    if promise is None or promise.path is None:
        return []
    first = promise.after
    years = [date(year, 12, 31) for year in range(first.year, promise.due.year + 1)]
    days = sorted({first, *years, promise.due})
    return [(day, promise.path.at(day)) for day in days if first <= day <= promise.due]


def spoken(status: IndicatorStatus) -> str:
    """The small drawing in words, for a screen reader."""
    return " → ".join(f"{point[0].year}" for point in observed(status)[-3:])


def unmet(statuses: Any) -> list[IndicatorStatus]:
    """Promised figures for which nothing comparable is held: the bureau's work list."""
    wanting = {Status.NOT_COLLECTED, Status.UNCLEAR}
    return [status for status in statuses if isinstance(status.indicator, Indicator) and status.status in wanting]
