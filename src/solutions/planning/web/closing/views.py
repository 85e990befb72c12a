"""The page of a plan's end: the preview, the closing, and the draft of the next plan."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kechuang.plan.book import PlanBook, dump_book
from kechuang.values import KechuangError, Sentence
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access, may_open
from kechuang_web.kit.pages import render_page
from solutions.planning.web.closing import services
from solutions.planning.web.monitor.board import STATES
from solutions.planning.web.monitor.situation import Situation
from solutions.planning.web.monitor.views import with_situation


@require_http_methods(["GET", "HEAD", "POST"])
@access("plan.view")
@with_situation
def closing(request: HttpRequest, situation: Situation) -> HttpResponse:
    """How the plan ended, what stays open, and the form that closes it."""
    typed = {key: request.POST.get(key, "")[:4000] for key in ("by", "evaluation", "evaluation_en", "document")}
    error: Sentence | None = None
    if request.method == "POST":
        try:
            services.close(situation=situation, closing=services.Closing(**typed), actor=Actor.of(request))
        except KechuangError as refused:
            error = Sentence(refused.zh, refused.en)
        else:
            messages.success(request, _("规划已结项；未完成的指标和任务可以结转到下期规划。"))
            return redirect(f"{reverse('planning:closing')}?as_of={situation.day.isoformat()}")
    page = _page(request, situation) | {"error": error, "typed": typed}
    crumbs = [(_("主要指标"), reverse("planning:overview")), (_("期末评估与结转"), "")]
    return render_page(
        request, "planning/closing/closing.html", {"page": page, "crumbs": crumbs}, status=422 if error else 200
    )


def _page(request: HttpRequest, situation: Situation) -> dict[str, Any]:
    book, ended = situation.book, situation.day > situation.book.period.end
    closed = book if book.closed else (services.preview(situation) if ended else None)
    names = {row.code: row.name for row in (*book.indicators, *book.tasks)}
    outcomes = closed.closed.outcomes if closed and closed.closed else ()
    tasks = [one for one in outcomes if one.kind == "task"]
    states = Counter(task.state for task in situation.report.tasks)
    return {
        "book": book,
        "ended": ended,
        "closed": book.closed,
        "indicators": [
            {"code": one.code, "name": names[one.code], "status": one.status, "open": one.open, "note": one.note}
            for one in outcomes
            if one.kind == "indicator"
        ],
        "tasks_open": [{"code": one.code, "name": names[one.code]} for one in tasks if one.open],
        "tasks_total": len(tasks),
        "states": [(code, word, states[code]) for code, word in STATES.items() if states[code]],
        "next_code": f"{book.region}-{_plan_number(book.period.end.year + 1)}",
        "next_period": f"{book.period.end.year + 1}-{2 * book.period.end.year - book.period.start.year + 1}",
        "lead": _lead(book, ended, outcomes),
        "may_close": may_open(request.user, "plan.publish") and ended and book.closed is None,
    }


def _plan_number(first_year: int) -> str:
    """How the next five-year plan is usually coded: 155 for the fifteenth, which begins in 2026."""
    return f"{(first_year - 1951) // 5 * 10 + 5}" if (first_year - 1951) % 5 == 0 else str(first_year)


def _lead(book: PlanBook, ended: bool, outcomes: Any) -> Sentence:
    end = f"{book.period.end.year}年{book.period.end.month}月{book.period.end.day}日"
    if not ended:
        return Sentence(
            f"规划期到{end}结束，届时在这里做期末评估，并把未完成的事项结转到下期规划。",
            f"The plan runs to {book.period.end.isoformat()}; its final evaluation and what it hands on are made here then.",
        )
    left = [one for one in outcomes if one.open]
    indicators = sum(one.kind == "indicator" for one in left)
    zh = f"规划期已于{end}结束。{indicators}项指标和{len(left) - indicators}项任务仍未了结，应结转到下期规划。"
    en = f"The plan ended on {book.period.end.isoformat()}. {indicators} indicators and {len(left) - indicators} tasks are open."
    return Sentence(zh, en)


@require_safe
@access("plan.view")
@with_situation
def next_plan(request: HttpRequest, situation: Situation) -> HttpResponse:
    """The draft of the next plan as a file of the plan book's format."""
    asked = {key: request.GET.get(key, "")[:200] for key in ("code", "title", "period")}
    try:
        draft = services.draft_next(situation.book, **asked)
    except KechuangError as refused:
        messages.error(request, Sentence(refused.zh, refused.en).text("en" if request.LANGUAGE_CODE == "en" else "zh"))
        return redirect("planning:closing")
    response = HttpResponse(dump_book(draft), content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{draft.code}.yaml") or "attachment"
    return response
