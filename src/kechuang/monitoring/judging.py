"""From an indicator and its evidence to a status: what is decided before any comparison, and by which shape the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from kechuang.dictionary import Dictionary, ReleaseCalendar
from kechuang.ledger import LedgerView
from kechuang.monitoring.case import IndicatorStatus, find_end
from kechuang.monitoring.disputes import Dispute, Disputes, contradiction
from kechuang.monitoring.evidence import Evidence, gather
from kechuang.monitoring.figures import Judgement, Line, Reason
from kechuang.monitoring.policy import Policy
from kechuang.monitoring.promises import Promise, make_promise
from kechuang.monitoring.releases import find_releases, first_comparable
from kechuang.monitoring.shapes import JUDGES
from kechuang.monitoring.statuses import Status
from kechuang.plan.book import Indicator, PlanBook, Target, Watched


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question: a plan, what the ledger shows at a date, and what it takes to judge the one by the other."""

    book: PlanBook
    view: LedgerView
    dictionary: Dictionary
    calendar: ReleaseCalendar
    disputes: Disputes
    policy: Policy
    as_of: date


def judge_indicator(indicator: Indicator, inquiry: Inquiry) -> IndicatorStatus:
    """The status of one indicator by the plan's own target, and by the targets of its other layers."""
    layers = tuple(
        _judge_target(_held_by(indicator, target), target, inquiry)
        for target in indicator.targets
        if target.layer != "plan" and (target.assigned_on is None or target.assigned_on <= inquiry.as_of)
    )
    found = _judge_target(indicator, indicator.target, inquiry)
    return replace(found, layers=layers) if layers else found


def _held_by(indicator: Indicator, target: Target) -> Indicator:
    """The indicator as the holder of a share carries it: another subject, whose baseline the plan does not state."""
    return replace(indicator, subject=target.holder, baseline=None) if target.holder else indicator


def _judge_target(indicator: Indicator, target: Target | None, inquiry: Inquiry) -> IndicatorStatus:
    book, as_of = inquiry.book, inquiry.as_of
    promise = make_promise(book, indicator, target, inquiry.policy) if target else None
    releases = find_releases(inquiry.calendar, indicator.attribute, indicator.definition, indicator.releases)
    evidence = gather(inquiry.view, inquiry.dictionary, indicator, promise, releases)
    found = _disputes_of(indicator, (indicator.definition,), evidence, inquiry.disputes)
    judgement = _judge(indicator, promise, evidence, found, book, as_of)
    return IndicatorStatus(book, indicator, promise, evidence, judgement, found, as_of, target)


def judge_watched(watched: Watched, inquiry: Inquiry) -> IndicatorStatus:
    """What is held of a figure without a target: a conflict, nothing, or the latest figure without any status."""
    view = inquiry.view
    lines = [view.amounts(watched.subject, key.partition("@")[0], key) for key in watched.definitions]
    # Definitions never share a line: the one that reaches furthest is shown, the others are only known to be held.
    latest = max(
        (line for line in lines if line),
        key=lambda line: (line[-1].period.end if line[-1].period else date.min, line[-1].seq),
        default=(),
    )
    evidence = Evidence(
        figures=Line(latest),
        held=tuple(fact for line in lines for fact in line),
        releases=find_releases(inquiry.calendar, watched.attribute, also=watched.releases),
        measure=inquiry.dictionary.attribute(watched.attribute).measure,
    )
    found = _disputes_of(watched, watched.definitions, evidence, inquiry.disputes)
    judgement: Judgement | None = None
    if any(not dispute.undated for dispute in found):
        judgement = Judgement(Status.CONFLICT, Reason.CONFLICT)
    elif not evidence.figures:
        judgement = Judgement(Status.NOT_COLLECTED, Reason.NOTHING_HELD)
    return IndicatorStatus(inquiry.book, watched, None, evidence, judgement, found, inquiry.as_of)


def _judge(
    indicator: Indicator,
    promise: Promise | None,
    evidence: Evidence,
    disputes: tuple[Dispute, ...],
    book: PlanBook,
    as_of: date,
) -> Judgement | None:
    if as_of < (book.document.published or book.effective_from):
        return Judgement(Status.NOT_DUE, Reason.BEFORE_PLAN)
    if find_end(indicator, as_of) is not None:
        return Judgement(Status.DISCONTINUED, Reason.DISCONTINUED)
    if any(not dispute.undated for dispute in disputes):
        return Judgement(Status.CONFLICT, Reason.CONFLICT)
    if promise is None:
        return None if evidence.figures else Judgement(Status.NOT_COLLECTED, Reason.NOTHING_HELD)
    if evidence.figures or evidence.running is not None:
        return JUDGES[promise.shape](evidence, promise, as_of)
    return _nothing_comparable(promise, evidence, as_of)


def _nothing_comparable(promise: Promise, evidence: Evidence, as_of: date) -> Judgement:
    """What to say when nothing can be compared.

    Unclear where later figures of the definition cannot stand beside the target; otherwise not due while the first release
    since the plan began that tells of a later time than the baseline lies ahead; otherwise not collected, here.
    """
    last = evidence.held[-1] if evidence.held else None
    if last is not None and last.period is not None and last.period.end > promise.silent_until:
        return Judgement(Status.UNCLEAR, Reason.NOT_COMPARABLE)
    first = first_comparable(evidence.releases, promise.eve, promise.silent_until)
    if first is not None and first.day > as_of:
        return Judgement(Status.NOT_DUE, Reason.NOT_DUE)
    if evidence.held:
        return Judgement(Status.NOT_COLLECTED, Reason.ONLY_BASELINE)
    if evidence.near:
        return Judgement(Status.NOT_COLLECTED, Reason.ONLY_OTHER_DEFINITION)
    return Judgement(Status.NOT_COLLECTED, Reason.NOTHING_HELD)


def _disputes_of(
    indicator: Indicator | Watched, definitions: Iterable[str], evidence: Evidence, disputes: Disputes
) -> tuple[Dispute, ...]:
    """Declared conflicts about any of the definitions, else a contradiction among the latest figures themselves."""
    wanted = set(definitions)
    declared = tuple(
        dispute
        for dispute in disputes.get((indicator.subject, indicator.attribute), ())
        if any(fact.definition in wanted for fact in dispute.facts)
    )
    if declared:
        return declared
    plain = contradiction(evidence.figures)
    return (plain,) if plain else ()
