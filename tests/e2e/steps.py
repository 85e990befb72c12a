"""Steps that journeys share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as Waited

from kechuang_web.testing import PASSWORD


def sign_in_as(page: Page, site: str, role: str, next_page: str = "") -> None:
    """Sign in as the person of a role, and come to a page."""
    page.goto(f"{site}/accounts/sign-in/" + (f"?next={next_page}" if next_page else ""))
    page.get_by_label("账号名").fill(role)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)  # and until the scripts of the next page are there


def check_phone(page: Page, also: Callable[[Page], None] | None = None) -> None:
    """Nothing sticks out sideways on a phone, once what follows the width (charts do, a moment later) has followed.

    ``also``: a further check at that width.
    """
    before = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    try:
        page.wait_for_function("document.documentElement.scrollWidth <= 390")
    except Waited:
        wide = page.evaluate("document.documentElement.scrollWidth")
        pytest.fail(f"{page.url} is {wide} px wide on a phone")
    if also is not None:
        also(page)
    page.set_viewport_size(before)
