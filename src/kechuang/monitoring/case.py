"""One indicator at a date with everything its status rests on, and what pages and JSON ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kechuang.ledger import Fact
from kechuang.monitoring.disputes import Dispute
from kechuang.monitoring.evidence import Evidence
from kechuang.monitoring.figures import Figure, Judgement, Reason
from kechuang.monitoring.pace import meets
from kechuang.monitoring.paths import months_between
from kechuang.monitoring.promises import Promise
from kechuang.monitoring.releases import Due, first_comparable, last_due
from kechuang.monitoring.statuses import Status
from kechuang.monitoring.wording import amount
from kechuang.plan.book import Indicator, PlanBook, Shape, Succession, Target, Watched
from kechuang.values import (
    CONFIDENCE_ORDER,
    Confidence,
    Period,
    Quantity,
    Sentence,
    Source,
    json_number,
    least_confidence,
)


def find_end(indicator: Indicator, as_of: date) -> Succession | None:
    """The end of an indicator's title or statistic by a day. A renamed or replaced one goes on under its new name."""
    for change in indicator.succession:
        if change.kind == "ended" and change.what in ("title", "statistic") and change.period.end <= as_of:
            return change
    return None


#: Without a release calendar, a figure older than this speaks with less certainty of the present.
_FRESH_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as reports show it: ``V`` of the contracts. ``gained`` is an increase over the baseline, not a stock."""

    quantity: Quantity
    period: Period | None
    definition: str | None
    gained: bool = False

    @property
    def sentence(self) -> Sentence:
        """The amount for people, rounded where it has no short exact form."""
        return amount(self.quantity)

    def to_dict(self) -> dict[str, Any]:
        """Value, unit, period and definition; ``bound`` where the source gives no single number, ``high`` for a range."""
        shown: dict[str, Any] = {
            "value": json_number(self.quantity.low),
            "unit": self.quantity.unit.symbol,
            "period": self.period.text if self.period else None,
            "definition": self.definition,
        }
        if self.gained:
            shown["measure"] = "increase"
        if not self.quantity.exact:
            shown["bound"] = self.quantity.bound
        if self.quantity.bound == "range":
            shown["high"] = json_number(self.quantity.high)
        return shown


@dataclass(frozen=True, slots=True)
class IndicatorStatus:
    """What can be said of one figure at a date.

    ``status`` is ``None`` for a watched figure that is held: without a target nothing is promised, so there is no pace to
    judge and nothing unsettled either. Everything else is derived from what is kept here. ``promised`` is the target judged
    by; ``layers`` are the same figure by its other targets (assigned from above, yearly, shares of parks and towns).
    """

    book: PlanBook
    indicator: Indicator | Watched
    promise: Promise | None
    evidence: Evidence
    judgement: Judgement | None
    disputes: tuple[Dispute, ...]
    as_of: date
    promised: Target | None = None
    layers: tuple[IndicatorStatus, ...] = ()

    @property
    def code(self) -> str:
        """The indicator's code."""
        return self.indicator.code

    @property
    def name(self) -> Sentence:
        """The indicator's name."""
        return self.indicator.name

    @property
    def shape(self) -> Shape | None:
        """The shape of its target; ``None`` for a watched figure without one."""
        return self.indicator.shape

    @property
    def status(self) -> Status | None:
        """One of the nine statuses; ``None`` for a watched figure that is held."""
        return self.judgement.status if self.judgement else None

    @property
    def reason(self) -> Reason:
        """Why the status is what it is."""
        return self.judgement.reason if self.judgement else Reason.NO_TARGET

    @property
    def lead_unit(self) -> str | None:
        """The unit that answers for it; ``None`` while nobody is named."""
        return self.indicator.lead_unit if isinstance(self.indicator, Indicator) else None

    @property
    def actual(self) -> Amount | None:
        """The figure that was compared, or the last one held where nothing is compared; never one of another definition."""
        figure = self._figure
        return Amount(figure.quantity, figure.period, figure.definition, self.gained) if figure else None

    @property
    def expected(self) -> Amount | None:
        """What was due at the end of the actual figure's period, or at the day asked about where there is none."""
        if self.promise is None or not isinstance(self.indicator, Indicator) or self.reason is Reason.BEFORE_PLAN:
            return None
        judged = self.judgement.expected if self.judgement else None
        if judged is not None:
            return Amount(judged, self._expected_period, self.indicator.definition, self.gained)
        if self._figure is not None:
            return None
        due = self.promise.expected(min(self.as_of, self.promise.due))
        if due is None:
            return None
        return Amount(due, self._expected_period, self.indicator.definition, self.gained)

    @property
    def gained(self) -> bool:
        """Whether the target is an increase over the baseline of a stock (新增1家), so that the two do not share a line."""
        return self.promise is not None and self.promise.shape == "one_off" and self.evidence.measure == "stock"

    @property
    def _expected_period(self) -> Period:
        if self.promise is not None and self.reason in (Reason.MET, Reason.MISSED, Reason.FINAL_FIGURE_MISSING):
            return self.promise.period
        if self._figure is not None:
            return self._figure.period
        if self.evidence.running is not None and self.reason is not Reason.CONFLICT:
            return Period.year(self.evidence.running.period.end.year)
        if self.promise is not None and self.as_of >= self.promise.due:
            return self.promise.period
        if self.promise is not None and self.promise.path is not None and self.promise.path.kind == "seasonal":
            return Period.year(self.as_of.year)
        return Period(self.as_of, self.as_of, "day")

    @property
    def _figure(self) -> Figure | None:
        if self.judgement is not None:
            return self.judgement.actual
        return self.evidence.figures[-1] if self.evidence.figures else None

    @property
    def baseline(self) -> Amount | None:
        """The figure the plan starts from."""
        baseline = self.indicator.baseline if isinstance(self.indicator, Indicator) else None
        if baseline is None or not isinstance(self.indicator, Indicator):
            return None
        return Amount(baseline.quantity, baseline.period, self.indicator.definition)

    @property
    def target(self) -> Amount | None:
        """The plan's own target."""
        if self.promise is None or not isinstance(self.indicator, Indicator):
            return None
        return Amount(self.promise.target, self.promise.period, self.indicator.definition, self.gained)

    @property
    def gap(self) -> Quantity | None:
        """Actual less expected, in the target's unit; ``None`` where they cannot be subtracted."""
        base = self.judgement.gap if self.judgement else None
        if base is None or self.promise is None:
            return None
        apart = base / self.promise.target.unit.factor
        return Quantity(apart, apart, self.promise.target.unit)

    @property
    def since(self) -> Period | None:
        """The period of the first figure that met the target; otherwise of the last figure held for the indicator."""
        if (
            self.judgement is not None
            and self.judgement.status is Status.ACHIEVED
            and self.judgement.met_by is not None
        ):
            return self.judgement.met_by.period
        if self._figure is not None:
            return self._figure.period
        last = self.evidence.last_held or max(
            (fact for dispute in self.disputes for fact in dispute.facts if fact.period is not None),
            key=lambda fact: fact.period.end if fact.period else date.min,
            default=None,
        )
        return last.period if last else None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that the status and its sentence use."""
        used: list[Fact] = []
        if self.status is Status.CONFLICT:
            used = [fact for dispute in self.disputes for fact in dispute.facts]
        if not used:
            judged = self.judgement
            for figure in (judged.met_by if judged else None, self._figure):
                used += figure.facts if figure else ()
            if not used and self.evidence.running is not None:
                used += self.evidence.running.facts
            if not used and self.evidence.held:
                used.append(self.evidence.held[-1])
            if not used:
                used += [near.fact for near in self.evidence.near_shown]
        return tuple({fact.id: fact for fact in used}.values())

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the figures used were read, each once."""
        return tuple(dict.fromkeys(fact.source for fact in self.facts))

    @property
    def confidence(self) -> Confidence | None:
        """How sure the status is: as its weakest figure, less with age and for an estimate; ``None`` without figures."""
        figure = self._figure
        if figure is None:
            estimated = self.judgement is not None and self.judgement.estimate is not None
            return "low" if estimated or self.status is Status.CONFLICT else None
        level = figure.confidence
        if self.judgement is not None and self.judgement.met_by is not None:
            level = least_confidence(level, self.judgement.met_by.confidence)
        if self.aged:
            level = CONFIDENCE_ORDER[max(0, CONFIDENCE_ORDER.index(level) - 1)]
        return level

    @property
    def aged(self) -> bool:
        """Whether a newer figure should be there by the calendar; without one, whether the figure is over a year old."""
        figure = self._figure
        if figure is None:
            return False
        if self.evidence.releases:
            return last_due(self.evidence.releases[0], self.as_of).period.end > figure.period.end
        return months_between(figure.period.end, self.as_of) > _FRESH_MONTHS

    @property
    def last_release(self) -> Due | None:
        """The last release that should be out, by the calendar."""
        return last_due(self.evidence.releases[0], self.as_of) if self.evidence.releases else None

    @property
    def next_release(self) -> Due | None:
        """The next release, by the calendar, that tells more than what is held."""
        run = self.evidence.running
        held = self.evidence.held[-1].period if self.evidence.held else None
        told = (held, run.period if run else None)  # the figure's own release, then the bulletin within the year
        coming = (
            first_comparable((release,), self.as_of, known.end if known else date.min)
            for release, known in zip(self.evidence.releases, told, strict=False)
        )
        return min((due for due in coming if due is not None), key=lambda due: due.day, default=None)

    @property
    def first_release(self) -> Due | None:
        """The first release since the plan began that can be compared with the target."""
        if self.promise is None:
            return None
        return first_comparable(self.evidence.releases, self.promise.eve, self.promise.silent_until)

    @property
    def early(self) -> bool:
        """Whether the target is met before its period has ended."""
        return self.reason is Reason.MET_EARLY and self.promise is not None and self.as_of < self.promise.due

    @property
    def at_target_level(self) -> bool:
        """Whether the figure stands at the target's level in a period that is not the target's own."""
        figure = self._figure
        if figure is None or self.promise is None:
            return False
        return meets(figure.quantity, self.promise.target, self.promise.direction) is True

    @property
    def ended(self) -> Succession | None:
        """The end of the title or statistic, if it has ended by the day asked about."""
        return find_end(self.indicator, self.as_of) if isinstance(self.indicator, Indicator) else None

    @property
    def explanation(self) -> Sentence:
        """The sentences that explain the status, made of the figures used."""
        from kechuang.monitoring.sentences import explain

        return explain(self)
