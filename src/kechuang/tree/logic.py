"""Truth with two kinds of doubt.

A condition is true, false or open (``None``), three-valued as in SQL. What only a person can settle (an expert's points, a
text that is not confirmed) is looked at twice: once as if the person decided against (*doubt*), once in favour (*trust*).
The pair tells four answers apart, and both halves are ordinary three-valued logic, so SQL can carry them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Tri = bool | None
Answer = Literal["yes", "no", "unknown", "needs_person"]


def answer_of(doubt: Tri, trust: Tri) -> Answer:
    """The answer that the pair stands for.

    >>> answer_of(True, True), answer_of(False, False), answer_of(None, True), answer_of(False, True)
    ('yes', 'no', 'unknown', 'needs_person')
    """
    if doubt is True:
        return "yes"
    if trust is False:
        return "no"
    return "unknown" if doubt is None or trust is None else "needs_person"


def both(values: Iterable[Tri]) -> Tri:
    """And: false as soon as one is false, else open as soon as one is open."""
    result: Tri = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def either(values: Iterable[Tri]) -> Tri:
    """Or: true as soon as one is true, else open as soon as one is open."""
    result: Tri = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def negate(value: Tri) -> Tri:
    """Not."""
    return None if value is None else not value


def choose(condition: Tri, then: Tri, other: Tri) -> Tri:
    """``then`` where the condition holds, else ``other``; settled also where both agree.

    >>> choose(None, True, True), choose(None, True, False) is None
    (True, True)
    """
    return either((both((condition, then)), both((negate(condition), other)), both((then, other))))


def at_least(count: int, values: Iterable[Tri]) -> Tri:
    """Whether at least ``count`` are true.

    >>> at_least(2, [True, None, False]) is None, at_least(2, [True, False, False])
    (True, False)
    """
    held = list(values)
    sure, possible = held.count(True), len(held) - held.count(False)
    if sure >= count:
        return True
    return False if possible < count else None
