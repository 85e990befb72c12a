"""Passwords and permissions: the role table answers ``has_perm``."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from kechuang_web.accounts.roles import ROLES, in_scope, permissions_of


class RoleBackend(ModelBackend):
    """Signs in by name and password; permissions come from the role, narrowed to unit or park where scoped."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Also answers for anonymous readers, who have the role ``public``."""
        if perm not in permissions_of(user_obj):
            return False
        if obj is None or not user_obj.is_authenticated or perm not in ROLES[user_obj.role].scoped:
            return True
        return in_scope(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(code.startswith(app_label + ".") for code in permissions_of(user_obj))

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set(permissions_of(user_obj))
