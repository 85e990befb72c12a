"""Places: administrative divisions; sites of any level; plots, buildings and units of space; who rents what."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kechuang_web.register.models import fields
from kechuang_web.register.models.base import Row


class Division(Row):
    """An administrative division: district, town, village; by its official code."""

    END = "ended_on"

    code = models.CharField(_("区划代码"), max_length=60)
    name = models.CharField(_("名称"), max_length=100)
    level = fields.code(_("级别"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("上级")
    )
    area = fields.measure(_("面积（平方米）"))
    ended_on = fields.day(_("撤并日期"))

    class Meta:
        verbose_name = _("行政区划")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "code"], condition=Q(withdrawn_at__isnull=True), name="one_division_per_code"
            ),
            *fields.not_negative("division", "area"),
        ]

    def __str__(self) -> str:
        return self.name


class Site(Row):
    """A place with a purpose and an operator: the science city, a zone, a park, a part of a park, a ring of the agricultural park.

    ``code`` is the subject by which the ledger and the accounts know it (``park/jingjin_zgc``).
    """

    END = "ended_on"

    code = models.CharField(_("代码"), max_length=80)
    name = models.CharField(_("名称"), max_length=200)
    short_name = fields.text(_("简称"), 60)
    kind = fields.code(_("园区类别"), "site_kind")
    level = fields.code(_("级别"), "site_level")
    ring = fields.code(_("圈层"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("上级园区")
    )
    operator = fields.link("register.Organisation", _("运营单位"), "operated_sites")
    town = fields.code(_("所在镇街"))
    address = fields.text(_("地址"))
    area = fields.measure(_("规划面积（平方米）"))
    built_area = fields.measure(_("建成面积（平方米）"))
    approved_on = fields.day(_("批准日期"))
    ended_on = fields.day(_("撤销日期"))
    leading = fields.text(_("主导产业"))
    boundary = models.JSONField(_("边界"), null=True, blank=True)
    note = fields.note()

    class Meta:
        verbose_name = _("园区")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "code"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_site_per_code",
                violation_error_message=_("这个园区代码已在用，请换一个或修改原有的园区。"),
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="no_site_inside_itself"),
            fields.in_order("site", "approved_on", "ended_on"),
            *fields.not_negative("site", "area", "built_area"),
        ]

    @property
    def park(self) -> Site:
        """Itself: its operator sees to it."""
        return self

    def __str__(self) -> str:
        return self.name


class Plot(Row):
    """A plot of land."""

    END = "ended_on"

    site = fields.link("register.Site", _("园区"), "plots")
    number = models.CharField(_("地块编号"), max_length=80)
    use = fields.code(_("土地用途"))
    state = fields.code(_("状态"))
    area = fields.measure(_("面积（平方米）"))
    floor_area_ratio = fields.measure(_("容积率"))
    holder = fields.link("register.Organisation", _("使用权人"), "plots")
    granted_on = fields.day(_("出让日期"))
    ended_on = fields.day(_("到期日期"))
    price = fields.money(_("出让价款"))
    address = fields.text(_("位置"))
    boundary = models.JSONField(_("边界"), null=True, blank=True)
    note = fields.note()

    class Meta:
        verbose_name = _("地块")
        ordering = ["site", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "number"], condition=Q(withdrawn_at__isnull=True), name="one_plot_per_number"
            ),
            fields.in_order("plot", "granted_on", "ended_on"),
            *fields.not_negative("plot", "area", "price"),
        ]

    @property
    def park(self) -> Site | None:
        """The park whose operator sees to it."""
        return self.site

    def __str__(self) -> str:
        return self.number


class Building(Row):
    """A building."""

    END = "ended_on"

    site = fields.link("register.Site", _("园区"), "buildings")
    plot = fields.link("register.Plot", _("地块"), "buildings")
    name = models.CharField(_("楼宇名称"), max_length=120)
    kind = fields.code(_("楼宇类别"))
    owner = fields.link("register.Organisation", _("产权单位"), "buildings")
    floors = fields.count(_("层数"))
    area = fields.measure(_("建筑面积（平方米）"))
    completed_on = fields.day(_("竣工日期"))
    ended_on = fields.day(_("拆除日期"))
    address = fields.text(_("地址"))
    note = fields.note()

    class Meta:
        verbose_name = _("楼宇")
        ordering = ["site", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "site", "name"], condition=Q(withdrawn_at__isnull=True), name="one_building_per_name"
            ),
            fields.in_order("building", "completed_on", "ended_on"),
            *fields.not_negative("building", "area", "floors"),
        ]

    @property
    def park(self) -> Site | None:
        """The park whose operator sees to it."""
        return self.site

    def __str__(self) -> str:
        return self.name


class Space(Row):
    """A unit of space that can be let: a workshop, a floor, an office, a desk."""

    END = "ended_on"

    site = fields.link("register.Site", _("园区"), "spaces")
    building = fields.link("register.Building", _("楼宇"), "spaces")
    carrier = fields.link("register.Carrier", _("载体"), "spaces")
    building_name = fields.text(_("楼宇名称"), 120)
    name = models.CharField(_("房号"), max_length=120)
    kind = fields.code(_("空间类别"), "space_kind")
    state = fields.code(_("状态"), "space_state")
    floor = fields.text(_("楼层"), 20)
    area = fields.measure(_("面积（平方米）"))
    clear_height = fields.measure(_("层高（米）"))
    floor_load = fields.measure(_("承重（千克/平方米）"))
    power = fields.measure(_("电力容量（千伏安）"))
    rent = fields.money(_("租金（每平方米每月）"))
    available_on = fields.day(_("可入驻日期"))
    ended_on = fields.day(_("停用日期"))
    organisation = fields.link("register.Organisation", _("使用单位"), "spaces")
    note = fields.note()

    class Meta:
        verbose_name = _("空间")
        ordering = ["site", "building_name", "name"]
        indexes = [models.Index(fields=["region", "site", "state"], name="space_state")]
        constraints = [
            *fields.not_negative("space", "area", "rent", "clear_height", "floor_load", "power"),
        ]

    @property
    def park(self) -> Site | None:
        """The park whose operator sees to it."""
        return self.site

    def __str__(self) -> str:
        return " ".join(part for part in (self.building_name, self.name) if part)


class Tenancy(Row):
    """An organisation rents or uses space of a site over a time."""

    END = "ended_on"

    organisation = fields.link("register.Organisation", _("机构"), "tenancies", required=True)
    site = fields.link("register.Site", _("园区"), "tenancies")
    carrier = fields.link("register.Carrier", _("载体"), "tenancies")
    space = fields.link("register.Space", _("空间"), "tenancies")
    kind = fields.code(_("入驻类别"))
    building = fields.text(_("楼宇名称"), 120)
    place = fields.text(_("房号"), 120)
    area = fields.measure(_("面积（平方米）"))
    rent = fields.money(_("月租金"))
    team = fields.yes_no(_("创业团队"))
    incubated = fields.yes_no(_("在孵"))
    started_on = fields.day(_("入驻日期"))
    graduated_on = fields.day(_("毕业日期"))
    ended_on = fields.day(_("迁出日期"))
    note = fields.note()

    class Meta:
        verbose_name = _("入驻")
        ordering = ["organisation", "-started_on", "id"]
        indexes = [models.Index(fields=["region", "site", "ended_on"], name="tenancy_site")]
        constraints = [
            fields.in_order("tenancy", "started_on", "ended_on"),
            *fields.not_negative("tenancy", "area", "rent"),
        ]

    @property
    def park(self) -> Site | None:
        """The park whose operator sees to it."""
        return self.site

    def __str__(self) -> str:
        return self.place or str(self.pk)
