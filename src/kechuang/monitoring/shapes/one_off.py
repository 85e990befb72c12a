"""One-off (一次性, 新增1家): something new by the end. Until then the count may rightly stand at zero.

Nothing straight leads from zero to one: a count of zero in year two says nothing, in year four it is a risk, and it is
never a deterioration. Only the end of the period can miss the target.
"""

from __future__ import annotations

from datetime import date

from kechuang.monitoring.evidence import Evidence
from kechuang.monitoring.figures import Judgement, Reason
from kechuang.monitoring.pace import judge_limits, meets
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.shapes.level import (
    final_figure,
    first_of_run,
    is_stale,
    judge_final,
    judge_without_path,
    overdue,
)
from kechuang.monitoring.statuses import Status


def judge(evidence: Evidence, promise: Promise, as_of: date) -> Judgement:
    """Achieved when the new count is there; before the end on track or at risk, by milestones where the plan sets them."""
    final = final_figure(evidence, promise)
    if final is not None:
        return judge_final(final, evidence, promise)
    latest = evidence.figures[-1]
    expected = promise.expected(latest.period.end)
    if overdue(evidence, promise, as_of):
        return Judgement(Status.UNCLEAR, Reason.FINAL_FIGURE_MISSING, latest, promise.mark)
    if meets(latest.quantity, promise.target):
        return Judgement(Status.ACHIEVED, Reason.MET_EARLY, latest, expected, first_of_run(evidence.figures, promise))
    if is_stale(latest.period.end, promise, as_of):
        return Judgement(Status.UNCLEAR, Reason.STALE, latest, expected)
    if expected is None:
        return judge_without_path(latest, promise)
    pace = judge_limits(latest.quantity.limits, expected.base, promise.thresholds)
    if pace is None:
        return Judgement(Status.UNCLEAR, Reason.BOUND_LEAVES_OPEN, latest, expected)
    return Judgement(Status.AT_RISK if pace is Status.OFF_TRACK else pace, Reason.PACE, latest, expected)
