"""Where the plan stands on a day: the book in force, the ledger as it was visible, and the report made of both.

Everything a monitoring page shows comes from one :class:`Situation`; it is made once per plan version, ledger head, day and
audience, and kept in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import HttpRequest

from kechuang.content import RegionFolder
from kechuang.dictionary import Dictionary, Subjects, load_release_calendar, load_subjects
from kechuang.ledger import Head, LedgerView, load_conflicts
from kechuang.monitoring import MonitoringReport, load_policy, monitor
from kechuang.plan.book import PlanBook
from kechuang.values import Sentence
from kechuang_web.kit.access import may_open
from kechuang_web.stores import memory, selectors
from kechuang_web.stores.models import PlanDocument
from kechuang_web.stores.selectors import Published


@dataclass(frozen=True)
class Situation:
    """One day of one plan, for one audience.

    ``before`` is true when the day lies before the first version took effect: the first version is shown, and the page
    says so. ``public_only`` leaves out what is internal.
    """

    published: Published
    report: MonitoringReport
    view: LedgerView
    dictionary: Dictionary
    subjects: Subjects
    folder: RegionFolder
    day: date
    before: bool
    public_only: bool

    @property
    def book(self) -> PlanBook:
        """The plan in force."""
        return self.published.book

    @cached_property
    def original(self) -> str | None:
        """The text of the plan document, where this installation holds the very document the book was read from."""
        wanted = self.book.document.sha256
        if not wanted:
            return None
        rows = PlanDocument.objects.filter(text_sha256=wanted)
        return rows.values_list("text", flat=True).first()

    def unit_name(self, code: str | None) -> Sentence | None:
        """The name of a responsible unit; ``None`` while nobody is named."""
        return next((unit.name for unit in self.book.units if unit.code == code), None)


def read_situation(request: HttpRequest) -> Situation | None:
    """The situation on the day that the page asks for; ``None`` when no plan was ever published.

    Who may not see the desk (``plan.view``) gets public figures only.
    """
    return situation_on(request.as_of.day, public_only=not may_open(request.user, "plan.view"))


def situation_on(day: date, *, public_only: bool) -> Situation | None:
    """The situation on a day; ``None`` when no plan was ever published."""
    published = selectors.plan_on(day)
    before = published is None
    published = published or selectors.first_plan()
    if published is None:
        return None
    head = selectors.ledger_head()
    key = ("situation", published.content_digest, published.pk, head.digest, day, public_only)
    return memory.results.remember(key, lambda: _make(published, day, before, public_only, head))


def _make(published: Published, day: date, before: bool, public_only: bool, head: Head) -> Situation:
    folder, dictionary = selectors.region_folder(), selectors.dictionary()
    ledger = selectors.ledger(head=head)
    report = monitor(
        published.book,
        ledger,
        dictionary,
        as_of=day,
        policy=load_policy(folder),
        calendar=load_release_calendar(folder),
        conflicts=load_conflicts(folder, ledger),
        public_only=public_only,
    )
    view = ledger.at(as_of=day, public_only=public_only)
    return Situation(published, report, view, dictionary, load_subjects(folder), folder, day, before, public_only)
