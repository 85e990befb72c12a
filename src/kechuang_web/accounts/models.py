"""The account of a person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
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
    park = models.CharField(_("园区代码"), max_length=60, blank=True)
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
