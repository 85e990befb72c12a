"""Holding a ledger against its head: which rows were altered, dropped, moved, cut off or slipped in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kechuang.ledger.chain import GENESIS, Head, link, row_digest
from kechuang.ledger.facts import Fact
from kechuang.values import Sentence

ProblemKind = Literal["altered", "dropped", "reordered", "cut_off", "appended_unknown"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found: the position in the ledger (``None`` when the head cannot tell), its kind and the sentence."""

    seq: int | None
    kind: ProblemKind
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """The outcome: ``ok`` when nothing was found. ``count`` is how many facts were read, ``head`` what they were held against."""

    count: int
    head: Head
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether the ledger is as the head says."""
        return not self.problems


def verify(facts: Iterable[Fact], head: Head, *, allow_appended: bool = False) -> VerificationReport:
    """Recompute the chain over the facts as stored and hold it against a head kept elsewhere.

    Any single change is found: to a field, to the order, by leaving facts out in the middle or at the end, by adding some.
    Facts after the head's count are reported as ``appended_unknown``, because this head does not vouch for them;
    ``allow_appended`` accepts them when their chain is whole (the head is older than the ledger).
    """
    problems: list[Problem] = []
    rows: list[tuple[str, str]] = []
    previous, expected_seq, count, at_head = GENESIS, 1, 0, GENESIS if head.count == 0 else None
    for fact in facts:
        count += 1
        row = row_digest(fact, fact.recorded_at, fact.recorded_by)
        whole = fact.digest == link(previous, row)
        if head.rows:
            rows.append((fact.id, row.hex()))
        if fact.seq > expected_seq:
            problems.append(_dropped(expected_seq, fact.seq - 1))
        elif fact.seq < expected_seq:
            problems.append(_reordered(fact.seq, count))
        elif not whole:
            problems.append(_altered(fact.seq, fact.id))
        previous, expected_seq = fact.digest, max(expected_seq, fact.seq + 1)
        if count == head.count:
            at_head = fact.digest
    if count < head.count and not any(problem.kind == "dropped" for problem in problems):
        problems.append(_cut_off(count + 1, head.count))
    elif count < head.count and expected_seq <= head.count:
        problems.append(_cut_off(expected_seq, head.count))
    if head.rows:
        problems = _merge(problems, _against_rows(rows, head))
    if not problems and at_head != head.digest:
        problems.append(_rewritten(head))
    if count > head.count and not problems and not allow_appended:
        problems.append(_appended(head.count + 1, count))
    return VerificationReport(count, head, tuple(problems))


def _against_rows(rows: list[tuple[str, str]], head: Head) -> list[Problem]:
    """What differs from the list of rows in the head; finds the row even when the chain was recomputed afterwards."""
    now = {fact_id: (seq, digest) for seq, (fact_id, digest) in enumerate(rows, 1)}
    then = {fact_id: seq for seq, (fact_id, _) in enumerate(head.rows, 1)}
    problems: list[Problem] = []
    for seq, (fact_id, digest) in enumerate(head.rows, 1):
        if fact_id not in now:
            problems.append(_dropped_id(seq, fact_id))
        elif now[fact_id][1] != digest:
            problems.append(_altered(now[fact_id][0], fact_id))
    kept_then = [fact_id for fact_id, _ in head.rows if fact_id in now]
    kept_now = [fact_id for fact_id, _ in rows if fact_id in then]
    problems += [
        _reordered(now[fact_id][0], then[fact_id])
        for fact_id, other in zip(kept_now, kept_then, strict=True)
        if fact_id != other
    ]
    return problems


def _merge(chain: list[Problem], listed: list[Problem]) -> list[Problem]:
    """Both findings, without saying the same thing twice; the list of rows is the more exact of the two."""
    said = {(problem.kind, problem.seq) for problem in listed}
    kinds = {problem.kind for problem in listed}
    kept = [
        problem
        for problem in chain
        if (problem.kind, problem.seq) not in said and not ({problem.kind, "dropped"} & kinds & {"dropped", "cut_off"})
    ]
    return kept + listed


def _altered(seq: int, fact_id: str) -> Problem:
    return Problem(
        seq,
        "altered",
        Sentence(
            f"第{seq}条（{fact_id}）的内容与摘要不符：记录后被改动。",
            f"Row {seq} ({fact_id}) was altered after it was recorded.",
        ),
    )


def _dropped(first: int, last: int) -> Problem:
    span_zh = f"第{first}条" if first == last else f"第{first}至{last}条"
    span_en = f"Row {first} is" if first == last else f"Rows {first} to {last} are"
    return Problem(first, "dropped", Sentence(f"缺少{span_zh}。", f"{span_en} missing."))


def _dropped_id(seq: int, fact_id: str) -> Problem:
    return Problem(seq, "dropped", Sentence(f"缺少原第{seq}条（{fact_id}）。", f"Row {seq} ({fact_id}) is missing."))


def _reordered(seq: int, place: int) -> Problem:
    return Problem(
        seq,
        "reordered",
        Sentence(
            f"第{seq}条出现在第{place}位：次序被改动。", f"Row {seq} stands in place {place}: the order was changed."
        ),
    )


def _cut_off(first: int, last: int) -> Problem:
    return Problem(
        first,
        "cut_off",
        Sentence(
            f"台账止于第{first - 1}条，链头记有{last}条：末尾被截去。",
            f"The ledger ends at row {first - 1}, its head counts {last}: the end was cut off.",
        ),
    )


def _rewritten(head: Head) -> Problem:
    return Problem(
        None,
        "altered",
        Sentence(
            f"链条自洽，但第{head.count}条的摘要与链头不符：此前至少一条被改写并重算；仅凭此链头不能确定是哪一条。",
            f"The chain is whole in itself, but the digest of row {head.count} is not the head's: at least one row up to it was "
            "rewritten and the chain recomputed; this head alone cannot tell which.",
        ),
    )


def _appended(first: int, last: int) -> Problem:
    return Problem(
        first,
        "appended_unknown",
        Sentence(
            f"第{first}至{last}条在链头之后，此链头不为其作证。",
            f"Rows {first} to {last} come after the head, which does not vouch for them.",
        ),
    )
