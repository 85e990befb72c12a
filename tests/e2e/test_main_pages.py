"""The planner's pages as a leader opens them: nothing refused, readable for everybody, on a desk and on a phone; pictures on request.

``pytest tests/e2e/test_main_pages.py -m e2e --shots`` writes the pictures that the readme shows.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from kechuang.content import load_region as read_region
from kechuang_web.accounts.models import User
from kechuang_web.audit.services import Actor
from kechuang_web.stores.loading import load_region
from tests.e2e.steps import check_phone

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long password 1"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
DAY = "as_of=2023-09-01"
PAGES = {
    "leader": f"/plan/?{DAY}",
    "indicator": f"/plan/indicators/leading_count/?{DAY}",
    "indicator-seasonal": f"/plan/indicators/tech_sme_count/?{DAY}",
    "board": f"/plan/board/?{DAY}",
    "text": f"/plan/text/?{DAY}",
    "worklist": f"/plan/worklist/?{DAY}",
    "documents": "/plan/documents/",
    "versions": "/plan/baodi-145/versions/",
    "amendments": "/plan/amendments/",
    "closing": "/plan/closing/",
    "ledger": f"/data/?{DAY}",
}

#: The journey takes the picture of this one, with more on it.
PICTURED_ELSEWHERE = {"documents"}


@pytest.fixture
def planner(page: Any, live_server: Any, transactional_db: Any) -> str:
    """The address of a server with the region loaded, where the planner is signed in."""
    load_region(actor=Actor.command("test"), folder=read_region("baodi"))
    User.objects.create_user("planner", PASSWORD, display_name="规划科", role="planner")
    page.goto(f"{live_server.url}/accounts/sign-in/")
    page.fill("[name=username]", "planner")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    return str(live_server.url)


def test_every_page_of_the_plan_is_sound_for_everybody(page, planner, faults, check_access, shoot):
    for name, address in PAGES.items():
        answer = page.goto(planner + address)
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        check_access(page)
        check_phone(page)
        if name not in PICTURED_ELSEWHERE:
            shoot(page, name, *(("desk", "phone") if name == "leader" else ("desk",)))


def test_in_english_the_shell_speaks_no_chinese(page, planner, faults, shoot):
    """What comes from Chinese sources may stay Chinese; menus, titles, buttons and column titles are the shell's own words."""
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for name, address in PAGES.items():
        page.goto(planner + address)
        own = page.locator("header nav a, main button:visible, main a.btn, thead th, h1").all_inner_texts()
        assert own, address
        assert [text for text in own if CHINESE.search(text)] == [], address
        if name == "leader":
            shoot(page, "leader-english")


def test_the_screen_fills_a_wall(page, planner, faults, shoot):
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert page.goto(f"{planner}/plan/screen/?{DAY}").status == 200
    page.wait_for_load_state("networkidle")
    page.wait_for_function("({scrollWidth, scrollHeight}) => scrollWidth === 1920 && scrollHeight === 1080",
                           arg=page.locator("html").element_handle())  # fmt: skip
    shoot(page, "screen", "wall")
