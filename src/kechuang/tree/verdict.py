"""Reading one: the verdict for one firm, in memory, with facts missing.

The result is the tree again, each node with what is known of it; every other reading of a single firm walks that result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from kechuang.tree.logic import Answer, Tri, answer_of, at_least, both, choose, either, negate
from kechuang.tree.nodes import (
    Agrees,
    All,
    AnyOf,
    Asked,
    AtLeast,
    Bands,
    Choice,
    Condition,
    Flag,
    Manual,
    Not,
    Passes,
    Points,
    Sum,
    Test,
    Tiers,
    most_points,
)


class Undefined:
    """The value of a derived fact that the rule's text does not cover (growth from a negative base): a person decides."""

    def __repr__(self) -> str:
        return "UNDEFINED"


UNDEFINED: Final = Undefined()
Value = int | Fraction | bool | str | Undefined
#: Facts by key; absent is unknown.
Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition with what is known of it (see :mod:`kechuang.tree.logic`).

    ``plain`` is what it would say if its text were confirmed; for most conditions that is the answer.
    """

    node: Condition
    doubt: Tri
    trust: Tri
    parts: tuple[Judged | Scored, ...] = ()
    drafted: Answer | None = None

    @property
    def answer(self) -> Answer:
        """Yes, no, unknown, or needs a person."""
        return answer_of(self.doubt, self.trust)

    @property
    def plain(self) -> Answer:
        """The answer as if the text were confirmed."""
        return self.drafted or self.answer


@dataclass(frozen=True, slots=True)
class Scored:
    """Points with their bounds.

    ``doubt`` is least and most while facts are missing, with experts at their strictest; ``trust`` the same with experts at
    their most generous. ``refused`` holds points an expert gave outside the permitted band: they do not count.
    """

    node: Points
    doubt: tuple[int, int]
    trust: tuple[int, int]
    parts: tuple[Judged | Scored, ...] = ()
    refused: int | None = None

    @property
    def interval(self) -> tuple[int, int]:
        """The least and the most it can still be."""
        return self.doubt[0], self.trust[1]


def judge(node: Condition, facts: Facts) -> Judged:
    """Judge a condition and everything below it.

    >>> from kechuang.tree import Flag, Label
    >>> from kechuang.values import Sentence
    >>> resident = Flag(Label("c1", Sentence("居民企业", "resident")), "resident_enterprise")
    >>> judge(resident, {}).answer, judge(resident, {"resident_enterprise": False}).answer
    ('unknown', 'no')
    """
    parts: tuple[Judged | Scored, ...] = ()
    match node:
        case Test():
            doubt, trust = _test(node, facts)
        case Flag():
            doubt, trust = _known(facts.get(node.fact), node.asked, lambda value: value is node.wanted)
        case Choice():
            doubt, trust = _known(facts.get(node.fact), node.asked, lambda value: value in node.among)
        case Manual():
            doubt, trust = False, True
        case Passes():
            points = score(node.points, facts)
            parts = (points,)
            doubt, trust = _passes(node, points.doubt), _passes(node, points.trust)
        case Tiers():
            return _drafted(_tiers(node, facts))
        case Agrees():
            part = judge(node.part, facts)
            parts = (part,)
            doubt, trust = part.doubt is not False, True
        case Not():
            part = judge(node.part, facts)
            parts = (part,)
            doubt, trust = negate(part.trust), negate(part.doubt)
        case All() | AnyOf() | AtLeast():
            judged = tuple(judge(part, facts) for part in node.parts)
            parts = judged
            doubts, trusts = [part.doubt for part in judged], [part.trust for part in judged]
            if isinstance(node, All):
                doubt, trust = both(doubts), both(trusts)
            elif isinstance(node, AnyOf):
                doubt, trust = either(doubts), either(trusts)
            else:
                doubt, trust = at_least(node.count, doubts), at_least(node.count, trusts)
    return _drafted(Judged(node, doubt, trust, parts))


def score(node: Points, facts: Facts) -> Scored:
    """Add up points with their bounds."""
    if isinstance(node, Bands):
        scored = _bands(node, facts)
    else:
        parts = tuple(score(part, facts) for part in node.parts)
        doubts, trusts = [part.doubt for part in parts], [part.trust for part in parts]
        join = _added if isinstance(node, Sum) else _best
        cap = node.cap if isinstance(node, Sum) else None
        scored = Scored(node, join(doubts, cap), join(trusts, cap), parts)
    if node.label.draft:
        # Points by an unconfirmed text count as computed where they help, and a person may find all of them.
        most = most_points(node)
        scored = Scored(node, scored.doubt, (most, most), scored.parts, scored.refused)
    return scored


def _drafted(judged: Judged) -> Judged:
    if not judged.node.label.draft:
        return judged
    return Judged(judged.node, judged.doubt is True, True, judged.parts, judged.answer)


def _test(node: Test, facts: Facts) -> tuple[Tri, Tri]:
    linear = node.linear
    missing = undefined = False
    for key in linear.positive:
        value = facts.get(key)
        if value is None:
            missing = True
        elif not isinstance(value, str | Undefined) and value <= 0:
            return False, False
    total: int | Fraction = 0
    for key, weight in linear.terms:
        value = facts.get(key)
        if value is None:
            return (False, True) if node.asked == "person" else (None, None)
        if isinstance(value, Undefined):
            undefined = True
        elif not isinstance(value, str):
            total += weight * value
    if undefined:
        return False, True
    held = total > linear.bound if linear.strict else total >= linear.bound
    if held and missing:
        return (False, True) if node.asked == "person" else (None, None)
    return held, held


def _known(value: Value | None, asked: Asked, holds: Callable[[Value], bool]) -> tuple[Tri, Tri]:
    if value is None:
        return (False, True) if asked == "person" else (None, None)
    held = holds(value)
    return held, held


def _passes(node: Passes, bounds: tuple[int, int]) -> Tri:
    least, most = bounds
    mark = node.mark + 1 if node.strict else node.mark
    return True if least >= mark else False if most < mark else None


def _tiers(node: Tiers, facts: Facts) -> Judged:
    last = judge(node.last, facts)
    doubt, trust = last.doubt, last.trust
    parts: list[Judged] = [last]
    for when, then in reversed(node.tiers):
        condition, asked = judge(when, facts), judge(then, facts)
        parts[:0] = [condition, asked]
        against, favour = condition.doubt, condition.trust
        if against is favour:
            doubt, trust = choose(against, asked.doubt, doubt), choose(against, asked.trust, trust)
        else:  # which tier it is depends on a person: the worse and the better of the two
            doubt = both((choose(against, asked.doubt, doubt), choose(favour, asked.doubt, doubt)))
            trust = either((choose(against, asked.trust, trust), choose(favour, asked.trust, trust)))
    return Judged(node, doubt, trust, tuple(parts))


def _bands(node: Bands, facts: Facts) -> Scored:
    whens = tuple(judge(step.when, facts) for step in node.steps)
    given = facts.get(node.given) if node.given is not None else None
    refused: int | None = None
    if isinstance(given, int):
        if _permitted(node, whens, given):
            return Scored(node, (given, given), (given, given), whens)
        refused = given
    lows = [step.low for step in node.steps] + [node.otherwise[0]]
    highs = [step.high for step in node.steps] + [node.otherwise[1]]
    doubts, trusts = [when.doubt for when in whens], [when.trust for when in whens]
    return Scored(
        node,
        (lows[_first(doubts, sure=True)], lows[_first(doubts, sure=False)]),
        (highs[_first(trusts, sure=True)], highs[_first(trusts, sure=False)]),
        whens,
        refused,
    )


def _first(values: list[Tri], *, sure: bool) -> int:
    """The first step that holds for sure (the fewest points), or that may hold (the most)."""
    for index, value in enumerate(values):
        if value is True or (value is None and not sure):
            return index
    return len(values)


def _permitted(node: Bands, whens: tuple[Judged, ...], given: int) -> bool:
    """Whether the given points lie within a step that is still possible."""
    for step, when in zip(node.steps, whens, strict=True):
        if when.trust is not False and step.low <= given <= step.high:
            return True
        if when.doubt is True:
            return False
    return node.otherwise[0] <= given <= node.otherwise[1]


def _added(bounds: list[tuple[int, int]], cap: int | None) -> tuple[int, int]:
    least, most = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    return (least, most) if cap is None else (min(least, cap), min(most, cap))


def _best(bounds: list[tuple[int, int]], cap: int | None) -> tuple[int, int]:
    del cap
    return max(low for low, _ in bounds), max(high for _, high in bounds)
