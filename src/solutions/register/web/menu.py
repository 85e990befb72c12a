"""What this door adds to the menus, and where things of the register are shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kechuang_web.kit.registry import MenuEntry, register_address, register_menu


def register() -> None:
    """The menu entry, and the addresses by which other doors link here."""
    register_menu(MenuEntry(_("名册"), "register:organisations", "register.view", order=40, keys="g r"))
    register_address("organisation", "register:organisation")
    register_address("site", "register:site")
