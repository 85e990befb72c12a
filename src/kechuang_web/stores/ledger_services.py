"""Writing the ledger: append, and keep the head outside.

Writers of one region stand in a row: each locks the head before it reads the last digest. The database adds that numbers are
unique and that no two facts follow the same one, so a forked chain cannot be stored even by mistake.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kechuang.ledger import GENESIS, Draft, Fact, Head, VerificationReport, dump_head, list_rows, seal, verify
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require
from kechuang_web.stores import selectors
from kechuang_web.stores.mapping import fact_to_row
from kechuang_web.stores.models import LedgerFact, LedgerHead
from kechuang_web.stores.nature import require_nature, require_own_database


@transaction.atomic
def append_facts(
    *,
    actor: Actor,
    region: str,
    drafts: Iterable[Draft],
    reason: str = "",
    recorded_at: datetime | None = None,
    recorded_by: str = "",
) -> tuple[Fact, ...]:
    """Append facts, numbered, timed and chained; all of them or none. Returns the facts as sealed.

    ``recorded_at`` and ``recorded_by`` are now and the actor, except for a region's content, which says both itself.

    Raises:
        KechuangError: an id is taken, a correction points to nothing, the clock runs backwards, a synthetic fact would
            stand among real ones…
    """
    if actor.user is not None:
        require(actor.user, "ledger.record")
    drafts = tuple(drafts)
    if not drafts:
        return ()
    for draft in drafts:
        require_nature(region, synthetic=draft.synthetic)
    head = lock_head(region)
    ledger = selectors.ledger(region, Head(head.count, head.digest))
    sealed = seal(ledger, drafts, recorded_at=recorded_at or timezone.now(), recorded_by=recorded_by or actor.name)
    previous, rows = head.digest, []
    for fact in sealed:
        rows.append(fact_to_row(fact, region, previous))
        previous = fact.digest
    LedgerFact.objects.bulk_create(rows, batch_size=500)
    before = head.digest
    head.count, head.digest, head.changed_at = sealed[-1].seq, sealed[-1].digest, timezone.now()
    head.save()
    record(actor=actor, action="ledger.appended", kind="ledger", key=region, label=f"{region} {rows[0].seq}-{rows[-1].seq}",
           before=before, after=head.digest, detail={"count": len(rows), "reason": reason})  # fmt: skip
    transaction.on_commit(partial(keep_head, region, Head(head.count, head.digest)))
    return sealed


def lock_head(region: str) -> LedgerHead:
    """The head of a book, locked until the end of the transaction; made where the book is new.

    Raises:
        KechuangError: the book is new, and the database holds books of regions of the other kind (real, synthetic).
    """
    if not LedgerHead.objects.filter(region=region).exists():
        require_own_database(region)
    LedgerHead.objects.get_or_create(region=region, defaults={"digest": GENESIS, "changed_at": timezone.now()})
    return LedgerHead.objects.select_for_update().get(region=region)


def heads_file(region: str) -> Path:
    """Where the heads of a region are kept outside the database, one JSON object a line, oldest first."""
    return Path(settings.KECHUANG_HEADS) / f"{region}.jsonl"


def head_file(region: str) -> Path:
    """The latest head alone, in the form that ``kechuang ledger verify --head`` reads."""
    return heads_file(region).with_suffix(".head.json")


def keep_head(region: str, head: Head) -> None:
    """Write the head outside the database, after the commit."""
    path = heads_file(region)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {
        "region": region,
        "count": head.count,
        "digest": head.digest,
        "at": timezone.now().isoformat(timespec="seconds"),
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    latest = head_file(region)
    part = latest.with_name(f"{latest.name}.{os.getpid()}.{threading.get_ident()}.part")
    part.write_text(dump_head(head), "utf-8")
    part.replace(latest)


def kept_heads(region: str) -> tuple[Head, ...]:
    """Every head kept outside, oldest first. A line cut short by a power failure is passed over."""
    path = heads_file(region)
    if not path.is_file():
        return ()
    heads = []
    for line in path.read_text("utf-8").splitlines():
        try:
            kept = json.loads(line)
            heads.append(Head(int(kept["count"]), str(kept["digest"])))
        except (ValueError, KeyError, TypeError):
            continue
    return tuple(heads)


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of holding the database's ledger against a head.

    ``outside``: whether the head came from outside the database. ``unvouched``: facts that follow the head kept outside in an
    unbroken chain (after a crash between commit and keeping the head there may be some); no head outside vouches for them.
    """

    head: Head
    outside: bool
    report: VerificationReport
    unvouched: int = 0


def verify_ledger(region: str, head: Head | None = None) -> Check:
    """Read every row of the database anew, never the memory, and hold it against the head.

    Without ``head`` the longest one kept outside is used; without any kept outside, the database's own.
    """
    outside = max(kept_heads(region), key=lambda kept: kept.count, default=None)
    chosen = head or outside or selectors.ledger_head(region)
    report = verify(selectors.stream_facts(region), chosen, allow_appended=head is None and outside is not None)
    later = max(0, report.count - chosen.count) if outside or head else 0
    return Check(chosen, head is not None or outside is not None, report, later)


def export_head(region: str) -> str:
    """The head with every row's own digest as JSON text, for keeping elsewhere: it can name an altered row."""
    return dump_head(list_rows(selectors.ledger_head(region), selectors.stream_facts(region)))


__all__ = [
    "Check",
    "append_facts",
    "export_head",
    "head_file",
    "heads_file",
    "keep_head",
    "kept_heads",
    "lock_head",
    "verify_ledger",
]
