"""The leader's page: what stands well, what needs a decision and by whom, what is being done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kechuang.monitoring import IndicatorStatus, Proposal, Status
from kechuang.values import Period, Sentence, Source
from solutions.planning.web.monitor.rows import Row, make_row, word_of
from solutions.planning.web.monitor.situation import Situation

RECENT = 5


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that somebody must decide: state, what, why, by whom, and the next step."""

    state: str
    word: Sentence | None
    what: Sentence
    why: Sentence
    who: Sentence | None
    action: Sentence
    address: str


@dataclass(frozen=True, slots=True)
class ProgrammeShare:
    """How many tasks of a programme have evidence."""

    code: str
    name: Sentence
    with_evidence: int
    total: int


@dataclass(frozen=True, slots=True)
class Happening:
    """A piece of evidence as the page lists it."""

    when: Period | None
    what: str
    source: Source


def make_overview(situation: Situation, decided: dict[str, Any] | None = None) -> dict[str, Any]:
    """Everything on the leader's page. ``decided`` are the studies on record, by indicator."""
    report = situation.report
    return {
        "lead": lead_sentence(situation),
        "decisions": decisions(situation, decided or {}),
        "rows": [make_row(status) for status in by_weight(report.indicators)],
        "watched": [make_row(status) for status in report.watched],
        "programmes": programme_shares(situation),
        "recent": recent_events(situation, RECENT),
        "worklist_count": len(report.works),
        "version": situation.published.number,
        "before": situation.before,
        "effective": situation.published.effective_from,
        "ended": situation.day > situation.book.period.end,
        "end": situation.book.period.end,
        "closed": situation.book.closed,
    }


#: What has news comes first; what waits for figures comes last: it is work for the bureau, not the headline.
_WEIGHT = {
    Status.OFF_TRACK: 0,
    Status.AT_RISK: 1,
    Status.ACHIEVED: 2,
    Status.ON_TRACK: 3,
    Status.CONFLICT: 4,
    Status.UNCLEAR: 5,
    Status.DISCONTINUED: 6,
    Status.NOT_DUE: 7,
    Status.NOT_COLLECTED: 8,
}


def by_weight(statuses: tuple[IndicatorStatus, ...]) -> list[IndicatorStatus]:
    """Statuses with something to tell first, otherwise in the plan's order."""
    return sorted(statuses, key=lambda status: _WEIGHT[status.status] if status.status else 9)


def lead_sentence(situation: Situation) -> Sentence:
    """The sentence above everything: achievements and troubles by name, the rest as a count."""
    named: list[Sentence] = []
    for status in situation.report.indicators:
        if status.status is Status.ACHIEVED:
            word = word_of(status)
            named.append(
                Sentence(
                    f"{status.name.zh}{word.zh if word else '已实现'}",
                    f"{status.name.en}: {word.en if word else 'achieved'}",
                )
            )
    for kind, zh, en in ((Status.OFF_TRACK, "进度滞后", "off track"), (Status.AT_RISK, "有风险", "at risk")):
        found = [status.name for status in situation.report.indicators if status.status is kind]
        if found:
            named.append(Sentence("、".join(n.zh for n in found) + zh, ", ".join(n.en for n in found) + f": {en}"))
    counts = situation.report.counts
    waiting = counts[Status.NOT_COLLECTED] + counts[Status.UNCLEAR]
    if waiting:
        rest = "其余" if named else ""
        named.append(
            Sentence(
                f"{rest}{waiting}项指标待收录数据后判断",
                f"{waiting} {'more ' if named else ''}indicators wait for figures",
            )
        )
    if counts[Status.NOT_DUE]:
        named.append(Sentence(f"{counts[Status.NOT_DUE]}项未到发布期", f"{counts[Status.NOT_DUE]} not due yet"))
    if not named:
        return situation.report.headline
    return Sentence("；".join(n.zh for n in named) + "。", "; ".join(n.en for n in named) + ".")


def decisions(situation: Situation, decided: dict[str, Any], code: str | None = None) -> list[Decision]:
    """Proposals that wait for somebody; of one indicator if ``code`` is given. Decided studies wait for nobody."""
    found = []
    for proposal in situation.report.proposals:
        if (code and proposal.code != code) or (proposal.kind == "study" and proposal.code in decided):
            continue
        found.append(_decision(situation, proposal))
    return found


def _decision(situation: Situation, proposal: Proposal) -> Decision:
    status = situation.report.indicator(proposal.code)
    if proposal.kind == "study":
        return Decision(
            state="achieved",
            word=word_of(status),
            what=proposal.sentence,
            why=status.explanation,
            who=proposal.addressee,
            action=Sentence("提请研究", "Propose a study"),
            address=_dated(reverse("planning:study", args=[proposal.code]), situation),
        )
    in_conflict = status.status is Status.CONFLICT
    return Decision(
        state="conflict" if in_conflict else "unclear",
        word=None if in_conflict else Sentence("时点不明", "undated"),
        what=proposal.sentence,
        why=status.disputes[0].why if status.disputes else status.explanation,
        who=proposal.addressee,
        action=Sentence("看两组数据", "See both figures"),
        address=_dated(reverse("planning:indicator", args=[proposal.code]), situation),
    )


def _dated(address: str, situation: Situation) -> str:
    return f"{address}?as_of={situation.day.isoformat()}"


def programme_shares(situation: Situation) -> list[ProgrammeShare]:
    """Programmes in the plan's order, with how many of their tasks have evidence."""
    held = {status.code for status in situation.report.tasks if status.evidence}
    shown = {status.code for status in situation.report.tasks}
    shares = []
    for programme in situation.book.programmes:
        tasks = [task.code for task in situation.book.tasks_of(programme.code) if task.code in shown]
        shares.append(ProgrammeShare(programme.code, programme.name, sum(code in held for code in tasks), len(tasks)))
    return shares


def recent_events(situation: Situation, number: int, keywords: tuple[str, ...] = ()) -> list[Happening]:
    """The latest dated events, newest first; with keywords only those that carry one of them."""
    found = []
    for fact in reversed(situation.view.events()):
        if fact.period is None or not isinstance(fact.value, str):
            continue
        if keywords and not any(word in " ".join(fact.keywords) + fact.value for word in keywords):
            continue
        found.append(Happening(fact.period, fact.value, fact.source))
        if len(found) == number:
            break
    return found


def row_of(situation: Situation, code: str) -> Row:
    """One indicator as a row."""
    return make_row(situation.report.indicator(code))
