"""Tasks: what their events show, and what they do not."""

from __future__ import annotations

from datetime import date

import pytest

from kechuang.ledger import Draft
from kechuang.monitoring import Status, monitor
from kechuang.monitoring.tests.builders import POLICY, make_book, make_dictionary, make_ledger, words
from kechuang.plan.book import EvidenceLink, Milestone, Task
from kechuang.values import Period, Source


def event(number, period, what="开工"):
    return Draft(
        id=f"here/e{number}",
        subject="region/900001",
        attribute="event",
        definition="event@1",
        period=Period.parse(period) if period else None,
        value=what,
        source=Source("报道（虚构）", "报社（虚构）"),
        confidence="medium",
        synthetic=True,
    )


def link(number, stage="under_way", objects=()):
    return EvidenceLink(f"e{number}", stage, words("说到此项"), objects)


def make_task(*links, rule="standing", objects=(), milestones=()):
    return Task(
        "t1",
        "p1",
        "一",
        words("建设园区"),
        ("建设",),
        objects,
        None,
        rule,
        evidence=links,
        milestones=tuple(milestones),
    )


def judged(task, events, as_of="2024-01-31"):
    book = make_book(tasks=(task,))
    report = monitor(book, make_ledger(events), make_dictionary(), as_of=date.fromisoformat(as_of), policy=POLICY)
    return report.tasks[0]


def test_no_evidence_says_so_and_not_that_nothing_was_done():
    found = judged(make_task(), [])
    assert (found.status, found.state, len(found.evidence)) == (Status.NOT_COLLECTED, "no_evidence", 0)
    assert "不等于没有开展" in found.explanation.zh


def test_events_count_once_they_have_happened():
    task = make_task(link(1), link(2))
    events = [event(1, "2022-03-01"), event(2, "2023")]
    assert len(judged(task, events, "2022-12-31").evidence) == 1
    assert len(judged(task, events, "2023-12-30").evidence) == 1  # a year is over on its last day
    assert len(judged(task, events, "2023-12-31").evidence) == 2


def test_what_came_before_the_plan_is_background_and_no_evidence():
    found = judged(make_task(link(1, "background")), [event(1, "2019-05")])
    assert (len(found.evidence), len(found.background)) == (0, 1)
    assert found.status is Status.NOT_COLLECTED


def test_what_nothing_dates_counts_from_the_day_it_was_recorded():
    task = make_task(link(1))
    assert len(judged(task, [event(1, None)], "2024-01-31").evidence) == 1
    from kechuang.monitoring.tests import builders

    assert builders.RECORDED.date() == date(2020, 1, 1)
    early = monitor(
        make_book(tasks=(task,)),
        make_ledger([event(1, None)]),
        make_dictionary(),
        as_of=date(2019, 12, 31),
        policy=POLICY,
    )
    assert len(early.tasks[0].evidence) == 0


@pytest.mark.parametrize(("rule", "links", "objects", "state"), [
    ("standing", [link(1, "completed")], (), "under_way"),
    ("single", [link(1, "completed")], (), "completed"),
    ("single", [link(1, "operating")], (), "completed"),
    ("single", [link(1, "started")], (), "under_way"),
    ("single", [link(1, "announced")], (), "announced"),
    ("each_object", [link(1, "completed", ("甲",))], ("甲", "乙"), "under_way"),
    ("each_object", [link(1, "completed", ("甲",)), link(2, "operating", ("乙",))], ("甲", "乙"), "completed"),
    ("each_object", [link(1, "completed")], ("甲", "乙"), "completed"),
    ("each_object", [link(1, "announced", ("甲",)), link(2, "completed", ("乙",))], ("甲", "乙"), "under_way"),
])  # fmt: skip
def test_the_task_says_what_completes_it(rule, links, objects, state):
    found = judged(make_task(*links, rule=rule, objects=objects), [event(1, "2022"), event(2, "2023")])
    assert found.state == state
    assert found.status is (Status.ACHIEVED if state == "completed" else Status.UNCLEAR)


def test_work_without_milestones_is_not_called_fast_or_slow():
    found = judged(make_task(link(1)), [event(1, "2022")])
    assert found.status is Status.UNCLEAR
    assert "快慢不能判断" in found.explanation.zh


def test_a_missed_milestone_is_off_track_and_a_reached_one_on_track():
    due = Milestone(words("封顶"), date(2023, 6, 30))
    done = Milestone(words("封顶"), date(2023, 6, 30), date(2023, 5, 1))
    late = Milestone(words("封顶"), date(2023, 6, 30), date(2024, 5, 1))
    assert judged(make_task(link(1), milestones=[due]), [event(1, "2022")]).status is Status.OFF_TRACK
    assert judged(make_task(link(1), milestones=[done]), [event(1, "2022")]).status is Status.ON_TRACK
    assert judged(make_task(link(1), milestones=[late]), [event(1, "2022")]).status is Status.OFF_TRACK
    assert judged(make_task(link(1), milestones=[due]), [event(1, "2022")], "2023-06-29").status is Status.UNCLEAR


def test_an_event_that_is_not_in_the_ledger_is_no_evidence():
    assert judged(make_task(link(7)), [event(1, "2022")]).status is Status.NOT_COLLECTED
