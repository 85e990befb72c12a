"""What shapes share: a figure at a date against the path, and what the end of the target's period decides."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from kechuang.monitoring.evidence import Evidence
from kechuang.monitoring.figures import Figure, Judgement, Reason
from kechuang.monitoring.pace import judge_limits, meets
from kechuang.monitoring.paths import months_between
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.statuses import Status


def judge_level(evidence: Evidence, promise: Promise, as_of: date, *, stands: bool) -> Judgement:
    """Judge by the figure of the target's period where it is held, else by the latest against its own day's path.

    ``stands`` says whether a level once reached counts as reached until a figure says otherwise (a stock, a cumulative
    sum), or whether every period is measured anew and only the target's own period can meet the target (a ratio).
    """
    final = final_figure(evidence, promise)
    if final is not None:
        return judge_final(final, evidence, promise)
    latest = evidence.figures[-1]
    reached = meets(latest.quantity, promise.target, promise.direction)
    expected = promise.expected(latest.period.end)
    met_by = first_of_run(evidence.figures, promise) if stands and reached else None
    if overdue(evidence, promise, as_of):
        return Judgement(Status.UNCLEAR, Reason.FINAL_FIGURE_MISSING, latest, promise.mark, met_by)
    if met_by is not None:
        return Judgement(Status.ACHIEVED, Reason.MET_EARLY, latest, expected, met_by)
    if is_stale(latest.period.end, promise, as_of):
        return Judgement(Status.UNCLEAR, Reason.STALE, latest, expected)
    if expected is None:
        return judge_without_path(latest, promise)
    pace = judge_limits(latest.quantity.limits, expected.base, promise.thresholds, promise.direction)
    if pace is None:
        return Judgement(Status.UNCLEAR, Reason.BOUND_LEAVES_OPEN, latest, expected)
    return Judgement(pace, Reason.PACE, latest, expected)


def judge_final(final: Figure, evidence: Evidence, promise: Promise) -> Judgement:
    """The last word: the figure of the target's period meets the target or misses it. 4.999 is not 5."""
    met = meets(final.quantity, promise.target, promise.direction)
    if met is None:
        return Judgement(Status.UNCLEAR, Reason.BOUND_LEAVES_OPEN, final, promise.mark)
    if not met:
        return Judgement(Status.OFF_TRACK, Reason.MISSED, final, promise.mark)
    until = bisect_right(evidence.figures, final.period.end, key=lambda figure: figure.period.end)
    return Judgement(Status.ACHIEVED, Reason.MET, final, promise.mark, first_of_run(evidence.figures[:until], promise))


def judge_without_path(latest: Figure, promise: Promise) -> Judgement:
    """A target below which a figure lies, with nothing expected before the end."""
    if not promise.due_at_once:
        return Judgement(Status.UNCLEAR, Reason.NO_PATH, latest)
    if promise.elapsed(latest.period.end) <= promise.policy.one_off_grace:
        return Judgement(Status.ON_TRACK, Reason.NOTHING_DUE_YET, latest)
    if meets(latest.quantity, promise.target, promise.direction) is None:
        return Judgement(Status.UNCLEAR, Reason.BOUND_LEAVES_OPEN, latest)
    return Judgement(Status.AT_RISK, Reason.LATE_FOR_ONE_OFF, latest)


def final_figure(evidence: Evidence, promise: Promise) -> Figure | None:
    """The figure of the target's period, or failing that the first after it."""
    if not evidence.figures or evidence.figures[-1].period.end < promise.due:
        return None
    return evidence.figures[bisect_left(evidence.figures, promise.due, key=lambda figure: figure.period.end)]


def first_of_run(figures: Sequence[Figure], promise: Promise) -> Figure | None:
    """The first of the unbroken run of figures, up to the last, that meet the target."""
    first = None
    for figure in reversed(figures):
        if not meets(figure.quantity, promise.target, promise.direction):
            break
        first = figure
    return first


def overdue(evidence: Evidence, promise: Promise, as_of: date) -> bool:
    """Whether the figure of the target's period should have been released by now; without a calendar, from the next day."""
    return as_of > (evidence.releases[0].due(promise.period) if evidence.releases else promise.due)


def is_stale(end: date, promise: Promise, as_of: date) -> bool:
    """Whether a figure whose period ended then is too old to speak of the day asked about."""
    return months_between(end, as_of) > promise.policy.stale_months
