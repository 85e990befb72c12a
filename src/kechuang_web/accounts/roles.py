"""Roles and what each may do: the one table. Everything else asks it through ``user.has_perm("plan.review")``.

A permission listed under ``scoped`` counts only for things of the person's own unit or park. Anonymous readers have the role
``public``: the promise page, public figures only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

PERMISSIONS: dict[str, Any] = {
    "promise.view": _("看公开承诺页"),
    "plan.view": _("看规划与进展"),
    "plan.import": _("导入规划文件"),
    "plan.review": _("确认读取结果"),
    "plan.publish": _("发布规划"),
    "plan.amend": _("提出修订"),
    "plan.approve": _("批准修订（须非提出人）"),
    "task.report": _("报送任务进展与证据"),
    "study.propose": _("提请研究"),
    "study.decide": _("对提请研究作出决定"),
    "screen.view": _("看大屏"),
    "ledger.view": _("查台账"),
    "ledger.export": _("导出台账"),
    "ledger.record": _("录入台账"),
    "audit.view": _("查操作日志"),
    "accounts.manage": _("管理账号"),
    "kit.view": _("看组件样张"),
}


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its name and its permissions."""

    name: Any
    purpose: Any
    permissions: frozenset[str]
    scoped: frozenset[str] = field(default_factory=frozenset)


def _role(name: Any, purpose: Any, permissions: str, scoped: str = "") -> Role:
    every = frozenset(permissions.split()) | frozenset(scoped.split())
    unknown = every - PERMISSIONS.keys()
    if unknown:
        raise ValueError(f"role {name} names permissions that do not exist: {sorted(unknown)}")
    return Role(name, purpose, every, frozenset(scoped.split()))


PUBLIC = "public"

ROLES: dict[str, Role] = {
    "planner": _role(
        _("规划科"), _("导入、确认、发布规划，提出修订，组织监测"),
        "promise.view plan.view plan.import plan.review plan.publish plan.amend task.report study.propose screen.view "
        "ledger.view ledger.export ledger.record kit.view",
    ),
    "officer": _role(
        _("企业科"), _("高企与成果：录入并核对企业类指标"),
        "promise.view plan.view plan.amend task.report study.propose screen.view ledger.view ledger.export ledger.record",
    ),
    "leader": _role(
        _("区领导"), _("看进展，对提请研究的事项作出决定"),
        "promise.view plan.view study.decide screen.view ledger.view ledger.export",
    ),
    "lead_unit": _role(
        _("委办局联络员"), _("本单位任务的进展与证据"), "promise.view plan.view ledger.view", scoped="task.report"
    ),
    "approver": _role(
        _("分管局长"), _("批准他人提出的修订"),
        "promise.view plan.view plan.approve study.decide screen.view ledger.view ledger.export",
    ),
    "administrator": _role(
        _("系统管理员"), _("账号与系统，不改规划与数据"),
        "promise.view plan.view ledger.view accounts.manage audit.view kit.view screen.view",
    ),
    "auditor": _role(
        _("审计人员"), _("只读：规划、台账与操作日志"), "promise.view plan.view ledger.view ledger.export audit.view"
    ),
    "viewer": _role(_("查看人员"), _("只读：规划与进展"), "promise.view plan.view screen.view"),
    PUBLIC: _role(_("公众"), _("公开承诺页"), "promise.view"),
}  # fmt: skip

ASSIGNABLE = [code for code in ROLES if code != PUBLIC]


def permissions_of(user: Any) -> frozenset[str]:
    """What a person may do; anonymous readers are the public; an unknown role may do nothing beyond that."""
    if not getattr(user, "is_authenticated", False):
        return ROLES[PUBLIC].permissions
    if not user.is_active or user.role not in ROLES:
        return frozenset()
    return ROLES[user.role].permissions


def in_scope(user: Any, thing: Any) -> bool:
    """Whether a thing belongs to the person's unit or park.

    A thing says so by ``lead_unit``, ``supporting_units``, ``unit`` or ``park``; one that names none belongs to nobody.
    """
    units = {
        getattr(thing, "unit", None),
        getattr(thing, "lead_unit", None),
        *(getattr(thing, "supporting_units", ()) or ()),
    }
    if user.unit and user.unit in {str(getattr(unit, "code", unit)) for unit in units if unit}:
        return True
    park = getattr(thing, "park", None)
    return bool(user.park and park and user.park == str(getattr(park, "code", park)))
