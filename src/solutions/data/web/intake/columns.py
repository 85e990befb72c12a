"""The first step: what each sheet is and what each column means, for a person to correct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kechuang.register import RecordType
from kechuang_web.audit.services import Actor
from kechuang_web.intake import content, figures, jobs, services
from kechuang_web.intake.models import IntakeBatch, IntakePart
from kechuang_web.intake.questions import letter_of, stated_unit
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language, say
from kechuang_web.kit.pages import render_page
from solutions.data.web.intake.pages import address_of_step, find_batch, render_step
from solutions.data.web.intake.words import name_record_type, units_of

#: From these scores on a column counts as sure, or as likely.
SURE, LIKELY = 90, 60


@dataclass(frozen=True, slots=True)
class Card:
    """One sheet on the page."""

    part: IntakePart
    rows: int | None
    found: str
    types: list[tuple[str, str]]
    yearly: bool
    year: Any
    score: str
    columns: list[dict[str, Any]]
    fields: list[tuple[str, str]]
    frozen: bool


@access("intake.use")
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was recognised; a POST says how it is to be read, and has it checked."""
    batch = find_batch(request, pk)
    if request.method == "POST":
        return _change(request, batch)
    frozen = not batch.is_open
    cards = [_card(part, frozen) for part in batch.parts.all()]
    return render_step(request, batch, "columns", {"cards": cards, "frozen": frozen})


def _card(part: IntakePart, frozen: bool) -> Card:
    chosen = content.record_types(part.batch.region).get(part.record_type)
    found = part.reading.get("found") or {}
    return Card(
        part=part,
        rows=part.reading.get("rows"),
        found="；".join(filter(None, (found.get("title"), *map(say, found.get("reason", ()))))),
        types=_types(part),
        yearly=bool(chosen and chosen.yearly),
        year=part.answers.get("year") or part.reading.get("year"),
        score=f"{round(part.score)} %" if part.score else "",
        columns=[_column(one, chosen) for one in part.columns] if part.record_type else [],
        fields=_fields(part, chosen),
        frozen=frozen,
    )


def _types(part: IntakePart) -> list[tuple[str, str]]:
    if part.record_type == content.REGION_FIGURE:
        return [(content.REGION_FIGURE, name_record_type(content.REGION_FIGURE))]
    known = [(code, name_record_type(code)) for code in content.record_types(part.batch.region)]
    return [("", _("（没有认出，请选择）")), *known] if not part.record_type else known


def _fields(part: IntakePart, chosen: RecordType | None) -> list[tuple[str, str]]:
    if chosen is None:
        return [(code, heading) for heading, code in figures.COLUMNS.items()]
    return [(field.code, field.name.text(current_language()) + ("＊" if field.required else "")) for field in chosen]


def _column(one: dict[str, Any], chosen: RecordType | None) -> dict[str, Any]:
    score = one.get("score") or 0
    field = chosen.by_code.get(one.get("field") or "") if chosen else None
    if not one.get("field"):
        sure = (
            ("unread", _("不读"))
            if one.get("role") in {"serial", "ignored", "synthetic", "returned"}
            else ("unrecognised", _("没认出"))
        )
    elif one.get("by") == "person":
        sure = ("accepted", _("人工指定"))
    else:
        sure = ("high" if score >= SURE else "medium" if score >= LIKELY else "low", f"{score} %")
    return {
        "index": one["column"], "letter": letter_of(one["column"]), "heading": one["heading"],
        "samples": "、".join(one.get("samples", ()))[:80], "field": one.get("field") or "", "unit": stated_unit(one),
        "units": units_of(field) if field else [], "sure": sure[0], "sure_word": sure[1],
    }  # fmt: skip


def _change(request: HttpRequest, batch: IntakeBatch) -> HttpResponse:
    wanted = {}
    for part in batch.parts.all():
        named = f"p{part.position}-"
        wanted[part.position] = services.Wanted(
            included=f"{named}included" in request.POST,
            record_type=request.POST.get(f"{named}type", part.record_type),
            year=request.POST.get(f"{named}year", "").strip(),
            fields={one["column"]: request.POST[key] for one in part.columns
                    if (key := f"{named}c{one['column']}") in request.POST},
            units={one["column"]: request.POST[key] for one in part.columns
                   if (key := f"{named}u{one['column']}") in request.POST},
        )  # fmt: skip
    services.set_columns(actor=Actor.of(request), batch=batch, lock_version=version_of(request), wanted=wanted)
    jobs.start(batch, wait=2.0)
    return redirect(address_of_step(batch))


def version_of(request: HttpRequest) -> int:
    """The version of the batch that the page showed; one that never was where the form says none."""
    text = request.POST.get("lock_version", "")
    return int(text) if text.isdigit() and len(text) < 12 else -1


@access("intake.use")
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The empty workbooks to start a new table from."""
    context = {
        "types": list(content.record_types().values()),
        "figure_columns": figures.COLUMNS,
        "crumbs": [(_("收件"), reverse("data:intake")), (_("空白模板"), "")],
    }
    return render_page(request, "data/intake/templates.html", context)
