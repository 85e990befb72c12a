"""The tables of the register that share one list and one page each: which columns, which day counts, whose they are.

A new table is one line here. Names of columns and the words in them come from the record type of the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kechuang_web.register import models as register
from kechuang_web.register import tables as stored

#: Columns that are no words: drawings, and names from files that found no row to point to.
NOT_WORDS = frozenset({"boundary", "unlinked"})


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        code: the code of the table; it stands in the address.
        heading, nothing: of its page and of its section in a dossier, and what stands there when it is empty.
        columns: of a list, the first one opens the row.
        owner: the column that names the organisation; ``also`` other columns that do (the buyer of a contract).
        day: the column by whose year a list is filtered and sorted; empty: it has none. ``year`` a column that holds a year.
        amount: the column that is added up.
        until: the column that says until when a thing holds.
        personal: rows are people.
    """

    code: str
    model: type[models.Model]
    heading: Any
    nothing: Any
    columns: tuple[str, ...]
    owner: str = "organisation"
    also: tuple[str, ...] = ()
    day: str = ""
    year: str = ""
    amount: str = ""
    until: str = ""
    personal: bool = False
    in_dossier: bool = True

    @property
    def stored(self) -> stored.Table:
        """The table as the services know it."""
        return stored.TABLES[self.code]

    @property
    def owners(self) -> tuple[str, ...]:
        """Every column that names an organisation it belongs to."""
        return (self.owner, *self.also) if self.owner else ()

    def column(self, name: str) -> models.Field:
        """A column."""
        return self.model._meta.get_field(name)

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return any(field.name == name for field in self.model._meta.fields)

    @property
    def links(self) -> tuple[str, ...]:
        """Columns that name another row: fetched with the list."""
        return tuple(name for name in (*self.columns, *self.owners) if self.column(name).is_relation)


TITLES = Table(
    "title", register.Title, _("称号"), _("没有收录称号。"),
    ("kind", "organisation", "level", "number", "issuer", "issued_on", "expires_on"), day="issued_on", until="expires_on",
)  # fmt: skip
ORGANISATIONS = Table(
    "organisation", register.Organisation, _("企业与机构"), _("没有收录企业或机构。"),
    ("name", "uscc", "kind", "industry", "park", "town", "registered_on"), owner="", in_dossier=False,
)  # fmt: skip
SITES = Table(
    "site",
    register.Site,
    _("园区"),
    _("没有收录园区。"),
    ("name", "kind", "level", "parent", "area"),
    owner="",
    in_dossier=False,
)
PEOPLE = Table(
    "person", register.Person, _("人员"), _("没有收录联系人或人才。"),
    ("label", "organisation", "kind", "position", "professional_title", "talent_class", "joined_on"), day="joined_on", until="ended_on",
    personal=True, in_dossier=False,
)  # fmt: skip
TABLES = (
    TITLES,
    Table(
        "intellectual_property", register.IntellectualProperty, _("知识产权"), _("没有收录知识产权。"),
        ("name", "organisation", "kind", "number", "granted_on", "acquired_by"), day="granted_on", until="ended_on",
    ),
    Table(
        "project", register.Project, _("项目"), _("没有收录项目。"),
        ("name", "organisation", "kind", "level", "started_on", "total_amount", "grant_amount"), day="started_on", amount="total_amount",
        until="ended_on",
    ),
    Table(
        "technology_contract", register.TechnologyContract, _("技术合同"), _("没有收录技术合同。"),
        ("name", "organisation", "buyer", "kind", "registered_on", "amount", "technical_amount"), also=("buyer",), day="registered_on",
        amount="amount",
    ),
    Table(
        "tenancy", register.Tenancy, _("入驻与用房"), _("没有收录入驻情况。"),
        ("place", "organisation", "site", "kind", "area", "started_on", "ended_on"), day="started_on", until="ended_on",
    ),
    Table(
        "space", register.Space, _("载体空间"), _("没有收录空间。"),
        ("name", "building_name", "site", "organisation", "kind", "area", "rent"),
    ),
    Table(
        "equipment", register.Equipment, _("仪器设备"), _("没有收录设备。"),
        ("name", "organisation", "model", "kind", "value", "bought_on", "shared"), day="bought_on", amount="value", until="ended_on",
    ),
    Table(
        "payment", register.Payment, _("所获财政资金"), _("没有收录所获财政资金。"),
        ("name", "organisation", "kind", "level", "year", "amount", "paid", "paid_on"), day="paid_on", year="year", amount="amount",
    ),
    Table(
        "financing", register.Financing, _("融资"), _("没有收录融资。"),
        ("kind", "organisation", "provider_name", "product", "amount", "signed_on", "due_on"), day="signed_on", amount="amount",
        until="ended_on",
    ),
    Table(
        "carrier", register.Carrier, _("创新载体"), _("没有收录载体。"),
        ("name", "organisation", "kind", "level", "site", "recognised_on", "area"), day="recognised_on", until="expires_on",
    ),
    Table(
        "agreement", register.Agreement, _("合作协议"), _("没有收录合作协议。"),
        ("name", "organisation", "kind", "partners", "signed_on", "expires_on"), day="signed_on", until="expires_on",
    ),
    Table(
        "relation", register.Relation, _("关系"), _("没有收录与其他单位的关系。"),
        ("kind", "organisation", "other", "other_name", "role", "share", "started_on"), also=("other",), day="started_on", until="ended_on",
    ),
    Table(
        "designation", register.Designation, _("争创台账"), _("没有收录争创事项。"),
        ("name", "kind", "level", "stage", "owner", "applied_on", "decided_on"), day="applied_on", until="expires_on",
    ),
    Table(
        "fund", register.Fund, _("专项资金"), _("没有收录专项资金。"), ("name", "kind", "level", "owner", "amount", "started_on"),
        owner="", day="started_on", amount="amount", in_dossier=False,
    ),
    Table(
        "budget_line", register.BudgetLine, _("预算安排"), _("没有收录预算安排。"),
        ("purpose", "fund", "year", "source", "amount", "released", "paid"), owner="", year="year", amount="amount", in_dossier=False,
    ),
    PEOPLE,
)  # fmt: skip
BY_CODE = {table.code: table for table in TABLES}
IN_DOSSIER = tuple(table for table in TABLES if table.in_dossier and table is not TITLES)
