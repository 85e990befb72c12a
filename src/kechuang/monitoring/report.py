"""The whole report: every indicator, watched figure and task of a plan at a date, and what follows from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from kechuang.dictionary import Dictionary, ReleaseCalendar
from kechuang.ledger import Conflict, Fact, Ledger
from kechuang.ledger.views import CHINA
from kechuang.monitoring.case import IndicatorStatus
from kechuang.monitoring.disputes import open_disputes
from kechuang.monitoring.judging import Inquiry, judge_indicator, judge_watched
from kechuang.monitoring.policy import Policy
from kechuang.monitoring.proposals import Proposal, Work, list_works, propose
from kechuang.monitoring.radar import RadarItem, sweep
from kechuang.monitoring.statuses import Status
from kechuang.monitoring.tasks import TaskStatus, judge_task
from kechuang.monitoring.wording import day
from kechuang.plan.book import PlanBook
from kechuang.values import Sentence


@dataclass(frozen=True)
class MonitoringReport:
    """What stands where at ``as_of``, as far as this installation knew at ``known_at`` (``None``: all it knows)."""

    book: PlanBook
    as_of: date
    known_at: date | None
    indicators: tuple[IndicatorStatus, ...]
    watched: tuple[IndicatorStatus, ...]
    tasks: tuple[TaskStatus, ...]

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """What is to be decided: a study after early success, a letter about a conflict."""
        return propose((*self.indicators, *self.watched))

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """The figures to get, the cheapest first."""
        return list_works(self.indicators)

    @cached_property
    def radar(self) -> tuple[RadarItem, ...]:
        """Promises without a living owner or without a source."""
        return sweep(self.indicators, self.tasks, self.as_of)

    def indicator(self, code: str) -> IndicatorStatus:
        """The indicator or watched figure of that code.

        Raises:
            KeyError: the plan has none.
        """
        for case in (*self.indicators, *self.watched):
            if case.code == code:
                return case
        raise KeyError(code)

    def task(self, code: str) -> TaskStatus:
        """The task of that code.

        Raises:
            KeyError: the plan has none.
        """
        for task in self.tasks:
            if task.code == code:
                return task
        raise KeyError(code)

    @property
    def counts(self) -> Counter[Status]:
        """How many of the plan's targets have each status."""
        return Counter(case.status for case in self.indicators if case.status is not None)

    @property
    def headline(self) -> Sentence:
        """One sentence for the leader: what holds and what does not; missing figures come last, as work."""
        counts, asked = self.counts, day(self.as_of)
        shown = [status for status in _HEADLINE if counts[status]]
        zh = "，".join(f"{counts[status]}项{status.label('zh')}" for status in shown)
        en = ", ".join(f"{counts[status]} {status.label('en')}" for status in shown)
        total = len(self.indicators)
        if not shown:
            return Sentence(
                f"截至{asked.zh}，规划没有可监测的目标。", f"As of {asked.en} the plan has no target to watch."
            )
        return Sentence(f"截至{asked.zh}，{total}项规划目标中：{zh}。", f"As of {asked.en}, of {total} targets: {en}.")

    def to_dict(self, lang: str = "zh") -> dict[str, Any]:
        """The report as ``contracts.md`` of the monitoring command says, with more under further keys."""
        from kechuang.monitoring.export import report_to_dict

        return report_to_dict(self, "en" if lang == "en" else "zh")


_HEADLINE = (
    Status.ACHIEVED,
    Status.ON_TRACK,
    Status.AT_RISK,
    Status.OFF_TRACK,
    Status.CONFLICT,
    Status.DISCONTINUED,
    Status.UNCLEAR,
    Status.NOT_DUE,
    Status.NOT_COLLECTED,
)


def monitor(
    book: PlanBook,
    ledger: Ledger,
    dictionary: Dictionary,
    *,
    as_of: date,
    policy: Policy,
    known_at: date | None = None,
    calendar: ReleaseCalendar | None = None,
    conflicts: Iterable[Conflict] = (),
    public_only: bool = False,
) -> MonitoringReport:
    """The status of every promise of a plan at a date, and why.

    Args:
        book: the plan as it was in force at ``as_of``.
        ledger: every fact ever recorded; what is seen of it is decided by the two clocks.
        dictionary: what the facts' attributes measure.
        as_of: what had happened by then and, where the day is known, been published.
        policy: what the region decides about monitoring.
        known_at: what was recorded here by then; ``None`` for everything.
        calendar: the release calendar of the region.
        conflicts: figures declared to contradict each other.
        public_only: leave out facts, indicators and tasks that are internal.
    """
    view = ledger.at(as_of=as_of, known_at=known_at, public_only=public_only)
    disputes = open_disputes(conflicts, view)
    inquiry = Inquiry(book, view, dictionary, calendar or ReleaseCalendar(()), disputes, policy, as_of)
    indicators = tuple(judge_indicator(one, inquiry) for one in book.indicators if _open(one.visibility, public_only))
    watched = tuple(judge_watched(one, inquiry) for one in book.watched if _open(one.visibility, public_only))
    events = _events(view.events(), as_of)
    tasks = tuple(judge_task(task, events, book, as_of) for task in book.tasks if _open(task.visibility, public_only))
    return MonitoringReport(
        book=book,
        as_of=as_of,
        known_at=known_at,
        indicators=indicators,
        watched=watched,
        tasks=tasks,
    )


def _open(visibility: str, public_only: bool) -> bool:
    return not public_only or visibility == "public"


def _events(events: Iterable[Fact], as_of: date) -> dict[str, Fact]:
    """Events by id, with and without the region before it. What nothing dates had surely happened by the day it was recorded here, and counts from then on."""
    found: dict[str, Fact] = {}
    for event in events:
        if event.happened_by is not None or event.recorded_at.astimezone(CHINA).date() <= as_of:
            found[event.id] = found[event.id.rpartition("/")[2]] = event
    return found
