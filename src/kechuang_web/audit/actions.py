"""The words for every deed that the log knows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_ACTIONS: dict[str, Any] = {
    "account.signed_in": _("登录"),
    "account.sign_in_failed": _("登录失败"),
    "account.locked_out": _("登录被锁定"),
    "account.signed_out": _("退出"),
    "account.password_changed": _("修改密码"),
    "account.created": _("新建账号"),
    "account.changed": _("修改账号"),
    "account.password_reset": _("重设密码"),
    "account.second_step_on": _("启用两步验证"),
    "account.second_step_off": _("停用两步验证"),
    "account.second_step_reset": _("重置两步验证"),
    "account.second_step_failed": _("两步验证失败"),
    "account.recovery_used": _("使用恢复码"),
    "account.sessions_ended": _("退出其他登录"),
    "consent.granted": _("授权代理机构"),
    "consent.revoked": _("撤回对代理机构的授权"),
    "plan.imported": _("导入规划文件"),
    "plan.reading_decided": _("确认读取结果"),
    "plan.reading_added": _("补充读取结果"),
    "plan.published": _("发布规划"),
    "plan.amendment_drafted": _("草拟修订"),
    "plan.amendment_changed": _("修改修订"),
    "plan.amendment_submitted": _("提交修订"),
    "plan.amendment_returned": _("退回修订"),
    "plan.amendment_approved": _("批准修订"),
    "plan.amendment_rejected": _("不予批准修订"),
    "plan.amendment_withdrawn": _("撤回修订"),
    "ledger.appended": _("录入台账"),
    "ledger.head_exported": _("导出台账链首"),
    "region.loaded": _("载入地区资料"),
    "region.exported": _("导出地区资料"),
    "data.exported": _("导出数据"),
    "database.moved": _("搬迁数据库"),
    "database.backed_up": _("备份数据库"),
    "database.restored": _("恢复数据库"),
}


def register_action(code: str, words: Any) -> None:
    """A door adds the words for its own deeds."""
    _ACTIONS[code] = words


def name_action(code: str) -> str:
    """The words for a deed; an unknown code is shown as it is."""
    return str(_ACTIONS.get(code, code))


def all_actions() -> list[tuple[str, str]]:
    """Code and words, for the filter."""
    return sorted(((code, str(words)) for code, words in _ACTIONS.items()), key=lambda pair: pair[0])
