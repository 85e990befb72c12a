"""Cumulative (累计): the sum since the plan began. The path starts at zero on its eve, whatever came before.

7亿 of 35亿 after four of five years is a quarter of the 28亿 due by then: off track, however much it may have "progressed".
"""

from __future__ import annotations

from datetime import date

from kechuang.monitoring.evidence import Evidence
from kechuang.monitoring.figures import Judgement
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.shapes.level import judge_level


def judge(evidence: Evidence, promise: Promise, as_of: date) -> Judgement:
    """The sum so far against the path from zero; a sum with missing years is a lower bound."""
    return judge_level(evidence, promise, as_of, stands=True)
