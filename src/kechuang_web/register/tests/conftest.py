"""The cast of the register's tests."""

from __future__ import annotations

import pytest

from kechuang_web.audit.services import Actor
from kechuang_web.register.services import RowSource, record_organisation, record_row
from kechuang_web.testing import *  # noqa: F403

REGION = "baodi"
ROBOT = Actor.command("test")
SOURCE = RowSource("企业名录", "市场监管局", "名录.xlsx", "Sheet1!A2")


@pytest.fixture
def firm(db):
    return record_organisation(
        actor=ROBOT, region=REGION, reason="首次登记", source=SOURCE,
        values={"name": "天津华美精密机械有限公司", "uscc": "91350100M000100Y43", "kind": "enterprise"},
    )  # fmt: skip


@pytest.fixture
def make_firm(db):
    def make(name: str, **values):
        return record_organisation(
            actor=ROBOT, region=values.pop("region", REGION), reason="首次登记", source=SOURCE,
            values={"name": name, **values},
        )  # fmt: skip

    return make


@pytest.fixture
def park(db):
    return record_row(
        actor=ROBOT, region=REGION, table="site", reason="首次登记", source=SOURCE,
        values={"code": "park/jiuyuan", "name": "九园工业园", "kind": ""},
    )  # fmt: skip
