"""Other regions beside ours: only figures of one definition and one period are ranked, and only those that are held."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kechuang.monitoring import IndicatorStatus
from kechuang.values import Period, Quantity, Sentence
from kechuang_web.kit.registry import address_of
from solutions.planning.web.monitor.situation import Situation


@dataclass(frozen=True, slots=True)
class PeerRow:
    """One region in the ranking; ``part`` is the length of its bar in whole units."""

    rank: int
    subject: str
    name: Sentence
    value: Quantity
    here: bool
    part: int
    spoken: str
    address: str


@dataclass(frozen=True, slots=True)
class Peers:
    """A ranking at one period under one definition; ``whole`` is the largest bar."""

    period: Period
    definition: Sentence
    rows: tuple[PeerRow, ...]
    whole: int
    sentence: Sentence


def rank_peers(situation: Situation, status: IndicatorStatus) -> Peers | None:
    """The ranking at the latest period for which our region and at least two others are held; else ``None``."""
    what = status.indicator
    siblings = _siblings(situation)
    if what.subject not in siblings:
        return None
    own = [fact for fact in situation.view.series(what.subject, what.attribute) if fact.period is not None]
    for fact in reversed(own):
        facts = [
            peer
            for peer in situation.view.peers(what.attribute, fact.definition, fact.period)
            if peer.subject in siblings and isinstance(peer.value, Quantity)
        ]
        if len(facts) >= 3 and fact.period is not None:
            amounts = {peer.subject: (peer.value, peer.id) for peer in facts if isinstance(peer.value, Quantity)}
            return _rank(situation, what.subject, fact.definition, fact.period, amounts)
    return None


def _siblings(situation: Situation) -> set[str]:
    """The regions of our own level: those that lie in the same region above."""
    ours = situation.subjects.get(situation.folder.subject)
    if ours.within is None:
        return set()
    return {subject.code for subject in situation.subjects.within(ours.within) if subject.kind == ours.kind}


def _rank(
    situation: Situation, subject: str, definition: str, period: Period, amounts: dict[str, tuple[Quantity, str]]
) -> Peers:
    ordered = sorted(amounts.items(), key=lambda item: (-item[1][0].base, item[0]))
    largest = max((quantity.base for quantity, _ in amounts.values()), default=Fraction(0))
    rows = []
    for code, (quantity, fact_id) in ordered:
        # Equal amounts share a place: the next one counts how many stand before it.
        rank = 1 + sum(other.base > quantity.base for other, _ in amounts.values())
        part = round(1000 * quantity.base / largest) if largest > 0 else 0
        rows.append(
            PeerRow(
                rank, code, situation.subjects.get(code).name, quantity, code == subject, max(0, part), quantity.label("zh"),
                address_of("fact", fact_id),
            )
        )  # fmt: skip
    here = next(row for row in rows if row.here)
    name = situation.subjects.get(subject).name
    sentence = Sentence(
        f"{name.zh}在已收录的{len(rows)}个区中居第{here.rank}位。",
        f"{name.en} is number {here.rank} of the {len(rows)} districts held.",
    )
    return Peers(period, situation.dictionary.definition(definition).text, tuple(rows), 1000, sentence)
