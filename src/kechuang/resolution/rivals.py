"""Candidates that compete: a record cannot be two things that are not the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kechuang.resolution.policy import Policy
from kechuang.resolution.scoring import Scorer
from kechuang.resolution.table import Table

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Contest:
    """What rivals do to each pair.

    Attributes:
        odds: the sum of the rivals' odds (2 to the power of their points), 0 without rivals.
        beaten: a rival is ahead by the margin or more.
        contested: a rival is within the margin.
    """

    odds: NDArray[np.float64]
    beaten: NDArray[np.bool_]
    contested: NDArray[np.bool_]


def weigh_rivals(left: Ints, right: Ints, points: Ints, table: Table, scorer: Scorer, policy: Policy) -> Contest:
    """For every pair, the other candidates of either record that are not the same thing as the one it is paired with.

    Between two files each record is meant to have one counterpart, so two candidates compete unless comparing them gives a
    certain pair. Within one file a record may have many duplicates, so they compete only if they speak against each other.
    """
    count = len(left)
    owner = np.concatenate([left, right])
    other = np.concatenate([right, left])
    pair = np.concatenate([np.arange(count), np.arange(count)])
    # The candidates of each record, best first; ties by content, so that the order of rows decides nothing.
    order = np.lexsort((table.rank[other], -points[pair], owner))
    owner, other, pair = owner[order], other[order], pair[order]
    one, two = _couples(owner, policy.rivals)
    gap = points[pair[one]] - points[pair[two]]  # never negative
    enough = policy.certain if table.side.any() else 0
    between = scorer.score(other[one], other[two])
    same = (between.points >= enough) & ~between.says("code", "differs")
    same |= (table.same_content[other[one]] == table.same_content[other[two]]) & (table.same_content[other[one]] >= 0)
    one, two, gap = one[~same], two[~same], gap[~same]
    better, worse = pair[one], pair[two]
    odds = np.zeros(count)
    beaten, contested = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    np.add.at(odds, worse, np.exp2(points[better].clip(-60, 60).astype(float)))
    np.add.at(odds, better, np.exp2(points[worse].clip(-60, 60).astype(float)))
    beaten[worse[gap >= policy.margin]] = True
    contested[worse[gap < policy.margin]] = True
    contested[better[gap < policy.margin]] = True
    return Contest(odds, beaten, contested)


def _couples(owner: Ints, most: int) -> tuple[Ints, Ints]:
    """Places of two candidates of one owner, the better one first, among its first ``most``."""
    if not len(owner):
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    place = np.arange(len(owner)) - np.repeat(starts, np.diff(np.r_[starts, len(owner)]))
    ones, twos = [], []
    for step in range(1, len(owner)):
        # The best candidate meets all the others, so that none of them escapes its rival.
        first = np.flatnonzero((owner[:-step] == owner[step:]) & ((place[step:] < most) | (place[:-step] == 0)))
        if not len(np.flatnonzero(owner[:-step] == owner[step:])):
            break
        ones.append(first)
        twos.append(first + step)
    if not ones:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    return np.concatenate(ones), np.concatenate(twos)
