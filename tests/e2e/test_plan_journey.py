"""From a document to an amended plan, as three people do it in a browser: planner, approver, and a reader in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from kechuang.content import load_region as read_region
from kechuang_web.accounts.models import User
from kechuang_web.audit.services import Actor
from kechuang_web.stores.loading import load_region
from kechuang_web.stores.models import PlanDocument, PlanVersion, Reading

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "content" / "sample" / "plan_sample.txt"
REAL = ROOT.parent / "shared" / "plan_reading" / "texts" / "baodi_plan.txt"
PASSWORD = "a long password 1"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: Any) -> dict[str, User]:
    names = {"planner": "李燕", "approver": "王建国", "viewer": "Ann Reader"}
    return {
        role: User.objects.create_user(role, PASSWORD, display_name=name, role=role) for role, name in names.items()
    }


@pytest.fixture
def region(transactional_db: Any) -> None:
    """The region as the demonstration has it: its published plan and its ledger."""
    load_region(actor=Actor.command("journey"), folder=read_region("baodi"))


@pytest.fixture
def enter(page: Any, live_server: Any, people: dict[str, User]) -> Callable[[str], None]:
    """Sign in as somebody, signing out whoever was there."""

    def sign_in(role: str) -> None:
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/accounts/sign-in/")
        page.fill("[name=username]", role)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "sign-in" not in address)

    return sign_in


def current(page: Any) -> Any:
    return page.locator(".rv-row[aria-current=true]")


def wait_for_state(page: Any, row: str, state: str) -> None:
    page.locator(f"{row}[data-state={state}]").wait_for()


def import_document(page: Any, address: str, path: Path) -> None:
    page.goto(f"{address}/plan/documents/import/")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(re.compile(r"/plan/review/\d+/"))


def accept_rest(page: Any) -> None:
    """Accept section by section what is left without doubt, in the tab that is shown."""
    buttons = page.locator(".rv-group header button")
    for left in range(buttons.count() - 1, -1, -1):
        buttons.first.click()
        expect(buttons).to_have_count(left)


def test_a_plan_is_imported_reviewed_published_watched_amended_and_compared(
    page: Any, live_server: Any, enter: Any, region: None, check_access: Any, shoot: Any, faults: list[str]
) -> None:
    address = live_server.url
    enter("planner")
    page.goto(f"{address}/plan/documents/import/")
    check_access(page)
    shoot(page, "import")
    import_document(page, address, SAMPLE)

    # --- review by keyboard
    page.locator(".rv-row").first.wait_for()
    check_access(page)
    page.keyboard.press("j")
    first = f"#{current(page).get_attribute('id')}"
    name = current(page).locator(".rv-name").inner_text()
    page.keyboard.press("a")
    wait_for_state(page, first, "accepted")
    expect(page.locator(f"{first}[aria-current]"), "accepting goes on to the next").to_have_count(0)
    expect(page.locator("#rv-live")).to_contain_text(name)
    marks = page.locator(f"#rv-text [data-r~='{first.removeprefix('#row-')}']")
    expect(marks.first).to_have_class(re.compile("quantity-accepted"))

    second = f"#{current(page).get_attribute('id')}"
    page.keyboard.press("x")
    wait_for_state(page, second, "rejected")
    page.keyboard.press("u")
    wait_for_state(page, second, "pending")

    page.keyboard.press("e")
    page.fill(f"{second} [name=name]", "更正过的名称")
    check_access(page)
    page.keyboard.press("Enter")
    wait_for_state(page, second, "corrected")
    assert "更正过的名称" in page.locator(second).inner_text()

    # --- a click in the text finds its row, also in another tab
    task = Reading.objects.filter(kind="task").first()
    page.locator(f"#rv-text [data-r~='{task.pk}']").first.click()
    page.locator(f"#row-{task.pk}[aria-current=true]").wait_for()

    # --- add by keyboard selection
    before = Reading.objects.count()
    page.keyboard.press("n")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#rv-add form [name=verbs]").wait_for()
    page.fill("#rv-add [name=verbs]", "建设")
    page.keyboard.press("Enter")
    page.locator(".rv-row[data-state=added]").wait_for()
    assert Reading.objects.count() == before + 1

    # --- the rest
    for tab in ("任务", "指标数值"):
        with page.expect_response(re.compile(r"/plan/review/\d+/\?tab=")):
            page.locator(".rv-tabs a", has_text=tab).click()
        page.locator(f".rv-tabs a[aria-current]:has-text('{tab}')").wait_for()
        accept_rest(page)
    shoot(page, "review", "desk", "wall", "phone")

    # --- publish
    page.get_by_role("link", name="核对并发布").click()
    page.get_by_role("heading", name="核对并发布").wait_for()
    check_access(page)
    shoot(page, "publish", full=True)
    page.fill("[name=effective_from]", "2022-01-01")
    aware = page.locator("[name=aware]")
    if aware.count():
        aware.check()
    page.get_by_role("button", name="发布为第1版").click()
    page.wait_for_url(re.compile(r"/versions/1/"))
    check_access(page)
    shoot(page, "version", full=True)
    plan = PlanVersion.objects.get(document__isnull=False)

    # --- status of the plan
    page.goto(f"{address}/plan/")
    page.locator("h1").wait_for()
    expect(page.locator(".refusal")).to_have_count(0)
    check_access(page)
    shoot(page, "status")

    # --- amend
    page.goto(f"{address}/plan/documents/")
    check_access(page)
    shoot(page, "library")
    page.locator(".plans li", has_text="样例").get_by_role("button", name="提出修订").click()
    page.wait_for_url(re.compile(r"/choose/"))
    check_access(page)
    page.locator("tbody .btn").first.click()
    page.locator("[name=targets-0-amount]").wait_for()
    check_access(page)
    shoot(page, "amendment-edit", full=True)
    old = page.input_value("[name=targets-0-amount]")
    page.fill("[name=targets-0-amount]", "999")
    page.get_by_role("button", name="保存到修订").click()
    page.locator("table.changes ins", has_text="999").wait_for()
    assert page.get_by_role("button", name="提交批准").is_disabled()
    page.fill("[name=reason]", "年中评估表明目标可以提高。")
    page.fill("[name=effective_from]", "2024-07-01")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("已保存。").wait_for()
    page.fill("[name=citation]", "区科技工作会议纪要第8期")
    page.get_by_role("button", name="附上").click()
    page.get_by_text("已附上依据。").wait_for()
    check_access(page)
    page.get_by_role("button", name="提交批准").click()
    page.get_by_text("提请人不能批准自己的修订").wait_for()
    paper = page.url

    # --- approval by another person
    enter("approver")
    page.goto(paper)
    check_access(page)
    shoot(page, "amendment", "desk", "phone", full=True)
    page.get_by_role("button", name="批准", exact=True).click()
    page.get_by_text("已批准，成为第2版。").wait_for()

    # --- compare, and the plan of a past day
    page.goto(f"{address}/plan/{plan.plan_code}/versions/compare/")
    page.locator("ins", has_text="999").wait_for()
    assert page.locator("del", has_text=old.lstrip("≥≤≈")).count()
    check_access(page)
    shoot(page, "compare")
    page.goto(f"{address}/plan/{plan.plan_code}/on/?as_of=2023-01-01")
    page.get_by_text("第1版").first.wait_for()
    page.goto(f"{address}/plan/{plan.plan_code}/versions/")
    check_access(page)

    # --- another language
    enter("viewer")
    page.goto(f"{address}/plan/{plan.plan_code}/versions/compare/")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name=re.compile("Version 1")).wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    check_access(page)
    page.goto(f"{address}/plan/review/{PlanDocument.objects.get().pk}/")
    page.get_by_role("link", name=re.compile("Figures")).wait_for()
    assert page.locator("[data-act=accept]").count() == 0, "a reader decides nothing, and the review is closed"
    check_access(page)
    shoot(page, "review-english")


class Slow:
    """Requests to some addresses wait until they are let go: what a person does meanwhile comes in a known order."""

    def __init__(self, page: Any, pattern: str) -> None:
        self.pattern = re.compile(pattern)
        self.waiting: list[Any] | None = []
        page.route(self.pattern, self.hold)

    def hold(self, route: Any) -> None:
        if self.waiting is None:
            route.continue_()
        else:
            self.waiting.append(route)

    def let_go(self) -> None:
        held, self.waiting = self.waiting or [], None
        assert held, "nothing waited"
        for route in held:
            route.continue_()


def test_keys_pressed_while_the_server_answers_act_in_their_order(
    page: Any, live_server: Any, enter: Any, faults: list[str]
) -> None:
    enter("planner")
    import_document(page, live_server.url, SAMPLE)
    page.keyboard.press("j")
    row = f"#{current(page).get_attribute('id')}"
    slow = Slow(page, r"/reject/$")
    with page.expect_request(slow.pattern):
        page.keyboard.press("x")
    # Taken back, opened, a name written over the old one, saved.
    for key in ("u", "e", *"AB", "Backspace", "C", "Enter"):
        page.keyboard.press(key)
    slow.let_go()
    wait_for_state(page, row, "corrected")
    expect(page.locator(f"{row} .rv-name")).to_have_text("AC")


def test_accepting_is_pressed_ahead_row_by_row(page: Any, live_server: Any, enter: Any, faults: list[str]) -> None:
    enter("planner")
    import_document(page, live_server.url, SAMPLE)
    page.keyboard.press("j")
    slow = Slow(page, r"/accept/$")
    with page.expect_request(slow.pattern):
        page.keyboard.press("a")
    for key in "aaxa":
        page.keyboard.press(key)
    slow.let_go()
    expect(page.locator(".rv-row[data-state=accepted]")).to_have_count(4)
    states = Reading.objects.filter(kind="quantity").order_by("start", "pk").values_list("state", flat=True)
    assert list(states)[:6] == ["accepted", "accepted", "accepted", "rejected", "accepted", "pending"]


def test_a_button_of_a_list_that_is_being_replaced_is_pressed_on_the_new_one(
    page: Any, live_server: Any, enter: Any, faults: list[str]
) -> None:
    enter("planner")
    import_document(page, live_server.url, SAMPLE)
    page.keyboard.press("j")
    row = f"#{current(page).get_attribute('id')}"
    page.keyboard.press("x")
    wait_for_state(page, row, "rejected")
    slow = Slow(page, r"/review/\d+/\?row=")
    with page.expect_request(slow.pattern):
        page.keyboard.press("u")
    other = page.locator(f".rv-row[data-state=pending]:not({row})").last.get_attribute("id")
    page.locator(f"#{other} .rv-name").click()
    page.locator(f"#{other} [data-act=accept]").click()
    slow.let_go()
    wait_for_state(page, f"#{other}", "accepted")
    wait_for_state(page, row, "pending")


def test_a_button_replaced_while_the_mouse_is_down_is_pressed(
    page: Any, live_server: Any, enter: Any, faults: list[str]
) -> None:
    enter("planner")
    import_document(page, live_server.url, SAMPLE)
    section = page.locator(".rv-group", has=page.locator("header button")).first.get_attribute("id")
    button = page.locator(f"#{section} header button")
    slow = Slow(page, r"/review/\d+/\?tab=quantity$")
    with page.expect_request(slow.pattern):
        page.locator(".rv-tabs a[aria-current]").click()
    button.hover()
    old = button.element_handle()
    page.mouse.down()
    slow.let_go()
    page.wait_for_function("button => !button.isConnected", arg=old)
    page.mouse.up()
    expect(button).to_have_count(0)
    expect(page.locator(f"#{section} .rv-row[data-state=accepted]").first).to_be_visible()


def test_a_row_answers_from_the_moment_it_is_there(page: Any, live_server: Any, enter: Any, faults: list[str]) -> None:
    """The page itself presses the key as soon as the row is in the document: no person and no machine is faster."""
    enter("planner")
    import_document(page, live_server.url, SAMPLE)
    page.keyboard.press("j")
    row = current(page).get_attribute("id")
    page.evaluate(
        """row => new MutationObserver((_changes, observer) => {
          if (document.getElementById(row)?.dataset.state !== "accepted") return;
          observer.disconnect();
          document.querySelector(`#${row} [data-act=correct]`).click();
        }).observe(document.getElementById("rv-list"), {childList: true, subtree: true})""",
        row,
    )
    page.keyboard.press("a")
    page.locator(f"#{row} [name=name]").wait_for()


def test_a_section_is_accepted_after_some_of_its_rows_were_decided(
    page: Any, live_server: Any, enter: Any, faults: list[str]
) -> None:
    enter("planner")
    import_document(page, live_server.url, SAMPLE)
    group = page.locator(".rv-group", has=page.locator("header button")).filter(
        has=page.locator(".rv-row:nth-child(3) input[name=row]")
    )
    group = page.locator(f"#{group.first.get_attribute('id')}")
    offered = group.locator("input[name=row]").count()
    plain = group.locator(".rv-row", has=page.locator("input[name=row]")).first.get_attribute("id")
    page.locator(f"#{plain} .rv-name").click()
    page.locator(f"#{plain} [data-act=reject]").click()
    wait_for_state(page, f"#{plain}", "rejected")
    button = group.locator("header button")
    expect(button).to_contain_text(f" {offered - 1} ")
    button.click()
    expect(group.locator(".rv-row[data-state=accepted]")).to_have_count(offered - 1)
    wait_for_state(page, f"#{plain}", "rejected")


def test_two_reviewers_at_one_row_see_each_other(
    page: Any, browser: Any, live_server: Any, enter: Any, people: dict[str, User], faults: list[str]
) -> None:
    enter("planner")
    import_document(page, live_server.url, SAMPLE)
    page.locator(".rv-row").first.wait_for()
    row = Reading.objects.filter(kind="quantity").first()
    Reading.objects.filter(pk=row.pk).update(
        state="corrected", corrected=row.payload | {"value": 7777}, lock_version=1, decided_by=people["approver"]
    )
    faults.clear()
    page.locator(f"#row-{row.pk}").focus()
    page.keyboard.press("x")
    clash = page.locator(f"#row-{row.pk} .rv-clash")
    clash.wait_for()
    assert "王建国" in clash.inner_text()
    assert "7,777" in clash.inner_text()
    row.refresh_from_db()
    assert row.state == "corrected", "nothing was overwritten"
    clash.get_by_role("button", name="改用我的").click()
    wait_for_state(page, f"#row-{row.pk}", "rejected")
    faults[:] = [fault for fault in faults if "409" not in fault]  # the browser notes the answer that said so


def test_a_file_that_cannot_be_read_is_refused_on_the_page(
    page: Any, live_server: Any, enter: Any, check_access: Any, tmp_path: Path, faults: list[str]
) -> None:
    enter("planner")
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.7 broken")
    page.goto(f"{live_server.url}/plan/documents/import/")
    page.set_input_files("input[type=file]", str(broken))
    page.get_by_role("button", name="上传并读取").click()
    refusal = page.locator("#refusal")
    refusal.wait_for()
    assert "坏.pdf" in refusal.inner_text()
    check_access(page)
    assert not PlanDocument.objects.exists()
    faults[:] = [fault for fault in faults if "422" not in fault]


def test_the_review_works_on_a_phone(
    page: Any, live_server: Any, enter: Any, check_access: Any, shoot: Any, faults: list[str]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    enter("planner")
    import_document(page, live_server.url, SAMPLE)
    mark = page.locator("#rv-text [data-r]").first
    mark.wait_for()
    assert page.locator(".rv-side").is_hidden()
    shoot(page, "review-text", "phone")
    mark.click()
    row = current(page)
    row.wait_for()
    assert page.locator(".rv-doc").is_hidden()
    check_access(page)
    row.locator("[data-act=accept]").click()
    page.locator(".rv-row[data-state=accepted]").first.wait_for()
    page.get_by_role("button", name="规划文本").click()
    assert page.locator(".rv-doc").is_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing sticks out sideways"


@pytest.mark.skipif(not REAL.exists(), reason="the original text of the plan (../shared/plan_reading) is not here")
def test_the_real_plan_is_reviewed_smoothly(
    page: Any, live_server: Any, enter: Any, check_access: Any, faults: list[str]
) -> None:
    enter("planner")
    import_document(page, live_server.url, REAL)
    page.locator(".rv-row").first.wait_for()
    check_access(page)
    page.set_viewport_size({"width": 1920, "height": 1080})
    for _step in range(20):
        page.keyboard.press("j")
    expect(page.locator("#rv-text .here").first).to_be_in_viewport()
    expect(current(page)).to_be_in_viewport()
