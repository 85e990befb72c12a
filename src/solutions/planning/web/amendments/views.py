"""Pages of amendments: the list, the paper, choosing and editing a row, deciding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kechuang.plan.book import PlanBook, book_from_dict, diff_books
from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language, say
from kechuang_web.kit.pages import render_page
from kechuang_web.stores import plan_services as stores_services
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.errors import StaleError
from kechuang_web.stores.models import Amendment
from solutions.planning.domain.edits import TABLES, Row, Table, add_row, edit_row, find_row, remove_row, restore_row
from solutions.planning.web.amendments import selectors, services
from solutions.planning.web.amendments.forms import FORMS, ReasonForm, target_forms
from solutions.planning.web.amendments.pages import (
    crumbs_of,
    edit_address,
    get_amendment,
    get_table,
    has_row,
    own_draft,
    seen_version,
    show_page,
    table_labels,
)
from solutions.planning.web.library.selectors import plans
from solutions.planning.web.versions.changes import group_changes

ADDABLE: tuple[Table, ...] = ("tasks", "units")


@access("plan.view")
@require_GET
def amendments(request: HttpRequest) -> HttpResponse:
    """Every amendment, by state."""
    group = request.GET.get("state", "")
    labels = [("", _("全部")), ("open", _("在办")), ("approved", _("已批准")), ("closed", _("未通过或撤回"))]
    context = {
        "amendments": selectors.list_amendments(group),
        "plans": plans(),
        "tabs": [(words, f"?state={code}" if code else request.path, code == group) for code, words in labels],
        "may_amend": request.user.has_perm("plan.amend"),
        "library": reverse("planning:library"),
        "crumbs": [(_("规划文件"), reverse("planning:library")), (_("修订"), "")],
    }
    return render_page(request, "planning/amendments/list.html", context)


@access("plan.amend")
@require_POST
def start(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Open a draft on the newest version and choose what to amend."""
    base = services.newest_version(stores.region_code(), plan_code)
    draft = services.start(actor=Actor.of(request), base=base)
    return redirect("planning:amendment_pick", draft.pk)


@access("plan.view")
@require_GET
def show(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """The amendment as a paper: what, why, on what evidence, and how it was handled."""
    return show_page(request, get_amendment(amendment_id))


@access("plan.amend")
@require_GET
def pick(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """Choose the row to amend."""
    amendment = own_draft(request, amendment_id)
    table = get_table(request.GET.get("table") or "indicators")
    book, base = selectors.proposed_book(amendment), book_from_dict(amendment.base.book)
    here = reverse("planning:amendment_pick", args=[amendment.pk])
    words = request.GET.get("q", "").strip()
    rows = selectors.picks(book, base, table, words, lambda name, key: edit_address(amendment, name, key))
    context = {
        "amendment": amendment,
        "table": table,
        "query": words,
        "rows": rows,
        "tabs": [
            (label, f"{here}?table={name}", name == table, len(getattr(book, name))) for name, label in table_labels()
        ],
        "may_add": reverse("planning:amendment_add", args=[amendment.pk, table]) if table in ADDABLE else "",
        "crumbs": crumbs_of(amendment, _("选择内容")),
    }
    return render_page(request, "planning/amendments/pick.html", context)


@access("plan.amend")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, amendment_id: int, table: str, key: str) -> HttpResponse:
    """The form of one row."""
    amendment = own_draft(request, amendment_id)
    name = get_table(table)
    row = find_row(selectors.proposed_book(amendment), name, key)
    if request.POST.get("remove") and name in {"tasks", "indicators"}:
        return _save(request, amendment, lambda book: remove_row(book, name, key), _Editor(amendment, name, row, None))
    editor = _Editor(amendment, name, row, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not editor.is_valid():
        return _editor_page(request, editor, status=200 if request.method == "GET" else 422)
    values = editor.values()
    if not values:
        messages.info(request, _("没有改动，未保存。"))
        return redirect("planning:amendment", amendment.pk)
    return _save(request, amendment, lambda book: edit_row(book, name, key, values), editor)


@access("plan.amend")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, amendment_id: int, table: str) -> HttpResponse:
    """A new task or unit."""
    amendment = own_draft(request, amendment_id)
    name = get_table(table)
    if name not in ADDABLE:
        raise Http404
    editor = _Editor(amendment, name, None, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not editor.is_valid():
        return _editor_page(request, editor, status=200 if request.method == "GET" else 422)
    return _save(request, amendment, lambda book: add_row(book, name, editor.new_row(book)), editor)


@access("plan.amend")
@require_POST
def restore(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """Take one edit back: the row stands again as in the version that is amended."""
    amendment = own_draft(request, amendment_id)
    table, _slash, key = request.POST.get("row", "").partition("/")
    name, base = get_table(table), book_from_dict(amendment.base.book)
    services.edit(
        actor=Actor.of(request), amendment=amendment, lock_version=seen_version(request),
        change=lambda book: restore_row(base, book, name, key),
    )  # fmt: skip
    messages.success(request, _("已恢复原样。"))
    return redirect("planning:amendment", amendment.pk)


@access("plan.amend")
@require_POST
def reason(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """Save the reason and the day."""
    amendment = own_draft(request, amendment_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_page(request, amendment, reason_form=form, status=422)
    try:
        services.set_reason(
            actor=Actor.of(request), amendment=amendment, lock_version=seen_version(request), **form.cleaned_data
        )
    except KechuangError as refused:
        form.add_error(
            None if isinstance(refused, StaleError) else "effective_from", refused.message(current_language())
        )
        return show_page(request, get_amendment(amendment_id), reason_form=form, status=409)
    messages.success(request, _("已保存。"))
    return redirect("planning:amendment", amendment.pk)


@access("plan.amend")
@require_POST
def rebase(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """Move the draft onto the newest version."""
    amendment = own_draft(request, amendment_id)
    moved, clashes = services.rebase(actor=Actor.of(request), amendment=amendment, lock_version=seen_version(request))
    if clashes:
        book = selectors.proposed_book(moved)
        names = selectors.list_words(
            [say(selectors.name_of(find_row(book, table, key))) for table, key in clashes if has_row(book, table, key)]
        )
        messages.warning(
            request, _("已移到现行版。以下条目两边都改过，保留了现行版的内容，请逐条核对：%(names)s") % {"names": names}
        )
    else:
        messages.success(request, _("已移到现行版，改动都在。"))
    return redirect("planning:amendment", amendment.pk)


@access("plan.amend")
@require_POST
def submit(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """Ask for approval."""
    amendment = get_amendment(amendment_id)
    stores_services.submit_amendment(actor=Actor.of(request), amendment=amendment, lock_version=seen_version(request))
    messages.success(request, _("已提交，等待提请人以外的人批准。"))
    return redirect("planning:amendment", amendment.pk)


@access("plan.amend")
@require_POST
def withdraw(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """Take one's own draft or submission back."""
    amendment = get_amendment(amendment_id)
    stores_services.withdraw_amendment(actor=Actor.of(request), amendment=amendment, lock_version=seen_version(request))
    messages.success(request, _("已撤回。"))
    return redirect("planning:amendment", amendment.pk)


@access("plan.approve")
@require_POST
def decide(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """Approve, send back, or refuse."""
    amendment, actor, version = get_amendment(amendment_id), Actor.of(request), seen_version(request)
    opinion, decision = request.POST.get("opinion", "").strip()[:2000], request.POST.get("decision")
    if decision not in {"approve", "return", "reject"}:
        raise Http404
    try:
        if decision == "approve":
            made = stores_services.approve_amendment(
                actor=actor, amendment=amendment, lock_version=version, note=opinion
            )
            messages.success(request, _("已批准，成为第%(number)s版。") % {"number": made.number})
        elif decision == "return":
            stores_services.return_amendment(actor=actor, amendment=amendment, lock_version=version, note=opinion)
            messages.success(request, _("已退回提请人。"))
        else:
            stores_services.reject_amendment(actor=actor, amendment=amendment, lock_version=version, note=opinion)
            messages.success(request, _("已记为不予批准。"))
    except KechuangError as refused:
        return show_page(
            request,
            get_amendment(amendment_id),
            refusal=refused.message(current_language()),
            opinion=opinion,
            status=422,
        )
    return redirect("planning:amendment", amendment.pk)


# --- the form of a row ------------------------------------------------------------------------------------------------


@dataclass
class _Editor:
    """The form of one row, with its targets where it is an indicator."""

    amendment: Amendment
    table: Table
    row: Row | None
    data: Any

    def __post_init__(self) -> None:
        self.book = selectors.proposed_book(self.amendment)
        self.form = FORMS[self.table](self.book, self.row, self.data)
        self.targets = target_forms(self.row, self.data) if self.table == "indicators" else None  # type: ignore[arg-type]

    def is_valid(self) -> bool:
        """Whether every part is right; all parts are checked, so that all mistakes show at once."""
        checked = [self.form.is_valid(), self.targets is None or self.targets.is_valid()]
        return all(checked)

    def values(self) -> dict[str, Any]:
        """The changed fields as plain data."""
        values = self.form.values()
        if self.targets is not None and (self.targets.has_changed() or "unit" in self.form.changed_data):
            unit = self.form.cleaned_data["unit"]
            values["targets"] = [plain for line in self.targets if (plain := line.values(unit)) is not None]
        return values

    def new_row(self, book: PlanBook) -> dict[str, Any]:
        """The whole of a new row, with a code that is free."""
        return self.form.every() | self.form.identity(book)


def _editor_page(
    request: HttpRequest, editor: _Editor, *, refusal: str = "", clash: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    amendment, row = editor.amendment, editor.row
    name = say(selectors.name_of(row)) if row is not None else ""
    context = {
        "amendment": amendment,
        "form": editor.form,
        "targets": editor.targets,
        "unit": getattr(row, "unit", ""),
        "heading": _("修订：%(name)s") % {"name": name} if name else _("新增一条"),
        "back": reverse("planning:amendment", args=[amendment.pk]),
        "removable": row is not None and editor.table in {"tasks", "indicators"},
        "refusal": refusal,
        "clash": clash,
        "crumbs": crumbs_of(amendment, name or _("新增")),
    }
    return render_page(request, "planning/amendments/edit.html", context, status=status)


def _save(
    request: HttpRequest, amendment: Amendment, change: Callable[[PlanBook], PlanBook], editor: _Editor
) -> HttpResponse:
    """Write the edit; a mistake or a clash comes back with what was typed."""
    try:
        services.edit(actor=Actor.of(request), amendment=amendment, lock_version=seen_version(request), change=change)
    except StaleError:
        return _clash(request, editor)
    except KechuangError as refused:
        return _editor_page(request, editor, refusal=refused.message(current_language()), status=422)
    messages.success(request, _("已写入修订。"))
    return redirect("planning:amendment", amendment.pk)


def _clash(request: HttpRequest, editor: _Editor) -> HttpResponse:
    """Another window saved meanwhile: what stands there now is shown above what was typed, and nothing is overwritten."""
    now = get_amendment(editor.amendment.pk)
    held, base = selectors.proposed_book(now), book_from_dict(now.base.book)
    key = getattr(editor.row, TABLES[editor.table], "")
    changes = [one for one in diff_books(base, held) if (one.table, one.code) == (editor.table, key)]
    last = selectors.steps_of(now)[-1]
    clash = {"who": last["who"], "at": last["at"], "changes": group_changes(changes, held)}
    return _editor_page(request, replace(editor, amendment=now), clash=clash, status=409)
