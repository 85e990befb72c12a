"""The one door through which files enter the register: an upsert by the record type's key, and figures to the ledger.

What a record leaves empty stays as it was: silence is no correction. The same records again change nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from kechuang.register import RecordType
from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require
from kechuang_web.register.bulk.naming import Names
from kechuang_web.register.bulk.organisations import OrganisationWriter
from kechuang_web.register.bulk.upserting import Upserter
from kechuang_web.register.bulk.yearly import YearlyWriter
from kechuang_web.register.services.rows import RowSource
from kechuang_web.register.words import record_types
from kechuang_web.stores.ledger_bulk import Appending, Difference, in_chunks
from kechuang_web.stores.nature import is_synthetic
from kechuang_web.stores.selectors import organisations_book

#: Records looked up and written together.
CHUNK = 1000


@dataclass(slots=True)
class Committed:
    """What became of the records.

    ``new``, ``changed`` and ``unchanged`` count records; among the changed, ``restored`` counts rows that had been withdrawn
    and stand again, because the source says them again. A record of yearly figures counts as new or changed when any of its
    figures is. ``differences`` are figures about which another source says otherwise, the first hundred; ``conflicts`` counts
    them all. ``touched`` are the organisations concerned, ``created`` those recorded for the first time, ``unlinked`` counts
    names that the register does not hold.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    restored: int = 0
    facts: int = 0
    corrections: int = 0
    conflicts: int = 0
    unlinked: int = 0
    differences: list[Difference] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    created: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many records there were."""
        return self.new + self.changed + self.unchanged


@transaction.atomic
def commit_records(
    *,
    actor: Actor,
    region: str,
    record_type: str,
    records: Iterable[Mapping[str, Any]],
    source: RowSource,
    batch: str = "",
    reason: str = "",
    permission: str = "intake.commit",
    progress: Callable[[int], None] | None = None,
) -> Committed:
    """Write records of one type; all of them or nothing.

    A record maps the fields of its type to parsed values (money as whole 分, shares as ratios, days as days), and may say
    ``organisation`` (the number of the row that it is about, where the sender's name was resolved), ``locator`` (its
    place in the file) and ``synthetic``. Memory does not grow with the number of records.

    Raises:
        KechuangError: a record cannot stand so; names its place, the column and the value. Nothing was written.
        PermissionDenied: the person may not.

    >>> commit_records(actor=actor, region="baodi", record_type="title", batch="b17", source=RowSource("高企名单", "市科技局"),
    ...     records=[{"organisation": 5, "kind": "hnte", "year": 2023}])                              # doctest: +SKIP
    Committed(new=1, changed=0, …)
    """
    if actor.user is not None:
        require(actor.user, permission)
    types = record_types(region)
    if record_type not in types:
        raise KechuangError(
            zh=f"没有记录类型“{record_type}”；可用的有：{'、'.join(types)}。",
            en=f"There is no record type '{record_type}'; there are {', '.join(types)}.",
        )
    batch = batch or uuid.uuid4().hex[:12]
    work = Work(actor, region, types[record_type], source, batch, reason or source.title, Names(region))
    if work.type.yearly:
        _commit_yearly(work, records, progress)
    else:
        _commit_rows(work, records, progress)
    done = work.done
    if done.new or done.changed or done.created or done.facts:
        record(actor=actor, action="register.committed", kind="register", key=f"{region} {batch}"[:200], label=source.title,
               detail={"region": region, "type": record_type, "batch": batch, "file": source.file, "new": done.new,
                       "changed": done.changed, "unchanged": done.unchanged, "facts": done.facts,
                       "corrections": done.corrections, "organisations": len(done.created)})  # fmt: skip
    return done


@dataclass
class Work:
    """What the steps of one commit share."""

    actor: Actor
    region: str
    type: RecordType
    source: RowSource
    batch: str
    reason: str
    names: Names
    done: Committed = field(default_factory=Committed)

    @property
    def synthetic(self) -> bool:
        """Whether what the source says describes nobody; where it does not say, what the region is declared to be."""
        return is_synthetic(self.region) if self.source.synthetic is None else self.source.synthetic


def _commit_rows(work: Work, records: Iterable[Mapping[str, Any]], progress: Callable[[int], None] | None) -> None:
    organisations = OrganisationWriter(work)
    writer = organisations if work.type.code == "organisation" else Upserter(work, organisations)
    for chunk in in_chunks(records, CHUNK):
        writer.write(chunk)
        if progress is not None:
            progress(work.done.total)


def _commit_yearly(work: Work, records: Iterable[Mapping[str, Any]], progress: Callable[[int], None] | None) -> None:
    with Appending(actor=work.actor, book=organisations_book(work.region), reason=work.reason) as book:
        writer = YearlyWriter(work, book)
        for chunk in in_chunks(records, CHUNK):
            writer.write(chunk)
            if progress is not None:
                progress(work.done.total)
    told = book.told
    work.done.facts, work.done.corrections = told.new + told.corrected, told.corrected
    work.done.conflicts, work.done.differences = told.conflicts, list(told.differences)
