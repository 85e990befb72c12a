"""Differences between books: exact both ways, readable, and refused where they do not fit."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kechuang.plan.book import (
    Amendment,
    Change,
    Dissent,
    Milestone,
    PlanBook,
    PlanBookError,
    Target,
    Watched,
    amend,
    apply_changes,
    diff_books,
    digest,
    invert,
    version_at,
)
from kechuang.plan.book.tests.books import books, link, say, small_book
from kechuang.values import Period, Quantity

thorough = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@st.composite
def related_books(draw: st.DrawFn) -> tuple[PlanBook, PlanBook]:
    """Two books that share some rows, in other orders and with other contents."""
    one, other = draw(books), draw(books)
    mixed = {}
    for table in ("indicators", "tasks", "clauses", "set_aside"):
        key = {"clauses": "id", "set_aside": "event_id"}.get(table, "code")
        rows = {getattr(row, key): row for row in draw(st.permutations((*getattr(one, table), *getattr(other, table))))}
        mixed[table] = tuple(rows.values())[draw(st.integers(0, 2)) :]
    return one, replace(other, **mixed)


@thorough
@given(related_books())
def test_a_difference_leads_from_one_book_to_the_other_and_back(pair: tuple[PlanBook, PlanBook]) -> None:
    old, new = pair
    changes = diff_books(old, new)
    assert apply_changes(old, changes) == new
    assert apply_changes(new, invert(changes)) == old
    stored = tuple(Change.from_dict(json.loads(json.dumps(change.to_dict()))) for change in changes)
    assert apply_changes(old, stored) == new
    assert all(change.sentence.zh and change.sentence.en for change in changes)


@thorough
@given(books)
def test_equal_books_do_not_differ(book: PlanBook) -> None:
    assert diff_books(book, book) == ()


@thorough
@given(related_books())
def test_the_digest_changes_exactly_when_a_governed_change_is_made(pair: tuple[PlanBook, PlanBook]) -> None:
    old, new = pair
    assert (digest(old) != digest(new)) is any(change.governed for change in diff_books(old, new))


def with_target(book: PlanBook, count: int) -> PlanBook:
    hnte = book.indicators[0]
    target = replace(hnte.targets[0], quantity=Quantity.of(count, "家"))
    return replace(book, indicators=(replace(hnte, targets=(target,)), *book.indicators[1:]))


def test_a_changed_target_reads_as_a_person_would_say_it() -> None:
    (change,) = diff_books(small_book(), with_target(small_book(), 300))
    assert change.sentence.zh == "指标“高企”的目标1的数值由280家改为300家。"
    assert change.sentence.en == "indicator “[高企]”: target 1 value from 280 家 to 300 家."
    assert (change.table, change.code, change.path) == ("indicators", "hnte_count", ("targets", 0, "quantity"))
    assert change.governed


def test_naming_a_lead_unit_and_dropping_it_are_told_apart() -> None:
    book = small_book()
    led = replace(book, tasks=(replace(book.tasks[0], lead_unit="st_bureau"), *book.tasks[1:]))
    assert diff_books(book, led)[0].sentence.zh == "任务“任务1”的牵头单位补为st_bureau。"
    assert diff_books(led, book)[0].sentence.zh == "任务“任务1”的牵头单位删去（原为st_bureau）。"


def test_added_removed_and_reordered_rows_are_said_so() -> None:
    book = small_book()
    first, second, third = book.tasks
    other = replace(book, tasks=(third, replace(first, code="4-09"), second))
    kinds = [(change.kind, change.code) for change in diff_books(book, other)]
    assert kinds == [("removed", "4-01"), ("reordered", ""), ("added", "4-09")]
    assert [change.sentence.zh for change in diff_books(book, other)] == [
        "删去任务“任务1”（4-01）。", "调整任务的次序。", "新增任务“任务1”（4-09）。"
    ]  # fmt: skip


def test_recording_evidence_dissent_and_done_milestones_needs_no_amendment() -> None:
    book = small_book()
    step = Milestone(say("节点"), date(2023, 1, 1))
    planned = replace(book, tasks=(replace(book.tasks[0], milestones=(step,)), *book.tasks[1:]))
    run = replace(
        planned,
        tasks=(
            replace(
                planned.tasks[0],
                milestones=(replace(step, done_on=date(2023, 2, 1)),),
                evidence=(link("e1", "started"),),
                dissent=(Dissent("completed", "张", date(2023, 2, 1), "已交付"),),
            ),
            *planned.tasks[1:],
        ),
        watched=(Watched("gdp", say("总值"), "gdp", ("gdp@1",), "region/1", "亿元"),),
    )
    assert [change.governed for change in diff_books(book, planned)] == [True]
    assert diff_books(planned, run)
    assert not any(change.governed for change in diff_books(planned, run))
    assert digest(planned) == digest(run) != digest(book)


def test_a_change_that_no_longer_fits_is_refused_with_the_place() -> None:
    changes = diff_books(small_book(), with_target(small_book(), 300))
    with pytest.raises(PlanBookError, match=r"indicators.hnte_count.targets\[0\].quantity is no longer"):
        apply_changes(with_target(small_book(), 290), changes)
    gone = replace(small_book(), indicators=())
    with pytest.raises(PlanBookError, match="hnte_count"):
        apply_changes(gone, changes)


def test_a_change_that_makes_no_book_is_refused() -> None:
    change = Change("changed", "indicators", "hnte_count", ("unit",), "家", None)
    with pytest.raises(PlanBookError, match="“unit” is missing"):
        apply_changes(small_book(), [change])


def test_rows_that_cannot_be_told_apart_are_not_compared() -> None:
    doubled = replace(small_book(), tasks=small_book().tasks[:1] * 2)
    with pytest.raises(PlanBookError, match="A code stands twice in the table of task"):
        diff_books(small_book(), doubled)


WHO = Amendment("市里提高了要求", "李", "王", date(2023, 12, 1))


def test_an_amendment_makes_the_next_version_and_any_past_day_shows_its_own() -> None:
    first = small_book()
    second = amend(first, diff_books(first, with_target(first, 300)), WHO, date(2024, 1, 1))
    assert (second.version, second.amended) == (2, WHO)
    assert version_at((second, first), date(2023, 12, 31)) == first
    assert version_at((second, first), date(2024, 1, 1)) == second
    with pytest.raises(PlanBookError, match="not yet in effect; its first version is of 2021-09-28"):
        version_at((first, second), date(2021, 1, 1))
    with pytest.raises(PlanBookError, match="no version"):
        version_at((), date(2021, 1, 1))


@settings(deadline=None)
@given(
    st.lists(st.dates(date(2021, 1, 1), date(2025, 12, 31)), min_size=1, max_size=6),
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
)
def test_the_version_of_a_day_is_the_highest_that_had_taken_effect(days: list[date], asked: date) -> None:
    versions = [small_book(version=number, effective_from=day) for number, day in enumerate(sorted(days), 1)]
    due = [book.version for book in versions if book.effective_from <= asked]
    if due:
        assert version_at(reversed(versions), asked).version == max(due)
    else:
        with pytest.raises(PlanBookError):
            version_at(versions, asked)


@pytest.mark.parametrize(
    ("changes", "amendment", "day", "reason"),
    [
        ((), WHO, date(2024, 1, 1), "nothing to amend"),
        (None, replace(WHO, approved_by="李 "), date(2024, 1, 1), "cannot approve their own"),
        (None, replace(WHO, reason=" "), date(2024, 1, 1), "needs a reason"),
        (None, WHO, date(2020, 1, 1), "before the current one"),
    ],
)
def test_an_amendment_without_change_reason_or_second_person_is_refused(
    changes: tuple[Change, ...] | None, amendment: Amendment, day: date, reason: str
) -> None:
    made = diff_books(small_book(), with_target(small_book(), 300)) if changes is None else changes
    with pytest.raises(PlanBookError, match=reason):
        amend(small_book(), made, amendment, day)


def test_an_amendment_that_breaks_the_plan_is_refused_with_its_first_fault() -> None:
    book = small_book()
    target = Target("plan", Quantity.of(1, "亿元"), Period.year(2025))
    broken = replace(book, indicators=(replace(book.indicators[0], targets=(target,)), book.indicators[1]))
    with pytest.raises(PlanBookError, match="does not convert into the indicator's unit"):
        amend(book, diff_books(book, broken), WHO, date(2024, 1, 1))
