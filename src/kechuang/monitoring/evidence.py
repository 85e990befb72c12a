"""Evidence: which of the ledger's facts speak of an indicator at a date, and how.

Only figures of the indicator's own definition are compared with its target. Others are kept aside and named: a count of
all levels is not the count of national ones, and a count since January is not a year-end stock.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kechuang.dictionary import Dictionary, Measure, Release
from kechuang.ledger import Fact, LedgerView
from kechuang.monitoring.figures import Figure, Line, stated
from kechuang.monitoring.flows import add_up
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.seasonal import Estimate, SeasonalProfile, YearRun
from kechuang.plan.book import Indicator, RelatedFigure
from kechuang.values import Period, Quantity


@dataclass(frozen=True, slots=True)
class Near:
    """A figure that is near to the indicator but counts something else, and why."""

    fact: Fact
    why: RelatedFigure


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is held about one indicator at a date.

    Attributes:
        figures: amounts comparable with the target from after the baseline, oldest first.
        held: every dated fact of the indicator's own definition, the baseline's and earlier ones included.
        running: the latest count since January of a yearly re-assessed title, with its ``by_month`` year.
        estimate: the year's end that a seasonal profile makes of the running count, if one can.
        near: figures of related definitions.
        releases: what the release calendar says, the figure's own release first.
        measure: what the figures measure, by the dictionary.
    """

    figures: Sequence[Figure] = ()
    held: Sequence[Fact] = ()
    running: Figure | None = None
    estimate: Estimate | None = None
    near: tuple[Near, ...] = ()
    releases: tuple[Release, ...] = ()
    measure: Measure | None = None

    @property
    def last_held(self) -> Fact | None:
        """The last figure held at all: of the definition or its running count, else of a near one."""
        own = [*self.held, *(self.running.facts if self.running else ())]
        return _last(own) or _last([near.fact for near in self.near])

    @property
    def near_shown(self) -> tuple[Near, ...]:
        """The near figures worth naming: those newer than any of the indicator's own."""
        own = _last(self.held)
        after = own.period.end if own and own.period else date.min
        return tuple(near for near in self.near if near.fact.period is not None and near.fact.period.end > after)


def gather(
    view: LedgerView,
    dictionary: Dictionary,
    indicator: Indicator,
    promise: Promise | None,
    releases: tuple[Release, ...],
) -> Evidence:
    """The evidence for an indicator in what the ledger shows.

    ``promise`` is ``None`` for an indicator whose plan sets no target; every figure then counts as it stands.
    """
    dimension = promise.target.unit.dimension if promise else None
    held = view.amounts(indicator.subject, indicator.attribute, indicator.definition, dimension)
    measure = dictionary.attribute(indicator.attribute).measure
    if promise is None:
        return Evidence(Line(held), held, releases=releases, measure=measure)
    near: list[Near] = []
    running: list[Fact] = []
    for related in indicator.related:
        attribute = related.definition.partition("@")[0]
        if promise.shape == "yearly_reassessed" and dictionary.attribute(attribute).measure == "ytd":
            running += view.amounts(indicator.subject, attribute, related.definition, dimension)
        elif facts := view.amounts(indicator.subject, attribute, related.definition):
            near.append(Near(facts[-1], related))
    run = read_run(running, promise)
    profile = learn_profile(view, indicator, run.facts[-1], promise) if run else None
    return Evidence(
        figures=compare(held, measure, promise),
        held=held,
        running=run,
        estimate=profile.estimate(_by_month(run.facts)) if profile and run else None,
        near=tuple(near),
        releases=releases,
        measure=measure,
    )


def compare(held: Sequence[Fact], measure: Measure, promise: Promise) -> Sequence[Figure]:
    """The amounts that can stand beside the target, from after the baseline, oldest first."""
    if promise.shape in ("cumulative", "one_off"):
        if measure in ("flow", "ytd"):
            return add_up(held, promise.begin, year_to_date=measure == "ytd")
        since_start = [fact for fact in held if _starts_with(fact.period, promise)]
        if promise.shape == "one_off" and measure == "stock":
            return tuple(_gained(fact, promise.baseline) for fact in since_start) if promise.baseline else ()
        return Line(since_start)
    if measure == "ytd":
        return ()
    later = _after(held, promise.after)
    if promise.shape == "yearly_reassessed":
        later = [fact for fact in later if fact.period is not None and _is_year_end(fact.period.end)]
    return Line(later)


def _after(held: Sequence[Fact], day: date) -> Sequence[Fact]:
    """The facts of a line, which is in order of time, whose periods end after a day."""
    return held[bisect_right(held, day, key=lambda fact: fact.period.end if fact.period else date.min) :]


def _starts_with(period: Period | None, promise: Promise) -> bool:
    """Whether a sum that names its years counts from the plan's beginning; and no figure of the baseline's time."""
    if period is None or period.end <= promise.silent_until:
        return False
    return period.grain != "years" or period.start == promise.begin


def _gained(fact: Fact, baseline: Quantity) -> Figure:
    """What a stock has gained over the baseline's stock; never below zero, for what is lost elsewhere is not un-made."""
    figure = stated(fact)
    found = figure.quantity.to(baseline.unit.symbol)
    low, high = (max(Fraction(0), end - baseline.low) for end in (found.low, found.high))
    return Figure(Quantity(low, high, baseline.unit, found.bound), figure.period, (fact,), "gained")


def read_run(facts: Sequence[Fact], promise: Promise) -> Figure | None:
    """The counts of the latest running year after the baseline, its months as facts."""
    after = [fact for fact in facts if fact.period is not None and fact.period.end > promise.after]
    last = _last(after)
    if last is None or last.period is None:
        return None
    year = last.period.end.year
    same = [
        fact
        for fact in after
        if fact.definition == last.definition and fact.period is not None and fact.period.end.year == year
    ]
    figure = stated(last)
    return Figure(figure.quantity, figure.period, tuple(same))


def learn_profile(view: LedgerView, indicator: Indicator, running: Fact, promise: Promise) -> SeasonalProfile:
    """A seasonal profile from every subject's whole years of the same running count, the indicator's own included.

    A year is whole where a December count, or a year-end figure of the indicator's definition, is held. The running year
    itself teaches nothing.
    """
    months: dict[tuple[str, int], dict[int, Fraction]] = {}
    for subject, day, amount in _exact(view.peers(running.attribute, running.definition), promise):
        months.setdefault((subject, day.year), {})[day.month] = amount
    wholes = {
        (subject, day.year): amount
        for subject, day, amount in _exact(view.peers(indicator.attribute, indicator.definition), promise)
        if _is_year_end(day)
    }
    this = running.subject, running.period.end.year if running.period else 0
    return SeasonalProfile.learn(
        (
            YearRun(key[0], key[1], by_month, by_month.get(12, wholes.get(key)))
            for key, by_month in months.items()
            if key != this
        ),
        minimum=promise.policy.seasonal_series,
    )


def _exact(facts: Iterable[Fact], promise: Promise) -> Iterator[tuple[str, date, Fraction]]:
    """Subject, last day and amount of the facts that state one exact number in the target's dimension."""
    dimension = promise.target.unit.dimension
    for fact in facts:
        value = fact.value
        if (
            fact.period is not None
            and isinstance(value, Quantity)
            and value.exact
            and value.unit.dimension == dimension
        ):
            yield fact.subject, fact.period.end, value.base


def _by_month(facts: Iterable[Fact]) -> dict[int, Fraction]:
    return {
        fact.period.end.month: fact.value.base
        for fact in facts
        if fact.period is not None and isinstance(fact.value, Quantity) and fact.value.exact
    }


def _is_year_end(day: date) -> bool:
    return (day.month, day.day) == (12, 31)


def _last(facts: Sequence[Fact]) -> Fact | None:
    return max(facts, key=lambda fact: (fact.period.end if fact.period else date.min, fact.seq), default=None)
