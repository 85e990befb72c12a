"""The review screen and the fragments it is made of."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access
from kechuang_web.kit.pages import render_page
from kechuang_web.kit.states import find_state
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.errors import StaleError
from kechuang_web.stores.models import PlanDocument, Reading
from solutions.planning.web.library.selectors import title_of, years_of
from solutions.planning.web.review import selectors, services
from solutions.planning.web.review.cards import value_word
from solutions.planning.web.review.forms import FORMS, ReadingForm
from solutions.planning.web.review.pages import get_document, get_reading
from solutions.planning.web.review.suggestions import suggest
from solutions.planning.web.review.text import render_excerpt, render_text

DECISIONS = {"accept": "accepted", "reject": "rejected", "reopen": "pending"}


@access("plan.view")
@require_GET
def page(request: HttpRequest, document_id: int) -> HttpResponse:
    """The whole screen; for htmx, the list of one tab."""
    document = get_document(document_id)
    readings = list(stores.readings(document.pk))
    tab, state = request.GET.get("tab", ""), request.GET.get("state", "")
    wanted = _wanted(request, readings)
    if wanted is not None:
        tab, state = wanted.kind, ""
    context = _common(request, document) | {
        "listing": selectors.make_listing(document, readings, tab=tab, state=state, base=request.path),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render_page(request, "", context, fragment="planning/review/rows.html")
    headings = selectors.headings_of(document)
    context |= {
        "text": render_text(document.text, headings, selectors.marks_of(readings)),
        "outline": selectors.outline_of(headings, readings),
        "progress": selectors.progress_in(readings),
        "crumbs": [(_("规划文件"), reverse("planning:library")), (_("审阅"), "")],
    }
    return render_page(request, "planning/review/page.html", context, fragment="planning/review/rows.html")


@access("plan.view")
@require_GET
def row(request: HttpRequest, reading_id: int) -> HttpResponse:
    """One row as it is now: what a cancelled form goes back to."""
    reading = get_reading(reading_id)
    return render(request, "planning/review/row.html", _row_context(request, reading))


@access("plan.review")
@require_POST
def decide(request: HttpRequest, reading_id: int, decision: str) -> HttpResponse:
    """Accept, reject or put back."""
    if decision not in DECISIONS:
        raise Http404
    reading = get_reading(reading_id)
    state = DECISIONS[decision]
    if reading.payload.get("origin") == "person" and state in {"accepted", "pending"}:
        state = "added"
    try:
        fresh = services.decide(actor=Actor.of(request), reading=reading, state=state, lock_version=_version(request))
    except StaleError as stale:
        lines = [(_("状态"), _state_word(_now(reading)), find_state(state).word)]
        return _clash(request, reading, stale, lines, request.path, [])
    return _answer(request, fresh)


@access("plan.review")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, reading_id: int) -> HttpResponse:
    """The form in the row, and saving it."""
    reading = get_reading(reading_id)
    if reading.kind not in FORMS:
        raise Http404
    form = FORMS[reading.kind](
        reading.content | {"_id": reading.pk}, request.POST if request.method == "POST" else None
    )
    if request.method == "GET" or not form.is_valid():
        context = _row_context(request, reading) | {"fields": _fields(form)}
        context["row"] = context["rows"][0]
        return render(request, "planning/review/form_row.html", context, status=200 if request.method == "GET" else 422)
    content = form.changed_content()
    try:
        fresh = services.decide(
            actor=Actor.of(request),
            reading=reading,
            state="corrected",
            lock_version=_version(request),
            corrected=content,
        )
    except StaleError as stale:
        now = _now(reading)
        theirs = FORMS[reading.kind].fill(now.content)
        lines = [(_("状态"), _state_word(now), find_state("corrected").word)]
        lines += [
            (form.fields[name].label, _shown(theirs.get(name)), _shown(request.POST.get(name)))
            for name in form.fields
            if _shown(theirs.get(name)) != _shown(request.POST.get(name))
        ]
        return _clash(
            request, reading, stale, lines, request.path, [(name, request.POST.get(name, "")) for name in form.fields]
        )
    return _answer(request, fresh)


@access("plan.review")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, document_id: int) -> HttpResponse:
    """A form filled from the selected text, and keeping what it says."""
    document = get_document(document_id)
    asked = request.POST if request.method == "POST" else request.GET
    kind, start, end = asked.get("what", ""), _whole(asked.get("start")), _whole(asked.get("end"))
    if kind not in FORMS or not 0 <= start < end <= len(document.text):
        raise Http404
    content = suggest(kind, document.text, start, end, years_of(document))
    form = FORMS[kind](content, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        words = {"quantity": _("补充指标数值"), "task": _("补充任务"), "entity": _("补充名称")}
        context = {
            "document": document, "kind": kind, "start": start, "end": end, "title": words[kind], "fields": _fields(form),
            "excerpt": render_excerpt(document.text, start, end, around=20),
        }  # fmt: skip
        return render(request, "planning/review/add.html", context, status=200 if request.method == "GET" else 422)
    payload = form.changed_content() | {"start": start, "end": end, "origin": "person"}
    added = services.add(actor=Actor.of(request), document=document, kind=kind, start=start, end=end, payload=payload)
    return _changed(request, document, [added], _("已补充。"))


@access("plan.review")
@require_POST
def undo(request: HttpRequest, document_id: int) -> HttpResponse:
    """Take back the person's last step."""
    document = get_document(document_id)
    restored = services.undo(actor=Actor.of(request), document=document)
    says = _("已撤销。") if len(restored) == 1 else _("已撤销 %(count)s 条。") % {"count": len(restored)}
    return _changed(request, document, restored, says)


@access("plan.review")
@require_POST
def bulk(request: HttpRequest, document_id: int) -> HttpResponse:
    """Accept the doubtless rows of a section; answers with the list as it is then."""
    document = get_document(document_id)
    pairs = (value.partition(":") for value in request.POST.getlist("row"))
    choices = [(_whole(pk), _whole(version)) for pk, _colon, version in pairs]
    try:
        count = services.accept_many(actor=Actor.of(request), document=document, choices=choices)
        says, status = _("已采纳 %(count)s 条。") % {"count": count}, 200
    except StaleError:
        says, status = _("这一节有人刚改过，没有采纳任何一条；请看过最新内容再试。"), 409
    readings = list(stores.readings(document.pk))
    listing = selectors.make_listing(
        document, readings, tab=request.POST.get("tab", ""), state=request.POST.get("state", ""),
        base=reverse("planning:review", args=[document.pk]),
    )  # fmt: skip
    context = _common(request, document) | {
        "listing": listing,
        "progress": selectors.progress_in(readings),
        "oob": True,
    }
    context["with_progress"] = True
    return _say(render(request, "planning/review/rows.html", context, status=status), says)


# --- pieces -----------------------------------------------------------------------------------------------------------


def _now(reading: Reading) -> Reading:
    return Reading.objects.select_related("decided_by").get(pk=reading.pk)


def _common(request: HttpRequest, document: PlanDocument) -> dict[str, Any]:
    published = document.versions.exists()
    return {
        "document": document,
        "title": title_of(document),
        "rows_base": reverse("planning:review_row", args=[0]).removesuffix("0/"),
        "may_review": request.user.has_perm("plan.review") and not published,
        "publish_address": _publish_address(request, document) if not published else "",
        "published": published,
    }


def _publish_address(request: HttpRequest, document: PlanDocument) -> str:
    return reverse("planning:publish", args=[document.pk]) if request.user.has_perm("plan.publish") else ""


def _row_context(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    return _common(request, reading.document) | {"rows": selectors.cards_of(reading.document, [reading])}


def _answer(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The row as it is now, with the progress beside it."""
    reading = get_reading(reading.pk)
    context = _row_context(request, reading)
    context |= {"progress": selectors.progress_of(reading.document_id), "oob": True, "with_progress": True}
    card = context["rows"][0]
    return _say(render(request, "planning/review/row.html", context), f"{find_state(card.state).word}：{card.name}")


def _changed(request: HttpRequest, document: PlanDocument, readings: list[Reading], says: str) -> HttpResponse:
    """Readings were added or restored: the blocks of text they stand in, the progress, and which one to show."""
    every = list(stores.readings(document.pk))
    context = {
        "progress": selectors.progress_in(every),
        "oob": True,
        "blocks": selectors.blocks_around(document, every, readings),
    }
    response = render(request, "planning/review/changed.html", context)
    trigger_client_event(response, "review:changed", {"id": readings[0].pk}, after="swap")
    return _say(response, says)


def _clash(
    request: HttpRequest,
    reading: Reading,
    stale: StaleError,
    lines: list[Any],
    address: str,
    fields: list[tuple[str, str]],
) -> HttpResponse:
    """What stands there now beside what the person wanted; the person decides, nothing is overwritten."""
    now = get_reading(reading.pk)
    context = _row_context(request, now)
    context["clash"] = {"who": str(now.decided_by or ""), "lines": lines, "address": address, "fields": fields}
    context["row"] = context["rows"][0]
    response = render(request, "planning/review/row.html", context, status=409)
    return _say(response, _("这一条刚被改过，您的修改没有保存。"))


def _say(response: HttpResponse, words: str) -> HttpResponse:
    return trigger_client_event(response, "review:said", {"say": words})


def _fields(form: ReadingForm) -> list[tuple[Any, int]]:
    widths = getattr(form, "WIDTHS", {})
    return [(form[name], widths.get(name, 6)) for name in form.fields]


def _state_word(reading: Reading) -> str:
    value = value_word(reading.content) if reading.kind == "quantity" else ""
    return f"{find_state(reading.state).word} {value}".strip()


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _version(request: HttpRequest) -> int:
    return _whole(request.POST.get("lock_version"))


def _whole(text: Any) -> int:
    return int(text) if str(text or "").isdecimal() and len(str(text)) < 12 else -1


def _wanted(request: HttpRequest, readings: list[Reading]) -> Reading | None:
    pk = _whole(request.GET.get("row"))
    return next((one for one in readings if one.pk == pk), None)
