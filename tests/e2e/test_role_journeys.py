"""A park operator among its tenants, and an enterprise's clerk at its own file: each sees its own and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from kechuang_web.accounts.models import User
from kechuang_web.register.models import Organisation, Site, Title
from kechuang_web.testing import PASSWORD
from tests.e2e.steps import sign_in_as

pytestmark = pytest.mark.django_db(transaction=True)

OWN, OTHER = "91120224MA05W9R00D", "91120224MA05AGNT0E"


@pytest.fixture
def firms(transactional_db: Any) -> dict[str, Organisation]:
    park = Site.objects.create(
        region="baodi", code="park/jiuyuan", name="九园工业园", kind="park", source_title="登记（测试）"
    )

    def make(name: str, uscc: str, where: Site | None) -> Organisation:
        return Organisation.objects.create(
            region="baodi",
            name=name,
            name_key=name,
            uscc=uscc,
            kind="enterprise",
            park=where,
            source_title="登记（测试）",
        )

    found = {"tenant": make("天津华美精密机械有限公司", OWN, park), "other": make("天津绿源食品有限公司", OTHER, None)}
    Title.objects.create(
        region="baodi", organisation=found["tenant"], kind="hnte", number="GR202412000123", issued_on="2024-11-01",
        expires_on="2027-11-01", source_title="名单（测试）",
    )  # fmt: skip
    return found


def test_a_park_operator_finds_its_tenants_and_nobody_elses(
    page: Any, live_server: Any, firms: dict[str, Organisation], faults: list[str], check_access: Callable[[Any], None]
) -> None:
    User.objects.create_user("operator", PASSWORD, display_name="周宁", role="park_operator", park="park/jiuyuan")
    sign_in_as(page, live_server.url, "operator", "/register/")
    expect(page.get_by_role("heading", level=1)).to_have_text("九园工业园")
    expect(page.get_by_text("天津华美精密机械有限公司")).to_be_visible()
    expect(page.get_by_text("天津绿源食品有限公司")).to_have_count(0)
    check_access(page)
    page.get_by_role("link", name="天津华美精密机械有限公司").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("天津华美精密机械有限公司")
    expect(page.get_by_text("GR202412000123").first).to_be_visible()
    page.goto(f"{live_server.url}/data/quality/")
    expect(page.get_by_role("heading", level=1)).to_have_text("数据质量")
    assert [page.request.get(f"{live_server.url}/register/organisation/{firms[who].pk}/").status for who in
            ("tenant", "other")] == [200, 404]  # fmt: skip


def test_an_enterprise_clerk_opens_its_own_file_alone(
    page: Any, live_server: Any, firms: dict[str, Organisation], faults: list[str], check_access: Callable[[Any], None]
) -> None:
    User.objects.create_user("clerk", PASSWORD, display_name="陈晓", role="enterprise", organisation=OWN)
    sign_in_as(page, live_server.url, "clerk", "/register/")
    expect(page.get_by_role("heading", level=1)).to_have_text("天津华美精密机械有限公司")
    expect(page.get_by_text("GR202412000123").first).to_be_visible()
    check_access(page)
    assert [page.request.get(f"{live_server.url}/register/organisation/{firms[who].pk}/").status for who in
            ("tenant", "other")] == [200, 404]  # fmt: skip
    page.goto(f"{live_server.url}/data/intake/")
    expect(page.get_by_role("button", name="交来读一读")).to_be_visible()
    assert page.request.get(f"{live_server.url}/data/quality/").status == 403
