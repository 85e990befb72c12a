"""Pages of a plan's versions: the list, one version, the plan of a past day, two versions side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kechuang_web.kit.access import access
from kechuang_web.kit.language import say
from kechuang_web.kit.pages import download_csv, render_page
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.selectors import Published
from solutions.planning.web.versions import selectors


@access("plan.view")
@require_GET
def versions(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Every version, and the way to compare two."""
    entries = selectors.list_versions(plan_code)
    latest = selectors.get_version(plan_code, entries[0].number)
    context = {
        "plan_code": plan_code,
        "plan_name": say(latest.book.title),
        "entries": entries,
        "crumbs": [(_("规划文件"), reverse("planning:library")), (_("版本"), "")],
    }
    return render_page(request, "planning/versions/list.html", context)


@access("plan.view")
@require_GET
def version(request: HttpRequest, plan_code: str, number: int) -> HttpResponse:
    """The whole plan as one version has it."""
    return _show(request, selectors.get_version(plan_code, number))


@access("plan.view")
@require_GET
def on_day(request: HttpRequest, plan_code: str) -> HttpResponse:
    """The plan as it was in force on the day of ``?as_of=``; before the first version, the page says so."""
    found = stores.plan_on(request.as_of.day, plan_code=plan_code)  # type: ignore[attr-defined]
    if found is not None:
        return _show(request, found, on_day=True)
    first = selectors.all_versions(plan_code)[0]
    context = {
        "plan_name": say(first.book.title),
        "first": first,
        "plan_code": plan_code,
        "crumbs": [(_("规划文件"), reverse("planning:library")), (say(first.book.title), "")],
    }
    return render_page(request, "planning/versions/before.html", context)


@access("plan.view")
@require_GET
def compare(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Two versions side by side: what changed, or everything; also as CSV."""
    every = selectors.all_versions(plan_code)
    numbers = [one.number for one in every]
    if len(every) < 2:
        return redirect("planning:versions", plan_code)
    old_number, new_number = (
        _chosen(request, "from", numbers, numbers[-2]),
        _chosen(request, "to", numbers, numbers[-1]),
    )
    old, new = (selectors.get_version(plan_code, number) for number in (old_number, new_number))
    changes = selectors.compare_versions(old, new)
    if request.GET.get("format") == "csv":
        name = _("%(plan)s-第%(old)s版与第%(new)s版.csv") % {
            "plan": say(new.book.title),
            "old": old.number,
            "new": new.number,
        }
        head = [_("类别"), _("编码"), _("名称"), _("栏目"), _("第%(number)s版") % {"number": old.number},
                _("第%(number)s版") % {"number": new.number}]  # fmt: skip
        rows = [[row.what, row.key, row.name, line.field, line.old, line.new] for row in changes for line in row.lines]
        return download_csv(name, head, rows)
    context: dict[str, Any] = {
        "plan_code": plan_code,
        "plan_name": say(new.book.title),
        "old": old,
        "new": new,
        "numbers": numbers,
        "changes": changes,
        "everything": request.GET.get("show") == "all",
        "crumbs": [(_("规划文件"), reverse("planning:library")), (_("版本"), reverse("planning:versions", args=[plan_code])),
                   (_("比较"), "")],
    }  # fmt: skip
    if context["everything"]:
        context["sides"] = _side_by_side(old, new, changes)
    return render_page(request, "planning/versions/compare.html", context)


def _show(request: HttpRequest, found: Published, *, on_day: bool = False) -> HttpResponse:
    book = found.book
    context = {
        "plan_code": book.code,
        "book": book,
        "version": found,
        "on_day": on_day,
        "indicators": selectors.indicator_lines(book),
        "blocks": selectors.programme_blocks(book),
        "current": stores.plan_on(plan_code=book.code),
        "may_amend": request.user.has_perm("plan.amend"),
        "crumbs": [(_("规划文件"), reverse("planning:library")), (_("版本"), reverse("planning:versions", args=[book.code])),
                   (_("第%(number)s版") % {"number": found.number}, "")],
    }  # fmt: skip
    return render_page(request, "planning/versions/show.html", context)


def _side_by_side(old: Published, new: Published, changes: list[Any]) -> dict[str, Any]:
    """Every indicator and task of either version, those that differ marked."""
    touched = {(row.table, row.key) for row in changes}
    sides = {}
    for table in ("indicators", "tasks"):
        before = {row.code: row for row in getattr(old.book, table)}
        after = {row.code: row for row in getattr(new.book, table)}
        sides[table] = [
            {
                "code": code,
                "old": _line(old, before.get(code)),
                "new": _line(new, after.get(code)),
                "touched": (table, code) in touched,
            }
            for code in dict.fromkeys([*before, *after])
        ]
    return sides


def _line(version: Published, row: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    units = selectors.unit_names(version.book)
    target = getattr(row, "target", None)
    return {
        "name": say(row.name),
        "target": target.quantity if target else None,
        "unit": units.get(row.lead_unit or "", row.lead_unit or ""),
    }


def _chosen(request: HttpRequest, name: str, numbers: list[int], usual: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return usual
    if not text.isdecimal() or len(text) > 6 or int(text) not in numbers:
        raise Http404
    return int(text)
