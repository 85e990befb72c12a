"""One small module per target shape: what pace means for a figure that behaves like this.

Each has ``judge(evidence, promise, as_of) -> Judgement`` and is asked only when figures are held that speak of the time
after the baseline; what to say when there are none is the same for every shape and stands in the report.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kechuang.monitoring.evidence import Evidence
from kechuang.monitoring.figures import Judgement
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.shapes import ceiling, cumulative, growth, one_off, ratio, stock, yearly_reassessed
from kechuang.plan.book import Shape

Judge = Callable[[Evidence, Promise, date], Judgement]

JUDGES: dict[Shape, Judge] = {
    "stock": stock.judge,
    "cumulative": cumulative.judge,
    "ratio": ratio.judge,
    "one_off": one_off.judge,
    "yearly_reassessed": yearly_reassessed.judge,
    "ceiling": ceiling.judge,
    "growth": growth.judge,
}

__all__ = ["JUDGES", "Judge"]
