"""What the library shows: the published plans, and the documents with how far their review has come."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import PurePath

from django.db.models import Count, Exists, OuterRef, Q

from kechuang_web.kit.language import say
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.models import Amendment, PlanDocument, PlanVersion, Reading

_YEARS = re.compile(r"(20\d\d)\s*[—\-–~至到]\s*(20\d\d)\s*年")
_NUMBERED = re.compile(r"十([一二三四五六七八九])五")


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A plan with its version in force."""

    code: str
    title: str
    number: int
    versions: int
    effective_from: date
    ends_on: date
    open_amendments: int


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """An imported document and how far its review has come."""

    pk: int
    title: str
    name: str
    uploaded_at: datetime
    uploaded_by: str
    done: int
    total: int
    published: bool


def plans() -> list[PlanEntry]:
    """The published plans, the newest first, each with the version in force (or the last published)."""
    rows: dict[str, list[PlanVersion]] = {}
    for row in stores.latest_editions().order_by("-effective_from", "-number"):
        rows.setdefault(row.plan_code, []).append(row)
    waiting = dict(
        Amendment.objects.filter(base__region=stores.region_code(), state__in=["draft", "submitted"])
        .order_by()
        .values_list("base__plan_code")
        .annotate(Count("pk"))
    )
    entries = []
    for code, versions in rows.items():
        held = stores.plan_on(plan_code=code)
        number = held.number if held else versions[-1].number
        shown = next(row for row in versions if row.number == number)
        entries.append(
            PlanEntry(
                code,
                say(shown.title),
                shown.number,
                len(versions),
                shown.effective_from,
                shown.ends_on,
                waiting.get(code, 0),
            )
        )
    return entries


def documents() -> list[DocumentEntry]:
    """The imported documents, the newest first."""
    published = PlanVersion.objects.filter(document=OuterRef("pk"))
    rows = (
        stores.documents()
        .annotate(
            total=Count("readings"),
            open=Count("readings", filter=Q(readings__state=Reading.State.PENDING)),
            is_published=Exists(published),
        )
        .order_by("-id")
    )
    return [
        DocumentEntry(
            row.pk, _title(row.pk, row.sha256), row.name, row.uploaded_at, str(row.uploaded_by or ""),
            row.total - row.open, row.total, row.is_published,
        )
        for row in rows
    ]  # fmt: skip


@lru_cache(maxsize=1024)
def _title(pk: int, sha256: str) -> str:
    """A document's title without reading its readings anew: a document of these bytes is never changed."""
    return title_of(PlanDocument.objects.only("name", "reading").get(pk=pk, sha256=sha256))


def title_of(document: PlanDocument) -> str:
    """The document's own title; without one the name of its file."""
    return str(document.reading.get("title") or PurePath(document.name).stem)


def years_of(document: PlanDocument) -> tuple[int, int] | None:
    """The years that a plan covers: as its title or opening says, or as its five-year number does; a guess to be confirmed.

    Five-year plans have been counted without a gap since the third (1966-1970); the title's number goes before the one most
    often named in the opening, where the plan before is named too.
    """
    title, opening = title_of(document), document.text[:2000]
    stated = _YEARS.search(title) or _YEARS.search(opening)
    if stated:
        return int(stated[1]), int(stated[2])
    named = Counter(_NUMBERED.findall(title)) or Counter(_NUMBERED.findall(opening))
    if not named:
        return None
    first = 1966 + 5 * (10 + "一二三四五六七八九".index(named.most_common(1)[0][0]) + 1 - 3)
    return first, first + 4
