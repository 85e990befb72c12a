"""From an indicator and its evidence to a status: what is decided before any comparison, and by which shape the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kechuang.dictionary import Dictionary, ReleaseCalendar
from kechuang.ledger import LedgerView
from kechuang.monitoring.case import IndicatorStatus, find_end
from kechuang.monitoring.disputes import Dispute, Disputes, contradiction
from kechuang.monitoring.evidence import Evidence, gather, usable
from kechuang.monitoring.figures import Judgement, Line, Reason
from kechuang.monitoring.policy import Policy
from kechuang.monitoring.promises import Promise, make_promise
from kechuang.monitoring.releases import find_releases, first_after
from kechuang.monitoring.shapes import JUDGES
from kechuang.monitoring.statuses import Status
from kechuang.plan.book import Indicator, PlanBook, Watched


def judge_indicator(
    indicator: Indicator,
    *,
    book: PlanBook,
    view: LedgerView,
    dictionary: Dictionary,
    calendar: ReleaseCalendar,
    disputes: Disputes,
    policy: Policy,
    as_of: date,
) -> IndicatorStatus:
    """The status of one indicator of the plan."""
    target = indicator.target
    promise = make_promise(book, indicator, target, policy) if target else None
    releases = find_releases(calendar, indicator.attribute, indicator.definition, indicator.releases)
    evidence = gather(view, dictionary, indicator, promise, releases)
    found = _disputes_of(indicator, (indicator.definition,), evidence, disputes)
    judgement = _judge(indicator, promise, evidence, found, book, as_of)
    return IndicatorStatus(book, indicator, promise, evidence, judgement, found, as_of)


def judge_watched(
    watched: Watched,
    *,
    book: PlanBook,
    view: LedgerView,
    dictionary: Dictionary,
    calendar: ReleaseCalendar,
    disputes: Disputes,
    as_of: date,
) -> IndicatorStatus:
    """What is held of a figure without a target: a conflict, nothing, or the latest figure without any status."""
    lines = [usable(view.series(watched.subject, key.partition("@")[0], key), None) for key in watched.definitions]
    # Definitions never share a line: the one that reaches furthest is shown, the others are only known to be held.
    latest = max(
        (line for line in lines if line),
        key=lambda line: (line[-1].period.end if line[-1].period else date.min, line[-1].seq),
        default=[],
    )
    evidence = Evidence(
        figures=Line(latest),
        held=tuple(fact for line in lines for fact in line),
        releases=find_releases(calendar, watched.attribute, also=watched.releases),
        measure=dictionary.attribute(watched.attribute).measure,
    )
    found = _disputes_of(watched, watched.definitions, evidence, disputes)
    judgement: Judgement | None = None
    if any(not dispute.undated for dispute in found):
        judgement = Judgement(Status.CONFLICT, Reason.CONFLICT)
    elif not evidence.figures:
        judgement = Judgement(Status.NOT_COLLECTED, Reason.NOTHING_HELD)
    return IndicatorStatus(book, watched, None, evidence, judgement, found, as_of)


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
    """Not due while the first release since the plan began that tells of a later time than the baseline lies ahead."""
    first = min((first_after(release, promise.eve, promise.after).day for release in evidence.releases), default=None)
    if first is not None and first > as_of:
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
