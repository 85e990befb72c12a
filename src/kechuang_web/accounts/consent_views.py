"""Consents: an enterprise empowers an agency and withdraws it; an agency sees for whom it may act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kechuang.values import KechuangError
from kechuang_web.accounts import consents
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import access
from kechuang_web.kit.language import current_language
from kechuang_web.kit.pages import paginate


class ConsentForm(forms.Form):
    """Whom, for what, until when; who keeps the register says for which enterprise."""

    organisation = forms.CharField(
        label=gettext_lazy("企业"), max_length=40, help_text=gettext_lazy("统一社会信用代码；凭企业的书面授权登记。")
    )
    agent = forms.CharField(
        label=gettext_lazy("代理机构"), max_length=40, help_text=gettext_lazy("代理机构的统一社会信用代码（18 位）。")
    )
    purpose = forms.CharField(
        label=gettext_lazy("用途"), max_length=200, help_text=gettext_lazy("如“代办 2026 年高新技术企业认定”。")
    )
    expires_on = forms.DateField(
        label=gettext_lazy("有效期至"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("到期自动失效，也可随时撤回。"),
    )  # fmt: skip

    def __init__(self, own: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["expires_on"].initial = today + timedelta(days=min(90, settings.KECHUANG_CONSENT_DAYS))
        self.fields["expires_on"].widget.attrs.update(
            min=today.isoformat(), max=(today + timedelta(days=settings.KECHUANG_CONSENT_DAYS)).isoformat()
        )
        if own:
            del self.fields["organisation"]


@access("consent.grant", "register.view")
@require_safe
def consent_list(request: HttpRequest) -> HttpResponse:
    """The consents that concern the reader, the latest first."""
    page = paginate(request, consents.consents_for(request.user))
    living = set(consents.in_force().filter(pk__in=[one.pk for one in page]).values_list("pk", flat=True))
    may = request.user.has_perm("consent.grant")
    return render(request, "accounts/consents.html", {"page": page, "living": living, "may": may})


@access("consent.grant")
@require_http_methods(["GET", "HEAD", "POST"])
def consent_new(request: HttpRequest) -> HttpResponse:
    """Empower an agency: an enterprise for itself; the bureau on the enterprise's written word."""
    own = request.user.organisation
    form = ConsentForm(own, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        fields = {"organisation": own, **form.cleaned_data}
        try:
            consent = consents.grant_consent(actor=Actor.of(request), **fields)
        except KechuangError as error:
            form.add_error(None, error.message(current_language()))
        else:
            messages.success(request, _("已授权 %(agent)s 查看档案。") % {"agent": consent.agent})
            return redirect("accounts:consents")
    return render(request, "accounts/consent_new.html", {"form": form})


@access("consent.grant")
@require_POST
def consent_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a consent at once."""
    consent = get_object_or_404(consents.consents_for(request.user), pk=pk)
    consents.revoke_consent(actor=Actor.of(request), consent=consent)
    messages.success(request, _("已撤回授权，代理机构从现在起看不到该企业的档案。"))
    return redirect("accounts:consents")
