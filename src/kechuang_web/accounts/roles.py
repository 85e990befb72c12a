"""Roles and what each may do: the one table. Everything else asks it through ``user.has_perm("plan.review")``.

A permission listed under ``scoped`` counts only for things of the person's own unit, park or organisation; for an agent, for
organisations whose consent is in force. Anonymous readers have the role ``public``: the promise page, public figures only.
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
    "register.view": _("看企业与机构档案"),
    "register.edit": _("修改企业与机构档案"),
    "register.personal": _("看个人信息（须说明用途，逐次记录）"),
    "intake.use": _("上传数据文件并查看问题"),
    "intake.commit": _("确认数据文件入库"),
    "quality.view": _("看数据质量"),
    "resolution.decide": _("判定是否同一企业"),
    "consent.grant": _("授权代理机构查看企业档案"),
    "api.tokens": _("使用数据接口"),
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
        "ledger.view ledger.export ledger.record register.view register.edit intake.use intake.commit quality.view "
        "resolution.decide api.tokens kit.view",
    ),
    "officer": _role(
        _("企业科"), _("高企与成果：录入并核对企业类指标"),
        "promise.view plan.view plan.amend task.report study.propose screen.view ledger.view ledger.export ledger.record "
        "register.view register.edit register.personal intake.use intake.commit quality.view resolution.decide "
        "consent.grant api.tokens",
    ),
    "leader": _role(
        _("区领导"), _("看进展，对提请研究的事项作出决定"),
        "promise.view plan.view study.decide screen.view ledger.view ledger.export register.view quality.view",
    ),
    "lead_unit": _role(
        _("委办局联络员"), _("本单位任务的进展与证据，报送本单位数据"), "promise.view plan.view ledger.view intake.use api.tokens",
        scoped="task.report",
    ),
    "approver": _role(
        _("分管局长"), _("批准他人提出的修订"),
        "promise.view plan.view plan.approve study.decide screen.view ledger.view ledger.export register.view quality.view",
    ),
    "park_operator": _role(
        _("园区运营方"), _("看本园区的企业，报送本园区数据"), "promise.view plan.view intake.use api.tokens",
        scoped="register.view register.edit quality.view",
    ),
    "enterprise": _role(
        _("企业经办人"), _("看本企业的档案，报送本企业数据，授权代理机构"), "promise.view intake.use api.tokens",
        scoped="register.view register.personal consent.grant",
    ),
    "agent": _role(
        _("代理机构"), _("在企业授权有效期内看其档案"), "promise.view", scoped="register.view"
    ),
    "administrator": _role(
        _("系统管理员"), _("账号与系统，不改规划与数据"),
        "promise.view plan.view ledger.view accounts.manage audit.view kit.view screen.view",
    ),
    "auditor": _role(
        _("审计人员"), _("只读：规划、台账、企业档案与操作日志"),
        "promise.view plan.view ledger.view ledger.export register.view quality.view audit.view",
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


#: What an account of a role must say of itself, so that a scoped permission has something to count for.
BELONGS_TO = {"park_operator": "park", "enterprise": "organisation", "agent": "organisation"}


def in_scope(user: Any, thing: Any) -> bool:
    """Whether a thing belongs to the person's unit, park or organisation, or its organisation lets the agent see it.

    A thing says so by ``lead_unit``, ``supporting_units``, ``unit``, ``park`` and ``organisation``; an organisation itself by
    ``uscc``. One that names none belongs to nobody. A park that lies within another (``within`` or ``parent``) is also of that one.
    """
    units = {
        getattr(thing, "unit", None),
        getattr(thing, "lead_unit", None),
        *(getattr(thing, "supporting_units", ()) or ()),
    }
    if user.unit and user.unit in {str(getattr(unit, "code", unit)) for unit in units if unit}:
        return True
    owner = getattr(thing, "organisation", None) or thing
    if user.park and user.park in _parks_of(getattr(thing, "park", None) or getattr(owner, "park", None)):
        return True
    uscc = owner if isinstance(owner, str) else getattr(owner, "uscc", None)
    return bool(uscc and user.organisation and uscc in organisations_of(user))


def organisations_of(user: Any) -> frozenset[str]:
    """The codes (uscc) of the organisations that a person acts for: their own; an agent's, those whose consent is in force."""
    if not getattr(user, "organisation", ""):
        return frozenset()
    if user.role == "agent":
        from kechuang_web.accounts.consents import clients_of

        return clients_of(user.organisation)
    return frozenset({user.organisation})


def _parks_of(park: Any) -> frozenset[str]:
    """The code of a park and of those it lies within."""
    codes: list[str] = []
    while park and len(codes) < _DEEPEST:
        codes.append(str(getattr(park, "code", park)))
        park = getattr(park, "within", None) or getattr(park, "parent", None)
    return frozenset(codes)


#: Parks within parks; more levels than these are a circle.
_DEEPEST = 8
