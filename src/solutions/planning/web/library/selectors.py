"""What the library shows: the published plans, and the documents with how far their review has come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from kechuang_web.kit.language import say
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.models import Amendment, PlanDocument, PlanVersion, Reading

_YEARS = re.compile(r"(20\d\d)\s*[—\-–~至到]\s*(20\d\d)\s*年")
_FIVE_YEAR = {"十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030)}


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
            title=_json_title(),
            total=Count("readings"),
            open=Count("readings", filter=Q(readings__state=Reading.State.PENDING)),
            is_published=Exists(published),
        )
        .order_by("-id")
    )
    return [
        DocumentEntry(
            row.pk, row.title or PurePath(row.name).stem, row.name, row.uploaded_at, str(row.uploaded_by or ""),
            row.total - row.open, row.total, row.is_published,
        )
        for row in rows
    ]  # fmt: skip


def _json_title() -> Any:
    from django.db.models.fields.json import KT

    return KT("reading__title")


def title_of(document: PlanDocument) -> str:
    """The document's own title; without one the name of its file."""
    return str(document.reading.get("title") or PurePath(document.name).stem)


def years_of(document: PlanDocument) -> tuple[int, int] | None:
    """The years that a plan covers: as its opening says, or as its five-year number does; a guess for a person to confirm."""
    opening = title_of(document) + document.text[:2000]
    stated = _YEARS.search(opening)
    if stated:
        return int(stated[1]), int(stated[2])
    return next((years for words, years in _FIVE_YEAR.items() if words in opening), None)
