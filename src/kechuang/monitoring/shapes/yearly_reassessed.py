"""Yearly re-assessed (当年重新评价): titles counted anew from zero every January and granted in batches.

Two kinds of figure speak of it and never share a line: the count at a year's end, judged like a ratio (every year is
measured anew), and the count since January, which is scaled to its year's end by a seasonal profile or left unsettled.
Without a profile it still is a lower bound, because a count since January does not fall.
"""

from __future__ import annotations

from datetime import date

from kechuang.monitoring.evidence import Evidence
from kechuang.monitoring.figures import Judgement, Reason
from kechuang.monitoring.pace import judge_limits
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.shapes.level import final_figure, is_stale, judge_level, overdue
from kechuang.monitoring.statuses import Status


def judge(evidence: Evidence, promise: Promise, as_of: date) -> Judgement:
    """By the year's end where it is held; else by what the running count of a later year can say about its year's end."""
    running = evidence.running
    newest = evidence.figures[-1].period.end if evidence.figures else promise.after
    if running is None or running.period.end <= newest or final_figure(evidence, promise) is not None:
        return judge_level(evidence, promise, as_of, stands=False)
    if overdue(evidence, promise, as_of):
        return Judgement(Status.UNCLEAR, Reason.FINAL_FIGURE_MISSING, None, promise.mark, estimate=evidence.estimate)
    year_end = date(running.period.end.year, 12, 31)
    expected = promise.expected(year_end)
    if expected is None:
        return Judgement(Status.UNCLEAR, Reason.NO_PATH, None, estimate=evidence.estimate)
    estimate = evidence.estimate
    limits = (estimate.low, estimate.high) if estimate else (running.quantity.limits[0], None)
    pace = judge_limits(limits, expected.base, promise.thresholds, promise.direction)
    if is_stale(year_end, promise, as_of):
        return Judgement(Status.UNCLEAR, Reason.STALE, None, expected, estimate=estimate)
    if pace is not None:
        return Judgement(pace, Reason.ESTIMATED, None, expected, estimate=estimate)
    reason = Reason.ESTIMATE_TOO_WIDE if estimate else Reason.ONLY_PART_OF_YEAR
    return Judgement(Status.UNCLEAR, reason, None, expected, estimate=estimate)
