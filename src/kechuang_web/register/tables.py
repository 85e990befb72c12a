"""The tables of the register by their codes, and what people and files may write in each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models as columns
from django.utils.functional import Promise

from kechuang.values import KechuangError
from kechuang_web.register import models
from kechuang_web.register.models import Row

#: Columns that services fill in themselves.
KEPT_BY_SERVICES = frozenset(
    {"id", "region", "synthetic", "source_title", "source_publisher", "source_file", "source_locator", "batch",
     "withdrawn_at", "created_at", "changed_at", "lock_version"}
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        code: its name in record types, addresses and services.
        model: the table.
        vocabulary: column → list of the vocabulary whose words it takes.
    """

    code: str
    model: type[Row]
    vocabulary: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> Promise | str:
        """What people call a row of it."""
        return self.model._meta.verbose_name

    @property
    def columns(self) -> dict[str, columns.Field]:
        """What may be written, by name, in the order of the table."""
        return {
            column.name: column
            for column in self.model._meta.concrete_fields
            if column.editable and column.name not in KEPT_BY_SERVICES
        }

    @property
    def links(self) -> dict[str, type[Row]]:
        """The columns that point to a row of another table, and to which."""
        return {name: column.related_model for name, column in self.columns.items() if column.is_relation}

    def label(self, column: str) -> str:
        """What people call a column."""
        return str(self.model._meta.get_field(column).verbose_name)

    def get(self, region: str, pk: Any) -> Row:
        """A row of the region.

        Raises:
            KechuangError: there is none.
        """
        row = self.model.objects.filter(region=region, pk=pk).first() if str(pk).isdigit() else None
        if row is None:
            raise KechuangError(
                zh=f"没有编号为“{pk}”的{self.name}；可能在别的地区，请从列表重新打开。",
                en=f"There is no row {pk} in the table {self.code} of this region; open it from the list again.",
            )
        return row


TABLES: dict[str, Table] = {
    table.code: table
    for table in (
        Table("organisation", models.Organisation),
        Table("organisation_name", models.OrganisationName),
        Table("organisation_year", models.OrganisationYear),
        Table("person", models.Person),
        Table("division", models.Division),
        Table("site", models.Site),
        Table("plot", models.Plot),
        Table("building", models.Building),
        Table("space", models.Space),
        Table("tenancy", models.Tenancy),
        Table("title", models.Title),
        Table("designation", models.Designation),
        Table("intellectual_property", models.IntellectualProperty),
        Table("carrier", models.Carrier),
        Table("equipment", models.Equipment),
        Table("technology_contract", models.TechnologyContract),
        Table("project", models.Project),
        Table("fund", models.Fund),
        Table("budget_line", models.BudgetLine),
        Table("payment", models.Payment),
        Table("financing", models.Financing),
        Table("agreement", models.Agreement),
        Table("relation", models.Relation),
    )
}


def table_of(code: str) -> Table:
    """The table with a code.

    Raises:
        KechuangError: there is none.
    """
    if code not in TABLES:
        raise KechuangError(
            zh=f"登记簿没有“{code}”这张表；可用的有：{'、'.join(TABLES)}。",
            en=f"The register has no table “{code}”; it has {', '.join(TABLES)}.",
        )
    return TABLES[code]


def code_of(row: Row | type[Row]) -> str:
    """The code of the table that a row stands in."""
    model = row if isinstance(row, type) else type(row)
    return next(table.code for table in TABLES.values() if table.model is model)
