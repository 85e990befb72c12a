"""Organisations: enterprises, institutes, universities, public bodies, banks, providers, farms and cooperatives."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kechuang_web.register.models import fields
from kechuang_web.register.models.base import Row, RowQuerySet


class OrganisationQuerySet(RowQuerySet):
    """Organisations."""

    def living(self) -> OrganisationQuerySet:
        """One row per real organisation: neither withdrawn nor merged into another. Those that moved away are still there."""
        return self.standing().filter(merged_into__isnull=True)


class Organisation(Row):
    """One organisation. ``merged_into`` is the row that stands for it since two rows were found to be the same.

    Its figures by year are facts of the ledger about :attr:`subject`.
    """

    END = "left_on"

    name = models.CharField(_("名称"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True)  # noqa: DJ001  unknown is not empty
    kind = fields.code(_("机构类别"), "organisation_kind")
    industry = fields.code(_("国民经济行业"), "industry")
    technology_field = fields.code(_("技术领域"), "technology_field")
    emerging_class = fields.code(_("战略性新兴产业"), "emerging_industry")
    park = fields.link("register.Site", _("所在园区"), "organisations")
    town = fields.code(_("所在镇街"))
    address = fields.text(_("地址"))
    ownership = fields.code(_("控股情况"), "ownership")
    state = fields.code(_("存续状态"), "registration_state")
    listing = fields.code(_("上市情况"), "listing_state")
    stock_code = fields.text(_("股票代码"), 20)
    registered_on = fields.day(_("注册日期"))
    registered_capital = fields.money(_("注册资本"))
    arrived_on = fields.day(_("迁入日期"))
    left_on = fields.day(_("迁出或注销日期"))
    leaving = fields.code(_("离开原因"))
    website = fields.text(_("网址"))
    scope = fields.note(_("经营范围"))
    note = fields.note()
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed",
        verbose_name=_("已并入"),
    )  # fmt: skip

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("机构")
        ordering = ["name_key", "id"]
        indexes = [
            models.Index(fields=["region", "name_key"], name="organisation_name"),
            models.Index(fields=["region", "uscc"], name="organisation_code"),
            models.Index(fields=["region", "kind", "industry"], name="organisation_kind"),
            # The few that were merged into others, which every reader asks for.
            models.Index(
                fields=["region", "merged_into"], condition=Q(merged_into__isnull=False), name="organisation_absorbed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "uscc"],
                condition=Q(merged_into__isnull=True, withdrawn_at__isnull=True),
                name="one_organisation_per_code",
                violation_error_message=_("这个统一社会信用代码已在登记簿中；请打开那一家修改，或先合并。"),
            ),
            models.CheckConstraint(condition=~Q(uscc=""), name="no_empty_code"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="not_merged_into_itself"),
            fields.in_order("organisation", "registered_on", "left_on"),
            *fields.not_negative("organisation", "registered_capital"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """What the ledger calls it."""
        return f"organisation/{self.pk}"


class OrganisationName(Row):
    """A name that an organisation bore before or is also known by."""

    END = "until"

    organisation = fields.link("register.Organisation", _("机构"), "names", required=True)
    name = models.CharField(_("名称"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    kind = fields.code(_("名称类别"))
    since = fields.day(_("启用日期"))
    until = fields.day(_("停用日期"))

    class Meta:
        verbose_name = _("曾用名")
        ordering = ["organisation", "-until", "id"]
        indexes = [models.Index(fields=["region", "name_key"], name="former_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(withdrawn_at__isnull=True),
                name="a_name_once",
                violation_error_message=_("这个名称已经登记过。"),
            ),
            fields.in_order("organisationname", "since", "until"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationYear(Row):
    """What is stated of an organisation for a year and is no figure of the ledger."""

    organisation = fields.link("register.Organisation", _("机构"), "years", required=True)
    year = fields.year()
    above_designated_size = fields.yes_no(_("规上企业"))
    size_class = fields.code(_("企业规模"))
    note = fields.note()

    class Meta:
        verbose_name = _("年度情况")
        ordering = ["organisation", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_row_per_organisation_year",
                violation_error_message=_("这家机构这一年度已有一行，请修改那一行。"),
            ),
            models.CheckConstraint(condition=Q(year__gte=1900, year__lte=2200), name="organisationyear_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.year}"
