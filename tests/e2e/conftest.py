"""A real Chromium against the live test server, an accessibility check for every page, and pictures on request.

``pytest tests/e2e -m e2e`` runs the journeys. With ``--shots`` they also write the pictures in ``docs/screenshots``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "docs" / "screenshots"
CHROMIUM = os.environ.get("KECHUANG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
#: name: width, height, whether it is a phone
SIZES: dict[str, tuple[int, int, bool]] = {
    "desk": (1366, 768, False),
    "wall": (1920, 1080, False),
    "phone": (390, 844, True),
}

# Playwright's synchronous interface runs an event loop in this thread, which Django would take for an async context.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Every wait is for a condition; how long it may take is a matter of the machine. A failure costs this once.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shots", action="store_true", help="write pictures of the main pages to docs/screenshots")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey in a browser; without a browser it is skipped with the reason."""
    for item in items:
        if not Path(item.path).is_relative_to(Path(__file__).parent):
            continue
        item.add_marker(pytest.mark.e2e)
        if CHROMIUM is None:
            item.add_marker(
                pytest.mark.skip(reason="no Chromium on this machine; install chromium or set KECHUANG_CHROMIUM")
            )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file: in memory all threads of the server would share one connection, and each other's transactions."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("journeys") / "journeys.sqlite3")


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: Any) -> Any:
    """The server, started once the database is there: before, it would take it for one in memory, and share a connection."""
    return live_server


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--hide-scrollbars"]  # fmt: skip
    return {"executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    width, height, _phone = SIZES["desk"]
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": width, "height": height}}


@pytest.fixture
def faults(page: Any) -> Iterator[list[str]]:
    """What the browser complained of: script errors, refused resources, breaches of the content policy."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(f"script error: {error}"))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    yield found
    assert found == []


@pytest.fixture
def check_access() -> Callable[[Any], None]:
    """Assert that axe finds nothing serious or critical on a page."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def check(page: Any) -> None:
        answer = axe.run(page).response
        grave = [
            f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:160]}"
            for one in answer["violations"]
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]
        assert answer["passes"], "axe checked nothing"
        assert grave == [], f"{page.url}:\n" + "\n".join(grave)

    return check


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Take a picture of the page when ``--shots`` was given: ``shoot(page, "review", "desk")``."""
    wanted = request.config.getoption("--shots", default=False)

    def take(page: Any, name: str, *sizes: str, full: bool = False) -> None:
        if not wanted:
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for size in sizes or ("desk",):
            width, height, _phone = SIZES[size]
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("document.fonts.ready")
            page.screenshot(path=SHOTS / f"{name}-{size}.png", full_page=full)
        page.set_viewport_size(before)

    return take
