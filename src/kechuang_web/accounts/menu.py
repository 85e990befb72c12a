"""What accounts add to the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kechuang_web.kit.registry import MenuEntry, register_menu


def register() -> None:
    """The list of accounts, for administrators."""
    register_menu(MenuEntry(_("账号"), "accounts:list", "accounts.manage", order=90, keys="g u"))
