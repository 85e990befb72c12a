"""Conflicts between figures: those declared on record, and those that contradict each other in plain sight.

A conflict stays visible until the owner of the statistic settles it; nobody picks the figure that suits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kechuang.ledger import Conflict, Fact, LedgerView
from kechuang.monitoring.figures import Figure
from kechuang.values import Sentence


@dataclass(frozen=True, slots=True)
class Dispute:
    """Figures that cannot all be right, or not of one thing, as seen at a date; ``owner`` is who settles it.

    ``undated`` ones are no contradiction yet: a date is missing, and until it is known nothing can be told.
    """

    facts: tuple[Fact, ...]
    why: Sentence
    owner: Sentence | None = None
    code: str | None = None
    undated: bool = False


Disputes = Mapping[tuple[str, str], tuple[Dispute, ...]]


def open_disputes(conflicts: Iterable[Conflict], view: LedgerView) -> Disputes:
    """The declared conflicts that are open in a view, by subject and attribute.

    A conflict is open when two of its figures (or its only one) still stand: visible at the date, and not corrected.
    """
    found: dict[tuple[str, str], list[Dispute]] = {}
    for conflict in conflicts:
        facts = tuple(
            fact for fact in map(view.get, conflict.facts) if fact is not None and not view.corrections(fact.id)
        )
        if len(facts) < min(2, len(conflict.facts)):
            continue
        dispute = Dispute(
            facts, conflict.differs, conflict.settled_by, conflict.code, undated=conflict.kind == "undated"
        )
        for key in dict.fromkeys((fact.subject, fact.attribute) for fact in facts):
            found.setdefault(key, []).append(dispute)
    return {key: tuple(disputes) for key, disputes in found.items()}


def contradiction(figures: Sequence[Figure]) -> Dispute | None:
    """A contradiction among the latest figures: one definition, one period, amounts that exclude each other."""
    if len(figures) < 2:
        return None
    last = figures[-1]
    for index in range(len(figures) - 2, -1, -1):
        other = figures[index]
        if other.period != last.period:
            break
        if _exclude(last, other):
            return Dispute(
                tuple(dict.fromkeys((*other.facts, *last.facts))),
                Sentence("同一口径、同一期间有不同的数", "figures of one definition and one period differ"),
            )
    return None


def _exclude(first: Figure, second: Figure) -> bool:
    """Whether no amount satisfies both statements."""
    low = [end for end in (first.quantity.limits[0], second.quantity.limits[0]) if end is not None]
    high = [end for end in (first.quantity.limits[1], second.quantity.limits[1]) if end is not None]
    return bool(low) and bool(high) and max(low) > min(high)
