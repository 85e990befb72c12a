"""The second step of signing in: enrolling, checking, recovery codes, resetting. Every deed is logged."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kechuang.values import KechuangError
from kechuang_web.accounts import totp
from kechuang_web.accounts.models import SecondFactor, User
from kechuang_web.accounts.sealing import seal, unseal
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require

PURPOSE = "totp"
RECOVERY_CODES = 10
#: As with passwords: so many wrong codes, then a pause.
TRIES, PAUSE = 5, timedelta(minutes=15)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def is_enrolled(user: Any) -> bool:
    """Whether signing in as this person takes a second step."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def is_required(user: Any) -> bool:
    """Whether the installation asks a second step of the person's role."""
    return user.is_authenticated and user.role in settings.KECHUANG_TOTP_ROLES


def begin(user: User) -> bytes:
    """The secret to enrol with: the one begun before, while it is not confirmed, else a new one."""
    factor = SecondFactor.objects.filter(user=user).first()
    if factor and factor.confirmed_at is not None:
        raise KechuangError(
            zh="已经启用两步验证；更换手机请先停用。",
            en="Two-step sign-in is on already; switch it off to change devices.",
        )
    secret = unseal(factor.sealed_secret, PURPOSE) if factor else None
    if secret is None:
        secret = totp.new_secret()
        SecondFactor.objects.update_or_create(user=user, defaults={"sealed_secret": seal(secret, PURPOSE)})
    return secret


@transaction.atomic
def confirm(*, actor: Actor, user: User, code: str) -> list[str]:
    """Switch the second step on with a first right code; returns the recovery codes, which are told this once.

    Raises:
        KechuangError: the code is wrong, or nothing was begun.
    """
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=True).first()
    secret = unseal(factor.sealed_secret, PURPOSE) if factor else None
    if factor is None or secret is None:
        raise KechuangError(zh="请重新打开本页，再扫码登记。", en="Open this page anew and scan again.")
    step = totp.find_step(secret, code, time.time())
    if step is None:
        raise KechuangError(
            zh="验证码不对；请输入手机上现在显示的 6 位数字，并检查手机时间。",
            en="The code is wrong; type the six digits shown now and check the clock of the device.",
        )
    codes = [
        "-".join("".join(secrets.choice(_LETTERS) for _n in range(5)) for _part in range(2))
        for _n in range(RECOVERY_CODES)
    ]
    factor.confirmed_at, factor.last_step = timezone.now(), step
    factor.recovery = [_digest(user, code) for code in codes]
    factor.save()
    record(actor=actor, action="account.second_step_on", kind="account", key=user.pk, label=user.username)
    return codes


@transaction.atomic
def check(*, actor: Actor, user: User, written: str) -> bool:
    """Whether a code of the device, or a recovery code, is right; each counts once. Wrong ones are counted and logged.

    Raises:
        KechuangError: too many were wrong; there is a pause.
    """
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
    if factor is None:
        return False
    now = timezone.now()
    if factor.paused_until and now < factor.paused_until:
        raise paused()
    secret = unseal(factor.sealed_secret, PURPOSE)
    step = totp.find_step(secret, written, time.time(), factor.last_step) if secret else None
    digest = _digest(user, written)
    used = next((kept for kept in factor.recovery if compare_digest(kept, digest)), None)
    right = step is not None or used is not None
    if step is not None:
        factor.last_step = step
    if used is not None:
        factor.recovery = [kept for kept in factor.recovery if kept != used]
        record(actor=actor, action="account.recovery_used", kind="account", key=user.pk, label=user.username,
               detail={"left": len(factor.recovery)})  # fmt: skip
    factor.failures = 0 if right else factor.failures + 1
    if not right:
        record(actor=actor, action="account.second_step_failed", kind="account", key=user.pk, label=user.username)
        if factor.failures >= TRIES:
            factor.failures, factor.paused_until = 0, now + PAUSE
    factor.save()
    return right


@transaction.atomic
def switch_off(*, actor: Actor, user: User) -> None:
    """Switch one's own second step off; not where the role must have one.

    Raises:
        KechuangError: the role must have it.
    """
    if is_required(user):
        raise KechuangError(
            zh="您的角色必须使用两步验证，不能停用。",
            en="Your role must sign in with two steps; it cannot be switched off.",
        )
    if SecondFactor.objects.filter(user=user).delete()[0]:
        record(actor=actor, action="account.second_step_off", kind="account", key=user.pk, label=user.username)


@transaction.atomic
def reset(*, actor: Actor, user: User) -> None:
    """Take the second step away from somebody who lost device and recovery codes; an administrator's deed.

    Raises:
        PermissionDenied: the actor does not manage accounts.
    """
    if actor.user is not None:
        require(actor.user, "accounts.manage")
    if SecondFactor.objects.filter(user=user).delete()[0]:
        record(actor=actor, action="account.second_step_reset", kind="account", key=user.pk, label=user.username)


def paused() -> KechuangError:
    """Too many wrong codes."""
    return KechuangError(
        zh="验证码错误次数过多，已暂停；请 15 分钟后再试，或联系管理员。",
        en="Too many wrong codes; try again in 15 minutes or ask the administrator.",
    )


def _digest(user: Any, code: str) -> str:
    """A recovery code's keyed digest: without the installation's key it cannot be tried out."""
    plain = "".join(mark for mark in code.lower() if mark.isascii() and mark.isalnum())
    return salted_hmac("accounts.recovery", f"{user.pk}:{plain}", algorithm="sha256").hexdigest()
