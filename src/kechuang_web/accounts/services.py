"""Writing accounts, each change with its entry in the log."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from kechuang_web.accounts.models import User
from kechuang_web.audit.services import Actor, record

_FIELDS = ("username", "display_name", "role", "unit", "park", "organisation", "is_active")


def describe(user: User) -> dict[str, Any]:
    """The fields of an account that the log keeps a digest of; never the password."""
    return {name: getattr(user, name) for name in _FIELDS}


@transaction.atomic
def create_account(*, actor: Actor, password: str, **fields: Any) -> User:
    """A new account."""
    user = User.objects.create_user(password=password, **fields)
    record(actor=actor, action="account.created", kind="account", key=user.pk, label=user.username,
           after=describe(user), detail={"role": user.role})  # fmt: skip
    return user


@transaction.atomic
def change_account(*, actor: Actor, user: User, **fields: Any) -> User:
    """Change an account; what did not change is not logged."""
    kept = User.objects.select_for_update().get(pk=user.pk)
    before = describe(kept)
    for name in _FIELDS:
        if name in fields:
            setattr(kept, name, fields[name])
    after = describe(kept)
    if after != before:
        kept.save(update_fields=list(_FIELDS))
        changed = {name: [before[name], after[name]] for name in _FIELDS if before[name] != after[name]}
        record(actor=actor, action="account.changed", kind="account", key=kept.pk, label=kept.username,
               before=before, after=after, detail=changed)  # fmt: skip
    return kept


@transaction.atomic
def change_password(*, actor: Actor, user: User, password: str, action: str = "account.password_changed") -> None:
    """Set a new password; only the deed is logged."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor=actor, action=action, kind="account", key=user.pk, label=user.username)
