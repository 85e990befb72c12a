"""Putting figures into the ledger: a file, looked at before it is confirmed; and the correction of one fact."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kechuang.ledger import Catalogue, Draft, check_draft
from kechuang.values import KechuangError, Period, Quantity, Source
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language
from kechuang_web.kit.pages import render_page
from kechuang_web.stores import ledger_services, selectors
from kechuang_web.stores.mapping import row_to_fact
from solutions.data.web import rows as shown_rows


class CorrectionForm(forms.Form):
    """What a correction may say differently; what the fact is about stays."""

    value = forms.CharField(
        label=gettext_lazy("更正为"), max_length=200, help_text=gettext_lazy("写成 23、>2000、≥5 或 3~5；单位不变。")
    )
    title = forms.CharField(label=gettext_lazy("来源"), max_length=300)
    publisher = forms.CharField(label=gettext_lazy("发布单位"), max_length=300, required=False)
    address = forms.URLField(label=gettext_lazy("网址"), max_length=1000, required=False, assume_scheme="https")
    published = forms.DateField(
        label=gettext_lazy("发布日"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    confidence = forms.ChoiceField(
        label=gettext_lazy("可信度"),
        choices=[
            ("high", gettext_lazy("可信度高")),
            ("medium", gettext_lazy("可信度中")),
            ("low", gettext_lazy("可信度低")),
        ],
    )
    reason = forms.CharField(label=gettext_lazy("更正理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@access("ledger.record")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, fact_id: str) -> HttpResponse:
    """Correct one fact by recording another that supersedes it. The old one stays readable."""
    row = selectors.facts().filter(fact_id=fact_id).first()
    if row is None:
        raise Http404
    fact = row_to_fact(row)
    initial = {
        "value": fact.value.to_text() if fact.quantity else fact.value,
        "title": fact.source.title,
        "publisher": fact.source.publisher,
        "address": fact.source.address,
        "published": fact.published,
        "confidence": fact.confidence,
    }
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=initial)
    later = selectors.facts().filter(supersedes=fact_id).values_list("fact_id", flat=True).first()
    if later is not None:
        sentence = _("这一条已被 %(id)s 更正；请更正最新的一条。") % {"id": later}
        return render(request, "kit/refused.html", {"sentence": sentence}, status=422)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _correction(fact, form.cleaned_data)
            check_draft(draft, Catalogue(selectors.dictionary(), selectors.subjects()))
            ledger_services.append_facts(
                actor=Actor.of(request),
                region=selectors.region_code(),
                drafts=[draft],
                reason=form.cleaned_data["reason"],
            )
        except KechuangError as error:
            form.add_error(None, error.message(current_language()))
        else:
            messages.success(request, _("已更正；原来的一条仍可查看。"))
            return redirect("data:fact", draft.id)
    context = {
        "form": form,
        "title": _("更正一条事实"),
        "word": _("更正"),
        "back": reverse("data:fact", args=[fact_id]),
        "fact": fact,
        "subject": shown_rows.name_subject(fact.subject),
        "attribute": shown_rows.name_attribute(fact.attribute),
    }
    return render_page(request, "data/correct.html", context, status=422 if form.errors else 200)


def _correction(fact: Any, said: dict[str, Any]) -> Draft:
    number = 2
    base = fact.id
    while selectors.facts().filter(fact_id=f"{base}~{number}").exists():
        number += 1
    value: Quantity | str = said["value"]
    if fact.quantity is not None:
        value = Quantity.parse(said["value"], fact.quantity.unit.symbol)
    published: date | None = said["published"]
    period: Period | None = fact.period
    return Draft(
        id=f"{base}~{number}",
        subject=fact.subject,
        attribute=fact.attribute,
        definition=fact.definition,
        period=period,
        value=value,
        source=Source(said["title"], said["publisher"] or None, said["address"] or None, fact.source.locator),
        confidence=said["confidence"],
        as_of=fact.as_of,
        published=published,
        supersedes=fact.id,
        visibility=fact.visibility,
        synthetic=fact.synthetic,
        vintage=fact.vintage,
        keywords=fact.keywords,
        period_basis=fact.period_basis,
        note_zh=said["reason"],
    )
