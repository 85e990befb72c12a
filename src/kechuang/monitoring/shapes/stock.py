"""Stock (存量): how many there are at a moment. Reached early counts as reached until a figure says otherwise."""

from __future__ import annotations

from datetime import date

from kechuang.monitoring.evidence import Evidence
from kechuang.monitoring.figures import Judgement
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.shapes.level import judge_level


def judge(evidence: Evidence, promise: Promise, as_of: date) -> Judgement:
    """The latest count against the path from the baseline to the target."""
    return judge_level(evidence, promise, as_of, stands=True)
