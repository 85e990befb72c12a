"""Checking a reviewed document and publishing it as version 1."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kechuang.plan.book import Heading, PlanBook
from kechuang.values import KechuangError, Sentence
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language
from kechuang_web.kit.pages import render_page
from kechuang_web.stores import plan_services
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.errors import StateError
from kechuang_web.stores.models import PlanDocument, PlanVersion, Reading
from solutions.planning.web.library.selectors import title_of, years_of
from solutions.planning.web.review import proposal
from solutions.planning.web.review.pages import get_document

_PUBLISHED = re.compile(r"发布(?:时间|日期)[:：\s]*(20\d\d)[-年](\d{1,2})[-月](\d{1,2})")
_SOURCE = re.compile(r"来源[:：]\s*(\S{2,30})")


class PublishForm(forms.Form):
    """What a person states about the plan before it becomes a book."""

    title_zh = forms.CharField(label=gettext_lazy("规划名称"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=300, required=False)
    first_year = forms.IntegerField(label=gettext_lazy("规划期起"), min_value=1990, max_value=2099)
    last_year = forms.IntegerField(label=gettext_lazy("规划期止"), min_value=1991, max_value=2100)
    effective_from = forms.DateField(
        label=gettext_lazy("生效日期"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("一般为规划发布之日。"),
    )  # fmt: skip
    publisher = forms.CharField(label=gettext_lazy("发布单位"), max_length=120, required=False)
    number = forms.CharField(label=gettext_lazy("文号"), max_length=120, required=False)
    code = forms.SlugField(
        label=gettext_lazy("规划编码"), max_length=60, help_text=gettext_lazy("小写字母、数字和连字符，发布后不再改变。"),
    )  # fmt: skip
    on_track = forms.IntegerField(label=gettext_lazy("正常线（%）"), min_value=1, max_value=200)
    at_risk = forms.IntegerField(label=gettext_lazy("风险线（%）"), min_value=1, max_value=200)
    prepared = forms.BooleanField(required=False)
    aware = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first_year") and data.get("last_year") and data["last_year"] <= data["first_year"]:
            self.add_error("last_year", _("规划期的止年应晚于起年。"))
        if data.get("on_track") and data.get("at_risk") and data["at_risk"] > data["on_track"]:
            self.add_error("at_risk", _("风险线不能高于正常线。"))
        return data

    def heading(self, document: PlanDocument) -> Heading:
        """The heading that the form states."""
        data = self.cleaned_data
        return proposal.make_heading(
            document,
            code=data["code"].lower(),
            title=Sentence(data["title_zh"], data["title_en"] or data["title_zh"]),
            first_year=data["first_year"],
            last_year=data["last_year"],
            effective_from=data["effective_from"],
            on_track=Fraction(data["on_track"], 100),
            at_risk=Fraction(data["at_risk"], 100),
            publisher=data["publisher"],
            number=data["number"],
        )


def guess(document: PlanDocument, prepared: PlanBook | None) -> dict[str, Any]:
    """What the form shows at first: read from the document's opening, or from the region's book of it; all to be confirmed."""
    opening = document.text[:2000]
    years = years_of(document) or (timezone.localdate().year, timezone.localdate().year + 4)
    day, source = _PUBLISHED.search(opening), _SOURCE.search(opening)
    thresholds = prepared.thresholds if prepared else proposal.usual_thresholds()
    return {
        "title_zh": prepared.title.zh if prepared else title_of(document),
        "title_en": prepared.title.en if prepared else "",
        "first_year": years[0],
        "last_year": years[1],
        "effective_from": prepared.effective_from if prepared else _day(day) or timezone.localdate(),
        "publisher": prepared.document.publisher if prepared else source[1] if source else "",
        "code": _free_code(prepared.code if prepared else f"{stores.region_code()}-{years[0]}"),
        "on_track": int(thresholds.on_track * 100),
        "at_risk": int(thresholds.at_risk * 100),
    }


def _day(found: re.Match[str] | None) -> Any:
    try:
        return forms.DateField().clean("-".join(found.groups())) if found else None
    except forms.ValidationError:
        return None


def _free_code(wanted: str) -> str:
    taken = set(PlanVersion.objects.filter(region=stores.region_code()).values_list("plan_code", flat=True))
    return next(
        code for number in range(1, 1000) if (code := wanted if number == 1 else f"{wanted}-{number}") not in taken
    )


@transaction.atomic
def publish_document(
    *, actor: Actor, document: PlanDocument, heading: Heading, base: PlanBook | None, aware: bool
) -> PlanVersion:
    """Publish what was reviewed as version 1; the review is closed with it.

    Raises:
        StateError: the book has errors; readings still wait or targets are left out and the person has not said that they
            know; or the plan or document is published already.
    """
    list(Reading.objects.select_for_update().filter(document=document).values_list("pk", flat=True))
    draft = proposal.make_draft(document, heading, base)
    if draft.errors:
        first = draft.errors[0].sentence
        raise StateError(
            zh=f"还有 {len(draft.errors)} 处错误，没有发布。第一处：{first.zh}",
            en=f"There are {len(draft.errors)} errors, so nothing was published. The first: {first.en}",
        )
    if not draft.book.indicators and not draft.book.tasks:
        raise StateError(
            zh="还没有采纳任何指标或任务，没有可发布的内容；请先审阅。",
            en="No indicator or task was accepted, so there is nothing to publish; review the document first.",
        )
    if (draft.waiting or draft.left_out) and not aware:
        raise StateError(
            zh=f"还有 {draft.waiting} 条未审、{len(draft.left_out)} 项目标没有对应指标，不会进入规划；请勾选“我已知悉”后再发布。",
            en=f"{draft.waiting} readings are undecided and {len(draft.left_out)} targets fit no attribute; they will not be in "
            "the plan. Tick “I am aware” and publish again.",
        )
    return plan_services.publish_plan(actor=actor, book=draft.book, document=document)


@access("plan.publish")
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, document_id: int) -> HttpResponse:
    """The check, and publishing."""
    document = get_document(document_id)
    version = document.versions.first()
    if version is not None:
        messages.info(request, _("这份文本已经发布；需要改动请提出修订。"))
        return redirect("planning:version", version.plan_code, version.number)
    prepared = proposal.prepared_book(document)
    form = PublishForm(request.POST or None, initial=guess(document, prepared))
    refusal, status = "", 200
    if request.POST.get("check"):
        form.is_valid()
    elif request.method == "POST" and form.is_valid():
        base = prepared if form.cleaned_data["prepared"] else None
        try:
            made = publish_document(
                actor=Actor.of(request), document=document, heading=form.heading(document), base=base,
                aware=form.cleaned_data["aware"],
            )  # fmt: skip
        except KechuangError as refused:
            refusal, status = refused.message(current_language()), 422
        else:
            messages.success(request, _("已发布为第1版，审阅到此结束；此后的改动通过修订进行。"))
            return redirect("planning:version", made.plan_code, made.number)
    elif request.method == "POST":
        status = 422
    return _page(request, document, form, prepared, refusal, status)


def _page(
    request: HttpRequest,
    document: PlanDocument,
    form: PublishForm,
    prepared: PlanBook | None,
    refusal: str,
    status: int,
) -> HttpResponse:
    stated = form if form.is_bound and form.is_valid() else PublishForm(_as_data(guess(document, prepared)))
    taken_over = bool(stated.is_valid() and stated.cleaned_data["prepared"])
    draft = None
    if stated.is_valid():
        draft = proposal.make_draft(document, stated.heading(document), prepared if taken_over else None)
    context = {
        "document": document,
        "form": form,
        "stating": [form[name] for name in form.fields if name not in {"prepared", "aware"}],
        "draft": draft,
        "lines": proposal.match_lines(draft) if draft else [],
        "readings": _ids_by_start(document),
        "prepared": prepared,
        "taken_over": taken_over,
        "differences": _differences(document, stated, prepared) if prepared and taken_over else [],
        "refusal": refusal,
        "crumbs": [(_("规划文件"), reverse("planning:library")), (_("审阅"), reverse("planning:review", args=[document.pk])),
                   (_("核对并发布"), "")],
    }  # fmt: skip
    return render_page(request, "planning/review/publish.html", context, status=status)


def _as_data(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _ids_by_start(document: PlanDocument) -> dict[int, int]:
    rows = Reading.objects.filter(document=document, kind__in=["quantity", "task"]).order_by("-pk")
    return dict(rows.values_list("start", "pk"))


def _differences(document: PlanDocument, stated: PublishForm, prepared: PlanBook) -> list[Any]:
    """What the prepared book changes against the reading alone, row by row: the proposals to be looked at."""
    from kechuang.plan.book import diff_books
    from solutions.planning.web.versions.changes import group_changes

    alone = proposal.make_draft(document, stated.heading(document), None).book
    taken = proposal.make_draft(document, stated.heading(document), prepared).book
    return [
        row for row in group_changes(diff_books(alone, taken), taken) if row.table in {"indicators", "tasks", "units"}
    ]
