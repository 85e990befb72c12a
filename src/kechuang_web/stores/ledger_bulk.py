"""Appending many facts to a book without reading the book: streamed, numbered, chained, corrections found in SQL.

What is the same is left alone, so that importing a file twice changes nothing. Another value for the same subject, attribute,
definition and period *from the same kind of source* (its publisher; its title where nobody published it) corrects the one before.
From another kind of source both stand, and whoever reads them sees that they differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Literal, TypeVar

from django.db import transaction
from django.utils import timezone

from kechuang.ledger import WITHDRAWN, Draft, Head, Sealer
from kechuang.values import KechuangError, Quantity, Source
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require
from kechuang_web.stores.ledger_services import keep_head, lock_head
from kechuang_web.stores.mapping import fact_to_row, read_value
from kechuang_web.stores.models import LedgerFact
from kechuang_web.stores.nature import require_nature

#: Facts looked up and written together: enough that the database is asked seldom, few enough to hold.
CHUNK = 2000
T = TypeVar("T")
_Key = tuple[str, str, str, str | None]
#: Differences between sources that are told one by one; all of them are counted.
MOST_DIFFERENCES = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure about which another source says otherwise."""

    draft: Draft
    other: Quantity | str
    other_source: str


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of the drafts: new figures, corrections of earlier ones, and those that were held already.

    ``conflicts`` counts the new ones about which another source says otherwise, ``differences`` are the first of these.
    """

    new: int
    corrected: int
    unchanged: int
    head: Head
    conflicts: int = 0
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class _Figure:
    fact_id: str
    value: Quantity | str
    kind_of_source: str
    withdrawn: bool = False


State = Literal["new", "corrected", "unchanged"]


class Appending:
    """An appending to a book, list by list. Use it as a context inside a transaction: leaving it without an error keeps the head.

    >>> with transaction.atomic(), Appending(actor=actor, book="baodi/organisations") as book:          # doctest: +SKIP
    ...     book.add(drafts)
    >>> book.told.new                                                                                  # doctest: +SKIP
    2
    """

    def __init__(
        self, *, actor: Actor, book: str, reason: str = "", recorded_at: datetime | None = None, recorded_by: str = ""
    ) -> None:
        self._actor, self._book, self._reason = actor, book, reason
        self._row = lock_head(book)
        self._before = Head(self._row.count, self._row.digest)
        last = LedgerFact.objects.filter(region=book, seq=self._row.count).values_list("recorded_at", flat=True).first()
        self._sealer = Sealer(
            self._before,
            recorded_at=recorded_at or timezone.now(),
            recorded_by=recorded_by or actor.name,
            last_recorded_at=last,
        )
        self._counts: Counter[str] = Counter()
        self._differences: list[Difference] = []

    def __enter__(self) -> Appending:
        return self

    def __exit__(self, kind: Any, *_rest: Any) -> None:
        if kind is None:
            self._finish()

    @property
    def head(self) -> Head:
        """The head after what was added so far."""
        return self._sealer.head

    @property
    def told(self) -> Appended:
        """What became of the drafts so far."""
        found = self._counts
        return Appended(
            found["new"],
            found["corrected"],
            found["unchanged"],
            self.head,
            found["conflicts"],
            tuple(self._differences),
        )

    def add(self, drafts: list[Draft]) -> list[State]:
        """Append what is new; what became of each draft, in order.

        Raises:
            KechuangError: an id is taken by another fact, a correction points to nothing…
        """
        states: list[State] = []
        for chunk in in_chunks(drafts, CHUNK):
            states += self._add(chunk)
        return states

    def _add(self, chunk: list[Draft]) -> list[State]:
        held = _Held(self._book, chunk, empty=not self.head.count)
        wanted: list[Draft] = []
        states: list[State] = []
        for draft in chunk:
            current = held.current(draft)
            if current is not None and same_value(current.value, draft.value):
                states.append("unchanged")
                continue
            if current is not None and draft.supersedes is None:
                draft = replace(draft, supersedes=current.fact_id)
            for other in held.others(draft):
                self._counts["conflicts"] += 1
                if len(self._differences) < MOST_DIFFERENCES:
                    self._differences.append(Difference(draft, other.value, other.kind_of_source))
            held.put(draft)
            wanted.append(draft)
            states.append("new" if draft.supersedes is None else "corrected")
        _check_ids(self._book, wanted)
        rows = []
        for draft in wanted:
            require_nature(self._book, synthetic=draft.synthetic)
            previous = self.head.digest
            rows.append(fact_to_row(self._sealer.seal(draft), self._book, previous))
        LedgerFact.objects.bulk_create(rows, batch_size=500)
        self._counts.update(states)
        return states

    def _finish(self) -> None:
        after, before, row = self.head, self._before, self._row
        if after.count == before.count:
            return
        row.count, row.digest, row.changed_at = after.count, after.digest, timezone.now()
        row.save()
        record(actor=self._actor, action="ledger.appended", kind="ledger", key=self._book,
               label=f"{self._book} {before.count + 1}-{after.count}", before=before.digest, after=after.digest,
               detail={"count": after.count - before.count, "corrected": self._counts["corrected"],
                       "reason": self._reason})  # fmt: skip
        transaction.on_commit(partial(keep_head, self._book, after))


@transaction.atomic
def append_many(
    *,
    actor: Actor,
    book: str,
    drafts: Iterable[Draft],
    reason: str = "",
    recorded_at: datetime | None = None,
    recorded_by: str = "",
) -> Appended:
    """Append what is new of a stream of drafts to a book; all of it or nothing. Memory does not grow with either.

    A draft that names what it supersedes must name a fact of the same subject, attribute and period.

    Raises:
        KechuangError: an id is taken by another fact, a correction points to nothing, the clock runs backwards…
        PermissionDenied: the person may not.
    """
    if actor.user is not None:
        require(actor.user, "ledger.record")
    with Appending(
        actor=actor, book=book, reason=reason, recorded_at=recorded_at, recorded_by=recorded_by
    ) as appending:
        for chunk in in_chunks(drafts, CHUNK):
            appending.add(chunk)
    return appending.told


def kind_of_source(source: Source) -> str:
    """Who speaks: a later figure of the same publisher corrects its earlier one."""
    return source.publisher or source.title


def in_chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size``, in order, reading no further ahead."""
    stream = iter(things)
    while chunk := list(islice(stream, size)):
        yield chunk


def _key(draft: Draft) -> _Key:
    return draft.subject, draft.attribute, draft.definition, draft.period.text if draft.period else None


def same_value(one: Quantity | str, other: Quantity | str) -> bool:
    """Whether two values say the same: the same amount whatever the unit, the same bound; the same text."""
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return (one.bound, one.base) == (other.bound, other.base) if one.bound != "range" else one == other
    return one == other


class _Held:
    """The figures that stand for the subjects and attributes of some drafts: the last of each kind of source."""

    def __init__(self, book: str, drafts: list[Draft], *, empty: bool) -> None:
        self._by_key: dict[_Key, dict[str, _Figure]] = {}
        if empty:
            return
        rows = LedgerFact.objects.filter(
            region=book,
            subject__in={draft.subject for draft in drafts},
            attribute__in={draft.attribute for draft in drafts},
        ).order_by("seq")
        superseded: set[str] = set()
        found: list[tuple[_Key, _Figure]] = []
        for row in rows.only(*_READ):
            if row.supersedes is not None:
                superseded.add(row.supersedes)
            kind = row.source_publisher or row.source_title
            key = row.subject, row.attribute, row.definition, row.period
            found.append((key, _Figure(row.fact_id, read_value(row), kind, WITHDRAWN in row.keywords)))
        for key, figure in found:
            if figure.fact_id not in superseded:
                self._by_key.setdefault(key, {})[figure.kind_of_source] = figure

    def current(self, draft: Draft) -> _Figure | None:
        """What the draft's own kind of source said before."""
        return self._by_key.get(_key(draft), {}).get(kind_of_source(draft.source))

    def others(self, draft: Draft) -> list[_Figure]:
        """What other sources say otherwise."""
        mine = kind_of_source(draft.source)
        held = self._by_key.get(_key(draft), {})
        return [
            one
            for kind, one in held.items()
            if kind != mine and not one.withdrawn and not same_value(one.value, draft.value)
        ]

    def put(self, draft: Draft) -> None:
        """The draft stands now."""
        kind = kind_of_source(draft.source)
        self._by_key.setdefault(_key(draft), {})[kind] = _Figure(draft.id, draft.value, kind)


_READ = ("fact_id", "subject", "attribute", "definition", "period", "supersedes", "source_title", "source_publisher", "is_text",
         "low", "high", "unit", "bound", "text", "keywords")  # fmt: skip


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


__all__ = ["Appended", "Appending", "Difference", "append_many", "in_chunks", "kind_of_source", "same_value"]
