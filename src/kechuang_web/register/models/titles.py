"""Titles that organisations hold (科小, 高企, 雏鹰, 瞪羚, 领军, 专精特新…) and those that the district itself seeks or holds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kechuang_web.register.models import fields
from kechuang_web.register.models.base import Row


class Title(Row):
    """A title of an organisation, or of a carrier, from a day to a day. A renewal is a title of its own."""

    END = "ended_on"

    organisation = fields.link("register.Organisation", _("机构"), "titles")
    carrier = fields.link("register.Carrier", _("载体"), "titles")
    kind = fields.Code(_("称号"), max_length=60, words="title_kind")
    level = fields.code(_("级别"))
    number = fields.text(_("证书编号"), 120)
    year = fields.year(_("认定年度"), null=True, blank=True)
    issued_on = fields.day(_("发证日期"))
    expires_on = fields.day(_("有效期至"))
    issuer = fields.text(_("发证机关"))
    series = fields.text(_("认定批次"), 60)
    state = fields.code(_("状态"), "title_state")
    ended_on = fields.day(_("撤销日期"))
    document = fields.text(_("公示或发文文号"))
    note = fields.note()

    class Meta:
        verbose_name = _("称号")
        ordering = ["-issued_on", "kind", "id"]
        indexes = [
            models.Index(fields=["region", "kind", "expires_on"], name="title_kind"),
            models.Index(fields=["region", "number"], name="title_number"),
        ]
        constraints = [
            fields.in_order("title", "issued_on", "expires_on"),
            fields.in_order("title", "issued_on", "ended_on"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.number) if part)


class Designation(Row):
    """A designation that the district seeks or holds (争创台账): where it stands, what is still asked for, who sees to it."""

    END = "ended_on"

    name = models.CharField(_("名称"), max_length=200)
    kind = fields.code(_("类别"), "designation_kind")
    level = fields.code(_("级别"), "site_level")
    stage = fields.code(_("阶段"), "designation_stage")
    conditions = models.JSONField(_("条件"), default=list, blank=True)
    owner = fields.text(_("牵头单位"))
    issuer = fields.text(_("授予单位"))
    site = fields.link("register.Site", _("依托园区"), "designations")
    organisation = fields.link("register.Organisation", _("依托单位"), "designations")
    started_on = fields.day(_("启动日期"))
    applied_on = fields.day(_("申报日期"))
    decided_on = fields.day(_("批准日期"))
    expires_on = fields.day(_("有效期至"))
    ended_on = fields.day(_("结束日期"))
    document = fields.text(_("文号"))
    note = fields.note()

    class Meta:
        verbose_name = _("争创事项")
        ordering = ["kind", "name", "id"]
        constraints = [fields.in_order("designation", "decided_on", "expires_on")]

    def __str__(self) -> str:
        return self.name
