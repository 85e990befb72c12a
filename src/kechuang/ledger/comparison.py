"""Comparing rows with the list of rows that a head may carry."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from kechuang.ledger.problems import Problem, altered, appended, cut_off, dropped, reordered

Rows = Sequence[tuple[str, str]]


def compare_rows(now: Rows, then: Rows, *, tail: bool) -> list[Problem]:
    """What differs from the list of rows in a head, row by row, even when the whole chain was recomputed since.

    Both: id and own digest of each row, in order. ``tail``: whether rows after all those listed are a problem.
    Numbers are those of the head, except for rows it does not know.
    """
    digests = dict(now)
    places = {fact_id: seq for seq, (fact_id, _) in enumerate(then, 1)}
    order = [places[fact_id] for fact_id, _ in now if fact_id in places]
    reached = max(order, default=0)
    problems = [
        dropped(seq, seq, fact_id) for seq, (fact_id, _) in enumerate(then[:reached], 1) if fact_id not in digests
    ]
    if reached < len(then):
        problems.append(cut_off(reached + 1, len(then)))
    problems += [altered(seq, key) for seq, (key, digest) in enumerate(then, 1) if digests.get(key, digest) != digest]
    rising = set(longest_rise(order))
    problems += [reordered(seq, seq) for index, seq in enumerate(order) if index not in rising]
    last_known = max((index for index, (fact_id, _) in enumerate(now, 1) if fact_id in places), default=0)
    problems += [
        appended(index, index, fact_id)
        for index, (fact_id, _) in enumerate(now, 1)
        if fact_id not in places and (tail or index < last_known)
    ]
    return problems


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """The indexes of a longest strictly rising subsequence: what stayed in order while the rest moved.

    >>> longest_rise([1, 5, 3, 4, 2, 6])
    [0, 2, 3, 5]
    """
    tops: list[int] = []
    top_indexes: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        place = bisect_left(tops, number)
        before.append(top_indexes[place - 1] if place else -1)
        if place == len(tops):
            tops.append(number)
            top_indexes.append(index)
        else:
            tops[place], top_indexes[place] = number, index
    path: list[int] = []
    index = top_indexes[-1] if top_indexes else -1
    while index >= 0:
        path.append(index)
        index = before[index]
    return path[::-1]
