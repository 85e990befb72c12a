"""Ceiling (上限): not to be exceeded, so nothing is achieved before the end, and the comparison runs the other way."""

from __future__ import annotations

from datetime import date

from kechuang.monitoring.evidence import Evidence
from kechuang.monitoring.figures import Judgement
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.shapes.level import judge_level


def judge(evidence: Evidence, promise: Promise, as_of: date) -> Judgement:
    """The latest figure under the cap (or the path that leads down to it); the promise's direction is ``down``."""
    return judge_level(evidence, promise, as_of, stands=False)
