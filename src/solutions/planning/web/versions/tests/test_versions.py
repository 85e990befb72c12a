"""Versions: every one as it was, the plan of any day, two compared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from kechuang.plan.book import book_from_dict
from kechuang_web.audit.services import Actor
from kechuang_web.stores import plan_services
from solutions.planning.domain.edits import edit_row


@pytest.fixture
def two(cast, published):
    """Version 1, and version 2 a year later with 300 instead of 280."""
    book = book_from_dict(published.book)
    target = {"layer": "plan", "quantity": "300 家", "period": "2025", "clause": "3"}
    changed = edit_row(book, "indicators", "hnte_count", {"targets": [target]})
    planner = Actor.person(cast["planner"])
    drafted = plan_services.draft_amendment(
        actor=planner, base=published, proposed=changed, reason="评估后提高", evidence=["纪要"],
        effective_from=published.effective_from + timedelta(days=365),
    )  # fmt: skip
    drafted = plan_services.submit_amendment(actor=planner, amendment=drafted, lock_version=0)
    second = plan_services.approve_amendment(actor=Actor.person(cast["approver"]), amendment=drafted, lock_version=1)
    return published, second


def get(client, name, *args, **query):
    return client.get(reverse(f"planning:{name}", args=args), query)


def test_each_version_reads_as_it_was_published(sign_in, two):
    client, code = sign_in("viewer"), two[0].plan_code
    assert "280<small>家</small>" in get(client, "version", code, 1).content.decode()
    page = get(client, "version", code, 2).content.decode()
    assert "300<small>家</small>" in page
    assert "评估后提高" in page


@pytest.mark.parametrize(("days", "figure"), [(0, "280"), (364, "280"), (365, "300")])
def test_the_plan_of_a_day_is_the_version_in_force_then(sign_in, two, days, figure):
    day = two[0].effective_from + timedelta(days=days)
    page = get(sign_in("viewer"), "version_on", two[0].plan_code, as_of=day.isoformat()).content.decode()
    assert f"{figure}<small>家</small>" in page


def test_before_the_first_version_there_was_no_plan_and_the_page_says_so(sign_in, two):
    day = two[0].effective_from - timedelta(days=1)
    page = get(sign_in("viewer"), "version_on", two[0].plan_code, as_of=day.isoformat()).content.decode()
    assert "还没有执行" in page


def test_two_versions_compared_show_what_changed_and_only_that(sign_in, two):
    page = get(sign_in("viewer"), "versions_compare", two[0].plan_code).content.decode()
    assert "<del>280家</del>" in page
    assert "<ins>300家</ins>" in page
    assert "技术合同" not in page
    everything = get(sign_in("viewer"), "versions_compare", two[0].plan_code, show="all").content.decode()
    assert "技术合同" in everything


def test_the_comparison_runs_both_ways(sign_in, two):
    query = {"from": 2, "to": 1}
    page = get(sign_in("viewer"), "versions_compare", two[0].plan_code, **query).content.decode()
    assert "<del>300家</del>" in page


def test_the_csv_opens_in_a_spreadsheet_and_cannot_run(sign_in, two):
    answer = get(sign_in("viewer"), "versions_compare", two[0].plan_code, format="csv")
    text = answer.content.decode("utf-8-sig")
    assert "280家,300家" in text
    assert answer["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("query", [{"from": "9"}, {"to": "x"}, {"from": "1" * 30}])
def test_a_version_that_is_not_there_is_not_found(sign_in, two, query):
    assert get(sign_in("viewer"), "versions_compare", two[0].plan_code, **query).status_code == 404


def test_one_version_alone_leads_back_to_the_list(sign_in, published):
    answer = get(sign_in("viewer"), "versions_compare", published.plan_code)
    assert answer["Location"] == reverse("planning:versions", args=[published.plan_code])


def test_the_list_names_reason_author_and_number_of_changes(sign_in, two):
    page = get(sign_in("viewer"), "versions", two[0].plan_code).content.decode()
    assert "评估后提高" in page
    assert "planner 同志提请" in page
    assert "1 处" in page


def test_an_unknown_plan_is_not_found(sign_in, published):
    client = sign_in("viewer")
    for name, args in (
        ("versions", ["none"]),
        ("version", ["none", 1]),
        ("version_on", ["none"]),
        ("versions_compare", ["none"]),
    ):
        assert get(client, name, *args).status_code == 404


def test_in_english_nothing_of_the_page_stays_chinese_but_the_plans_own_words(sign_in, two, settings):
    client = sign_in("viewer")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = get(client, "versions_compare", two[0].plan_code).content.decode()
    for words in ("Version 1 and version 2", "Before", "After", "changes only"):
        assert words in page
