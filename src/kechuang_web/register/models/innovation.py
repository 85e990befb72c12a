"""What innovation is made with and leaves behind: intellectual property, carriers, equipment, technology contracts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kechuang_web.register.models import fields
from kechuang_web.register.models.base import Row


class IntellectualProperty(Row):
    """A patent, a software right, a variety of plant, a drug approval and the like."""

    END = "ended_on"

    organisation = fields.link("register.Organisation", _("权利人"), "intellectual_property")
    kind = fields.code(_("类别"), "ip_kind")
    number = fields.text(_("编号"), 120)
    name = models.CharField(_("名称"), max_length=500)
    state = fields.code(_("法律状态"), "ip_state")
    applied_on = fields.day(_("申请日期"))
    granted_on = fields.day(_("授权日期"))
    expires_on = fields.day(_("届满日期"))
    ended_on = fields.day(_("失效日期"))
    acquired_by = fields.code(_("取得方式"), "ip_acquisition")
    acquired_on = fields.day(_("取得日期"))
    co_holders = fields.text(_("共有人"), 500)
    main_product = fields.yes_no(_("与主要产品相关"))
    emerging = fields.yes_no(_("属战略性新兴产业"))
    core = fields.yes_no(_("核心自主知识产权"))
    note = fields.note()

    class Meta:
        verbose_name = _("知识产权")
        ordering = ["-granted_on", "-applied_on", "id"]
        indexes = [
            models.Index(fields=["region", "number"], name="ip_number"),
            models.Index(fields=["region", "kind", "granted_on"], name="ip_kind"),
        ]
        constraints = [
            fields.in_order("ip", "applied_on", "granted_on"),
            fields.in_order("ip", "applied_on", "ended_on"),
        ]

    def __str__(self) -> str:
        return self.name


class Carrier(Row):
    """An incubator, a makerspace, a star space, a laboratory, a centre. ``code`` is its subject in the ledger where it has one."""

    END = "ended_on"

    code = fields.text(_("代码"), 80)
    name = models.CharField(_("名称"), max_length=200)
    kind = fields.code(_("载体类别"), "carrier_kind")
    number = fields.text(_("编号"), 120)
    level = fields.code(_("级别"), "site_level")
    organisation = fields.link("register.Organisation", _("运营单位"), "carriers")
    site = fields.link("register.Site", _("所在园区"), "carriers")
    town = fields.code(_("所在镇街"))
    address = fields.text(_("地址"))
    area = fields.measure(_("面积（平方米）"))
    field = fields.text(_("领域"))
    state = fields.code(_("状态"), "carrier_state")
    founded_on = fields.day(_("成立日期"))
    recognised_on = fields.day(_("认定日期"))
    expires_on = fields.day(_("有效期至"))
    ended_on = fields.day(_("撤销日期"))
    issuer = fields.text(_("认定单位"))
    note = fields.note()

    class Meta:
        verbose_name = _("载体")
        ordering = ["kind", "name", "id"]
        constraints = [
            fields.in_order("carrier", "recognised_on", "expires_on"),
            fields.in_order("carrier", "founded_on", "ended_on"),
            *fields.not_negative("carrier", "area"),
        ]

    def __str__(self) -> str:
        return self.name


class Equipment(Row):
    """An instrument or installation, and whether others may use it."""

    END = "ended_on"

    organisation = fields.link("register.Organisation", _("所属单位"), "equipment")
    carrier = fields.link("register.Carrier", _("所在载体"), "equipment")
    site = fields.link("register.Site", _("所在园区"), "equipment")
    number = fields.text(_("设备编号"), 120)
    name = models.CharField(_("名称"), max_length=200)
    model = fields.text(_("型号"), 200)
    kind = fields.code(_("设备类别"), "equipment_kind")
    maker = fields.text(_("生产厂家"), 200)
    value = fields.money(_("原值"))
    bought_on = fields.day(_("购置日期"))
    shared = fields.yes_no(_("对外共享"))
    rate = fields.money(_("每小时收费"))
    place = fields.text(_("存放地点"))
    state = fields.code(_("状态"), "equipment_state")
    ended_on = fields.day(_("报废日期"))
    note = fields.note()

    class Meta:
        verbose_name = _("设备")
        verbose_name_plural = _("设备")
        ordering = ["name", "id"]
        constraints = [
            fields.in_order("equipment", "bought_on", "ended_on"),
            *fields.not_negative("equipment", "value", "rate"),
        ]

    def __str__(self) -> str:
        return self.name


class TechnologyContract(Row):
    """A technology contract as it was registered. ``organisation`` is the seller, whose technology it is."""

    number = fields.text(_("合同登记编号"), 120)
    name = models.CharField(_("合同名称"), max_length=500)
    kind = fields.code(_("合同类别"), "contract_type")
    organisation = fields.link("register.Organisation", _("卖方（输出方）"), "contracts_sold")
    buyer = fields.link("register.Organisation", _("买方（吸纳方）"), "contracts_bought")
    seller_name = fields.text(_("卖方名称"))
    buyer_name = fields.text(_("买方名称"))
    buyer_uscc = fields.text(_("买方统一社会信用代码"), 18)
    buyer_place = fields.text(_("买方所在地"), 120)
    amount = fields.money(_("合同成交额"))
    technical_amount = fields.money(_("技术交易额"))
    registered_on = fields.day(_("登记日期"))
    signed_on = fields.day(_("签订日期"))
    ends_on = fields.day(_("履行期限"))
    year = fields.year(_("登记年度"), null=True, blank=True)
    field = fields.code(_("技术领域"))
    state = fields.code(_("状态"))
    note = fields.note()

    class Meta:
        verbose_name = _("技术合同")
        ordering = ["-registered_on", "id"]
        indexes = [
            models.Index(fields=["region", "number"], name="contract_number"),
            models.Index(fields=["region", "registered_on"], name="contract_day"),
        ]
        constraints = [
            fields.in_order("contract", "signed_on", "ends_on"),
            models.CheckConstraint(
                condition=models.Q(technical_amount__lte=models.F("amount")),
                name="contract_technical_part_within_amount",
                violation_error_message=_("技术交易额大于合同成交额，请核对单位和两个金额。"),
            ),
            *fields.not_negative("contract", "amount", "technical_amount"),
        ]

    def __str__(self) -> str:
        return self.name


class Project(Row):
    """A project of research, of investment or of construction; ``kind`` says which."""

    END = "ended_on"

    organisation = fields.link("register.Organisation", _("承担单位"), "projects")
    kind = fields.code(_("项目类别"), "project_kind")
    name = models.CharField(_("项目名称"), max_length=500)
    number = fields.text(_("项目编号"), 120)
    level = fields.code(_("级别"), "project_level")
    programme = fields.text(_("计划类别"))
    site = fields.link("register.Site", _("所在园区"), "projects")
    partners = fields.text(_("参加单位"), 1000)
    lead_unit = fields.text(_("主管单位"))
    field = fields.code(_("技术领域"), "technology_field")
    state = fields.code(_("状态"), "project_state")
    signed_on = fields.day(_("签约日期"))
    started_on = fields.day(_("开始日期"))
    due_on = fields.day(_("计划完成日期"))
    ended_on = fields.day(_("完成日期"))
    total_amount = fields.money(_("总投资"))
    grant_amount = fields.money(_("财政资金"))
    own_amount = fields.money(_("自筹资金"))
    spent_amount = fields.money(_("已完成投资"))
    jobs = fields.count(_("预计就业人数"))
    area = fields.measure(_("用地面积（平方米）"))
    note = fields.note()

    class Meta:
        verbose_name = _("项目")
        ordering = ["-started_on", "name", "id"]
        indexes = [
            models.Index(fields=["region", "kind", "state"], name="project_kind"),
            models.Index(fields=["region", "number"], name="project_number"),
        ]
        constraints = [
            fields.in_order("project", "started_on", "due_on"),
            fields.in_order("project", "started_on", "ended_on"),
            *fields.not_negative(
                "project", "total_amount", "grant_amount", "own_amount", "spent_amount", "jobs", "area"
            ),
        ]

    def __str__(self) -> str:
        return self.name
