"""Agreements and alliances, and who is tied to whom: located in, supplies, owns, invests in, works for, member of a cluster."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kechuang_web.register.models import fields
from kechuang_web.register.models.base import Row


class Agreement(Row):
    """A cooperation agreement or an alliance: an enclave, a three-party operation, an academician's workstation, a new R&D body."""

    END = "ended_on"

    name = models.CharField(_("名称"), max_length=300)
    kind = fields.code(_("协议类别"), "agreement_kind")
    number = fields.text(_("编号"), 120)
    organisation = fields.link("register.Organisation", _("承办单位"), "agreements")
    site = fields.link("register.Site", _("所在园区"), "agreements")
    partners = fields.text(_("合作方"), 1000)
    owner = fields.text(_("牵头单位"))
    content = fields.note(_("主要内容"))
    amount = fields.money(_("协议金额"))
    signed_on = fields.day(_("签订日期"))
    expires_on = fields.day(_("有效期至"))
    ended_on = fields.day(_("终止日期"))
    state = fields.code(_("状态"), "agreement_state")
    note = fields.note()

    class Meta:
        verbose_name = _("合作协议")
        ordering = ["-signed_on", "name", "id"]
        constraints = [
            fields.in_order("agreement", "signed_on", "expires_on"),
            fields.in_order("agreement", "signed_on", "ended_on"),
            *fields.not_negative("agreement", "amount"),
        ]

    def __str__(self) -> str:
        return self.name


class Relation(Row):
    """An organisation or a person is tied to something from a day to a day; ``other_name`` where the other is not in the register."""

    END = "ended_on"

    kind = fields.Code(_("关系"), max_length=60, words="relation_kind")
    organisation = fields.link("register.Organisation", _("机构"), "relations")
    person = fields.link("register.Person", _("人员"), "relations")
    other = fields.link("register.Organisation", _("对方"), "relations_from_others")
    other_name = fields.text(_("对方名称"))
    site = fields.link("register.Site", _("园区"), "relations")
    carrier = fields.link("register.Carrier", _("载体"), "relations")
    agreement = fields.link("register.Agreement", _("协议或联盟"), "members")
    cluster = fields.text(_("集群或产业链"), 120)
    role = fields.text(_("身份"), 120)
    share = fields.measure(_("持股比例（%）"))
    amount = fields.money(_("金额"))
    started_on = fields.day(_("开始日期"))
    ended_on = fields.day(_("结束日期"))
    note = fields.note()

    class Meta:
        verbose_name = _("关系")
        ordering = ["kind", "-started_on", "id"]
        indexes = [models.Index(fields=["region", "kind", "cluster"], name="relation_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(person__isnull=False),
                name="relation_has_its_first_end",
                violation_error_message=_("关系缺少一方，请填机构或人员。"),
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=False)
                | Q(site__isnull=False)
                | Q(carrier__isnull=False)
                | Q(agreement__isnull=False)
                | (Q(person__isnull=False) & Q(organisation__isnull=False))
                | ~Q(other_name="")
                | ~Q(cluster=""),
                name="relation_has_its_other_end",
                violation_error_message=_("关系缺少另一方，请填对方、园区、载体、协议或集群。"),
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | Q(organisation__isnull=True) | ~Q(other=F("organisation")),
                name="not_related_to_itself",
                violation_error_message=_("关系的两方是同一家机构，请核对。"),
            ),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=100),
                name="relation_share_within_the_whole",
                violation_error_message=_("比例应在 0 到 100 之间。"),
            ),
            fields.in_order("relation", "started_on", "ended_on"),
            *fields.not_negative("relation", "amount"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.other_name or self.cluster) if part)
