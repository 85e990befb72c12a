"""A real Chromium for the journeys: the system's own, speaking Chinese, on Chinese time, looking nowhere else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Playwright's sync API runs an event loop in the test's thread, in which Django otherwise refuses to query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

WCAG_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser that Debian (or another system) installs; nothing is downloaded."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        pytest.fail("Chromium was not found; install Debian's package chromium, or leave this part out: make test-unit")
    return {**browser_type_launch_args, "executable_path": found, "args": QUIET.split()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A laptop in Tianjin."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }


@pytest.fixture(scope="session")
def accessibility_findings() -> Callable[[Page], list[str]]:
    """What axe-core finds against WCAG 2.2 AA on a page: rule, impact and the elements concerned."""
    options = {"runOnly": {"type": "tag", "values": WCAG_TAGS}, "resultTypes": ["violations"]}

    def find(page: Page) -> list[str]:
        return [
            f"{found['id']} ({found['impact']}): {' '.join(node['html'][:160] for node in found['nodes'][:3])}"
            for found in Axe().run(page, options=options).response["violations"]
        ]

    return find
