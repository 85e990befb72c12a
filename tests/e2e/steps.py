"""Steps that journeys share."""

from __future__ import annotations

from playwright.sync_api import Page

from kechuang_web.testing import PASSWORD


def sign_in_as(page: Page, site: str, role: str, next_page: str = "") -> None:
    """Sign in as the person of a role, and come to a page."""
    page.goto(f"{site}/accounts/sign-in/" + (f"?next={next_page}" if next_page else ""))
    page.get_by_label("账号名").fill(role)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)  # and until the scripts of the next page are there
