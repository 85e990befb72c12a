"""The second step, setting it up, signing in through the provider, and one's own sessions."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kechuang.values import KechuangError
from kechuang_web.accounts import oidc, second_factor, sessions, totp
from kechuang_web.accounts.entering import enter, open_door, waiting
from kechuang_web.accounts.models import User
from kechuang_web.accounts.square_code import draw
from kechuang_web.accounts.throttle import too_many
from kechuang_web.accounts.views import locked_out, next_page
from kechuang_web.audit.services import Actor, client_address
from kechuang_web.kit.access import PUBLIC, SIGNED_IN, access
from kechuang_web.kit.language import current_language

ISSUER = "科创 Kechuang"


class CodeForm(forms.Form):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("验证码"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


@access(PUBLIC)
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The second step of signing in; five wrong codes pause it for fifteen minutes (429)."""
    found = waiting(request)
    if found is None:
        return redirect("accounts:sign_in")
    user, wanted = found
    form, status = CodeForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and too_many(client_address(request)):
        return locked_out(request)
    if request.method == "POST" and form.is_valid():
        actor = Actor(None, user.get_username(), user.role, client_address(request))
        try:
            if second_factor.check(actor=actor, user=user, written=form.cleaned_data["code"]):
                return open_door(request, user, wanted, second=True)
            form.add_error("code", _("验证码不对或已用过；请输入现在显示的 6 位数字，或一个恢复码。"))
        except KechuangError as error:
            form.add_error(None, error.message(current_language()))
            status = 429
    return render(request, "accounts/second_step.html", {"form": form}, status=status)


@access(SIGNED_IN)
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_setup(request: HttpRequest) -> HttpResponse:
    """Set the second step up: scan, type a code, keep the recovery codes. Other sessions end, so that all have passed it."""
    if second_factor.is_enrolled(request.user):
        if request.session.get(sessions.SECOND):
            return redirect("accounts:profile")
        # Signed in before it was set up elsewhere, or through a door that did not ask: pass it now.
        return _ask_again(request)
    secret = second_factor.begin(request.user)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factor.confirm(actor=Actor.of(request), user=request.user, code=form.cleaned_data["code"])
        except KechuangError as error:
            form.add_error("code", error.message(current_language()))
        else:
            request.session[sessions.SECOND] = True
            sessions.end_sessions(actor=Actor.of(request), user=request.user, keep=request.session.session_key)
            return render(request, "accounts/second_codes.html", {"codes": codes})
    address = totp.address_of(secret, ISSUER, request.user.get_username())
    context = {
        "form": form,
        "code": draw(address, _("用手机验证器扫描的二维码")),
        "secret": totp.written_secret(secret),
        "required": second_factor.is_required(request.user),
    }
    return render(request, "accounts/second_setup.html", context)


def _ask_again(request: HttpRequest) -> HttpResponse:
    form, status = CodeForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            if second_factor.check(actor=Actor.of(request), user=request.user, written=form.cleaned_data["code"]):
                request.session[sessions.SECOND] = True
                return redirect("kit:home")
            form.add_error("code", _("验证码不对或已用过；请输入现在显示的 6 位数字，或一个恢复码。"))
        except KechuangError as error:
            form.add_error(None, error.message(current_language()))
            status = 429
    return render(request, "accounts/second_step.html", {"form": form}, status=status)


@access(SIGNED_IN)
@require_POST
def second_off(request: HttpRequest) -> HttpResponse:
    """Switch one's own second step off."""
    second_factor.switch_off(actor=Actor.of(request), user=request.user)
    messages.success(request, _("已停用两步验证。"))
    return redirect("accounts:profile")


@access("accounts.manage")
@require_POST
def second_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it away from somebody who lost their device; their sessions end."""
    user = get_object_or_404(User, pk=pk)
    second_factor.reset(actor=Actor.of(request), user=user)
    sessions.end_sessions(actor=Actor.of(request), user=user)
    messages.success(request, _("已为 %(name)s 重置两步验证，其须重新登录。") % {"name": user.display_name})
    return redirect("accounts:edit", pk)


@access(SIGNED_IN)
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one's sessions elsewhere: all the others, or one of the list."""
    only = request.POST.get("only", "")
    count = sessions.end_sessions(
        actor=Actor.of(request), user=request.user, keep=request.session.session_key,
        only=int(only) if only.isascii() and only.isdigit() and len(only) < 19 else None,
    )  # fmt: skip
    messages.success(request, _("已退出其他 %(count)s 处登录。") % {"count": count})
    return redirect("accounts:profile")


@access(PUBLIC)
@never_cache
@require_safe
def provider(request: HttpRequest) -> HttpResponse:
    """Go to the identity provider, where the installation has one."""
    if not oidc.is_on():
        raise Http404
    return redirect(oidc.begin(request, _back(request), next_page(request)))


@access(PUBLIC)
@never_cache
@require_safe
def provider_back(request: HttpRequest) -> HttpResponse:
    """Come back from the provider."""
    if not oidc.is_on():
        raise Http404
    user, wanted = oidc.finish(request, _back(request))
    return enter(request, user, wanted)


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("accounts:provider_back"))
