"""What follows from a status: a study to propose, a letter to write, a figure to get. People decide; nothing is done by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kechuang.dictionary import Release
from kechuang.ledger import Fact
from kechuang.monitoring.case import IndicatorStatus
from kechuang.monitoring.figures import Reason
from kechuang.monitoring.releases import Due
from kechuang.monitoring.statuses import Status
from kechuang.monitoring.wording import amount, when
from kechuang.plan.book import PlanBook
from kechuang.values import Quantity, Sentence


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide a proposal."""

    code: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something to be decided: a study after early success, or a letter that settles a conflict.

    ``addressee`` is who should decide or answer; ``None`` while nobody is named.
    """

    kind: Literal["study", "letter"]
    code: str
    name: Sentence
    sentence: Sentence
    addressee: Sentence | None
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A figure to be got, the cheapest way to get it, and who would do it. ``effort``: 1 a download … 3 a collection."""

    code: str
    name: Sentence
    what: Sentence
    how: Sentence
    effort: int
    unit: Sentence | None
    release: Due | None


def propose(cases: Iterable[IndicatorStatus]) -> tuple[Proposal, ...]:
    """A study for every target met early, a letter for every conflict, in the plan's order."""
    found: list[Proposal] = []
    for case in cases:
        if case.early:
            found.append(_study(case))
        elif case.disputes:
            found += _letters(case)
    return tuple(found)


def _study(case: IndicatorStatus) -> Proposal:
    if case.promise is None:
        raise ValueError(f"{case.code} has no target that could be met early")
    target, end = amount(case.promise.target), when(case.promise.period)
    since = when(case.since)
    return Proposal(
        kind="study",
        code=case.code,
        name=case.name,
        sentence=Sentence(
            f"提请研究：“{case.name.zh}”{since.zh}已达到{end.zh}目标{target.zh}，是提高目标，还是作为底线保持到期末，或只作记录？",
            f"For study: “{case.name.en}” met the {end.en} target of {target.en} in {since.en}. Raise it, keep it as a floor to "
            "the end, or note it?",
        ),
        addressee=unit_name(case.book, case.lead_unit),
        options=(
            Option("raise", Sentence("提高目标，按规划修正程序办理", "raise the target by an amendment of the plan")),
            Option("floor", Sentence(f"作为底线保持到{end.zh}末", f"keep it as a floor to the end of {end.en}")),
            Option("note", Sentence("只作记录，目标不变", "note it and leave the target as it is")),
        ),
    )


def _letters(case: IndicatorStatus) -> Iterator[Proposal]:
    for dispute in case.disputes:
        told = [
            (when(fact.period), amount(fact.value), fact) for fact in dispute.facts if isinstance(fact.value, Quantity)
        ]
        zh = "，".join(f"{period.zh}{number.zh}" for period, number, _ in told)
        en = ", ".join(f"{number.en} ({period.en})" for period, number, _ in told)
        if dispute.undated:
            sentence = Sentence(
                f"函请明确“{case.name.zh}”的统计时点：{zh}。",
                f"Ask for the day of count of “{case.name.en}”: {en}.",
            )
            options: tuple[Option, ...] = ()
        else:
            sentence = Sentence(
                f"函请核定“{case.name.zh}”：{zh}，口径或数据不一致，请明确各自口径和应采用的数。",
                f"Ask for a ruling on “{case.name.en}”: {en} do not agree. Which definition is each of, and which stands?",
            )
            options = (
                *(_take(period, number, fact) for period, number, fact in told),
                Option("both", Sentence("口径不同，分列保留", "both stand, as different definitions")),
            )
        owner = dispute.owner or unit_name(case.book, case.lead_unit)
        yield Proposal("letter", case.code, case.name, sentence, owner, options)


def _take(period: Sentence, number: Sentence, fact: Fact) -> Option:
    title = fact.source.title
    return Option(
        fact.id, Sentence(f"采用{period.zh}{number.zh}（{title}）", f"take {number.en}, {period.en} ({title})")
    )


def list_works(cases: Iterable[IndicatorStatus]) -> tuple[Work, ...]:
    """The bureau's work list: every target whose status waits for a figure, the cheapest first."""
    works = [
        _work(case)
        for case in cases
        if case.promise is not None and case.status in (Status.NOT_COLLECTED, Status.UNCLEAR)
    ]
    return tuple(sorted(works, key=lambda work: work.effort))


def _work(case: IndicatorStatus) -> Work:
    unit = unit_name(case.book, case.lead_unit)
    release = case.last_release
    period = when(release.period if release else case.promise.period if case.promise else None)
    if case.reason is Reason.FINAL_FIGURE_MISSING and case.promise is not None:
        period = when(case.promise.period)
    what = Sentence(f"“{case.name.zh}”{period.zh}的数", f"“{case.name.en}”, the figure for {period.en}")
    how, effort = _cheapest(case, unit)
    return Work(case.code, case.name, what, how, effort, unit, case.next_release)


def _cheapest(case: IndicatorStatus, unit: Sentence | None) -> tuple[Sentence, int]:
    """The cheapest way to a figure that the calendar and the plan know of."""
    ways = [_way(release) for release in case.evidence.releases]
    if unit is not None:
        how = Sentence(
            f"请{unit.zh}提供并附来源，核对后收录", f"ask {unit.en} for it with its source, check and record it"
        )
        ways.append((how, 2))
    ways.append(
        (Sentence("先明确责任单位和数据来源", "first settle who answers for it and where the figure comes from"), 3)
    )
    return min(ways, key=lambda way: way[1])


def _way(release: Release) -> tuple[Sentence, int]:
    source, publisher = release.source, release.publisher
    if publisher is None:
        return Sentence(f"先明确由哪个单位提供：{source.zh}", f"first settle which unit gives it: {source.en}"), 3
    if release.basis == "observed":
        zh, en = f"取得{publisher.zh}的{source.zh}并收录", f"get the {source.en} of {publisher.en} and record it"
        return Sentence(zh, en), 1
    return Sentence(f"向{publisher.zh}索取：{source.zh}", f"ask {publisher.en} for it: {source.en}"), 2


def unit_name(book: PlanBook, code: str | None) -> Sentence | None:
    """The name of a responsible unit of the plan; ``None`` while nobody is named."""
    return next((unit.name for unit in book.units if unit.code == code), None)
