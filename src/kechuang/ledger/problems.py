"""What can be wrong with a ledger, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kechuang.values import Sentence

ProblemKind = Literal["altered", "dropped", "reordered", "cut_off", "appended_unknown"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found: the number of the row (``None`` when the head cannot tell), its kind and the sentence."""

    seq: int | None
    kind: ProblemKind
    sentence: Sentence


def altered(seq: int, fact_id: str | None = None) -> Problem:
    """A row whose content, number or digest is not what was recorded."""
    zh, en = _rows(seq, seq, fact_id)
    return Problem(seq, "altered", Sentence(f"{zh}记录后被改动。", f"{en} was altered after it was recorded."))


def rewritten(count: int) -> Problem:
    """A chain that is whole in itself but not the one the head was taken from."""
    return Problem(
        None,
        "altered",
        Sentence(
            f"链条自洽，但第{count}条的摘要与链头不符：此前至少一条被改写并重算；仅凭此链头不能确定是哪一条。",
            f"The chain is whole in itself, but the digest of row {count} is not the head's: a row up to it was rewritten and the "
            "chain recomputed; this head alone cannot tell which.",
        ),
    )


def dropped(first: int, last: int, fact_id: str | None = None) -> Problem:
    """Rows left out before others that are there."""
    zh, en = _rows(first, last, fact_id)
    return Problem(first, "dropped", Sentence(f"{zh}被删去。", f"{en} {_was(first, last)} left out."))


def cut_off(first: int, last: int) -> Problem:
    """Rows missing at the end."""
    zh, en = _rows(first, last, None)
    return Problem(
        first,
        "cut_off",
        Sentence(f"末尾{zh}被截去。", f"{en} {_was(first, last)} cut off at the end."),
    )


def reordered(first: int, last: int) -> Problem:
    """Rows that stand elsewhere than where they were recorded."""
    zh, en = _rows(first, last, None)
    return Problem(first, "reordered", Sentence(f"{zh}被移动了位置。", f"{en} {_was(first, last)} moved out of order."))


def twice(seq: int) -> Problem:
    """A number that two rows carry."""
    return Problem(
        seq,
        "appended_unknown",
        Sentence(f"第{seq}条出现了两次。", f"Row {seq} stands twice."),
    )


def appended(first: int, last: int, fact_id: str | None = None) -> Problem:
    """Rows the head does not know."""
    zh, en = _rows(first, last, fact_id)
    return Problem(
        first,
        "appended_unknown",
        Sentence(
            f"{zh}不在链头之内，链头不为其作证。", f"{en} {_was(first, last)} added; the head does not vouch for that."
        ),
    )


def _rows(first: int, last: int, fact_id: str | None) -> tuple[str, str]:
    if first != last:
        return f"第{first}至{last}条", f"Rows {first} to {last}"
    named = f"（{fact_id}）" if fact_id else ""
    return f"第{first}条{named}", f"Row {first}" + (f" ({fact_id})" if fact_id else "")


def _was(first: int, last: int) -> str:
    return "was" if first == last else "were"
