"""What the pages of amendments share: getting an amendment, its paper, its tables and crumbs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kechuang.plan.book import PlanBook, book_from_dict
from kechuang.values import KechuangError
from kechuang_web.kit.language import say
from kechuang_web.kit.pages import render_page
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.models import Amendment
from solutions.planning.domain.edits import TABLES, Table
from solutions.planning.web.amendments import selectors, services
from solutions.planning.web.amendments.forms import EvidenceForm, ReasonForm


def show_page(
    request: HttpRequest,
    amendment: Amendment,
    *,
    reason_form: ReasonForm | None = None,
    evidence_form: EvidenceForm | None = None,
    refusal: str = "",
    opinion: str = "",
    status: int = 200,
) -> HttpResponse:
    """The amendment as a paper, with the forms that the person may use and what they typed in them."""
    user, book = request.user, selectors.proposed_book(amendment)
    base, newest = (
        book_from_dict(amendment.base.book),
        services.newest_version(amendment.base.region, amendment.base.plan_code),
    )
    own = amendment.author_id == user.pk
    may_edit = own and amendment.state == "draft" and user.has_perm("plan.amend")
    changes, evidence = selectors.changes_of(amendment, book), selectors.evidence_of(amendment)
    if may_edit:
        for row in changes:
            row.address = _address_of(amendment, row, book)
    lacks = {_("修订内容"): not changes, _("理由"): not amendment.reason, _("依据"): not evidence}
    result = amendment.results.order_by("edition").first()  # type: ignore[attr-defined]
    initial = {name: getattr(amendment, name) for name in ("reason", "effective_from", "document_number")}
    context = {
        "amendment": amendment,
        "title": selectors.title_of(amendment),
        "plan_title": say(amendment.base.title),
        "plan_code": amendment.base.plan_code,
        "base": amendment.base,
        "latest": newest,
        "stale": newest.number != amendment.base.number and amendment.state in {"draft", "submitted"},
        "changes": changes,
        "may_edit": may_edit,
        "reason_form": reason_form or ReasonForm(initial=initial),
        "evidence_form": evidence_form or EvidenceForm(facts=selectors.fact_choices(book, base)),
        "evidence": evidence,
        "steps": selectors.steps_of(amendment),
        "own": own,
        "may_decide": amendment.state == "submitted" and user.has_perm("plan.approve") and not own,
        "may_submit": may_edit,
        "missing": [words for words, lacking in lacks.items() if lacking],
        "may_withdraw": own and amendment.state in {"draft", "submitted"},
        "result": result,
        "refusal": refusal,
        "opinion": opinion,
        "crumbs": crumbs_of(amendment),
    }
    return render_page(request, "planning/amendments/show.html", context, status=status)


def get_amendment(amendment_id: int) -> Amendment:
    """An amendment of this region, or 404."""
    rows = Amendment.objects.filter(base__region=stores.region_code()).select_related("base", "author", "decided_by")
    return get_object_or_404(rows, pk=amendment_id)


def own_draft(request: HttpRequest, amendment_id: int) -> Amendment:
    """The person's own draft; others' and closed ones are refused with a sentence."""
    amendment = get_amendment(amendment_id)
    if amendment.author_id != request.user.pk:
        raise PermissionDenied(_("只有提请人可以改这份修订的草稿。"))
    if amendment.state != "draft":
        raise KechuangError(
            zh="这份修订已经提交或办结，不能再改；需要改动请先撤回或另提一份。",
            en="This amendment was submitted or closed and is not changed any more; withdraw it first or propose another.",
        )
    return amendment


def table_labels() -> list[tuple[Table, str]]:
    """The tables that may be amended, in words."""
    return [
        ("indicators", _("指标")),
        ("tasks", _("任务")),
        ("programmes", _("工程")),
        ("principles", _("基本原则")),
        ("safeguards", _("保障措施")),
        ("clauses", _("条款文字")),
        ("units", _("单位")),
    ]


def get_table(name: str) -> Table:
    """The name of a table, or 404."""
    if name not in TABLES:
        raise Http404
    return name  # type: ignore[return-value]


def has_row(book: PlanBook, table: Table, key: str) -> bool:
    """Whether a table has a row of that code."""
    return any(getattr(row, TABLES[table]) == key for row in getattr(book, table))


def _address_of(amendment: Amendment, row: Any, book: PlanBook) -> str:
    return (
        edit_address(amendment, row.table, row.key) if row.table in TABLES and has_row(book, row.table, row.key) else ""
    )


def edit_address(amendment: Amendment, table: str, key: str) -> str:
    """Where a row is edited."""
    return reverse("planning:amendment_edit", args=[amendment.pk, table, key])


def crumbs_of(amendment: Amendment, last: str = "") -> list[tuple[Any, str]]:
    """The way to an amendment, and on to one of its pages."""
    crumbs = [(_("修订"), reverse("planning:amendments"))]
    own = (selectors.title_of(amendment), reverse("planning:amendment", args=[amendment.pk]))
    return [*crumbs, own, (last, "")] if last else [*crumbs, own]


def seen_version(request: HttpRequest) -> int:
    """The ``lock_version`` that the person saw; -1 when the form does not say."""
    text = request.POST.get("lock_version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1
