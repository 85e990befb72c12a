"""An officer hands in a messy workbook, answers the unit question, resolves a name, confirms, finds it in the register, and undoes it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from kechuang_web.accounts.models import User
from kechuang_web.intake.models import IntakeBatch
from kechuang_web.register.figures import figures_of
from kechuang_web.register.models import Organisation
from kechuang_web.testing import PASSWORD
from tests.e2e.steps import sign_in_as

pytestmark = pytest.mark.django_db(transaction=True)

HUAMEI = "91120224MA05W9R00D"
ROWS = [
    ["宝坻区企业所得税汇算清缴清册（2023年度）"],
    [],
    ["序号", "统一社会信用代码", "纳税人名称", "营业收入", "研发费用"],
    [1, HUAMEI, "天津华美精密机械有限公司", 1200.5, 80],
    [2, "", "天津绿源食品", 3000, 90],
    [3, "", "天津海之星生物科技有限公司", 500, "八十"],
    ["合计", "", "", 4700.5, 170],
    ["注：本表由区税务局填报"],
]


@pytest.fixture
def officer(transactional_db: Any, settings: Any) -> User:
    settings.KECHUANG_INTAKE_WORKER = (
        "now"  # the journey shares one connection with the server; workers are tested beside it
    )
    return User.objects.create_user("officer", PASSWORD, display_name="李燕", role="officer")


@pytest.fixture
def firms(transactional_db: Any) -> dict[str, Organisation]:
    def make(name: str, uscc: str | None) -> Organisation:
        return Organisation.objects.create(
            region="baodi",
            name=name,
            name_key=name,
            uscc=uscc,
            kind="enterprise",
            source_title="登记",
            address="宝坻区",
        )

    return {"huamei": make("天津华美精密机械有限公司", HUAMEI), "lvyuan": make("天津市绿源食品有限公司", None),
            "other": make("天津绿源食品销售有限公司", None)}  # fmt: skip


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_an_officer_takes_a_messy_workbook_to_the_register_and_back(
    page: Any, live_server: Any, officer: User, firms: dict[str, Organisation], faults: list[str],
    check_access: Callable[[Any], None], shoot: Callable[..., None],
) -> None:  # fmt: skip
    sign_in_as(page, live_server.url, "officer", "/data/intake/")
    expect(page.get_by_text("还没有收到文件。")).to_be_visible()
    check_access(page)
    page.locator("#in-file").set_input_files(
        {"name": "税务2023.xlsx", "mimeType": "application/octet-stream", "buffer": workbook()}
    )
    page.get_by_label("报送单位").fill("区税务局")
    page.get_by_role("button", name="交来读一读").click()

    page.wait_for_url("**/columns/")
    expect(page.get_by_label("D列认作")).to_have_value("operating_revenue")
    check_access(page)
    shoot(page, "intake-columns", "desk", "phone")
    page.get_by_role("button", name="就这样读，逐格核对").click()

    page.wait_for_url("**/check/")
    questions = page.locator(".in-ask fieldset")
    expect(questions).to_have_count(2)
    expect(page.get_by_role("button", name="下一步：认单位")).to_be_disabled()
    check_access(page)
    shoot(page, "intake-check", "desk", "phone")
    for place in range(2):
        questions.nth(place).get_by_role("radio").nth(2).check()
    page.get_by_role("button", name="按此重新核对").click()
    expect(page.locator(".in-ask")).to_have_count(0)
    page.keyboard.press("n")
    expect(page.locator("td.bad:focus")).to_have_count(1)
    page.get_by_role("button", name="给报送单位的话").click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value(re.compile("E6"))
    page.get_by_role("dialog").get_by_role("button", name="关闭").click()
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载标注好的原表").click()
    assert marked.value.suggested_filename == "税务2023（标注）.xlsx"
    page.get_by_role("button", name="下一步：认单位").click()

    page.wait_for_url("**/names/")
    unsure = page.locator(".in-name").filter(has_text="天津绿源食品")
    check_access(page)
    shoot(page, "intake-names", "desk", "phone")
    unsure.locator(".in-candidate").filter(has_text="天津市绿源食品有限公司").get_by_role(
        "button", name="就是这家"
    ).click()
    expect(unsure.get_by_text("人认定在册")).to_be_visible()
    page.get_by_role("link", name="确认").last.click()

    page.wait_for_url("**/confirm/")
    check_access(page)
    shoot(page, "intake-confirm", "desk", "phone")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="确认入库").click()

    page.wait_for_url("**/done/")
    assert figures_of(firms["lvyuan"]).get("operating_revenue", 2023).value.label() == "3,000万元"
    check_access(page)
    shoot(page, "intake-done", "desk", "phone")
    link = page.locator(".in-links a", has_text="天津华美精密机械有限公司")
    if link.count():
        link.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("天津华美精密机械有限公司")
        expect(page.get_by_text("1,200.5").first).to_be_visible()
        page.go_back()
        page.wait_for_url("**/done/")

    page.get_by_role("button", name="撤回这一批").click()
    page.get_by_role("dialog").get_by_label("理由").fill("送错年度")
    page.get_by_role("dialog").get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_text("送错年度").first).to_be_visible()
    assert IntakeBatch.objects.get().state == "withdrawn"
    assert figures_of(firms["lvyuan"]).get("operating_revenue", 2023) is None
