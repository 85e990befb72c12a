"""What the interface adds to the menu and to the words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kechuang_web.audit.actions import register_action
from kechuang_web.kit.registry import MenuEntry, register_menu


def register() -> None:
    """The description, for those who may use the interface; the deeds of tokens."""
    register_menu(MenuEntry(_("数据接口"), "api:docs", "api.tokens", place="footer", order=800))
    register_action("token.created", _("新建接口令牌"))
    register_action("token.revoked", _("吊销接口令牌"))
    register_action("personal.read", _("读取个人信息"))
