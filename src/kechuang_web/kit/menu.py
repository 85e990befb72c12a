"""What the kit itself adds to the footer."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kechuang_web.kit.registry import MenuEntry, register_menu


def register() -> None:
    """The style page, where the installation has it."""
    if settings.KECHUANG_STYLE_PAGE:
        register_menu(MenuEntry(_("组件样张"), "kit:style", "kit.view", place="footer", order=900))
