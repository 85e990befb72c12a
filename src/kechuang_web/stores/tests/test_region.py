"""A region in the database: loaded once, again without harm, judged as its folder is, exported and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kechuang.content import load_region as read_region
from kechuang.ledger import Draft
from kechuang.monitoring import ContentStore, monitor_store
from kechuang.monitoring.export import report_to_dict
from kechuang.plan.book import load_versions
from kechuang.values import KechuangError, Period, Quantity, Source
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.stores import ledger_services, memory, plan_services, selectors
from kechuang_web.stores.exporting import export_region
from kechuang_web.stores.loading import load_region
from kechuang_web.stores.region_store import DatabaseStore, report_on

ROBOT = Actor.command("test")
DAY = date(2023, 9, 1)


def told(report):
    plain = report_to_dict(report, "zh")
    assert len(plain["indicators"]) >= 11
    return plain


@pytest.fixture
def baodi(db):
    folder = read_region("baodi")
    loaded = load_region(actor=ROBOT, folder=folder)
    assert loaded.differs == ()
    return folder


def test_the_database_and_the_folder_give_one_report(baodi):
    assert told(report_on(DAY, region="baodi")) == told(monitor_store(ContentStore(baodi), as_of=DAY))


def test_the_database_gives_the_versions_of_the_folder(baodi):
    assert DatabaseStore("baodi").versions() == ContentStore(baodi).versions()


def test_loading_again_adds_nothing_and_logs_nothing(baodi):
    before = Entry.objects.count()
    assert not load_region(actor=ROBOT, folder=baodi).changed
    assert Entry.objects.count() == before


def test_what_people_entered_stays_when_the_region_is_loaded_again(baodi, cast):
    fact = Draft(
        id="typed", subject="region/120115", attribute="leading_count", definition="leading_count@1", period=Period.parse("2024"),
        value=Quantity.of(25, "家"), source=Source("市科技局通报", "市科技局"), confidence="high", published=date(2024, 12, 31),
    )  # fmt: skip
    ledger_services.append_facts(actor=Actor.person(cast["planner"]), region="baodi", drafts=[fact])
    load_region(actor=ROBOT, folder=baodi)
    assert selectors.ledger("baodi").get("typed").recorded_by == "planner"
    report = report_on(date(2025, 1, 31), region="baodi")
    (leading,) = [one for one in told(report)["indicators"] if one["code"] == "leading_count"]
    assert leading["actual"]["value"] == 25


def test_a_plan_amended_here_is_not_replaced_by_the_folder(baodi, cast, tmp_path):
    version = selectors.latest_editions("baodi").get()
    book = selectors.plan_version(1, region="baodi").book
    changed = replace(book, title=replace(book.title, zh="改名"))
    planner = Actor.person(cast["planner"])
    drafted = plan_services.draft_amendment(
        actor=planner,
        base=version,
        proposed=changed,
        reason="理由",
        evidence=["会议纪要"],
        effective_from=book.effective_from + timedelta(days=365),
    )
    submitted = plan_services.submit_amendment(actor=planner, amendment=drafted, lock_version=0)
    plan_services.approve_amendment(actor=Actor.person(cast["approver"]), amendment=submitted, lock_version=1)
    assert not load_region(actor=ROBOT, folder=baodi).changed
    store = DatabaseStore("baodi")
    assert store.book(book.effective_from).version == 1
    assert store.book(date(2026, 1, 1)).title.zh == "改名"
    written = export_region(actor=ROBOT, region="baodi", out=tmp_path / "out")
    assert written["versions"] == 2
    assert [one.title.zh for one in load_versions(tmp_path / "out" / "content" / "baodi" / "plan")][-1] == "改名"


def test_an_export_reads_back_to_the_same_report(baodi, tmp_path):
    export_region(actor=ROBOT, region="baodi", out=tmp_path / "out")
    again = read_region(tmp_path / "out")
    assert told(monitor_store(ContentStore(again), as_of=DAY)) == told(report_on(DAY, region="baodi"))
    with pytest.raises(KechuangError, match="no empty folder"):
        export_region(actor=ROBOT, region="baodi", out=tmp_path / "out")


def test_a_report_is_computed_once_until_the_ledger_grows(baodi, cast, django_assert_max_num_queries):
    first = report_on(DAY, region="baodi")
    with django_assert_max_num_queries(4):
        assert report_on(DAY, region="baodi") is first
    fact = replace_fact(selectors.ledger("baodi").facts[0])
    ledger_services.append_facts(actor=ROBOT, region="baodi", drafts=[fact])
    assert report_on(DAY, region="baodi") is not first
    memory.results.clear()


def replace_fact(fact):
    return Draft(
        id="again", subject=fact.subject, attribute=fact.attribute, definition=fact.definition, period=fact.period, value=fact.value,
        source=fact.source, confidence="low", supersedes=fact.id,
    )  # fmt: skip


def test_without_a_plan_the_report_says_so(db):
    with pytest.raises(KechuangError, match="no published plan"):
        report_on(DAY, region="baodi")
