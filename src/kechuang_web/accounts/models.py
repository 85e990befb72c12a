"""The account of a person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kechuang_web.accounts.roles import ASSIGNABLE, ROLES


class UserManager(BaseUserManager):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


def role_choices() -> list[tuple[str, Any]]:
    """Roles that an account can have."""
    return [(code, ROLES[code].name) for code in ASSIGNABLE]


class User(AbstractBaseUser):
    """A person who signs in. Accounts are shut, never deleted: the log and the plan's versions name them."""

    username = models.CharField(
        _("账号名"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("这个账号名已有人用，请换一个。")},
    )  # fmt: skip
    display_name = models.CharField(_("姓名"), max_length=60)
    role = models.CharField(_("角色"), max_length=40, choices=role_choices)
    unit = models.CharField(_("单位代码"), max_length=60, blank=True)
    park = models.CharField(_("园区"), max_length=60, blank=True)
    organisation = models.CharField(_("所属企业或机构"), max_length=18, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name", "role"]

    class Meta:
        ordering = ["role", "username"]

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def role_name(self) -> str:
        """The role's name in the language of the page."""
        return str(ROLES[self.role].name) if self.role in ROLES else self.role

    def has_perm(self, permission: str, thing: Any = None) -> bool:
        """Whether the role has the permission, and for a thing, whether it is theirs where that counts."""
        from django.contrib.auth.models import _user_has_perm

        return bool(_user_has_perm(self, permission, thing))

    def has_module_perms(self, label: str) -> bool:
        """Whether the role has any permission of a kind (``plan``, ``ledger``…)."""
        from django.contrib.auth.models import _user_has_module_perms

        return bool(_user_has_module_perms(self, label))


class Consent(models.Model):
    """An organisation lets an agency (代理机构) see its record until a day. It can be withdrawn, never deleted."""

    organisation = models.CharField(_("企业"), max_length=18)
    agent = models.CharField(_("代理机构"), max_length=18, db_index=True)
    purpose = models.CharField(_("用途"), max_length=200)
    valid_from = models.DateField(_("自"))
    expires_on = models.DateField(_("有效期至"))
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation"], name="consent_organisation")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gte=F("valid_from")), name="a_consent_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(organisation=F("agent")), name="nobody_is_their_own_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.agent} {self.valid_from}–{self.expires_on}"


class SecondFactor(models.Model):
    """The device with which a person proves a second time who they are. The secret is sealed; of recovery codes, digests."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    sealed_secret = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=-1)
    recovery = models.JSONField(default=list)
    failures = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {'on' if self.confirmed_at else 'begun'}"


class SignIn(models.Model):
    """A session that a person opened: for the list on their own page."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["user", "-at"], name="sign_ins_of_a_person")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"
