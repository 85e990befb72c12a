"""A person's page: what may be seen by everybody who sees the organisation, and what is read for a purpose."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

#: What personal data may be read for. The reading is kept with it.
PURPOSES: dict[str, Any] = {
    "visit": _("走访联系"),
    "policy": _("政策兑现与申报核对"),
    "title": _("称号认定或复核"),
    "talent": _("人才服务"),
    "safety": _("安全与应急"),
    "request": _("本人或本单位要求查阅、更正"),
    "audit": _("审计与检查"),
}
#: The fields under seal, as people call them.
SEALED: dict[str, Any] = {
    "name": _("姓名"),
    "phone": _("电话"),
    "email": _("电子邮箱"),
    "identity": _("身份证件号"),
    "birth": _("出生日期"),
    "address": _("住址"),
}
#: What is offered first: who it is and how to reach them.
USUAL = ("name", "phone")
