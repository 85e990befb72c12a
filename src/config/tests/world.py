"""Two enterprises in two parks, each with something in every table, and marks by which their data is known wherever it turns up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from kechuang.ledger import Draft
from kechuang.values import Period, Quantity, Source
from kechuang_web.accounts.consents import grant_consent
from kechuang_web.audit.services import Actor
from kechuang_web.register import models
from kechuang_web.register.services import RowSource, record_organisation, record_person, record_row, record_title
from kechuang_web.stores.ledger_bulk import append_many
from kechuang_web.stores.selectors import organisations_book
from kechuang_web.testing import AGENCY, ENTERPRISE

REGION = "baodi"
ROBOT = Actor.command("test")
#: A third enterprise, whom nobody of the scoped roles has anything to do with: its code, and marks that stand nowhere else.
FOREIGN = "91350100M000100Y43"


@dataclass
class Firm:
    """An enterprise, its rows by table, and the texts and figures that only its own data holds."""

    mark: str
    organisation: models.Organisation
    rows: dict[str, int] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    @property
    def marks(self) -> tuple[str, ...]:
        """What must never be shown to a stranger. Every text has the mark; figures of money begin with its number."""
        return (self.mark, self.number, *self.people.values())

    @property
    def number(self) -> str:
        return NUMBERS[self.mark]


#: Digits that begin every amount of the firm: 7,654,321.xx and so on, found whatever the unit shown.
NUMBERS = {"甲标记": "3141592", "乙标记": "7182818"}


def build(cast) -> dict[str, Firm]:
    """``own``: the enterprise of the cast, in the operator's park, a client of the agency. ``foreign``: another, in another park."""
    own_park = _site("park/jingjin_zgc", "京津中关村科技城")
    other_park = _site("park/jiuyuan", "九园工业园")
    own = _firm("甲标记", ENTERPRISE, own_park, "13800001111")
    foreign = _firm("乙标记", FOREIGN, other_park, "13900002222")
    grant_consent(
        actor=Actor.person(cast["enterprise"]), organisation=ENTERPRISE, agent=AGENCY, purpose="代办",
        expires_on=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    return {"own": own, "foreign": foreign}


def _site(code: str, name: str) -> models.Row:
    """The site, which loading the region may have recorded already."""
    held = models.Site.objects.standing().in_region(REGION).filter(code=code).first()
    return held or _row("site", code=code, name=name, kind="")


def _source(mark: str = "") -> RowSource:
    return RowSource(f"{mark}来源", "市场监管局", f"{mark}名录.xlsx", "Sheet1!A2")


def _row(table: str, mark: str = "", **values) -> models.Row:
    return record_row(actor=ROBOT, region=REGION, table=table, values=values, reason="测试", source=_source(mark))


def _firm(mark: str, uscc: str, park: models.Row, phone: str) -> Firm:
    amount = int(NUMBERS[mark] + "00")
    organisation = record_organisation(
        actor=ROBOT, region=REGION, reason="测试", source=_source(mark),
        values={
            "name": f"天津{mark}精密机械有限公司", "uscc": uscc, "kind": "enterprise", "park": park.pk, "address": f"{mark}路1号",
            "note": f"{mark}备注", "registered_capital": amount,
        },
    )  # fmt: skip
    firm = Firm(mark, organisation)
    pk = organisation.pk
    wanted = {
        "organisation_name": {"name": f"{mark}曾用名厂", "kind": "former"},
        "organisation_year": {"year": 2024, "note": f"{mark}年度"},
        "intellectual_property": {"name": f"{mark}专利", "number": f"ZL{NUMBERS[mark]}", "kind": "invention"},
        "project": {"name": f"{mark}项目", "kind": "research"},
        "technology_contract": {"name": f"{mark}合同", "number": f"HT{NUMBERS[mark]}", "kind": "development"},
        "equipment": {"name": f"{mark}设备"},
        "payment": {"purpose": f"{mark}拨款", "amount": amount},
        "financing": {"note": f"{mark}融资", "amount": amount},
        "agreement": {"name": f"{mark}协议"},
    }
    for table, values in wanted.items():
        firm.rows[table] = _put(table, mark, organisation, values)
    title = record_title(
        actor=ROBOT, region=REGION, reason="测试", source=_source(mark),
        values={"organisation": pk, "kind": "hnte", "number": f"GR{NUMBERS[mark]}", "issued_on": date(2024, 1, 1)},
    )  # fmt: skip
    firm.rows["title"] = title.pk
    person = record_person(
        actor=ROBOT, region=REGION, reason="测试", source=_source(mark), personal={"name": f"{mark}姓名", "phone": phone},
        values={"organisation": pk, "kind": "contact", "position": f"{mark}厂长"},
    )  # fmt: skip
    firm.rows["person"], firm.people = person.pk, {"phone": phone}
    draft = Draft(
        id=f"{mark}-figure", subject=organisation.subject, attribute="operating_revenue", definition="operating_revenue@1",
        period=Period.parse("2024"), value=Quantity.of(int(NUMBERS[mark]), "元"), source=Source(f"{mark}年报", "企业"),
        confidence="low", visibility="internal",
    )  # fmt: skip
    append_many(actor=ROBOT, book=organisations_book(REGION), drafts=[draft])
    return firm


def _put(table: str, mark: str, organisation: models.Organisation, values: dict) -> int:
    """A row of a table, with those of the wanted columns that the table has and that it requires."""
    from kechuang_web.register.tables import TABLES

    columns = TABLES[table].columns
    known = {name: value for name, value in values.items() if name in columns}
    for name in ("name", "note", "purpose"):
        if name in columns and name not in known:
            known[name] = f"{mark}{name}"
    return _row(table, mark, organisation=organisation.pk, **known).pk
