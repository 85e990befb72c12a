"""The monitoring pages. A view reads the situation, makes a page of it and renders; nothing is computed here.

The pages are open to everybody (``promise.view``): who has no desk here sees public figures only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kechuang.values import Sentence
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access, may_open
from kechuang_web.kit.pages import download_csv, download_excel, render_page
from solutions.planning.web.models import Study
from solutions.planning.web.monitor import board as boards
from solutions.planning.web.monitor import observations, studies, text_page
from solutions.planning.web.monitor import worklist as worklists
from solutions.planning.web.monitor.indicator_page import make_indicator_page
from solutions.planning.web.monitor.overview import make_overview
from solutions.planning.web.monitor.situation import Situation, read_situation

Page = Callable[..., HttpResponse]
_DOWNLOADS = {"csv": download_csv, "xlsx": download_excel}


def with_situation(view: Page) -> Page:
    """Give the view the situation of the day; without any published plan the page says what to do first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        situation = read_situation(request)
        if situation is None:
            return render_page(
                request, "planning/monitor/no_plan.html", {"may_import": may_open(request.user, "plan.import")}
            )
        return view(request, situation, *args, **kwargs)

    return guarded


def _crumbs(*steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("主要指标"), reverse("planning:overview")), *steps]


@require_safe
@access("promise.view")
@with_situation
def overview(request: HttpRequest, situation: Situation) -> HttpResponse:
    """The leader's page."""
    page = make_overview(situation, studies.studies_of(situation.book.code))
    return render_page(request, "planning/monitor/overview.html", {"page": page})


@require_safe
@access("promise.view")
@with_situation
def indicator(request: HttpRequest, situation: Situation, code: str) -> HttpResponse:
    """One indicator with everything behind it."""
    try:
        page = make_indicator_page(situation, code, studies.studies_of(situation.book.code))
    except KeyError:
        raise Http404(_("这一版规划没有这项指标。")) from None
    return render_page(
        request, "planning/monitor/indicator.html", {"page": page, "crumbs": _crumbs((page["name"], ""))}
    )


@require_safe
@access("promise.view")
@with_situation
def board(request: HttpRequest, situation: Situation) -> HttpResponse:
    """Programmes and their tasks."""
    page = boards.make_board(situation, boards.Asked.read(request.GET))
    return render_page(request, "planning/monitor/board.html", {"page": page, "crumbs": _crumbs((_("工程与任务"), ""))})


@require_safe
@access("promise.view")
@with_situation
def task(request: HttpRequest, situation: Situation, code: str) -> HttpResponse:
    """One task with its evidence."""
    try:
        page = boards.make_task_page(situation, code)
    except KeyError:
        raise Http404(_("这一版规划没有这项任务。")) from None
    crumbs = _crumbs((_("工程与任务"), reverse("planning:board")), (code, ""))
    return render_page(request, "planning/monitor/task.html", {"page": page, "crumbs": crumbs})


@require_safe
@access("promise.view")
@with_situation
def text(request: HttpRequest, situation: Situation) -> HttpResponse:
    """The plan clause by clause, with the state of its promises in the margin."""
    page = text_page.make_text_page(situation, request.GET.get("words", ""))
    return render_page(request, "planning/monitor/text.html", {"page": page, "crumbs": _crumbs((_("规划文本"), ""))})


@require_safe
@access("plan.view")
@with_situation
def worklist(request: HttpRequest, situation: Situation) -> HttpResponse:
    """What the bureau has to get, and what nobody answers for."""
    page = worklists.make_worklist(situation)
    crumbs = _crumbs((_("数据工作清单"), ""))
    return render_page(request, "planning/monitor/worklist.html", {"page": page, "crumbs": crumbs})


@require_http_methods(["GET", "HEAD", "POST"])
@access("plan.view")
@with_situation
def study(request: HttpRequest, situation: Situation, code: str) -> HttpResponse:
    """Propose a study of a target met early, or decide the one that is open."""
    try:
        status = situation.report.indicator(code)
    except KeyError:
        raise Http404(_("这一版规划没有这项指标。")) from None
    held = studies.studies_of(situation.book.code).get(code)
    error: Sentence | None = None
    typed = {key: request.POST.get(key, "") for key in ("reason", "option", "opinion")}
    if request.method == "POST":
        try:
            return _act_on_study(request, situation, code, typed)
        except studies.StudyError as refused:
            error = Sentence(refused.zh, refused.en)
    proposal = next((one for one in situation.report.proposals if one.kind == "study" and one.code == code), None)
    page = {
        "code": code,
        "name": status.name,
        "proposal": proposal,
        "explanation": status.explanation,
        "study": held,
        "open": held is not None and not held.option,
        "may_propose": may_open(request.user, "study.propose"),
        "may_decide": may_open(request.user, "study.decide")
        and held is not None
        and held.proposed_by_id != request.user.pk,
        "options": Study.Option.choices,
        "error": error,
        "typed": typed,
    }
    crumbs = _crumbs((status.name, reverse("planning:indicator", args=[code])), (_("提请研究"), ""))
    return render_page(
        request, "planning/monitor/study.html", {"page": page, "crumbs": crumbs}, status=422 if error else 200
    )


def _act_on_study(request: HttpRequest, situation: Situation, code: str, typed: dict[str, str]) -> HttpResponse:
    actor = Actor.of(request)
    back = f"{reverse('planning:study', args=[code])}?as_of={situation.day.isoformat()}"
    if "study" in request.POST:
        number = request.POST["study"]
        done = studies.decide_study(
            study_id=int(number) if number.isdecimal() else 0,
            option=typed["option"],
            opinion=typed["opinion"],
            actor=actor,
        )
        if done.option == "raise":
            messages.success(request, _("已决定提高目标，请规划科按修订程序办理。"))
        else:
            messages.success(request, _("已记录决定。"))
    else:
        studies.propose_study(situation=situation, code=code, reason=typed["reason"], actor=actor)
        messages.success(request, _("已提请研究，等待区领导或分管局长决定。"))
    return redirect(back)


# --- downloads ---------------------------------------------------------------------------------------------------------


def _download(name: str, form: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    if form not in _DOWNLOADS:
        raise Http404(_("只能导出为 csv 或 xlsx。"))
    return _DOWNLOADS[form](f"{name}.{form}", head, rows)


@require_safe
@access("promise.view")
@with_situation
def overview_export(request: HttpRequest, situation: Situation, form: str) -> HttpResponse:
    """Every figure behind the eleven indicators."""
    rows = [
        row
        for status in (*situation.report.indicators, *situation.report.watched)
        for row in observations.export_rows(situation, status)
    ]
    return _download(f"主要指标数据-{situation.day.isoformat()}", form, observations.EXPORT_HEAD, rows)


@require_safe
@access("promise.view")
@with_situation
def indicator_export(request: HttpRequest, situation: Situation, code: str, form: str) -> HttpResponse:
    """The observations of one indicator."""
    try:
        status = situation.report.indicator(code)
    except KeyError:
        raise Http404(_("这一版规划没有这项指标。")) from None
    rows = observations.export_rows(situation, status)
    return _download(f"{status.name.zh}-{situation.day.isoformat()}", form, observations.EXPORT_HEAD, rows)


@require_safe
@access("promise.view")
@with_situation
def board_export(request: HttpRequest, situation: Situation, form: str) -> HttpResponse:
    """The tasks that meet the filters."""
    rows = boards.export_rows(situation, boards.Asked.read(request.GET))
    return _download(f"工程与任务-{situation.day.isoformat()}", form, boards.EXPORT_HEAD, rows)


@require_safe
@access("plan.view")
@with_situation
def worklist_export(request: HttpRequest, situation: Situation, form: str) -> HttpResponse:
    """The figures to be got."""
    return _download(
        f"数据工作清单-{situation.day.isoformat()}", form, worklists.EXPORT_HEAD, worklists.export_rows(situation)
    )
