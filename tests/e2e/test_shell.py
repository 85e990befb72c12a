"""The shell in a real browser: signing in, language, keyboard, day, ledger, chart; every page of it for axe and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kechuang.content import load_region as read_region
from kechuang_web.audit.services import Actor
from kechuang_web.stores.loading import load_region
from kechuang_web.testing import *  # noqa: F403
from kechuang_web.testing import PASSWORD
from tests.e2e.steps import check_phone, sign_in_as

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/accounts/me/",
    "/accounts/me/password/",
    "/accounts/",
    "/accounts/new/",
    "/data/",
    "/data/fact/baodi/o001/",
    "/data/verify/",
    "/data/sources/",
    "/data/dictionary/",
    "/data/dictionary/hnte_count/",
    "/data/intake/",
    "/data/record/correct/baodi/o001/",
    "/data/audit/",
    "/kit/",
    "/kit/screen/",
    "/no-such-page/",
]


@pytest.fixture
def site(live_server, cast, settings):
    """The address of a server with the region loaded."""
    settings.ALLOWED_HOSTS = ["*"]
    load_region(actor=Actor.command("test"), folder=read_region("baodi"))
    return live_server.url


def test_a_person_signs_in_reads_switches_language_and_leaves(page, site, faults, check_access):
    page.goto(f"{site}/data/")
    expect(page).to_have_url(re.compile(r"/accounts/sign-in/\?next=/data/"))
    check_access(page)
    page.get_by_label("账号名").fill("planner")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("台账")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ledger")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("台账")
    page.locator("details.menu", has_text="planner").click()
    page.get_by_role("button", name="退出").click()
    expect(page.locator("details.menu", has_text="planner")).to_have_count(0)
    page.goto(f"{site}/data/")
    expect(page).to_have_url(re.compile("/accounts/sign-in/"))


def test_the_ledger_is_filtered_without_reloading_and_the_address_tells_it(page, site, faults):
    sign_in_as(page, site, "planner", "/data/")
    page.get_by_label("查找").fill("孵化器")
    expect(page).to_have_url(re.compile(r"\?q=[^&]+$"))  # what is empty stays out of the address
    page.get_by_label("查找").fill("")
    expect(page).to_have_url(re.compile(r"/data/$"))
    page.locator("select[name=attribute]").select_option("leading_count")
    expect(page).to_have_url(re.compile("attribute=leading_count"))
    rows = page.locator("#rows tbody tr")
    expect(rows.first).to_contain_text("科技领军")
    filtered = rows.count()
    page.reload()
    assert page.locator("#rows tbody tr").count() == filtered
    page.locator("#rows tbody tr").first.get_by_role("link").click()
    expect(page.get_by_text("在链上的位置")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("attribute=leading_count"))


def test_the_day_is_chosen_once_and_links_carry_it(page, site, faults):
    sign_in_as(page, site, "planner", "/data/")
    page.locator("details.asof summary").click()
    page.get_by_label("看哪一天的情况").fill("2020-01-31")
    page.get_by_role("button", name="查看").click()
    expect(page).to_have_url(re.compile("as_of=2020-01-31"))
    expect(page.locator("details.asof summary")).to_contain_text("2020年1月31日")
    page.locator("#rows tbody tr").first.get_by_role("link").click()
    expect(page).to_have_url(re.compile("as_of=2020-01-31"))


def test_everything_is_reached_by_keyboard(page, site, faults):
    sign_in_as(page, site, "planner", "/data/")
    page.wait_for_load_state("load")
    page.locator("body").press("Tab")  # from the page itself, not from wherever the sign-in left the focus
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("?")
    dialog = page.locator("dialog#keyboard-help")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("g d")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_label("查找")).to_be_focused()
    page.keyboard.type("g d?")
    expect(page).to_have_url(re.compile(r"\?q=g"))  # what was typed was looked for
    expect(dialog).not_to_be_visible()
    page.goto(f"{site}/accounts/me/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile("/data/"))


def test_a_chart_is_drawn_and_its_table_says_the_same(page, site, faults):
    sign_in_as(page, site, "planner", "/kit/")
    drawing = page.locator("#chart-line .drawing svg")
    expect(drawing).to_be_visible()
    assert drawing.locator("path").count() > 5
    page.locator("#chart-line summary").click()
    expect(page.locator("#chart-line table")).to_contain_text("23 家")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_passes_axe_and_fits_a_phone(page, site, check_access, language):
    sign_in_as(page, site, "planner")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    page.context.add_cookies([{"name": "kechuang_lang", "value": language, "url": site}])
    assert "kechuang_session" in cookies
    # An administrator opens the accounts and the log, a planner the rest; one session a role.
    for role, addresses in (("planner", [p for p in PAGES if "audit" not in p and p not in {"/accounts/", "/accounts/new/"}]),
                            ("administrator", ["/accounts/", "/accounts/new/", "/data/audit/"])):  # fmt: skip
        page.context.clear_cookies()
        sign_in_as(page, site, role)
        page.context.add_cookies([{"name": "kechuang_lang", "value": language, "url": site}])
        for address in addresses:
            page.goto(site + address)
            check_access(page)
            check_phone(page, check_access)


def test_a_wide_table_can_be_printed(page, site):
    sign_in_as(page, site, "planner", "/data/fact/baodi/o001/")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
