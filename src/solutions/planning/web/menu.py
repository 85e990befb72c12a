"""What this door adds to the menus and to the words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kechuang_web.audit.actions import register_action
from kechuang_web.kit.registry import MenuEntry, register_menu


def register() -> None:
    """Menu entries and the names of deeds."""
    register_menu(
        MenuEntry(
            _("主要指标"), "planning:overview", "promise.view", order=10, section="planning:indicator", keys="g i"
        )
    )
    register_menu(
        MenuEntry(_("工程与任务"), "planning:board", "promise.view", order=12, section="planning:task", keys="g t")
    )
    register_menu(
        MenuEntry(_("规划文本"), "planning:text", "promise.view", order=14, section="planning:text", keys="g x")
    )
    register_menu(MenuEntry(_("大屏"), "planning:screen", "screen.view", place="tools", order=10, keys="g s"))
    register_menu(
        MenuEntry(_("规划文件"), "planning:library", "plan.view", order=20, section="planning:library", keys="g p")
    )
    register_menu(
        MenuEntry(_("修订"), "planning:amendments", "plan.view", order=30, section="planning:amendment", keys="g a")
    )
    register_action("plan.reading_undone", _("撤销审阅"))
    register_action("plan.amendment_rebased", _("修订移到现行版"))
    register_action("plan.evidence_attached", _("附上修订依据"))
    register_action("study.proposed", _("提请研究"))
    register_action("study.decided", _("决定研究事项"))
    register_action("plan.closed", _("规划结项"))
