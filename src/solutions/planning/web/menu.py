"""What this door adds to the menus and to the words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kechuang_web.audit.actions import register_action
from kechuang_web.kit.registry import MenuEntry, register_menu


def register() -> None:
    """Menu entries and the names of deeds."""
    register_menu(
        MenuEntry(_("规划文本"), "planning:library", "plan.view", order=20, section="planning:library", keys="g p")
    )
    register_menu(
        MenuEntry(_("修订"), "planning:amendments", "plan.view", order=30, section="planning:amendment", keys="g a")
    )
    register_action("plan.reading_undone", _("撤销审阅"))
    register_action("plan.amendment_rebased", _("修订移到现行版"))
    register_action("plan.evidence_attached", _("附上修订依据"))
