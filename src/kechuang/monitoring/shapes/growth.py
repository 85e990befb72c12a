"""Growth (增速): a rate per period. Without milestones the target's rate is expected of every period."""

from __future__ import annotations

from datetime import date

from kechuang.monitoring.evidence import Evidence
from kechuang.monitoring.figures import Judgement
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.shapes.level import judge_level


def judge(evidence: Evidence, promise: Promise, as_of: date) -> Judgement:
    """The latest rate against the rate expected; only the target's own period decides in the end."""
    return judge_level(evidence, promise, as_of, stands=False)
