"""Scopes of tokens: the one table. A scope opens nothing that its owner's role does not permit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Scope:
    """What a scope is called, the permission its owner must have, and whether it writes."""

    words: Any
    permission: str
    writes: bool = False


SCOPES: dict[str, Scope] = {
    "region:read": Scope(_("读地区、对象与数据元目录"), "api.tokens"),
    "plan:read": Scope(_("读规划、进展与任务"), "plan.view"),
    "ledger:read": Scope(_("读台账"), "ledger.view"),
    "ledger:write": Scope(_("录入台账"), "ledger.record", writes=True),
    "register:read": Scope(_("读企业与机构档案"), "register.view"),
    "register:write": Scope(_("写企业与机构档案"), "register.edit", writes=True),
    "personal:read": Scope(_("读个人信息（须说明用途，逐次记录）"), "register.personal"),
    "intake:read": Scope(_("看数据文件的处理情况"), "intake.use"),
    "intake:write": Scope(_("上传数据文件"), "intake.use", writes=True),
}


def scopes_of(user: Any) -> dict[str, Scope]:
    """The scopes that a person can give to a token."""
    if not user.has_perm("api.tokens"):
        return {}
    return {code: scope for code, scope in SCOPES.items() if user.has_perm(scope.permission)}
