"""A map is shown from a reviewed base map only, and with its number; without one the ranking is a list."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from django.test import Client

from kechuang.content import ContentError, find_content_root
from kechuang.content import load_region as read_region
from kechuang_web.audit.services import Actor
from kechuang_web.stores import memory
from kechuang_web.stores.loading import load_region
from solutions.planning.web.screen.basemap import HEIGHT, WIDTH, load_basemap

ADDRESS = "/plan/screen/?view=firms&as_of=2023-09-01"
NUMBER = "GS(0000)0000号"


def square(adcode: str, west: float) -> dict[str, object]:
    ring = [[west, 39.0], [west + 1, 39.0], [west + 1, 40.0], [west, 40.0], [west, 39.0]]
    return {"properties": {"adcode": adcode}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the content, in which a base map (invented squares) can be declared."""
    copytree(find_content_root(), tmp_path / "content")
    monkeypatch.setenv("KECHUANG_CONTENT", str(tmp_path / "content"))
    memory.content.clear()
    yield tmp_path / "content" / "baodi"
    memory.content.clear()


def declare(folder: Path, number: str = NUMBER, outlines: object | None = None) -> None:
    (folder / "basemap.yaml").write_text(f"file: d.geojson\nnumber: {number}\npublisher: 样例\n", "utf-8")
    shapes = {"features": [square("120115", 117.0), square("120116", 118.0)]} if outlines is None else outlines
    (folder / "d.geojson").write_text(json.dumps(shapes), "utf-8")


def test_without_a_declaration_there_is_no_map(content: Path) -> None:
    assert load_basemap(read_region("baodi")) is None


def test_outlines_fill_the_field_north_up(content: Path) -> None:
    declare(content)
    basemap = load_basemap(read_region("baodi"))
    assert basemap is not None
    first, second = basemap.outlines
    assert first.x < second.x
    assert 0 < first.x < WIDTH
    assert 0 < first.y < HEIGHT
    assert first.path.startswith("M")


def test_a_map_without_its_review_number_is_refused(content: Path) -> None:
    declare(content, number='""')
    with pytest.raises(ContentError, match="number"):
        load_basemap(read_region("baodi"))


@pytest.mark.parametrize(
    "broken", [{}, {"features": []}, {"features": [{"geometry": None}]}, [], {"features": [square("1", 500.0)]}]
)
def test_what_holds_no_outlines_is_refused(content: Path, broken: object) -> None:
    declare(content, outlines=broken)
    with pytest.raises(ContentError):
        load_basemap(read_region("baodi"))


def test_the_screen_shows_the_map_with_its_number(db: None, content: Path, sign_in: Callable[[str], Client]) -> None:
    load_region(actor=Actor.command("test"), folder=read_region("baodi"))
    plain = sign_in("leader").get(ADDRESS).content.decode()
    assert 'class="rank"' in plain
    assert "basemap" not in plain
    declare(content)
    memory.content.clear()
    memory.results.clear()
    shown = sign_in("leader").get(ADDRESS).content.decode()
    assert f"审图号：{NUMBER}" in shown
    assert "滨海新区 157" in shown
    assert 'class="rank"' not in shown
