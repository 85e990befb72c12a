"""Pairs of records that name the same organisation or person, with class and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from kechuang.resolution.blocking import find_candidates
from kechuang.resolution.clusters import Cluster, Grouping, group
from kechuang.resolution.fields import reason
from kechuang.resolution.policy import Policy
from kechuang.resolution.records import Records
from kechuang.resolution.rivals import weigh_rivals
from kechuang.resolution.scoring import Scored, Scorer
from kechuang.resolution.table import MISSING, Table, make_table
from kechuang.values import Language, Sentence

PairClass = Literal["certain", "uncertain"]
Ints = NDArray[np.int64]

_IDENTICAL = Sentence("各列内容完全相同", "all columns are identical")
_CONTESTED = Sentence("另有相近的候选，需人工确认", "another candidate is as near; a person must decide")
_CONFLICT = Sentence("合并会把不同的信用代码并在一起", "joining would bring different credit codes together")
#: Scores are shown to four places; a certain pair never shows as 1 unless it is identical.
_PLACES = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records held for the same.

    Attributes:
        left, right: their ids; within one file ``left`` stands before ``right`` in order of id.
        score: probability-like, 0 to 1: odds of 2 to the power of the points, shared with rivals.
        kind: ``certain`` or ``uncertain``.
        points: the sum of the points of the reasons.
        reasons: what agrees and what differs, strongest evidence as ordered in the policy.
    """

    left: str
    right: str
    score: float
    kind: PairClass
    points: int
    reasons: tuple[Sentence, ...]

    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """As ``kechuang register match --json`` prints it."""
        return {
            "left": self.left,
            "right": self.right,
            "score": self.score,
            "class": self.kind,
            "reasons": [sentence.text(lang) for sentence in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class Matching:
    """What was found.

    Attributes:
        pairs: certain and uncertain pairs, the best first.
        clusters: within one file, the groups of certain pairs, sorted by first member.
        notes: what a reader should know, such as blocks that were too large to compare in full.
        compared: how many pairs were compared.
    """

    pairs: tuple[Pair, ...]
    clusters: tuple[Cluster, ...]
    notes: tuple[Sentence, ...]
    compared: int


def match(left: Records, right: Records | None = None, *, policy: Policy) -> Matching:
    """Find the records of two files that name the same thing, or the duplicates inside one.

    The order of rows does not matter, and swapping the files swaps the pairs.

    >>> from kechuang.content import load_region
    >>> from kechuang.resolution import Records, load_policy, match
    >>> policy = load_policy(load_region("china"))
    >>> register = Records.from_rows([
    ...     {"id": "r1", "name": "天津市宝坻区华美精密机械有限公司", "person": "王芳"},
    ...     {"id": "r2", "name": "天津市宝坻区华美食品有限公司", "person": "李强"}])
    >>> bureau = Records.from_rows([{"id": "b1", "name": "華美精密機械（天津）有限責任公司", "person": "王芳"}])
    >>> found = match(bureau, register, policy=policy)
    >>> [(pair.left, pair.right, pair.kind, [reason.zh for reason in pair.reasons]) for pair in found.pairs]
    [('b1', 'r1', 'certain', ['去掉区划和法律形式后名称相同', '负责人相同'])]
    """
    table = make_table(left, right, policy)
    candidates = find_candidates(table, policy.block_pairs)
    scorer = Scorer(table, policy)
    points = scorer.score(candidates.left, candidates.right).points
    identical = _identical(table, candidates.left, candidates.right)
    kept = np.flatnonzero((points >= policy.uncertain) | identical)
    one, two, points, identical = candidates.left[kept], candidates.right[kept], points[kept], identical[kept]
    scored = scorer.score(one, two)
    contest = weigh_rivals(one, two, points, table, scorer, policy)
    odds = np.exp2(points.clip(-60, 60).astype(float))
    scores = odds / (1 + odds + contest.odds)
    certain = ((points >= policy.certain) & ~contest.beaten & ~contest.contested) | identical
    shown = np.flatnonzero(certain | (scores >= policy.share))
    result = _Result(table, scored, one, two, points, scores, certain, contest.contested, identical)
    grouping = None if right is not None else _grouping(result, shown)
    pairs = _direct_pairs(result, shown, grouping)
    if grouping is not None:
        pairs += _implied_pairs(result, shown, grouping, scorer, policy)
    pairs.sort(key=lambda pair: (pair.kind, -pair.score, pair.left, pair.right))
    notes = _notes(candidates.capped, grouping, policy)
    return Matching(tuple(pairs), _clusters(table, grouping), notes, len(candidates.left))


@dataclass(frozen=True, slots=True)
class _Result:
    table: Table
    scored: Scored
    one: Ints
    two: Ints
    points: Ints
    scores: NDArray[np.float64]
    certain: NDArray[np.bool_]
    contested: NDArray[np.bool_]
    identical: NDArray[np.bool_]

    def rows(self, pair: int) -> tuple[int, int]:
        return int(self.one[pair]), int(self.two[pair])


def _identical(table: Table, one: Ints, two: Ints) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (table.same_content[one] == table.same_content[two]) & (
        table.same_content[one] != MISSING
    )
    return same


def _grouping(result: _Result, shown: Ints) -> Grouping:
    table = result.table
    code = table.code.rows if table.code is not None else None

    def valid_code(row: int) -> int | None:
        if code is None or code[row] == MISSING or not table.code_valid[code[row]]:
            return None
        return int(code[row])

    chosen = shown[result.certain[shown]]
    rank = table.rank
    first = np.minimum(rank[result.one[chosen]], rank[result.two[chosen]])
    second = np.maximum(rank[result.one[chosen]], rank[result.two[chosen]])
    chosen = chosen[np.lexsort((second, first, -result.points[chosen], ~result.identical[chosen]))]
    return group((result.rows(pair) for pair in chosen.tolist()), valid_code)


def _direct_pairs(result: _Result, shown: Ints, grouping: Grouping | None) -> list[Pair]:
    table = result.table
    pairs = []
    for pair in shown.tolist():
        one, two = result.rows(pair)
        reasons = [reason(field, level) for field, level in result.scored.reasons(pair)]
        certain = bool(result.certain[pair])
        if result.identical[pair]:
            reasons = [_IDENTICAL, *reasons]
        elif certain and grouping is not None and grouping.find(one) != grouping.find(two):
            certain, reasons = False, [*reasons, _CONFLICT]
        elif result.contested[pair]:
            reasons.append(_CONTESTED)
        score = 1.0 if result.identical[pair] else min(float(result.scores[pair]), 0.9999)
        pairs.append(_pair(table, one, two, score, certain, int(result.points[pair]), reasons))
    return pairs


def _implied_pairs(result: _Result, shown: Ints, grouping: Grouping, scorer: Scorer, policy: Policy) -> list[Pair]:
    """Pairs of a cluster that were not found directly: they follow from the others."""
    table = result.table
    direct = {result.rows(pair) for pair in shown.tolist()}
    weakest: dict[int, float] = {}
    for pair in shown[result.certain[shown]].tolist():
        top = grouping.find(result.rows(pair)[0])
        weakest[top] = min(weakest.get(top, 0.9999), float(result.scores[pair]))
    implied: list[tuple[int, int, int]] = []
    for top, rows in grouping.members.items():
        if len(rows) < 3:
            continue
        ordered = sorted(rows, key=lambda row: int(table.rank[row]))
        heads = ordered if len(ordered) <= policy.cluster else ordered[:1]
        for place, one in enumerate(heads):
            for two in ordered[place + 1 :]:
                key = (min(one, two), max(one, two))
                if key not in direct:
                    implied.append((*key, top))
    if not implied:
        return []
    scored = scorer.score(np.array([row[0] for row in implied]), np.array([row[1] for row in implied]))
    pairs = []
    for place, (first, second, top) in enumerate(implied):
        via = len(grouping.members[top]) - 2
        said = Sentence(
            f"经同组的其他{via}条记录相连", f"joined through {via} other record{'s' if via > 1 else ''} of the group"
        )
        reasons = [said, *(reason(field, level) for field, level in scored.reasons(place))]
        points = int(scored.points[place])
        # Evidence against the pair itself is for a person to weigh.
        pairs.append(_pair(table, first, second, weakest[top], points >= 0, points, reasons))
    return pairs


def _pair(table: Table, one: int, two: int, score: float, certain: bool, points: int, reasons: list[Sentence]) -> Pair:
    a, b = table.ids[one], table.ids[two]
    if table.side[one] == table.side[two]:
        a, b = min(a, b), max(a, b)
    return Pair(a, b, round(score, _PLACES), "certain" if certain else "uncertain", points, tuple(reasons))


def _clusters(table: Table, grouping: Grouping | None) -> tuple[Cluster, ...]:
    if grouping is None:
        return ()
    conflicts: dict[int, set[tuple[str, str]]] = {}
    for one, two in grouping.refused:
        a, b = grouping.find(one), grouping.find(two)
        if a != b:
            ids = (min(table.ids[one], table.ids[two]), max(table.ids[one], table.ids[two]))
            for top in (a, b):
                conflicts.setdefault(top, set()).add(ids)
    tops: Mapping[int, list[int]] = grouping.members
    found = [
        Cluster(tuple(sorted(table.ids[row] for row in rows)), tuple(sorted(conflicts.get(top, ()))))
        for top, rows in tops.items()
    ]
    return tuple(sorted(found, key=lambda cluster: cluster.members))


def _notes(capped: int, grouping: Grouping | None, policy: Policy) -> tuple[Sentence, ...]:
    notes = []
    if capped:
        groups = "1 group shares" if capped == 1 else f"{capped} groups share"
        notes.append(
            Sentence(
                f"有{capped}组记录共有同一线索（如字号、电话）的太多，每组只比较了内容相邻的约{policy.block_pairs}对。",
                f"{groups} one clue, such as brand or telephone, too often; of each only about {policy.block_pairs} pairs with "
                "neighbouring content were compared.",
            )
        )
    large = sum(len(rows) > policy.cluster for rows in grouping.members.values()) if grouping else 0
    if large:
        groups = "1 cluster has" if large == 1 else f"{large} clusters have"
        notes.append(
            Sentence(
                f"有{large}组相同的记录超过{policy.cluster}条，组内没有逐对列出，只列出每条与其中一条的关系。",
                f"{groups} more than {policy.cluster} records; not all their pairs are printed, only what ties each to the rest.",
            )
        )
    return tuple(notes)
