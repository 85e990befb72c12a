"""Every table by the same two pages: a list with filters and totals, and one row with its source and history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import access
from kechuang_web.kit.formatting import show_money, show_number
from kechuang_web.kit.language import say
from kechuang_web.kit.pages import download_csv, download_excel, paginate, render_page
from kechuang_web.register.models import Organisation
from kechuang_web.register.selectors import family, organisations_for
from kechuang_web.stores import selectors
from solutions.register.web import words
from solutions.register.web.asking import given, given_id, given_sort, given_year
from solutions.register.web.dossier.history import changes_of
from solutions.register.web.organisations.page import Filter
from solutions.register.web.organisations.views import EXPORT_LIMIT, export_value
from solutions.register.web.records.cells import address_of_row, columns_of, heading_of, make_rows, name_of, state_of
from solutions.register.web.records.selectors import rows_for, sees_all
from solutions.register.web.tables import BY_CODE, NOT_WORDS, ORGANISATIONS, PEOPLE, TABLES, Table
from solutions.register.web.tabs import door_tabs

#: Texts that a search looks into, where a table has them.
SEARCHED = (
    "name",
    "number",
    "purpose",
    "label",
    "provider_name",
    "other_name",
    "seller_name",
    "buyer_name",
    "product",
    "place",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for."""

    text: str
    kind: str
    year: int | None
    standing: str
    organisation: Organisation | None
    sort: str

    @property
    def active(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.text or self.kind or self.year or self.standing or self.organisation)


def table_named(code: str) -> Table:
    """The table of an address; people have pages of their own."""
    table = BY_CODE.get(code)
    if table is None or table.personal:
        raise Http404
    return table


def _ask(request: HttpRequest, table: Table) -> Asked:
    owner = given_id(request, "organisation")
    organisation = organisations_for(request.user).filter(pk=owner).first() if owner else None
    if owner and organisation is None:
        raise Http404
    standing = given(request, "standing", 8)
    return Asked(
        text=given(request, "q"),
        kind=given(request, "kind", 60),
        year=given_year(request),
        standing=standing if standing in {"current", "ended"} and table.until else "",
        organisation=organisation,
        sort=given_sort(request, table.columns),
    )


def _apply(table: Table, asked: Asked, rows: QuerySet[Any], *, without_kind: bool = False) -> QuerySet[Any]:
    if asked.organisation:
        theirs = Q()
        for owner in table.owners:
            theirs |= Q(**{f"{owner}__in": family(asked.organisation)})
        rows = rows.filter(theirs)
    if asked.kind and not without_kind:
        rows = rows.filter(kind=asked.kind) if table.has("kind") else rows
    if asked.year:
        rows = rows.filter(_in_year(table, asked.year))
    if asked.standing:
        today = timezone.localdate()
        ended = Q(**{f"{table.until}__lte": today})
        if table.has("ended_on") and table.until != "ended_on":
            ended |= Q(ended_on__lte=today)
        rows = rows.filter(ended) if asked.standing == "ended" else rows.exclude(ended)
    if asked.text:
        found = Q()
        for name in SEARCHED:
            if table.has(name):
                found |= Q(**{f"{name}__icontains": asked.text})
        for owner in table.owners:
            found |= Q(**{f"{owner}__name__icontains": asked.text})
        rows = rows.filter(found)
    return rows


def _in_year(table: Table, year: int) -> Q:
    if table.year and not table.day:
        return Q(**{table.year: year})
    inside = Q(**{f"{table.day}__year": year})
    if table.year:  # a row may give the year alone
        inside |= Q(**{f"{table.day}__isnull": True, table.year: year})
    return inside if table.day else Q()


def _sorted(table: Table, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
    if not sort:
        return rows
    name = sort.removeprefix("-")
    column = f"{name}__name" if table.column(name).is_relation and name != "fund" else name
    from django.db.models import F

    order = F(column).desc(nulls_last=True) if sort.startswith("-") else F(column).asc(nulls_last=True)
    return rows.order_by(order, "pk")


@access("register.view")
@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    """The catalogue of the tables, each with how many rows this person may see and what they add up to."""
    listed = []
    for table in TABLES:
        if not table.owners and not sees_all(request.user):
            continue
        rows = rows_for(request.user, table).order_by().select_related(None)
        found = rows.aggregate(n=Count("pk"), **({"total": Sum(table.amount)} if table.amount else {}))
        address = reverse("register:people") if table is PEOPLE else reverse("register:records", args=[table.code])
        listed.append((table, found["n"], found.get("total"), address))
    context = {"listed": listed, "tabs": door_tabs(request, "tables")}
    return render_page(request, "register/tables.html", context)


@access("register.view")
@require_safe
def records(request: HttpRequest, table_code: str) -> HttpResponse:
    """The rows of a table."""
    table = table_named(table_code)
    asked = _ask(request, table)
    every = rows_for(request.user, table)
    found = _apply(table, asked, every)
    page = paginate(request, _sorted(table, found, asked.sort))
    day = timezone.localdate()
    context = {
        "table": table,
        "asked": asked,
        "columns": columns_of(table),
        "rows": make_rows(table, page, day),
        "pages": page,
        "filters": _filters(table, asked, every),
        "sentence": _sentence(table, found, page),
        "may_edit": request.user.has_perm("register.edit"),
        "synthetic": any(row.synthetic for row in page),
        "crumbs": [(_("台账目录"), reverse("register:tables")), (table.heading, "")],
    }
    return render_page(request, "register/records.html", context, fragment="register/_record_rows.html")


def _filters(table: Table, asked: Asked, every: QuerySet[Any]) -> list[Filter]:
    rows = _apply(table, asked, every, without_kind=True).order_by().select_related(None)
    found = []
    if table.has("kind"):
        counts = dict(rows.exclude(kind="").values_list("kind").annotate(n=Count("pk")))
        order = {code: number for number, code in enumerate(words.choices(table, "kind"))}
        listed = sorted(counts.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0]))
        found.append(Filter(
            "kind", str(words.label(table.column("kind"))), asked.kind,
            [(code, words.word(table, "kind", code), n) for code, n in listed],
        ))  # fmt: skip
    years: set[int] = set()
    plain = every.order_by().select_related(None)
    if table.day:
        years |= set(
            plain.filter(**{f"{table.day}__isnull": False})
            .annotate(y=ExtractYear(table.day))
            .values_list("y", flat=True)
            .distinct()
        )
    if table.year:
        years |= set(plain.filter(**{f"{table.year}__isnull": False}).values_list(table.year, flat=True).distinct())
    if years:
        offered = [(str(year), str(year), None) for year in sorted(years, reverse=True)]
        found.append(Filter("year", _("年度"), str(asked.year or ""), offered))
    if table.until:
        words_ = [("current", _("现行"), None), ("ended", _("已到期或已结束"), None)]
        found.append(Filter("standing", _("状态"), asked.standing, words_))
    return [one for one in found if one.choices]


def _sentence(table: Table, found: QuerySet[Any], page: Page) -> str:
    told = _("%(n)s 条记录") % {"n": show_number(page.paginator.count)}
    if table.amount and page.paginator.count:
        total = found.order_by().select_related(None).aggregate(total=Sum(table.amount))["total"]
        if total is not None:
            from django.utils.html import strip_tags

            told += _("，%(what)s合计 %(total)s") % {
                "what": say(words.label(table.column(table.amount))), "total": strip_tags(show_money(total)),
            }  # fmt: skip
    return told + _("。")


@access("register.view")
@require_safe
def records_export(request: HttpRequest, table_code: str, form: str) -> HttpResponse:
    """The rows asked for as CSV or Excel; the export itself is logged."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    table = table_named(table_code)
    asked = _ask(request, table)
    rows = list(_sorted(table, _apply(table, asked, rows_for(request.user, table)), asked.sort)[:EXPORT_LIMIT])
    names = [name for name in table.stored.columns if name not in NOT_WORDS]
    links = [name for name in names if table.column(name).is_relation and name not in table.links]
    if links:
        from django.db.models import prefetch_related_objects

        prefetch_related_objects(rows, *links)
    cells = [
        [*(export_value(table, row, name) for name in names), row.source_label, _("是") if row.synthetic else ""]
        for row in rows
    ]
    with transaction.atomic():
        record(actor=Actor.of(request), action="data.exported", kind="register", key=selectors.region_code(),
               label=f"{table.code}.{form}", detail={"rows": len(cells), "query": request.GET.dict()})  # fmt: skip
    head = [*(str(words.label(table.column(name))) for name in names), _("来源"), _("合成数据")]
    name = f"{say(table.heading)}-{timezone.localdate():%Y%m%d}.{form}"
    return (download_csv if form == "csv" else download_excel)(name, head, cells)


def row_named(request: HttpRequest, table: Table, pk: int) -> Any:
    """A row that this person may see, also one that was withdrawn; any other is not found."""
    found = rows_for(request.user, table).filter(pk=pk).first()
    if found is not None:
        return found
    withdrawn = get_object_or_404(table.model, pk=pk, region=selectors.region_code())
    owners = [getattr(withdrawn, name) for name in table.owners]
    mine = organisations_for(request.user)
    if sees_all(request.user) or any(
        owner and mine.filter(pk__in=[owner.pk, owner.merged_into_id or owner.pk]).exists() for owner in owners
    ):
        return withdrawn
    raise Http404


@access("register.view")
@require_safe
def one_record(request: HttpRequest, table_code: str, pk: int) -> HttpResponse:
    """One row: what it says, its source, who changed it."""
    if table_code == ORGANISATIONS.code:
        return redirect("register:organisation", pk)
    table = table_named(table_code)
    row = row_named(request, table, pk)
    facts = []
    for name, column in table.stored.columns.items():
        value = getattr(row, name)
        if column.is_relation:
            shown, address = name_of(value), address_of_row(value)
        else:
            shown, address = words.show(table, column, value), ""
        if shown != "" and name not in NOT_WORDS:
            facts.append((words.label(column), shown, address))
    owner = getattr(row, table.owner) if table.owner else None
    state, word = state_of(table, row, timezone.localdate())
    crumbs = [
        (_("台账目录"), reverse("register:tables")),
        (table.heading, reverse("register:records", args=[table.code])),
    ]
    if owner:
        crumbs = [(_("企业与机构"), reverse("register:organisations")),
                  (owner.name, reverse("register:organisation", args=[owner.pk])), (table.heading, reverse("register:records", args=[table.code]))]  # fmt: skip
    context = {
        "table": table,
        "row": row,
        "heading": heading_of(table, row),
        "facts": facts,
        "owner": owner,
        "state": state,
        "word": word,
        "changes": changes_of(table, row, 20),
        "may_edit": request.user.has_perm("register.edit", row),
        "crumbs": [*crumbs, (heading_of(table, row), "")],
    }
    return render_page(request, "register/record.html", context)
