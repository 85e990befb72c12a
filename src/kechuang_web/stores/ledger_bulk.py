"""Appending many facts to a book without reading the book: streamed, numbered, chained, corrections found in SQL.

What is the same is left alone, so that importing a file twice changes nothing. Another value for the same subject, attribute,
definition and period *from the same kind of source* (its publisher; its title where nobody published it) corrects the one before.
From another kind of source both stand, and whoever reads them sees that they differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from kechuang.ledger import Draft, Head, Sealer
from kechuang.values import KechuangError, Quantity, Source
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require
from kechuang_web.stores.ledger_services import keep_head, lock_head
from kechuang_web.stores.mapping import fact_to_row, read_value
from kechuang_web.stores.models import LedgerFact

#: Facts looked up and written together: enough that the database is asked seldom, few enough to hold.
CHUNK = 2000
T = TypeVar("T")
_Key = tuple[str, str, str, str | None, str]


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of the drafts: new figures, corrections of earlier ones, and those that were held already."""

    new: int
    corrected: int
    unchanged: int
    head: Head


@dataclass(frozen=True, slots=True)
class _Held:
    fact_id: str
    value: Quantity | str


@transaction.atomic
def append_many(
    *,
    actor: Actor,
    book: str,
    drafts: Iterable[Draft],
    reason: str = "",
    recorded_at: datetime | None = None,
    recorded_by: str = "",
    permission: str = "ledger.record",
) -> Appended:
    """Append what is new of a stream of drafts to a book; all of it or nothing. Memory does not grow with either.

    A draft that names what it supersedes must name a fact of the same subject, attribute and period.

    Raises:
        KechuangError: an id is taken by another fact, a correction points to nothing, the clock runs backwards…
        PermissionDenied: the person may not.
    """
    if actor.user is not None:
        require(actor.user, permission)
    head = lock_head(book)
    before = Head(head.count, head.digest)
    last = LedgerFact.objects.filter(region=book, seq=head.count).values_list("recorded_at", flat=True).first()
    sealer = Sealer(
        before, recorded_at=recorded_at or timezone.now(), recorded_by=recorded_by or actor.name, last_recorded_at=last
    )
    new = corrected = unchanged = 0
    for chunk in in_chunks(drafts, CHUNK):
        wanted = list(_sift(book, chunk, empty=not sealer.head.count))
        unchanged += len(chunk) - len(wanted)
        corrected += sum(draft.supersedes is not None for draft in wanted)
        new += sum(draft.supersedes is None for draft in wanted)
        _check_ids(book, wanted)
        rows = []
        for draft in wanted:
            previous = sealer.head.digest
            rows.append(fact_to_row(sealer.seal(draft), book, previous))
        LedgerFact.objects.bulk_create(rows, batch_size=500)
    after = sealer.head
    if after.count > before.count:
        head.count, head.digest, head.changed_at = after.count, after.digest, timezone.now()
        head.save()
        record(actor=actor, action="ledger.appended", kind="ledger", key=book, label=f"{book} {before.count + 1}-{after.count}",
               before=before.digest, after=after.digest,
               detail={"count": after.count - before.count, "corrected": corrected, "reason": reason})  # fmt: skip
        transaction.on_commit(partial(keep_head, book, after))
    return Appended(new, corrected, unchanged, after)


def kind_of_source(source: Source) -> str:
    """Who speaks: a later figure of the same publisher corrects its earlier one."""
    return source.publisher or source.title


def in_chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size``, in order, reading no further ahead."""
    stream = iter(things)
    while chunk := list(islice(stream, size)):
        yield chunk


def _sift(book: str, drafts: list[Draft], *, empty: bool) -> Iterator[Draft]:
    """The drafts that say something new, with what each corrects."""
    held = {} if empty else _held(book, drafts)
    for draft in drafts:
        key = _key(draft.subject, draft.attribute, draft.definition, draft.period and draft.period.text, draft.source)
        current = held.get(key)
        if current is not None and same_value(current.value, draft.value):
            continue
        if current is not None and draft.supersedes is None:
            draft = replace(draft, supersedes=current.fact_id)
        held[key] = _Held(draft.id, draft.value)
        yield draft


def _key(subject: str, attribute: str, definition: str, period: str | None, source: Source) -> _Key:
    return subject, attribute, definition, period, kind_of_source(source)


def same_value(one: Quantity | str, other: Quantity | str) -> bool:
    """Whether two values say the same: the same amount whatever the unit, the same bound; the same text."""
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return (one.bound, one.base) == (other.bound, other.base) if one.bound != "range" else one == other
    return one == other


def _held(book: str, drafts: list[Draft]) -> dict[_Key, _Held]:
    """The figures that stand for the subjects and attributes of the drafts: not yet superseded, the last of each source."""
    rows = LedgerFact.objects.filter(
        region=book,
        subject__in={draft.subject for draft in drafts},
        attribute__in={draft.attribute for draft in drafts},
    ).order_by("seq")
    found: dict[_Key, _Held] = {}
    superseded: set[str] = set()
    for row in rows.only(*_READ):
        if row.supersedes is not None:
            superseded.add(row.supersedes)
        source = Source(row.source_title, row.source_publisher)
        found[_key(row.subject, row.attribute, row.definition, row.period, source)] = _Held(
            row.fact_id, read_value(row)
        )
    return {key: held for key, held in found.items() if held.fact_id not in superseded}


_READ = ("fact_id", "subject", "attribute", "definition", "period", "supersedes", "source_title", "source_publisher", "is_text",
         "low", "high", "unit", "bound", "text")  # fmt: skip


def _check_ids(book: str, drafts: list[Draft]) -> None:
    ids = {draft.id for draft in drafts}
    taken = len(ids) < len(drafts)
    taken = taken or LedgerFact.objects.filter(region=book, fact_id__in=ids).exists()
    if taken:
        seen: set[str] = set(LedgerFact.objects.filter(region=book, fact_id__in=ids).values_list("fact_id", flat=True))
        for draft in drafts:
            if draft.id in seen:
                raise KechuangError(
                    zh=f"事实编号“{draft.id}”已被使用；更正请用新编号并写明 supersedes。",
                    en=f"The fact id '{draft.id}' is taken; a correction gets a new id and names the old one in supersedes.",
                )
            seen.add(draft.id)
    _check_corrections(book, [draft for draft in drafts if draft.supersedes is not None], drafts)


def _check_corrections(book: str, corrections: list[Draft], drafts: list[Draft]) -> None:
    if not corrections:
        return
    stored = LedgerFact.objects.filter(region=book, fact_id__in={draft.supersedes for draft in corrections})
    known = {row[0]: row[1:] for row in stored.values_list("fact_id", "subject", "attribute", "period")} | {
        draft.id: (draft.subject, draft.attribute, draft.period and draft.period.text) for draft in drafts
    }
    for draft in corrections:
        if known.get(str(draft.supersedes)) != (draft.subject, draft.attribute, draft.period and draft.period.text):
            raise KechuangError(
                zh=f"事实“{draft.id}”要更正“{draft.supersedes}”，台账里没有这一条，或说的不是同一主体、指标和时期。",
                en=f"Fact '{draft.id}' corrects '{draft.supersedes}', which this book does not hold about the same subject, "
                "attribute and period.",
            )


__all__ = ["Appended", "append_many", "in_chunks", "kind_of_source", "same_value"]
