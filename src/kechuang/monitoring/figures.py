"""What a judgement rests on: figures made of facts, and the judgement itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal, overload

from kechuang.ledger import Fact
from kechuang.monitoring.seasonal import Estimate
from kechuang.monitoring.statuses import Status
from kechuang.values import Confidence, Period, Quantity, least_confidence

#: ``stated`` by a source; ``summed`` from flows; ``gained`` over the baseline's stock.
Origin = Literal["stated", "summed", "gained"]


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount for a period with the facts it is made of.

    ``gaps`` are the years that a sum lacks; such a sum is a lower bound, because what is missing is never zero.
    """

    quantity: Quantity
    period: Period
    facts: tuple[Fact, ...]
    origin: Origin = "stated"
    gaps: tuple[int, ...] = ()

    @property
    def definition(self) -> str:
        """The definition all its facts share."""
        return self.facts[-1].definition

    @property
    def confidence(self) -> Confidence:
        """No surer than the weakest of its facts."""
        return least_confidence(*(fact.confidence for fact in self.facts))


class Line(Sequence[Figure]):
    """Facts of one definition as stated figures, oldest first; a figure is made when it is looked at.

    Most lines are long and only their last figures matter.
    """

    __slots__ = ("facts",)

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = facts

    def __len__(self) -> int:
        return len(self.facts)

    @overload
    def __getitem__(self, index: int) -> Figure: ...
    @overload
    def __getitem__(self, index: slice) -> Line: ...
    def __getitem__(self, index: int | slice) -> Figure | Line:
        return Line(self.facts[index]) if isinstance(index, slice) else stated(self.facts[index])


def stated(fact: Fact) -> Figure:
    """A fact as a figure, as its source states it.

    Raises:
        TypeError: the fact is no amount or has no period.
    """
    if not isinstance(fact.value, Quantity) or fact.period is None:
        raise TypeError(f"fact {fact.id} is no amount with a period")
    return Figure(fact.value, fact.period, (fact,))


class Reason(StrEnum):
    """Why a judgement came out as it did; each has its sentence in :mod:`kechuang.monitoring.sentences`."""

    BEFORE_PLAN = "before_plan"
    DISCONTINUED = "discontinued"
    CONFLICT = "conflict"
    NO_TARGET = "no_target"
    NOT_DUE = "not_due"
    NOTHING_HELD = "nothing_held"
    ONLY_BASELINE = "only_baseline"
    ONLY_OTHER_DEFINITION = "only_other_definition"
    ONLY_PART_OF_YEAR = "only_part_of_year"
    NOT_COMPARABLE = "not_comparable"
    ESTIMATED = "estimated"
    ESTIMATE_TOO_WIDE = "estimate_too_wide"
    MET = "met"
    MET_EARLY = "met_early"
    MISSED = "missed"
    PACE = "pace"
    NOTHING_DUE_YET = "nothing_due_yet"
    LATE_FOR_ONE_OFF = "late_for_one_off"
    BOUND_LEAVES_OPEN = "bound_leaves_open"
    NO_PATH = "no_path"
    STALE = "stale"
    FINAL_FIGURE_MISSING = "final_figure_missing"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer of a target shape.

    ``expected`` is what was due at ``actual.period``'s end, in the target's unit. ``met_by`` is the first figure that met
    the target; ``estimate`` the seasonal estimate where there is one.
    """

    status: Status
    reason: Reason
    actual: Figure | None = None
    expected: Quantity | None = None
    met_by: Figure | None = None
    estimate: Estimate | None = None

    @property
    def gap(self) -> Fraction | None:
        """Actual less expected in base units; ``None`` where either is missing or not one exact number."""
        if self.actual is None or self.expected is None or not self.actual.quantity.exact:
            return None
        return self.actual.quantity.base - self.expected.base
