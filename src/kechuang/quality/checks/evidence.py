"""What a unit says of itself held against better evidence: other channels' figures, and the lists of titles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kechuang.quality.findings import Finding, Kind
from kechuang.quality.index import Index
from kechuang.quality.records import Record
from kechuang.values import Sentence


def check_sources(index: Index) -> Iterator[Finding]:
    """Figures of a year that two channels give differently; where the weaker one is the better looking, a watermelon.

    Records in a wrong unit are left out: they are told by :func:`~kechuang.quality.checks.scale.check_scale`.
    """
    policy = index.policy
    for (_, attribute), years in index.figures.items():
        for entries in years.values():
            sound = [(record, amount) for number, record, amount in entries if number not in index.slipped]
            if len(sound) < 2:
                continue
            best, proof = max(sound, key=lambda entry: policy.channels[entry[0].channel].evidence)
            for record, amount in sound:
                if record is best or _weaker(index, record, best) is False:
                    continue
                if abs(amount - proof) <= float(policy.agreement) * abs(proof):
                    continue
                kind = _kind(index, attribute, amount, proof)
                yield Finding(
                    kind, record.unit, record.year, record.channel, attribute, record.place,
                    Sentence(
                        f"{policy.channels[record.channel].name.zh}{amount:,.0f}，{policy.channels[best.channel].name.zh}{proof:,.0f}。",
                        f"{policy.channels[record.channel].name.en} {amount:,.0f}, {policy.channels[best.channel].name.en} {proof:,.0f}.",
                    ),
                )  # fmt: skip


def _weaker(index: Index, record: Record, best: Record) -> bool:
    channels = index.policy.channels
    return channels[record.channel].evidence < channels[best.channel].evidence


def _kind(index: Index, attribute: str, amount: float, proof: float) -> Kind:
    better = index.policy.watermelons.get(attribute)
    looks_better = (amount > proof) if better == "higher" else (amount < proof)
    return "watermelon" if better and looks_better else "disagreement"


def check_titles(index: Index) -> Iterator[Finding]:
    """Statements about a title that its list does not bear out on the last day of the year, or contradicts."""
    for record in index.records:
        for attribute, title in index.policy.titles.items():
            said = record.values.get(attribute)
            if record.unit is None or not isinstance(said, bool):
                continue
            last = date(record.year, 12, 31)
            holds = any(
                span.issued <= last and (span.expires is None or span.expires > last)
                for span in index.titles.get((record.unit, title), ())
            )
            if said != holds:
                yield Finding(
                    "title_mismatch", record.unit, record.year, record.channel, attribute, record.place,
                    Sentence(
                        f"填“{'是' if said else '否'}”，名单上{'没有' if said else '有'}。",
                        f"says {'yes' if said else 'no'}; the list {'has it not' if said else 'has it'}.",
                    ),
                )  # fmt: skip
