"""Ratio (比率): measured anew every period, so that only the target's own period can meet the target."""

from __future__ import annotations

from datetime import date

from kechuang.monitoring.evidence import Evidence
from kechuang.monitoring.figures import Judgement
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.shapes.level import judge_level


def judge(evidence: Evidence, promise: Promise, as_of: date) -> Judgement:
    """The latest ratio against the path; a ratio of 2.8 % is the pair (28, 1000) and compared exactly."""
    return judge_level(evidence, promise, as_of, stands=False)
