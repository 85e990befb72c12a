"""Signing in and out, one's own account, and the list of accounts for administrators."""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kechuang_web.accounts import oidc, second_factor, services, sessions
from kechuang_web.accounts.entering import enter
from kechuang_web.accounts.forms import (
    AccountForm,
    ChangePasswordForm,
    NewAccountForm,
    NewPasswordForm,
    SignInForm,
)
from kechuang_web.accounts.models import User
from kechuang_web.accounts.roles import ASSIGNABLE, PERMISSIONS, ROLES
from kechuang_web.accounts.throttle import too_many
from kechuang_web.audit.services import Actor, client_address
from kechuang_web.kit.access import PUBLIC, SIGNED_IN, access
from kechuang_web.kit.pages import paginate


def next_page(request: HttpRequest) -> str:
    """The page that was wanted before signing in; only ever one of this site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return reverse("kit:home")


@access(PUBLIC)
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; after five wrong passwords the pair of name and address waits fifteen minutes (429)."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(next_page(request))
    if request.method == "POST" and too_many(client_address(request)):
        return locked_out(request)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return enter(request, form.get_user(), next_page(request))
    context = {
        "form": form,
        "next": next_page(request),
        "provider": settings.KECHUANG_OIDC_NAME if oidc.is_on() else "",
    }
    return render(request, "accounts/sign_in.html", context)


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """429, with one sentence. Called by axes and by the brake."""
    sentence = _("登录失败次数过多，已暂停登录；请 15 分钟后再试，或联系管理员。")
    response = render(
        request, "accounts/sign_in.html", {"form": SignInForm(request), "sentence": sentence, "next": "/"}, status=429
    )
    response.headers["Retry-After"] = "900"
    return response


@access(PUBLIC)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; by POST only, so that no link can do it."""
    logout(request)
    return redirect("accounts:sign_in")


@access(SIGNED_IN)
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """One's own account and what it may do."""
    allowed = [
        (code, words, code in ROLES[request.user.role].scoped)
        for code, words in PERMISSIONS.items()
        if request.user.has_perm(code)
    ]
    context = {
        "allowed": allowed,
        "role": ROLES[request.user.role],
        "second": second_factor.is_enrolled(request.user),
        "second_required": second_factor.is_required(request.user),
        "sessions": sessions.open_sessions(request.user),
        "here": request.session.session_key,
        "before": sessions.previous(request.user, request.session.session_key),
    }
    return render(request, "accounts/profile.html", context)


@access(SIGNED_IN)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the session stays."""
    form = ChangePasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.change_password(
            actor=Actor.of(request), user=request.user, password=form.cleaned_data["new_password1"]
        )
        before = request.session.session_key
        update_session_auth_hash(request, request.user)
        sessions.follow(before, request.session.session_key)
        sessions.end_sessions(actor=Actor.of(request), user=request.user, keep=request.session.session_key)
        messages.success(request, _("密码已修改，其他设备上的登录已失效。"))
        return redirect("accounts:profile")
    return render(
        request,
        "accounts/form.html",
        {"form": form, "title": _("修改密码"), "word": _("修改"), "back": reverse("accounts:profile")},
    )


@access("accounts.manage")
@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """All accounts, by role."""
    accounts = User.objects.all()
    role = request.GET.get("role", "")
    if role in ROLES:
        accounts = accounts.filter(role=role)
    roles = [(code, ROLES[code].name) for code in ASSIGNABLE]
    return render(request, "accounts/list.html", {"page": paginate(request, accounts), "roles": roles, "role": role})


@access("accounts.manage")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """Open an account."""
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = services.create_account(actor=Actor.of(request), **form.cleaned_data)
        messages.success(
            request, _("已为 %(name)s 新建账号 %(username)s。") % {"name": user.display_name, "username": user.username}
        )
        return redirect("accounts:list")
    return render(
        request,
        "accounts/form.html",
        {"form": form, "title": _("新建账号"), "word": _("新建"), "back": reverse("accounts:list")},
    )


@access("accounts.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def account_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an account; one cannot shut or demote oneself, so that an administrator always remains."""
    user = get_object_or_404(User, pk=pk)
    form = AccountForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        if pk == request.user.pk and (not fields["is_active"] or fields["role"] != request.user.role):
            form.add_error(None, _("不能停用自己的账号或改自己的角色；请另一位管理员办理。"))
        else:
            changed = services.change_account(actor=Actor.of(request), user=user, **fields)
            if not changed.is_active:
                sessions.end_sessions(actor=Actor.of(request), user=changed)
            messages.success(request, _("已保存账号 %(username)s。") % {"username": fields["username"]})
            return redirect("accounts:list")
    context = {
        "form": form,
        "title": _("修改账号"),
        "word": _("保存"),
        "back": reverse("accounts:list"),
        "reset": reverse("accounts:reset", args=[pk]),
        "second_reset": reverse("accounts:second_reset", args=[pk]) if second_factor.is_enrolled(user) else "",
    }
    return render(request, "accounts/form.html", context)


@access("accounts.manage")
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give someone who forgot theirs a new password; their sessions end, a lock-out is lifted."""
    user = get_object_or_404(User, pk=pk)
    form = NewPasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.change_password(
            actor=Actor.of(request),
            user=user,
            password=form.cleaned_data["new_password1"],
            action="account.password_reset",
        )
        sessions.end_sessions(actor=Actor.of(request), user=user)
        reset(username=user.username)
        messages.success(request, _("已为 %(name)s 重设密码，请当面告知。") % {"name": user.display_name})
        return redirect("accounts:list")
    title = _("为 %(name)s 重设密码") % {"name": user.display_name}
    context = {"form": form, "title": title, "word": _("重设密码"), "back": reverse("accounts:edit", args=[pk])}
    return render(request, "accounts/form.html", context)
