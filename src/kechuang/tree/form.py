"""Reading five: the form. Only the questions that can still change the answer, the most telling first.

A part that is settled asks nothing, and nor does anything below it. What is left is asked in this order: facts that move a
score by more points before those that move it by fewer, then the other conditions as declared, then what a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kechuang.tree.leaves import keys_of
from kechuang.tree.nodes import Agrees, Bands, Node, Passes, Test, Tiers
from kechuang.tree.verdict import Facts, Judged, Scored


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is missing and still matters; ``points`` is how far it can move a score, ``person`` who answers."""

    key: str
    node: Node
    points: int
    person: bool


def questions(judged: Judged, facts: Facts) -> tuple[Question, ...]:
    """What to ask next, the most telling first; nothing when the answer is settled."""
    best: dict[str, Question] = {}
    for question in _open(judged, facts, 0, person=False):
        known = best.get(question.key)
        if known is None:
            best[question.key] = question
        else:
            points, person = max(known.points, question.points), known.person and question.person
            best[question.key] = Question(known.key, known.node, points, person)
    return tuple(sorted(best.values(), key=lambda one: (one.person, -one.points)))


def _open(result: Judged | Scored, facts: Facts, points: int, *, person: bool) -> Iterator[Question]:
    node = result.node
    if isinstance(result, Judged):
        if result.answer in ("yes", "no") or isinstance(node, Agrees):
            return
        person = person or node.label.draft
    else:
        low, high = result.interval
        if low == high:
            return
        points = high - low
        person = person or node.label.draft
        if isinstance(node, Bands) and node.given is not None and node.given not in facts:
            yield Question(node.given, node, points, person=True)
    asked_by_person = person or getattr(node, "asked", "records") == "person"
    if not isinstance(node, Bands):
        for key in keys_of(node):
            if key not in facts:
                yield Question(key, node, points, person=asked_by_person)
    if isinstance(node, Bands) or not isinstance(node, Test):
        inner = 0 if isinstance(node, Passes | Tiers) else points
        for part in result.parts:
            yield from _open(part, facts, inner, person=person)
