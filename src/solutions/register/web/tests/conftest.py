"""A small register: three organisations in two parks, one of them the enterprise clerk's own."""

from __future__ import annotations

from datetime import date

import pytest

from kechuang.ledger import Draft
from kechuang.values import Period, Quantity, Source
from kechuang_web.audit.services import Actor
from kechuang_web.register import services
from kechuang_web.stores import ledger_services
from kechuang_web.testing import BELONGINGS

REGION = "baodi"
OWN = BELONGINGS["enterprise"]["organisation"]
PARK = BELONGINGS["park_operator"]["park"]
HOSTILE = "=HYPERLINK(1)<script>alert(1)</script>"


class Register:
    """What the tests speak of by name."""

    def __init__(self):
        self.actor = Actor.command("test")
        self.source = services.RowSource("企业名单", "市场监管局", "名单.xlsx", "Sheet1!A3")
        self.park = self.record("site", code=PARK, name="第一园区")
        self.other_park = self.record("site", code="park/other", name="第二园区")
        self.own = self.organisation("甲电子有限公司", uscc=OWN, kind="enterprise", industry="3970", park=self.other_park,
                                     registered_on=date(2015, 3, 1))  # fmt: skip
        self.tenant = self.organisation("乙机械有限公司", kind="enterprise", industry="3435", park=self.park)
        self.stranger = self.organisation("丙农业合作社", kind="cooperative", town="口东镇")

    def record(self, table, **values):
        return services.record_row(
            actor=self.actor, region=REGION, table=table, values=values, reason="建档", source=self.source
        )

    def organisation(self, name, **values):
        return services.record_organisation(
            actor=self.actor, region=REGION, values={"name": name, **values}, reason="建档", source=self.source
        )

    def title(self, organisation, kind, issued, expires=None, **more):
        values = {"organisation": organisation, "kind": kind, "issued_on": issued, "expires_on": expires, **more}
        return services.record_title(actor=self.actor, region=REGION, values=values, reason="建档", source=self.source)

    def figure(self, organisation, year, wan, publisher="税务局", attribute="operating_revenue", **more):
        number = len(self.__dict__.setdefault("facts", []))
        draft = Draft(
            id=f"t/{number}", subject=organisation.subject, attribute=attribute, definition=f"{attribute}@1",
            period=Period.year(year), value=Quantity.of(wan, "万元"), source=Source(f"{publisher}年表", publisher),
            confidence="medium", visibility="internal", **more,
        )  # fmt: skip
        self.facts += ledger_services.append_facts(actor=self.actor, region=f"{REGION}/organisations", drafts=[draft])
        return draft


@pytest.fixture
def register(db):
    return Register()


def page(client, path="/register/", expected=200, **query):
    answer = client.get(path, query)
    assert answer.status_code == expected, (path, answer.status_code)
    return answer.content.decode()
