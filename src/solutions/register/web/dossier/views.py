"""The page of an organisation, its figures, its history, and the whole of it as a workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import access
from kechuang_web.kit.pages import render_page
from kechuang_web.register.models import Organisation
from kechuang_web.register.selectors import family, organisations_for
from solutions.register.web.dossier.export import make_workbook
from solutions.register.web.dossier.figure_page import make_figure_page
from solutions.register.web.dossier.history import changes_of, unify
from solutions.register.web.dossier.page import make_dossier
from solutions.register.web.records.selectors import rows_of
from solutions.register.web.tables import IN_DOSSIER, ORGANISATIONS, TITLES

#: Rows of a table whose changes are told on the page of an organisation's changes.
MOST_ROWS = 20


def organisation_of(request: HttpRequest, pk: int) -> Organisation:
    """An organisation that this person may see; any other is not found."""
    return get_object_or_404(organisations_for(request.user).select_related("park__parent"), pk=pk)


def survivor_of(request: HttpRequest, pk: int) -> int | None:
    """The organisation that stands for a row since it was merged, where this person may see it."""
    top = Organisation.objects.filter(pk=pk, merged_into__isnull=False).values_list("merged_into", flat=True).first()
    return top if top and organisations_for(request.user).filter(pk=top).exists() else None


def crumbs_of(organisation: Organisation, *steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    """Where a page of an organisation lies."""
    own = reverse("register:organisation", args=[organisation.pk]) if steps else ""
    return [(_("企业与机构"), reverse("register:organisations")), (organisation.name, own), *steps]


@access("register.view")
@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """一企一档."""
    survivor = survivor_of(request, pk)
    if survivor is not None:
        messages.info(request, _("档案 %(n)s 已并入这一家。") % {"n": pk})
        return redirect("register:organisation", survivor)
    found = organisation_of(request, pk)
    context = {"page": make_dossier(request, found), "crumbs": crumbs_of(found), "organisation": found}
    request.organisation = found  # what panels of other doors ask for
    return render_page(request, "register/organisation.html", context)


@access("register.view")
@require_safe
def figure(request: HttpRequest, pk: int, attribute: str) -> HttpResponse:
    """Every figure of one attribute of an organisation with its source; corrected ones are shown as corrected."""
    found = organisation_of(request, pk)
    page = make_figure_page(found, attribute, request.as_of.day if request.as_of.chosen else None)
    if page is None:
        raise Http404
    return render_page(request, "register/figure.html", {"page": page, "crumbs": crumbs_of(found, (page.name, ""))})


@access("register.view")
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every change of an organisation and of the rows about it, newest first."""
    found = organisation_of(request, pk)
    keys = family(found)
    histories = [changes_of(ORGANISATIONS, found)]
    for table in (TITLES, *IN_DOSSIER):
        histories += [
            changes_of(table, row, address=reverse("register:record", args=[table.code, row.pk]))
            for row in rows_of(table, keys)[:MOST_ROWS]
        ]
    context = {"changes": unify(histories), "organisation": found, "crumbs": crumbs_of(found, (_("修改记录"), ""))}
    return render_page(request, "register/history.html", context)


@access("register.view")
@require_safe
def dossier_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole dossier as a workbook; the export is logged."""
    found = organisation_of(request, pk)
    response = make_workbook(found, request.as_of.day)
    with transaction.atomic():
        record(actor=Actor.of(request), action="data.exported", kind="organisation", key=str(found.pk),
               label=found.name, detail={"form": "xlsx"})  # fmt: skip
    return response
