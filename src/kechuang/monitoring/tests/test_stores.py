"""Where a region is read from, and what its policy file may say."""

from __future__ import annotations

from datetime import date
from importlib.metadata import EntryPoint

import pytest

from kechuang.content import load_region
from kechuang.monitoring import ContentStore, load_policy, open_store, pick_version, stores
from kechuang.monitoring.tests.builders import make_book
from kechuang.values import KechuangError


class Elsewhere(ContentStore):
    """A store as another package would bring it."""


def open_elsewhere(region):
    return Elsewhere(load_region(region)) if region == "baodi" else None


@pytest.fixture
def with_database(monkeypatch):
    point = EntryPoint("database", f"{__name__}:open_elsewhere", stores.GROUP)
    monkeypatch.setattr(stores, "entry_points", lambda group: [point] if group == stores.GROUP else [])


def test_the_content_folder_is_read_where_no_database_is(monkeypatch):
    monkeypatch.setattr(stores, "entry_points", lambda group: [])
    store = open_store("baodi")
    assert type(store) is ContentStore
    assert "baodi" in store.name.zh


def test_a_database_that_holds_the_region_comes_first(with_database):
    assert type(open_store("baodi")) is Elsewhere
    assert type(open_store("baodi", "database")) is Elsewhere
    assert type(open_store("baodi", "content")) is ContentStore


def test_a_database_without_the_region_gives_way_unless_it_was_asked_for(with_database):
    assert type(open_store("tianjin")) is ContentStore
    with pytest.raises(KechuangError, match="--from content"):
        open_store("tianjin", "database")


def test_a_folder_of_another_region_is_refused():
    folder = str(load_region("tianjin").path)
    assert open_store("tianjin", folder).name.en.endswith("“tianjin”")
    with pytest.raises(KechuangError, match="not of “baodi”"):
        open_store("baodi", folder)


def test_the_version_in_force_is_taken_and_before_the_first_the_first():
    first = make_book()
    from dataclasses import replace

    second = replace(first, version=2, effective_from=date(2023, 6, 1))
    assert pick_version((first, second), date(2023, 5, 31)).version == 1
    assert pick_version((first, second), date(2023, 6, 1)).version == 2
    assert pick_version((first, second), date(2019, 1, 1)).version == 1


@pytest.mark.parametrize("wrong", ["one_off_grace: 1.5", "stale_months: 0", "seasonal_series: 2", "one_of_grace: 0.6"])
def test_a_policy_out_of_range_is_refused_with_its_line(tmp_path, wrong):
    lines = {"one_off_grace": "0.6", "stale_months": "24", "seasonal_series": "5"}
    key, _, value = wrong.partition(": ")
    lines[key] = value
    (tmp_path / "region.yaml").write_text("code: here\nname: 此地\nadcode: '900001'\n", "utf-8")
    (tmp_path / "monitoring.yaml").write_text("".join(f"{k}: {v}\n" for k, v in lines.items()), "utf-8")
    with pytest.raises(KechuangError) as refused:
        load_policy(load_region(tmp_path))
    assert "monitoring.yaml" in refused.value.zh
    assert key in refused.value.zh


def test_a_region_may_give_its_own_policy(tmp_path):
    (tmp_path / "region.yaml").write_text("code: here\nname: 此地\nadcode: '900001'\nparent: china\n", "utf-8")
    assert load_policy(load_region(tmp_path)).stale_months == 24
    (tmp_path / "monitoring.yaml").write_text("one_off_grace: 0.5\nstale_months: 12\nseasonal_series: 3\n", "utf-8")
    assert load_policy(load_region(tmp_path)).stale_months == 12
