"""The monitoring pages in a real browser: access and width of every page, a study, the board's filters, the turning screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kechuang.content import load_region as read_region
from kechuang_web.audit.services import Actor
from kechuang_web.stores.loading import load_region
from kechuang_web.testing import *  # noqa: F403
from tests.e2e.steps import check_phone, sign_in_as

pytestmark = pytest.mark.django_db(transaction=True)

DAY = "as_of=2023-09-01"
PAGES = [
    f"/plan/?{DAY}",
    "/plan/",
    f"/plan/indicators/leading_count/?{DAY}",
    f"/plan/indicators/strategic_emerging_share/?{DAY}",
    f"/plan/indicators/rd_intensity/?{DAY}",
    f"/plan/indicators/leading_count/study/?{DAY}",
    f"/plan/board/?{DAY}",
    f"/plan/tasks/4.1-01/?{DAY}",
    f"/plan/text/?{DAY}",
    f"/plan/worklist/?{DAY}",
    "/plan/closing/",
    f"/plan/screen/?view=firms&{DAY}",
]


@pytest.fixture
def site(live_server, cast, settings):
    """The address of a server with the region loaded."""
    settings.ALLOWED_HOSTS = ["*"]
    load_region(actor=Actor.command("test"), folder=read_region("baodi"))
    return live_server.url


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_passes_axe_and_fits_a_phone(page, site, check_access, language):
    sign_in_as(page, site, "planner")
    page.context.add_cookies([{"name": "kechuang_lang", "value": language, "url": site}])
    for address in PAGES:
        page.goto(site + address)
        check_access(page)
        check_phone(page)


def test_a_target_met_early_is_put_forward_and_decided(page, site, faults, check_access):
    sign_in_as(page, site, "planner", f"/plan/?{DAY}")
    page.get_by_role("link", name="提请研究").first.click()
    page.get_by_label("理由").fill("提前两年达到目标，建议提高。")
    page.get_by_role("button", name="提请研究").click()
    expect(page.get_by_role("main")).to_contain_text("等待区领导或分管局长决定")
    page.context.clear_cookies()
    sign_in_as(page, site, "leader", f"/plan/indicators/leading_count/study/?{DAY}")
    page.get_by_label("作为底线保持到期末").check()
    page.get_by_role("button", name="作出决定").click()
    expect(page.get_by_role("main")).to_contain_text("决定：作为底线保持到期末")
    page.goto(f"{site}/plan/?{DAY}")
    expect(page.get_by_role("link", name="提请研究")).to_have_count(0)


def test_a_figure_opens_to_its_fact_and_source(page, site, faults):
    sign_in_as(page, site, "planner", f"/plan/?{DAY}")
    page.get_by_role("link", name="市级科技领军（培育）企业数").first.click()
    expect(page.locator(".drawing svg")).to_be_visible()
    page.get_by_role("link", name="2023年8月").first.click()
    expect(page).to_have_url(re.compile(r"/data/fact/"))
    expect(page.get_by_role("main")).to_contain_text("未记录网址")


def test_the_board_is_filtered_without_reloading(page, site, faults):
    sign_in_as(page, site, "planner", f"/plan/board/?{DAY}")
    page.get_by_label("状态").select_option("under_way")
    expect(page).to_have_url(re.compile("state=under_way"))
    expect(page.locator("#board")).not_to_contain_text("尚无证据")


def test_the_screen_is_stopped_and_turned_by_hand(page, site, faults):
    page.set_viewport_size({"width": 1920, "height": 1080})
    sign_in_as(page, site, "leader")
    page.wait_for_url(lambda address: "sign-in" not in address)
    page.goto(f"{site}/plan/screen/?view=targets&{DAY}")  # returns once the scripts that listen to the keys are there
    here = page.locator("header.screen-top a.here")
    page.keyboard.press(" ")
    expect(page.locator("html[data-stopped]")).to_have_count(1)
    expect(here).to_have_text("指标")
    page.keyboard.press("ArrowRight")
    expect(here).to_have_text("企业")
    expect(page.get_by_role("main")).to_contain_text("滨海新区")
    page.keyboard.press("ArrowLeft")
    expect(here).to_have_text("指标")
    names = page.locator("header.screen-top nav a").all_inner_texts()
    for _press in range(3):
        page.keyboard.press("ArrowRight")
    expect(here).to_have_text(names[3 % len(names)])  # each press turned on from where the one before it led
