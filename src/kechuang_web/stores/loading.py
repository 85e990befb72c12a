"""Bringing a region's content folder into the stores: again and again, without touching what people entered.

What the content says and the stores do not hold is added; what the stores hold already stays. Where the two differ (a plan that was
amended here, a fact that reads differently now), the stores win and the difference is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from kechuang.content import RegionFolder
from kechuang.ledger import Draft, load_ledger
from kechuang.plan.book import PlanBook, book_to_dict, digest, load_versions, restate_book
from kechuang_web.audit.services import Actor, record
from kechuang_web.audit.services import digest as content_digest
from kechuang_web.stores import ledger_services, memory, plan_services, selectors
from kechuang_web.stores.models import PlanVersion
from kechuang_web.stores.nature import require_own_database

_DRAFT_FIELDS = tuple(field.name for field in fields(Draft))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: versions, facts and rows of the register added, and what differs between content and stores."""

    versions: tuple[str, ...]
    facts: int
    differs: tuple[str, ...]
    rows: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything was added."""
        return bool(self.versions or self.facts or self.rows)


class Loader(Protocol):
    """Brings more of a folder into the database, in the transaction of the loading; returns how many rows it added."""

    def __call__(self, *, actor: Actor, folder: RegionFolder) -> int:
        """Add what is new."""


_LOADERS: list[Loader] = []


def register_loader(loader: Loader) -> None:
    """Another app has tables of its own to fill from a region's folder; called once, when it is ready."""
    if loader not in _LOADERS:
        _LOADERS.append(loader)


@transaction.atomic
def load_region(*, actor: Actor, folder: RegionFolder) -> Loaded:
    """Add what is new in a region's folder; all of it or nothing.

    Raises:
        KechuangError: the database holds regions of the other kind (real, synthetic).
    """
    require_own_database(folder.code)
    versions, version_notes = _load_versions(actor, folder)
    facts, fact_notes = _load_facts(actor, folder)
    rows = sum(load(actor=actor, folder=folder) for load in _LOADERS)
    loaded = Loaded(versions, facts, (*version_notes, *fact_notes), rows)
    if loaded.changed:
        record(actor=actor, action="region.loaded", kind="region", key=folder.code, label=folder.name.zh,
               detail={"versions": list(versions), "facts": facts, "rows": rows, "differs": list(loaded.differs)[:50]})  # fmt: skip
        memory.results.clear()
    return loaded


def _load_versions(actor: Actor, folder: RegionFolder) -> tuple[tuple[str, ...], tuple[str, ...]]:
    added, notes = [], []
    for book in _books(folder):
        stored = (
            PlanVersion.objects.filter(region=book.region, plan_code=book.code, number=book.version)
            .order_by("-edition")
            .first()
        )
        if stored is None and not _fits(book):
            notes.append(f"{book.code} 第{book.version}版：前一版不在库中，或库中已有更新的版本，未载入。")
        elif stored is None:
            added.append(str(plan_services.add_version(actor=actor, book=book)))
        elif stored.digest != digest(book):
            notes.append(f"{book.code} 第{book.version}版：内容文件与已发布的不同，保留已发布的；修改请走修订。")
        elif stored.content_digest != content_digest(book_to_dict(book)) and not (
            stored.amendment_id or stored.published_by_id
        ):
            # The same promises with other evidence or notes: a further edition, unless a person wrote the last one.
            added.append(
                str(
                    plan_services.add_version(
                        actor=actor, book=book, document=stored.document, edition=stored.edition + 1
                    )
                )
            )
    return tuple(added), tuple(notes)


def _books(folder: RegionFolder) -> tuple[PlanBook, ...]:
    """The versions of a region's plan; a synthetic region without one is measured against that of the region above."""
    path = folder.path / "plan"
    if path.is_dir():
        return load_versions(path)
    if not folder.synthetic or folder.parent is None:
        return ()
    subject = (folder.parent.subject, folder.subject)
    return tuple(
        restate_book(book, region=folder.code, subject=subject, mark=folder.name) for book in _books(folder.parent)
    )


def _fits(book: PlanBook) -> bool:
    numbers = PlanVersion.objects.filter(region=book.region, plan_code=book.code).values_list("number", flat=True)
    return max(numbers, default=0) == book.version - 1


def _load_facts(actor: Actor, folder: RegionFolder) -> tuple[int, tuple[str, ...]]:
    wanted = load_ledger(folder)
    held = selectors.ledger(folder.code)
    notes = [
        f"{fact.id}：内容文件与台账不同，台账不改；更正请用新编号并写明 supersedes。"
        for fact in wanted
        if (kept := held.get(fact.id)) is not None and _told(kept) != _told(fact)
    ]
    missing = tuple(fact for fact in wanted if held.get(fact.id) is None)
    if missing:
        ledger_services.append_facts(
            actor=actor,
            region=folder.code,
            drafts=[Draft(**{name: getattr(fact, name) for name in _DRAFT_FIELDS}) for fact in missing],
            reason=f"content/{folder.code}",
            # An empty ledger takes the time at which the content was recorded; what comes later was recorded now.
            recorded_at=wanted.facts[0].recorded_at if not len(held) else timezone.now(),
            recorded_by=missing[0].recorded_by,
        )
    return len(missing), tuple(notes)


def _told(draft: Draft) -> tuple[object, ...]:
    return tuple(getattr(draft, name) for name in _DRAFT_FIELDS)
