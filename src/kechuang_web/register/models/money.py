"""Money: funds and their budget lines; what an organisation received; what it raised or borrowed. Amounts are whole 分."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kechuang_web.register.models import fields
from kechuang_web.register.models.base import Row


class Fund(Row):
    """A fund that money is paid from: a policy's, a guidance fund, a special fund."""

    END = "ended_on"

    name = models.CharField(_("资金名称"), max_length=200)
    kind = fields.code(_("资金类别"), "fund_kind")
    level = fields.code(_("级别"), "site_level")
    owner = fields.text(_("主管单位"))
    amount = fields.money(_("规模"))
    started_on = fields.day(_("设立日期"))
    ended_on = fields.day(_("结束日期"))
    document = fields.text(_("文号"))
    note = fields.note()

    class Meta:
        verbose_name = _("专项资金")
        ordering = ["name", "id"]
        constraints = [fields.in_order("fund", "started_on", "ended_on"), *fields.not_negative("fund", "amount")]

    def __str__(self) -> str:
        return self.name


class BudgetLine(Row):
    """What is set aside of a source for a purpose in a year, and how much of it was released and paid."""

    fund = fields.link("register.Fund", _("专项资金"), "lines")
    year = fields.year()
    source = fields.code(_("资金来源"), "fund_source")
    purpose = models.CharField(_("用途"), max_length=300)
    amount = fields.money(_("预算安排"))
    released = fields.money(_("已下达"))
    paid = fields.money(_("已拨付"))
    owner = fields.text(_("主管单位"))
    task = fields.text(_("规划任务"), 120)
    note = fields.note()

    class Meta:
        verbose_name = _("预算安排")
        ordering = ["-year", "source", "id"]
        constraints = [
            *fields.not_negative("budgetline", "amount", "released", "paid"),
            models.CheckConstraint(condition=models.Q(year__gte=1900, year__lte=2200), name="budgetline_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.purpose}"


class Payment(Row):
    """Public money that an organisation received or was granted."""

    organisation = fields.link("register.Organisation", _("收款单位"), "payments")
    name = fields.text(_("资金名称"))
    kind = fields.code(_("资金类别"), "fund_kind")
    number = fields.text(_("文号或编号"), 120)
    policy = fields.text(_("政策依据"))
    level = fields.code(_("级别"), "site_level")
    source = fields.code(_("资金来源"), "fund_source")
    fund = fields.link("register.Fund", _("专项资金"), "payments")
    line = fields.link("register.BudgetLine", _("预算安排"), "payments")
    project = fields.link("register.Project", _("项目"), "payments")
    title = fields.link("register.Title", _("称号"), "payments")
    year = fields.year(null=True, blank=True)
    amount = fields.money(_("核定金额"))
    paid = fields.money(_("实际拨付"))
    approved_on = fields.day(_("批准日期"))
    paid_on = fields.day(_("拨付日期"))
    payer = fields.text(_("拨款单位"))
    state = fields.code(_("状态"), "payment_state")
    note = fields.note()

    class Meta:
        verbose_name = _("资金兑现")
        ordering = ["-paid_on", "-year", "id"]
        indexes = [models.Index(fields=["region", "year", "kind"], name="payment_year")]
        constraints = fields.not_negative("payment", "amount", "paid")

    def __str__(self) -> str:
        return self.name or str(self.pk)


class Financing(Row):
    """A loan, a guarantee, a share sold, a bond: what an organisation raised, from whom, on what terms."""

    END = "ended_on"

    organisation = fields.link("register.Organisation", _("融资单位"), "financings")
    kind = fields.code(_("融资类别"), "financing_kind")
    provider = fields.link("register.Organisation", _("资金方"), "financings_given")
    provider_name = fields.text(_("资金方名称"))
    number = fields.text(_("合同编号"), 120)
    product = fields.text(_("金融产品"), 200)
    stage = fields.code(_("融资轮次"), "financing_stage")
    amount = fields.money(_("金额"))
    balance = fields.money(_("余额"))
    rate = fields.measure(_("年利率（%）"))
    year = fields.year(null=True, blank=True)
    signed_on = fields.day(_("签约日期"))
    due_on = fields.day(_("到期日期"))
    ended_on = fields.day(_("结清日期"))
    security = fields.code(_("担保方式"), "security_kind")
    state = fields.code(_("状态"))
    note = fields.note()

    class Meta:
        verbose_name = _("融资")
        ordering = ["-signed_on", "id"]
        indexes = [models.Index(fields=["region", "signed_on"], name="financing_day")]
        constraints = [
            fields.in_order("financing", "signed_on", "due_on"),
            *fields.not_negative("financing", "amount", "balance", "rate"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.provider_name) if part) or str(self.pk)
