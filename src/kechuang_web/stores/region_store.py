"""A region as monitoring reads it, from the database; and the report of a day, computed once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from kechuang.dictionary import Dictionary, ReleaseCalendar
from kechuang.ledger import Conflict, Fact, Ledger, load_conflicts
from kechuang.monitoring import MonitoringReport, Policy, load_policy, monitor_store
from kechuang.plan.book import PlanBook
from kechuang.values import KechuangError, Sentence
from kechuang_web.stores import ledger_services, memory, selectors


@dataclass(frozen=True, slots=True)
class DatabaseStore:
    """The :class:`kechuang.monitoring.RegionStore` of a region in this installation's database."""

    region: str

    @property
    def name(self) -> Sentence:
        """The database."""
        return Sentence(f"数据库中的“{self.region}”", f"“{self.region}” in the database")

    @property
    def kept_head(self) -> Path | None:
        """The head of the ledger kept outside the database, for ``kechuang ledger verify``; ``None`` before the first fact."""
        path = ledger_services.head_file(self.region)
        return path if path.is_file() else None

    def further_books(self) -> tuple[tuple[str, Iterator[Fact], Path | None], ...]:
        """The region's other books, each with its facts as they are read and its head kept outside, for ``kechuang ledger verify``."""
        books = selectors.books(self.region)[1:]
        files = {book: ledger_services.head_file(book) for book in books}
        return tuple(
            (book, selectors.stream_facts(book), file if file.is_file() else None) for book, file in files.items()
        )

    def version(self, as_of: date, known_at: date | None = None) -> selectors.Published:
        """The published version in force at a day; before the first, the first.

        ``known_at`` leaves out versions published here later, unless none had been published by then.

        Raises:
            KechuangError: no plan is published.
        """
        rows = selectors.latest_editions(self.region)
        if known_at is not None:
            end = timezone.make_aware(datetime.combine(known_at + timedelta(days=1), time.min))
            rows = known if (known := rows.filter(published_at__lt=end)).exists() else rows
        in_force = rows.filter(effective_from__lte=as_of).order_by("-effective_from", "-number").first()
        found = selectors.open_version(in_force or rows.order_by("effective_from", "number").first())
        if found is None:
            raise KechuangError(
                zh=f"地区“{self.region}”还没有发布的规划，请先导入并发布。",
                en=f"The region “{self.region}” has no published plan yet; import and publish one first.",
            )
        return found

    def book(self, as_of: date, known_at: date | None = None) -> PlanBook:
        """The book of :meth:`version`."""
        return self.version(as_of, known_at).book

    def versions(self) -> tuple[PlanBook, ...]:
        """Every published version in its latest edition, oldest first."""
        rows = selectors.latest_editions(self.region).order_by("effective_from", "number")
        return tuple(found.book for row in rows if (found := selectors.open_version(row)))

    def ledger(self) -> Ledger:
        """Every fact ever recorded here."""
        return selectors.ledger(self.region)

    def dictionary(self) -> Dictionary:
        """The dictionary of the region's content."""
        return selectors.dictionary(self.region)

    def calendar(self) -> ReleaseCalendar:
        """The release calendar of the region's content."""
        return selectors.release_calendar(self.region)

    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts declared in the region's content, over the facts held here."""
        ledger = self.ledger()
        return memory.stores.remember(
            ("conflicts", self.region, ledger.head.digest),
            lambda: load_conflicts(selectors.region_folder(self.region), ledger, whole=False),
        )

    def policy(self) -> Policy:
        """What the region decides about monitoring."""
        return memory.content.remember(
            ("policy", self.region), lambda: load_policy(selectors.region_folder(self.region))
        )


def report_on(
    day: date, *, region: str | None = None, known_at: date | None = None, public_only: bool = False
) -> MonitoringReport:
    """The monitoring report of a day, computed once for a version of the plan and a head of the ledger.

    Raises:
        KechuangError: no plan is published.
    """
    store = DatabaseStore(region or selectors.region_code())
    version = store.version(day, known_at)
    head = selectors.ledger_head(store.region)
    key = ("report", store.region, version.content_digest, head.digest, day, known_at, public_only)
    return memory.results.remember(
        key, lambda: monitor_store(store, as_of=day, known_at=known_at, public_only=public_only)
    )
