"""The second step: the file as it came, with every problem at its cell; the question of units; going on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kechuang.intake import cell_name
from kechuang_web.audit.services import Actor
from kechuang_web.intake import content, jobs, returning, selectors, services, staging
from kechuang_web.intake.models import IntakeBatch, IntakePart, IntakeProblem
from kechuang_web.intake.questions import letter_of
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language
from kechuang_web.kit.pages import paginate
from solutions.data.web.intake.columns import version_of
from solutions.data.web.intake.pages import address_of_step, find_batch, must_be_at, render_step
from solutions.data.web.intake.words import name_kind

PER_PAGE = 50
#: Notes about whole columns and sheets that are shown above the rows.
MOST_WHOLE = 30


@dataclass(frozen=True, slots=True)
class Said:
    """A problem's sentence under its row."""

    cell: str
    severity: str
    sentence: dict[str, str]


@dataclass(slots=True)
class Cell:
    """A cell as it stands in the file, and how bad the worst that is said of it is."""

    text: str
    severity: str = ""
    unread: bool = False


@dataclass(slots=True)
class Row:
    """A row with its cells and what is said of them."""

    number: int
    wrong: bool
    cells: list[Cell]
    said: list[Said] = field(default_factory=list)


@access("intake.use")
@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of one sheet, those with problems first asked for."""
    batch = find_batch(request, pk)
    elsewhere = must_be_at(batch, "checked", "resolved", "committed", "withdrawn")
    if elsewhere is not None:
        return elsewhere
    included = selectors.included_parts(batch)
    if batch.task or not included:
        return render_step(request, batch, "check")
    asked = request.GET.get("part", "")
    part = next((one for one in included if str(one.position) == asked), included[0])
    questions = services.open_questions(batch) if batch.is_open else []
    context = {
        "part": part,
        "included": included,
        "several": len(included) > 1,
        "questions": questions,
        "whole": list(
            part.problems.filter(place=None).exclude(kind__in=["unit_missing", "unit_column"])[:MOST_WHOLE]
        ),  # asked above
        "troubled": any(one.counts.get("error") or one.counts.get("warning") for one in included),
        "message": returning.message_to_sender(batch, current_language()),
        "skipped": _skipped(part),
    }
    return render_step(request, batch, "check", context | _rows(request, part), fragment="_check_rows")


def _rows(request: HttpRequest, part: IntakePart) -> dict[str, Any]:
    placed = part.problems.exclude(place=None)
    tallied = placed.values("kind", "severity").annotate(n=Count("pk")).order_by("-n")
    rank = {"error": 0, "warning": 1, "note": 2}
    kinds = [
        {"code": row["kind"], "severity": row["severity"], "word": name_kind(row["kind"]), "count": row["n"]}
        for row in sorted(tallied, key=lambda row: (rank[row["severity"]], -row["n"]))
    ]
    troubled = placed.exclude(severity="note").values("place").distinct().count()
    kind, show = request.GET.get("kind", "")[:40], request.GET.get("show", "")
    if kind and kind in {one["code"] for one in kinds}:
        places: Any = placed.filter(kind=kind).values_list("place", flat=True).distinct().order_by("place")
    elif show == "all" or not troubled:
        kind, show, places = "", "all", range(part.counts.get("rows", 0))
    else:
        kind = ""
        places = placed.exclude(severity="note").values_list("place", flat=True).distinct().order_by("place")
    page = paginate(request, places, PER_PAGE)
    return {
        "kinds": kinds, "kind": kind, "show": show, "troubled_rows": troubled, "page": page,
        "columns": _columns(part), "rows": show_rows(part, list(page)),
    }  # fmt: skip


def _columns(part: IntakePart) -> list[dict[str, Any]]:
    known = content.record_types(part.batch.region).get(part.record_type)
    shown = []
    for one in part.columns:
        code = one.get("field") or ""
        named = known.by_code.get(code) if known else None
        word = named.name.text(current_language()) if named else code
        shown.append(
            {
                "heading": one["heading"] or letter_of(one["column"]),
                "field": code,
                "word": word,
                "unit": one.get("unit") or "",
            }
        )
    return shown


def show_rows(part: IntakePart, places: list[int]) -> list[Row]:
    """The rows at some places with their problems, in order."""
    staged = staging.rows_at(part, places)
    columns = [one["column"] for one in part.columns]
    read = {one["column"] for one in part.columns if one.get("field")}
    rows: dict[int, Row] = {}
    for place in places:
        if place in staged:
            one = staged[place]
            cells = [Cell(text, unread=column not in read) for column, text in zip(columns, one.cells, strict=False)]
            rows[place] = Row(one.row, one.wrong, cells)
    for problem in part.problems.filter(place__in=list(rows)):
        _mark(rows[problem.place], problem, columns)
    return list(rows.values())


def _mark(row: Row, problem: IntakeProblem, columns: list[int]) -> None:
    worse = {"": 0, "note": 1, "warning": 2, "error": 3}
    name = cell_name(problem.row, problem.column) if problem.row and problem.column else ""
    if problem.column in columns:
        at = columns.index(problem.column)
        if at < len(row.cells) and worse[problem.severity] > worse[row.cells[at].severity]:
            row.cells[at].severity = problem.severity
    row.said.append(Said(name, problem.severity, problem.sentence))


def _skipped(part: IntakePart) -> str:
    told = []
    for code, words in (
        ("totals", _("合计行 %(count)s 行")),
        ("notes", _("说明行 %(count)s 行")),
        ("hidden", _("隐藏行 %(count)s 行")),
        ("repeated", _("重复表头 %(count)s 行")),
    ):
        count = part.counts.get("skipped", {}).get(code)
        if count:
            told.append(words % {"count": count})
    return _("没有当作数据的：%(list)s。") % {"list": "、".join(told)} if told else ""


@access("intake.use")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in which unit columns stand; the rows are checked anew."""
    batch = find_batch(request, pk)
    given: dict[int, dict[int, str]] = {}
    for key, value in request.POST.items():
        mark, _dash, rest = key.partition("-")
        position, _dash, column = rest.partition("-")
        if mark == "u" and position.isdigit() and column.isdigit():
            given.setdefault(int(position), {})[int(column)] = value[:20]
    services.answer_units(actor=Actor.of(request), batch=batch, lock_version=version_of(request), units=given)
    jobs.start(batch, wait=2.0)
    return redirect(address_of_step(batch, "check" if not batch.task else ""))


@access("intake.use")
@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on: find out whom the rows mean."""
    batch: IntakeBatch = find_batch(request, pk)
    if batch.state != "resolved" or batch.task:
        services.order_resolution(actor=Actor.of(request), batch=batch, lock_version=version_of(request))
        jobs.start(batch, wait=2.0)
    return redirect(address_of_step(batch))
