"""A promise ready to be judged: the target with its path, thresholds and days, taken from the plan book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from kechuang.monitoring.paths import Path
from kechuang.monitoring.policy import Policy
from kechuang.plan.book import Direction, Indicator, PlanBook, Shape, Target, Thresholds
from kechuang.values import Period, Quantity, UnitMismatchError


@dataclass(frozen=True, slots=True)
class Promise:
    """One target of one indicator.

    ``after`` is the day after which a figure speaks of the promise's fulfilment: the end of the baseline's period, or the
    eve of the plan where it has none. ``path`` is in base units; ``None`` where nothing can be expected before the end,
    either because nothing is due earlier (``due_at_once``) or because no baseline is known to start from.
    """

    shape: Shape
    direction: Direction
    target: Quantity
    period: Period
    baseline: Quantity | None
    baseline_period: Period | None
    begin: date
    path: Path | None
    due_at_once: bool
    thresholds: Thresholds
    policy: Policy

    @property
    def due(self) -> date:
        """The last day of the target's period."""
        return self.period.end

    @property
    def eve(self) -> date:
        """The day before the plan begins."""
        return self.begin - timedelta(days=1)

    @property
    def after(self) -> date:
        """The last day that belongs to the baseline."""
        return self.baseline_period.end if self.baseline_period else self.eve

    @property
    def silent_until(self) -> date:
        """The last day of which figures say nothing of the target: what is counted since the plan began starts with it."""
        return max(self.after, self.eve) if self.shape in ("cumulative", "one_off") else self.after

    def expected(self, day: date) -> Quantity | None:
        """What is due by a day, in the target's unit; ``None`` where nothing can be expected yet."""
        if day >= self.due:
            return self.mark
        if self.path is None:
            return None
        factor = self.target.unit.factor
        amount = self.path.at(day) if factor == 1 else self.path.at(day) / factor
        return Quantity(amount, amount, self.target.unit)

    @property
    def mark(self) -> Quantity:
        """The target as one number: the lower end of a range upwards, the upper end downwards."""
        edge = _edge(self.target, self.direction)
        return Quantity(edge, edge, self.target.unit)

    def elapsed(self, day: date) -> Fraction:
        """The share of the time from the plan's beginning to the target's due day that has passed."""
        return Path("linear", ((self.eve, Fraction(0)), (self.due, Fraction(1)))).elapsed(day)


def make_promise(book: PlanBook, indicator: Indicator, target: Target, policy: Policy) -> Promise:
    """The promise that a target makes for its indicator.

    Raises:
        UnitMismatchError: baseline and target do not measure the same thing.
    """
    baseline = indicator.baseline
    if baseline is not None and baseline.quantity.unit.dimension != target.quantity.unit.dimension:
        raise UnitMismatchError(
            zh=f"指标“{indicator.code}”的基期单位{baseline.quantity.unit}与目标单位{target.quantity.unit}不同，请改正规划台账。",
            en=f"Indicator '{indicator.code}' has a baseline in {baseline.quantity.unit} and a target in "
            f"{target.quantity.unit}; correct the plan book.",
        )
    # A cap is judged downwards whatever the content says of the direction: that is what a cap is.
    direction: Direction = "down" if indicator.shape == "ceiling" else indicator.direction
    # What is counted since a beginning is counted since the plan's, and for the target of one year since that year's.
    begin = target.period.start if target.layer == "yearly" else book.period.start
    return Promise(
        shape=indicator.shape,
        direction=direction,
        target=target.quantity,
        period=target.period,
        baseline=baseline.quantity if baseline else None,
        baseline_period=baseline.period if baseline else None,
        begin=begin,
        path=_make_path(indicator, target, begin, direction),
        due_at_once=indicator.path.kind == "final",
        thresholds=book.thresholds_of(indicator),
        policy=policy,
    )


def _make_path(indicator: Indicator, target: Target, begin: date, direction: Direction) -> Path | None:
    due, kind, shape = target.period.end, indicator.path.kind, indicator.shape
    edge = _edge(target.quantity, direction)
    end = Quantity(edge, edge, target.quantity.unit).base
    if indicator.baseline is None and shape in ("ceiling", "growth") and kind != "milestones":
        return Path("constant", ((due, end),))
    start = _starting_point(indicator, begin)
    if start is None or start[0] >= due or kind == "final" or (shape == "one_off" and kind != "milestones"):
        return None
    points = [(point.period.end, point.quantity.base) for point in indicator.path.points]
    if kind == "milestones" and not points:
        # 年度目标 are the milestones by which a plan is run.
        points = [(yearly.period.end, yearly.quantity.base) for yearly in indicator.layer("yearly")]
    inner = sorted((day, amount) for day, amount in dict(points).items() if start[0] < day < due)
    return Path(kind, (start, *inner, (due, end)))


def _starting_point(indicator: Indicator, begin: date) -> tuple[date, Fraction] | None:
    if indicator.shape in ("cumulative", "one_off"):
        return begin - timedelta(days=1), Fraction(
            0
        )  # what is counted from the plan's first day on was nothing before it
    baseline = indicator.baseline
    return (baseline.period.end, baseline.quantity.base) if baseline is not None else None


def _edge(target: Quantity, direction: Direction) -> Fraction:
    return target.low if direction == "up" else target.high
