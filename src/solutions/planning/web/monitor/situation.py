"""Where the plan stands on a day: the book in force, the ledger as it was visible, and the report made of both.

Everything a monitoring page shows comes from one :class:`Situation`; it is made once per plan version, ledger head, day and
audience, and kept in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from kechuang.content import RegionFolder
from kechuang.dictionary import Dictionary, Subjects
from kechuang.ledger import LedgerView
from kechuang.monitoring import MonitoringReport
from kechuang.plan.book import PlanBook
from kechuang.values import Sentence
from kechuang_web.kit.access import may_open
from kechuang_web.stores import memory, selectors
from kechuang_web.stores.models import PlanDocument
from kechuang_web.stores.region_store import report_on
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

    @property
    def original(self) -> str | None:
        """The text of the plan document, where this installation holds the very document the book was read from.

        Asked each time until it is found: a document may be imported while the situation is kept.
        """
        wanted = self.book.document.sha256
        if not wanted or not PlanDocument.objects.filter(text_sha256=wanted).exists():
            return None
        rows = PlanDocument.objects.filter(text_sha256=wanted).values_list("text", flat=True)
        return memory.stores.remember(("original", wanted), lambda: rows[0])

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

    def make() -> Situation:
        return Situation(
            published,
            report_on(day, public_only=public_only),
            selectors.ledger(head=head).at(as_of=day, public_only=public_only),
            selectors.dictionary(),
            selectors.subjects(),
            selectors.region_folder(),
            day,
            before,
            public_only,
        )

    return memory.results.remember(key, make)
