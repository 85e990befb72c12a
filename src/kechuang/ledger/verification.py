"""Holding a ledger against its head: which rows were altered, dropped, moved, cut off or slipped in.

The facts are walked once. As long as each follows the one before, in number and in digest, nothing is kept; where that
breaks, a new *run* of consecutive rows begins. The runs then tell what happened: a gap between them is a row left out,
runs out of order are rows moved, and a first row that does not continue the run before it in number was altered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from kechuang.ledger.chain import GENESIS, Head, link, row_digest
from kechuang.ledger.comparison import compare_rows, longest_rise
from kechuang.ledger.facts import Fact
from kechuang.ledger.problems import Problem, altered, appended, cut_off, dropped, reordered, rewritten, twice


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """The outcome: ``count`` facts were read and held against ``head``; ``problems`` is empty when all is as it says."""

    count: int
    head: Head
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether the ledger is as the head says."""
        return not self.problems


@dataclass(slots=True)
class _Run:
    """Consecutive rows ``first`` to ``last`` as they stand in the file, with what ties them to their neighbours."""

    first: int
    last: int
    first_row: bytes
    first_digest: str
    last_digests: tuple[str, str]  # as stored, and as it should be


def verify(facts: Iterable[Fact], head: Head, *, allow_appended: bool = False) -> VerificationReport:
    """Recompute the chain over the facts as stored and hold it against a head kept elsewhere.

    Any single change is found: to a field, to the order, by leaving facts out in the middle or at the end, by adding some.
    Facts after the head's count are reported as ``appended_unknown``, because this head does not vouch for them;
    ``allow_appended`` accepts those at the end when their chain is whole (the ledger has grown since the head was taken).
    """
    walk = _Walk(head)
    for fact in facts:
        walk.step(fact)
    problems = walk.altered + _moved(walk.runs) + _missing(walk.runs, head.count)
    if head.rows:
        exact = compare_rows(walk.rows, head.rows, tail=not allow_appended)
        named = {problem.seq for problem in exact}
        problems = exact + [one for one in problems if one.kind == "altered" and one.seq not in named]
    if not problems and walk.digest_at_head != head.digest:
        problems = [rewritten(head.count)]
    if not problems and walk.count > head.count and not allow_appended:
        problems = [appended(head.count + 1, walk.count)]
    return VerificationReport(walk.count, head, tuple(sorted(problems, key=lambda one: (one.seq or 0, one.kind))))


class _Walk:
    """One pass over the facts."""

    def __init__(self, head: Head) -> None:
        self.count = 0
        self.runs: list[_Run] = []
        self.rows: list[tuple[str, str]] = []
        self.altered: list[Problem] = []
        self.digest_at_head = GENESIS if head.count == 0 else None
        self._head = head
        self._previous = (GENESIS, GENESIS)
        self._expected = 1

    def step(self, fact: Fact) -> None:
        """Take in the next fact of the file."""
        self.count += 1
        row = row_digest(fact, fact.recorded_at, fact.recorded_by)
        if self._head.rows:
            self.rows.append((fact.id, row.hex()))
        should_be = link(self._previous[0], row)
        follows = fact.digest == should_be or fact.digest == link(self._previous[1], row)
        seq = fact.seq
        if follows and seq != self._expected:  # the chain proves its place, so only its number is false
            self.altered.append(altered(self._expected, fact.id))
            seq = self._expected
        if seq == self._expected and self.runs:
            if not follows:
                self.altered.append(altered(seq, fact.id))
            run = self.runs[-1]
            run.last, run.last_digests = seq, (fact.digest, should_be)
        else:
            self.runs.append(_Run(seq, seq, row, fact.digest, (fact.digest, should_be)))
        if seq == self._head.count:
            self.digest_at_head = fact.digest
        self._previous, self._expected = (fact.digest, should_be), seq + 1


def _missing(runs: list[_Run], count: int) -> list[Problem]:
    """Numbers that no row carries: left out between rows, or cut off at the end."""
    problems: list[Problem] = []
    reached = 0
    for run in sorted(runs, key=lambda run: run.first):
        if run.first > reached + 1:
            problems.append(dropped(reached + 1, run.first - 1))
        reached = max(reached, run.last)
    if reached < count:
        problems.append(cut_off(reached + 1, count))
    return problems


def _moved(runs: list[_Run]) -> list[Problem]:
    """Runs out of order, rows that stand twice, and first rows that do not continue the row they should follow."""
    kept = set(longest_rise([run.first for run in runs]))
    problems = [reordered(run.first, run.last) for index, run in enumerate(runs) if index not in kept]
    ends = {0: (GENESIS, GENESIS)} | {run.last: run.last_digests for run in runs}
    for run in runs:
        before = ends.get(run.first - 1)
        if before is not None and run.first_digest not in (
            link(before[0], run.first_row),
            link(before[1], run.first_row),
        ):
            problems.append(altered(run.first, None))
    in_order = sorted(runs, key=lambda run: run.first)
    problems += [twice(later.first) for earlier, later in pairwise(in_order) if later.first <= earlier.last]
    return problems
