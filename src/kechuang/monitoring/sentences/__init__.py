"""The sentences that explain a status, in Chinese and English, made of the figures it rests on.

They never claim that nothing was published: what is missing is missing *here*.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kechuang.monitoring.figures import Reason
from kechuang.monitoring.sentences import judged_by, unjudged
from kechuang.monitoring.sentences.parts import Parts, join
from kechuang.values import Sentence

if TYPE_CHECKING:
    from kechuang.monitoring.case import IndicatorStatus


def explain(case: IndicatorStatus) -> Sentence:
    """Why the status is what it is."""
    open_dates = (unjudged.undated(dispute) for dispute in case.disputes if dispute.undated)
    return join(*_EXPLAIN[case.reason](case), *open_dates)


_EXPLAIN: dict[Reason, Callable[[IndicatorStatus], Parts]] = {
    Reason.BEFORE_PLAN: unjudged.before_plan,
    Reason.DISCONTINUED: unjudged.discontinued,
    Reason.CONFLICT: unjudged.conflict,
    Reason.NO_TARGET: unjudged.no_target,
    Reason.NOT_DUE: unjudged.not_due,
    Reason.NOTHING_HELD: unjudged.nothing_held,
    Reason.ONLY_BASELINE: unjudged.only_baseline,
    Reason.ONLY_OTHER_DEFINITION: unjudged.nothing_held,
    Reason.ONLY_PART_OF_YEAR: unjudged.part_of_year,
    Reason.NOT_COMPARABLE: unjudged.not_comparable,
    Reason.ESTIMATED: judged_by.estimated,
    Reason.ESTIMATE_TOO_WIDE: judged_by.too_wide,
    Reason.MET: judged_by.met,
    Reason.MET_EARLY: judged_by.met_early,
    Reason.MISSED: judged_by.missed,
    Reason.PACE: judged_by.pace,
    Reason.NOTHING_DUE_YET: judged_by.nothing_due,
    Reason.LATE_FOR_ONE_OFF: judged_by.late_one_off,
    Reason.BOUND_LEAVES_OPEN: judged_by.bound,
    Reason.NO_PATH: judged_by.no_path,
    Reason.STALE: unjudged.stale,
    Reason.FINAL_FIGURE_MISSING: unjudged.final_missing,
}

__all__ = ["explain"]
