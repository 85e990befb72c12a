"""The ledger, one fact, sources and the dictionary."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from kechuang.dictionary import MEASURES
from kechuang.ledger import GENESIS, row_digest
from kechuang.ledger.chain import link
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import access
from kechuang_web.kit.pages import download_csv, download_excel, paginate, render_page
from kechuang_web.stores import ledger_services, memory, selectors
from kechuang_web.stores.mapping import row_to_fact
from kechuang_web.stores.models import LedgerFact
from solutions.data.web import rows as shown_rows
from solutions.data.web.filters import NO_PERIOD, LedgerQuery
from solutions.data.web.tabs import door_tabs

#: More than a spreadsheet is pleasant with; narrower filters give the rest.
EXPORT_LIMIT = 100_000


def _day(request: HttpRequest) -> Any:
    return request.as_of.day if request.as_of.chosen else None


@access("ledger.view")
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Every fact, filtered, sorted, in pages. Corrected ones are hidden unless asked for."""
    query = LedgerQuery.of(request)
    every = selectors.facts()
    page = paginate(request, query.apply(every, _day(request)))
    corrected = frozenset(
        LedgerFact.objects.filter(supersedes__in=[row.fact_id for row in page]).values_list("supersedes", flat=True)
    )
    context = {
        "query": query,
        "page": page,
        "shown": shown_rows.show(page, corrected),
        "choices": _choices(query),
        "tabs": door_tabs(request, "ledger"),
        "head": selectors.ledger_head(),
        "last": selectors.last_recorded(),
        "no_period": NO_PERIOD,
    }
    return render_page(request, "data/ledger.html", context, fragment="data/_ledger_rows.html")


def _choices(query: LedgerQuery) -> dict[str, list[tuple[str, Any, int]]]:
    """What each filter offers, with how many facts; counted once for a head of the ledger."""
    counts = memory.results.remember(
        ("ledger choices", selectors.region_code(), selectors.ledger_head().digest), _count_choices
    )
    definitions = [(key, key, n) for key, n in counts["definition"] if key.startswith(query.attribute + "@")]
    by_number = sorted(counts["subject"], key=lambda pair: -pair[1])
    return {
        "subject": [(code, shown_rows.name_subject(code), n) for code, n in by_number],
        "attribute": [(code, shown_rows.name_attribute(code), n) for code, n in counts["attribute"]],
        "definition": definitions if query.attribute else [],
        "publisher": [(name, name, n) for name, n in counts["source_publisher"]],
        "year": [(year, year, n) for year, n in counts["year"]],
    }


def _count_choices() -> dict[str, list[tuple[str, int]]]:
    every = selectors.facts()
    counts = {
        column: list(
            every.exclude(**{f"{column}__isnull": True}).values_list(column).annotate(n=Count("pk")).order_by(column)
        )
        for column in ("subject", "attribute", "definition", "source_publisher")
    }
    years = every.filter(period_end__isnull=False).values_list("period_end__year").annotate(n=Count("pk"))
    return counts | {"year": [(str(year), n) for year, n in years.order_by("-period_end__year")]}


@access("ledger.export")
@require_safe
def ledger_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered facts as CSV or Excel; the export itself is logged."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    found = LedgerQuery.of(request).apply(selectors.facts(), _day(request))[:EXPORT_LIMIT]
    cells = list(shown_rows.export_rows(found))
    with transaction.atomic():
        record(actor=Actor.of(request), action="data.exported", kind="ledger", key=selectors.region_code(),
               label=f"ledger.{kind}", detail={"rows": len(cells), "query": request.GET.dict()})  # fmt: skip
    name = f"{_('台账')}-{timezone.localdate():%Y%m%d}.{kind}"
    return (download_csv if kind == "csv" else download_excel)(name, shown_rows.export_head(), cells)


@access("ledger.view")
@require_safe
def fact(request: HttpRequest, fact_id: str) -> HttpResponse:
    """One fact with all it says, its corrections, its series and its place in the chain."""
    row = selectors.facts().filter(fact_id=fact_id).first()
    if row is None:
        raise Http404
    told = row_to_fact(row)
    series = (
        selectors.facts()
        .filter(subject=row.subject, attribute=row.attribute)
        .order_by("definition", "period_end", "seq")
    )
    corrected = set(series.exclude(supersedes=None).values_list("supersedes", flat=True))
    history = _history(row)
    context = {
        "row": row,
        "fact": told,
        "subject": shown_rows.name_subject(row.subject),
        "attribute": shown_rows.name_attribute(row.attribute),
        "definition": shown_rows.define(row.definition),
        "measure": shown_rows.show([row])[0].measure,
        "history": history,
        "superseded": row.fact_id in corrected,
        "series": [(key, shown_rows.define(key), shown_rows.show(list(found), frozenset(corrected)))
                   for key, found in groupby(series, key=lambda item: item.definition)] if not row.is_text else [],
        "chain": _chain(row),
        "crumbs": [(_("数据"), reverse("data:ledger")), (_("台账"), reverse("data:ledger")), (row.fact_id, "")],
    }  # fmt: skip
    return render_page(request, "data/fact.html", context)


def _history(row: LedgerFact) -> list[LedgerFact]:
    """The fact, what it corrects and what corrects it, oldest first; empty when nothing was ever corrected."""
    found, waiting = {row.fact_id: row}, [row]
    while waiting:
        one = waiting.pop()
        linked = Q(supersedes=one.fact_id) | Q(fact_id=one.supersedes or "")
        for other in selectors.facts().filter(linked):
            if other.fact_id not in found:
                found[other.fact_id] = other
                waiting.append(other)
    return sorted(found.values(), key=lambda item: item.seq) if len(found) > 1 else []


def _chain(row: LedgerFact) -> dict[str, Any]:
    """Whether the stored row still gives the digest it was sealed with, on top of the one before it."""
    before = selectors.facts().filter(seq=row.seq - 1).values_list("digest", flat=True).first() or GENESIS
    told = row_to_fact(row)
    own = row_digest(told, told.recorded_at, told.recorded_by)
    intact = link(before, own) == row.digest and before == row.previous
    return {"intact": intact, "before": before, "count": selectors.ledger_head().count}


@access("ledger.view")
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Hold the whole ledger, read anew, against the head kept outside the database."""
    check = ledger_services.verify_ledger(selectors.region_code())
    crumbs = [(_("数据"), reverse("data:ledger")), (_("核验台账"), "")]
    return render_page(request, "data/verify.html", {"check": check, "crumbs": crumbs, "at": timezone.now()})


@access("ledger.view")
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Where the figures were read: each document with how many facts rest on it; those without an address say so."""
    every = selectors.facts()
    found = (
        every.values("source_title", "source_publisher", "source_address")
        .annotate(n=Count("pk"), first=Min("published"), last=Max("published"))
        .order_by("-n", "source_title")
    )
    context = {
        "page": paginate(request, found),
        "total": every.count(),
        "documents": found.count(),
        "without_address": every.filter(source_address__isnull=True).count(),
        "without_publisher": every.filter(source_publisher__isnull=True).count(),
        "tabs": door_tabs(request, "sources"),
    }
    return render_page(request, "data/sources.html", context)


@access("ledger.view")
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """Every attribute with its definitions, and how many facts there are."""
    counts = dict(selectors.facts().values_list("attribute").annotate(n=Count("pk")))
    text = request.GET.get("q", "").strip()[:60].casefold()
    listed = [
        (one, MEASURES[one.measure], counts.get(one.code, 0))
        for one in selectors.dictionary()
        if text in f"{one.code} {one.name.zh} {one.name.en}".casefold()
    ]
    context = {
        "listed": listed,
        "text": text,
        "total": len(selectors.dictionary()),
        "tabs": door_tabs(request, "dictionary"),
    }
    return render_page(request, "data/dictionary.html", context)


@access("ledger.view")
@require_safe
def attribute(request: HttpRequest, code: str) -> HttpResponse:
    """One attribute: what it is, each definition, when it is released, who has figures."""
    known = selectors.dictionary()
    if code not in known:
        raise Http404
    counts = (
        selectors.facts()
        .filter(attribute=code)
        .values_list("subject")
        .annotate(n=Count("pk"))
        .order_by("-n", "subject")
    )
    one = known.attribute(code)
    context = {
        "attribute": one,
        "measure": MEASURES[one.measure],
        "releases": [release for release in selectors.release_calendar().releases if release.attribute == code],
        "subjects": [(subject, shown_rows.name_subject(subject), n) for subject, n in counts],
        "crumbs": [
            (_("数据"), reverse("data:ledger")),
            (pgettext("栏目", "口径"), reverse("data:dictionary")),
            (one.name, ""),
        ],
    }
    return render_page(request, "data/attribute.html", context)
