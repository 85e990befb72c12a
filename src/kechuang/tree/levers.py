"""Levers: what a firm can change, what it costs, how much of it is possible and how long it takes. Data, from content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kechuang.tree.nodes import Flag, Linear, Node, Test, walk
from kechuang.tree.verdict import Facts, Value
from kechuang.values import Sentence


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing a firm can do, in whole units.

    Attributes:
        changes: what a unit adds to facts (hiring adds to science staff *and* to staff), in the facts' own units.
        sets: flags that one unit sets.
        cost: of a unit, in 分.
        most: the most units; one for a lever that sets flags.
        lead_days: days from starting to its showing in the facts.
    """

    code: str
    name: Sentence
    changes: tuple[tuple[str, int], ...]
    sets: tuple[tuple[str, bool], ...]
    cost: int
    most: int
    lead_days: int = 0

    @property
    def keys(self) -> frozenset[str]:
        """The facts it moves."""
        return frozenset((*(key for key, _ in self.changes), *(key for key, _ in self.sets)))

    def step(self, key: str) -> int:
        """What a unit adds to a fact; a flag counts as 0 or 1."""
        moved = sum(amount for name, amount in self.changes if name == key)
        return moved + sum(1 if value else -1 for name, value in self.sets if name == key)


def applied(facts: Facts, levers: tuple[Lever, ...], units: Mapping[str, int]) -> dict[str, Value]:
    """The facts after so many units of each lever. What is unknown stays unknown.

    >>> hire = Lever("hire", Sentence("新聘", "hire"), (("tech", 1), ("staff", 1)), (), 100, 9)
    >>> applied({"tech": 3, "staff": 40}, (hire,), {"hire": 2})
    {'tech': 5, 'staff': 42}
    """
    found = dict(facts)
    for lever in levers:
        count = units.get(lever.code, 0)
        for key, amount in lever.changes:
            value = found.get(key)
            if count and isinstance(value, int | Fraction) and not isinstance(value, bool):
                found[key] = value + amount * count
        for key, wanted in lever.sets:
            if count and key in found:
                found[key] = wanted
    return found


def as_linear(node: Test | Flag) -> Linear:
    """A leaf as a linear test; a flag counts as 0 or 1."""
    if isinstance(node, Test):
        return node.linear
    return Linear(((node.fact, 1),), 1, False, ()) if node.wanted else Linear(((node.fact, -1),), 0, False, ())


def touched(node: Node, levers: tuple[Lever, ...]) -> bool:
    """Whether any lever moves a fact that the node looks at."""
    keys = {key for lever in levers for key in lever.keys}
    for one in walk(node):
        match one:
            case Test():
                if keys & {*one.linear.positive, *(key for key, _ in one.linear.terms)}:
                    return True
            case Flag():
                if one.fact in keys:
                    return True
            case _:
                continue
    return False
