"""The list of organisations, as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kechuang_web.accounts.roles import BELONGS_TO
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import access
from kechuang_web.kit.language import say
from kechuang_web.kit.pages import download_csv, download_excel, render_page
from kechuang_web.register.models import Organisation, Site
from kechuang_web.register.selectors import organisations_for
from kechuang_web.stores import selectors
from solutions.register.web import words
from solutions.register.web.organisations.page import make_list_page, titles_held
from solutions.register.web.organisations.query import OrganisationQuery
from solutions.register.web.tables import ORGANISATIONS, TITLES
from solutions.register.web.tabs import door_tabs

#: More than a spreadsheet is pleasant with; narrower filters give the rest.
EXPORT_LIMIT = 100_000
_EXPORTED = (
    "uscc", "name", "kind", "industry", "technology_field", "emerging_class", "park", "town", "address", "listing", "stock_code",
    "registered_on", "registered_capital", "arrived_on", "left_on",
)  # fmt: skip


@access("register.view")
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The list. Who acts for one organisation comes to its page, who runs a park to the park's."""
    every = organisations_for(request.user)
    if not request.GET:
        own = _own_page(request, every)
        if own:
            return redirect(*own)
    query = OrganisationQuery.of(request)
    page = make_list_page(request, every, query, timezone.localdate())
    context = {"page": page, "query": query, "tabs": door_tabs(request, "organisations")}
    return render_page(request, "register/organisations.html", context, fragment="register/_organisation_rows.html")


def _own_page(request: HttpRequest, every: Any) -> tuple[str, int] | None:
    belonging = BELONGS_TO.get(request.user.role)
    if belonging == "organisation":
        few = list(every.values_list("pk", flat=True)[:2])
        return ("register:organisation", few[0]) if len(few) == 1 else None
    if belonging == "park":
        park = (
            Site.objects.standing()
            .filter(region=selectors.region_code(), code=request.user.park)
            .values_list("pk", flat=True)
            .first()
        )
        return ("register:site", park) if park else None
    return None


@access("register.view")
@require_safe
def organisations_export(request: HttpRequest, form: str) -> HttpResponse:
    """The list that was asked for as CSV or Excel; the export itself is logged."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    query, day = OrganisationQuery.of(request), timezone.localdate()
    found = list(query.apply(organisations_for(request.user), day).select_related("park")[:EXPORT_LIMIT])
    cells = list(_cells(found, day))
    with transaction.atomic():
        record(actor=Actor.of(request), action="data.exported", kind="register", key=selectors.region_code(),
               label=f"organisation.{form}", detail={"rows": len(cells), "query": request.GET.dict()})  # fmt: skip
    head = [
        *(str(words.label(ORGANISATIONS.column(name))) for name in _EXPORTED),
        _("有效称号"),
        _("来源"),
        _("合成数据"),
    ]
    name = f"{_('企业与机构')}-{day:%Y%m%d}.{form}"
    return (download_csv if form == "csv" else download_excel)(name, head, cells)


def _cells(found: list[Organisation], day: Any) -> Iterator[list[Any]]:
    held = titles_held([one.pk for one in found], day) if len(found) <= 900 else _held_in_parts(found, day)
    for one in found:
        yield [
            *(export_value(ORGANISATIONS, one, name) for name in _EXPORTED),
            _("、").join(say(words.word(TITLES, "kind", kind)) for kind in held.get(one.pk, ())),
            one.source_label,
            _("是") if one.synthetic else "",
        ]


def _held_in_parts(found: list[Organisation], day: Any) -> dict[int, list[str]]:
    held: dict[int, list[str]] = {}
    for start in range(0, len(found), 900):
        held |= titles_held([one.pk for one in found[start : start + 900]], day)
    return held


def export_value(table: Any, row: Any, name: str) -> Any:
    """A value for a spreadsheet: words for codes, days as ISO, money in yuan as a number, names for rows of other tables."""
    column = table.column(name)
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    if column.is_relation:
        return str(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if words.is_money(column):
        from decimal import Decimal

        return Decimal(value) / 100
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, str):
        return say(words.word(table, name, value))
    if isinstance(value, list):
        return _("、").join(say(one) for one in value)
    return value
