"""The third step: whom the file means; side by side with the register, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kechuang_web.audit.services import Actor
from kechuang_web.intake import selectors, services
from kechuang_web.intake.models import IntakeBatch, IntakeName
from kechuang_web.kit.access import access
from kechuang_web.kit.pages import paginate, render_page
from kechuang_web.kit.registry import address_of
from solutions.data.web.intake.columns import version_of
from solutions.data.web.intake.pages import find_batch, must_be_at, render_step

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A name as the page shows it."""

    number: int
    name: str
    uscc: str
    details: list[str]
    rows: int
    candidates: list[dict[str, Any]]
    reasons: list[dict[str, str]]
    decision: str
    mark: str
    word: str
    open: bool
    decidable: bool
    lock_version: int


@access("intake.use")
@require_safe
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisations of a file: first those that nobody could be sure of."""
    batch = find_batch(request, pk)
    elsewhere = must_be_at(batch, "resolved", "committed", "withdrawn")
    if elsewhere is not None:
        return elsewhere
    tally = services.tally_names(batch)
    wanted = request.GET.get("show", "") or (
        "open" if tally["open"] else "asked" if tally["asked"] else "new" if tally["new"] else "certain"
    )
    filters = [
        (code, word, tally[code])
        for code, word in (
            ("open", _("拿不准的")), ("asked", _("人认的")), ("new", _("新的")), ("certain", _("认定在册的")), ("left", _("不入库的")),
        )
        if tally[code] or code == wanted
    ]  # fmt: skip
    page = paginate(request, _chosen(batch, wanted), PER_PAGE)
    may = batch.state == "resolved" and services.may_decide(request.user)
    page.object_list = [show_name(one, may) for one in page.object_list]
    return render_step(request, batch, "names", {"tally": tally, "filters": filters, "show": wanted, "page": page})


def _chosen(batch: IntakeBatch, wanted: str) -> Any:
    rows = batch.names.all()
    chosen = {
        "open": selectors.open_names(batch),
        "asked": rows.exclude(decision=""),
        "new": rows.filter(Q(decision="new") | Q(kind="new", decision="")),
        "left": rows.filter(decision="leave"),
    }
    return chosen.get(wanted, rows.filter(kind="certain", decision=""))


def show_name(one: IntakeName, may: bool) -> Shown:
    """A name with its candidates, the one it is taken for marked."""
    taken = one.organisation if one.decision in {"", "match"} and not one.is_open else None
    candidates = [
        candidate | {
            "chosen": candidate["organisation"] == taken,
            "address": address_of("organisation", candidate["organisation"]),
        }
        for candidate in one.candidates
    ]  # fmt: skip
    mark, word = _verdict(one)
    details = [str(value) for value in one.details.values() if value][:4]
    return Shown(
        one.number, one.name, one.uscc, details, one.rows, candidates, one.reasons, one.decision, mark, word, one.is_open,
        may, one.lock_version,
    )  # fmt: skip


def _verdict(one: IntakeName) -> tuple[str, str]:
    if one.decision == "match":
        return "accepted", _("人认定在册")
    if one.decision == "new":
        return "added", _("人认定是新的，入库时新建")
    if one.decision == "leave":
        return "rejected", _("这些行不入库")
    return {
        "certain": ("accepted", _("认定在册")),
        "new": ("added", _("新的，入库时新建")),
        "uncertain": ("unsure", _("拿不准")),
        "outside": ("rejected", _("不归本账号报送")),
    }[one.kind]


@access("intake.use")
@require_POST
def decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say whom a name means: one of the register, a new one, or nobody (its rows stay out)."""
    batch = find_batch(request, pk)
    name = batch.names.filter(number=number).first()
    if name is None:
        raise Http404
    organisation = request.POST.get("organisation", "")
    services.decide_name(
        actor=Actor.of(request), name=name, lock_version=version_of(request),
        decision="match" if organisation else request.POST.get("decision", ""),
        organisation=int(organisation) if organisation.isdigit() and len(organisation) < 18 else None,
    )  # fmt: skip
    name.refresh_from_db()
    if request.htmx:
        context = {"batch": batch, "one": show_name(name, True), "show": request.POST.get("show", "")[:10]}
        return render_page(request, "data/intake/_name.html", context)
    return redirect(f"{reverse('data:intake_names', args=[batch.pk])}#name-{number}")
