"""Tasks judged by evidence alone; the end of a plan and the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from kechuang.content import load_region
from kechuang.plan.book import (
    Dissent,
    DocumentRef,
    PlanBook,
    PlanBookError,
    SetAside,
    check_book,
    close_plan,
    dump_book,
    evidence_gaps,
    load_book,
    parse_book,
    succeed,
    task_status,
)
from kechuang.plan.book.tests.books import link, say, small_book
from kechuang.values import Period


@dataclass(frozen=True)
class Happened:
    id: str
    happened_by: date | None


EVENTS = {
    event.id: event
    for event in (
        Happened("e1", date(2019, 5, 1)),
        Happened("e2", date(2022, 3, 1)),
        Happened("e3", date(2023, 12, 31)),
        Happened("e4", None),
    )
}
SINGLE, EACH, STANDING = small_book().tasks
LATE = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("task", "links", "state"),
    [
        (SINGLE, (), "no_evidence"),
        (SINGLE, (link("e1", "background"),), "no_evidence"),
        (SINGLE, (link("e2", "announced"),), "announced"),
        (SINGLE, (link("e2", "announced"), link("e3", "started")), "under_way"),
        (SINGLE, (link("e2", "completed"),), "completed"),
        (SINGLE, (link("e2", "operating"),), "completed"),
        (EACH, (link("e2", "completed", "甲园"),), "under_way"),
        (EACH, (link("e2", "completed", "甲园"), link("e3", "operating", "乙园")), "completed"),
        (EACH, (link("e2", "completed", "甲园"), link("e3", "announced", "乙园")), "under_way"),
        (EACH, (link("e2", "completed"),), "completed"),
        (STANDING, (link("e2", "operating"),), "under_way"),
        (STANDING, (link("e4", "completed"),), "no_evidence"),
    ],
)
def test_the_state_follows_from_the_evidence_and_the_rule_of_the_task(task: Any, links: Any, state: str) -> None:
    assert task_status(replace(task, evidence=links), EVENTS, LATE).state == state


def test_an_event_counts_from_the_day_it_had_surely_happened() -> None:
    task = replace(SINGLE, evidence=(link("e2", "started"), link("e3", "completed")))
    before = task_status(task, EVENTS.values(), date(2023, 12, 30))
    assert (before.state, [one.event_id for one in before.later]) == ("under_way", ["e3"])
    assert task_status(task, EVENTS, date(2023, 12, 31)).state == "completed"
    assert task_status(task, EVENTS, date(2022, 2, 28)).state == "no_evidence"


def test_an_undated_event_counts_only_when_no_day_is_asked_for() -> None:
    task = replace(SINGLE, evidence=(link("e4", "completed"),))
    assert task_status(task, EVENTS).state == "completed"
    dated = task_status(task, EVENTS, LATE)
    assert (dated.state, len(dated.undated)) == ("no_evidence", 1)
    assert "另有1条没有日期，未计入" in dated.sentence.zh


def test_what_is_still_missing_is_named() -> None:
    status = task_status(replace(EACH, evidence=(link("e2", "completed", "甲园"),)), EVENTS, LATE)
    assert status.missing == ("乙园",)
    assert status.sentence.zh == "推进中：依据1条佐证，尚缺乙园。"
    assert status.sentence.en == "Under way: by 1 piece of evidence, not yet: 乙园."


def test_a_person_may_dissent_but_the_evidence_keeps_the_state() -> None:
    voiced = (
        Dissent("completed", "张", date(2023, 1, 1), "已验收"),
        Dissent("announced", "李", date(2024, 1, 1), "停工"),
    )
    task = replace(SINGLE, evidence=(link("e2", "announced"),), dissent=voiced)
    assert task_status(task, EVENTS, date(2022, 12, 31)).dissent is None
    status = task_status(task, EVENTS, date(2023, 6, 1))
    assert (status.state, status.dissent) == ("announced", voiced[0])
    assert task_status(task, EVENTS, LATE).dissent is None  # the latest voice agrees with the evidence


def test_an_event_that_is_not_held_is_an_error_that_names_it() -> None:
    with pytest.raises(PlanBookError, match="Task 4-01 rests on event “e9”"):
        task_status(replace(SINGLE, evidence=(link("e9", "started"),)), EVENTS, LATE)


def test_gaps_between_evidence_and_events_are_told() -> None:
    task = replace(SINGLE, evidence=(link("e1", "started"), link("e2", "started"), link("e9", "started")))
    book = small_book(tasks=(task,), set_aside=(SetAside("e2", say("无关")),))
    told = [gap.en for gap in evidence_gaps(book, EVENTS.values())]
    assert told == [
        "Event “e9” is not among the events.",
        "Event “e2” is both evidence and set aside.",
        "Event “e3” has not been judged yet.",
        "Event “e4” has not been judged yet.",
        "Event “e1” lies before the plan and can only be background to task 4-01.",
    ]


@pytest.fixture(scope="module")
def baodi() -> tuple[PlanBook, dict[str, Any]]:
    region = load_region("baodi")
    rows = region.csv("events.csv")
    events = {r["id"]: Happened(r["id"], Period.parse(r["date"]).end if r["date"] else None) for r in rows}
    return load_book(region.path / "plan"), events


def test_the_events_of_baodi_are_all_judged_and_none_before_the_plan_is_evidence(baodi: Any) -> None:
    book, events = baodi
    assert len(events) == 54
    assert evidence_gaps(book, events.values()) == ()


def test_the_device_park_of_baodi_stands_as_the_evidence_says_at_each_day(baodi: Any) -> None:
    book, events = baodi
    task = book.task("4.1-30")
    assert task_status(task, events, date(2021, 9, 28)).state == "no_evidence"
    status = task_status(task, events, date(2023, 9, 1))
    assert status.state == "under_way"
    assert status.missing == ("中关村生命科学园科技城分园", "中关村软件园科技城分园")
    assert [one.event_id for one in status.background] == ["e06"]


def test_the_undated_events_of_baodi_count_only_without_a_day(baodi: Any) -> None:
    book, events = baodi
    bases = book.task("4.3-15")
    assert task_status(bases, events, LATE).state == "no_evidence"
    assert task_status(bases, events).state == "under_way"


def test_most_tasks_of_baodi_have_no_evidence_and_none_is_called_completed(baodi: Any) -> None:
    book, events = baodi
    states = [task_status(task, events, date(2026, 3, 1)).state for task in book.tasks]
    assert states.count("no_evidence") > 120
    assert states.count("completed") == 0
    assert states.count("under_way") > 15


def closed(**changes: Any) -> PlanBook:
    facts: dict[str, Any] = {
        "on": date(2026, 6, 30), "by": "区科技局", "evaluation": say("总体评价"),
        "indicators": {"hnte_count": "achieved", "contracts": "off_track"},
        "tasks": {"4-01": "completed", "4-02": "under_way", "4-03": "no_evidence"},
    }  # fmt: skip
    book = replace(
        small_book(), tasks=(SINGLE, replace(EACH, lead_unit="st_bureau", evidence=(link("e2", "started"),)), STANDING)
    )
    return close_plan(book, **{**facts, **changes})


def test_a_plan_closes_with_an_outcome_for_everything_it_promised() -> None:
    book = closed(notes={"contracts": say("疫情影响")})
    assert book.closed is not None
    assert [(o.code, o.open) for o in book.closed.outcomes] == [
        ("hnte_count", False), ("contracts", True), ("4-01", False), ("4-02", True), ("4-03", True)
    ]  # fmt: skip
    assert book.closed.outcomes[1].note == say("疫情影响")
    assert check_book(book) == ()
    assert parse_book(dump_book(book)) == book


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"on": date(2025, 12, 31)}, "runs to 2025-12-31"),
        ({"tasks": {"4-01": "completed"}}, "2 tasks have no final status, the first is “4-02”"),
        ({"indicators": {"hnte_count": "achieved", "contracts": "achieved", "x": "achieved"}}, "no indicator “x”"),
    ],
)
def test_a_plan_is_not_closed_early_or_in_part(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(PlanBookError, match=reason):
        closed(**changes)


NEXT: dict[str, Any] = {
    "code": "toy-155", "title": say("下期"), "period": Period.parse("2026-2030"),
    "effective_from": date(2026, 9, 1), "document": DocumentRef("下期规划"),
}  # fmt: skip


def test_what_is_open_is_handed_to_the_next_plan_and_nothing_is_promised_for_it() -> None:
    old, new = succeed(closed(), **NEXT)
    assert (old.successor, new.predecessor) == ("toy-155", "toy-145")
    (carried,) = new.indicators
    assert (carried.code, carried.targets, carried.baseline, carried.carried_from) == (
        "contracts",
        (),
        None,
        "toy-145/contracts",
    )
    assert carried.note is not None
    assert "35亿元" in carried.note.zh
    assert [(task.code, task.carried_from, task.evidence) for task in new.tasks] == [
        ("4-02", "toy-145/4-02", ()), ("4-03", "toy-145/4-03", ())
    ]  # fmt: skip
    assert [unit.code for unit in new.units] == ["st_bureau"]
    assert [finding.level for finding in check_book(new)] == ["warning"]  # the target that is still to be set


def test_a_plan_is_handed_on_once_after_closing_and_forwards_in_time() -> None:
    with pytest.raises(PlanBookError, match="is not closed yet"):
        succeed(small_book(), **NEXT)
    old, _ = succeed(closed(), **NEXT)
    with pytest.raises(PlanBookError, match="handed on to “toy-155” already"):
        succeed(old, **NEXT)
    with pytest.raises(PlanBookError, match="must follow 2021-2025"):
        succeed(closed(), **{**NEXT, "period": Period.parse("2025-2030")})
    with pytest.raises(PlanBookError, match="was closed on 2026-06-30 already"):
        close_plan(closed(), on=LATE, by="x", evaluation=say("x"), indicators={}, tasks={})
