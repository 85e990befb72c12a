"""Where a region's plan and figures are read from: its content folder, or a store that another package provides.

The shell declares an entry point in the group ``kechuang.stores`` whose object is a function ``open(region: str) ->
RegionStore | None``: ``None`` when no database is configured or it does not hold the region.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, cast

from kechuang.content import RegionFolder, load_region
from kechuang.dictionary import Dictionary, ReleaseCalendar, load_dictionary, load_release_calendar
from kechuang.ledger import Conflict, Ledger, load_conflicts, load_ledger
from kechuang.monitoring.policy import Policy, load_policy
from kechuang.monitoring.report import MonitoringReport, monitor
from kechuang.plan.book import PlanBook, load_versions
from kechuang.values import KechuangError, Sentence

GROUP = "kechuang.stores"
CONTENT, DATABASE = "content", "database"


class RegionStore(Protocol):
    """One region's plan, figures and what is needed to judge them; reading may fail with a :class:`KechuangError`."""

    @property
    def name(self) -> Sentence:
        """What is read, for people: 内容文件夹 baodi / the content folder baodi."""

    def book(self, as_of: date, known_at: date | None = None) -> PlanBook:
        """The version of the plan in force at a day; before the first, the first."""

    def versions(self) -> tuple[PlanBook, ...]:
        """Every version of the plan, oldest first."""

    def ledger(self) -> Ledger:
        """Every fact ever recorded."""

    def dictionary(self) -> Dictionary:
        """What the attributes are."""

    def calendar(self) -> ReleaseCalendar:
        """When figures are released."""

    def conflicts(self) -> tuple[Conflict, ...]:
        """Figures declared to contradict each other."""

    def policy(self) -> Policy:
        """What the region decides about monitoring."""


@dataclass(frozen=True)
class ContentStore:
    """A region's content folder. Files are read once, when first asked for."""

    folder: RegionFolder

    @property
    def name(self) -> Sentence:
        """The folder by its region's code."""
        return Sentence(f"内容文件夹“{self.folder.code}”", f"the content folder “{self.folder.code}”")

    def book(self, as_of: date, known_at: date | None = None) -> PlanBook:
        """The version in force at a day. A folder does not say when its versions were recorded: ``known_at`` is not asked."""
        return pick_version(self._versions, as_of)

    def versions(self) -> tuple[PlanBook, ...]:
        """The versions in the folder ``plan``."""
        return self._versions

    @cached_property
    def _versions(self) -> tuple[PlanBook, ...]:
        return load_versions(self.folder.path / "plan")

    @cached_property
    def _ledger(self) -> Ledger:
        return load_ledger(self.folder)

    def ledger(self) -> Ledger:
        """The facts of the folder's tables."""
        return self._ledger

    def dictionary(self) -> Dictionary:
        """The dictionary of the region's chain."""
        return self._dictionary

    @cached_property
    def _dictionary(self) -> Dictionary:
        return load_dictionary(self.folder)

    def calendar(self) -> ReleaseCalendar:
        """The release calendar of the region's chain."""
        return load_release_calendar(self.folder)

    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts declared in the folder."""
        return load_conflicts(self.folder, self._ledger)

    def policy(self) -> Policy:
        """The policy of the region's chain."""
        return load_policy(self.folder)


def pick_version(versions: tuple[PlanBook, ...], as_of: date) -> PlanBook:
    """The last version in force by a day; before the first, the first, so that it can be said that it was not in force yet."""
    return next((book for book in reversed(versions) if book.effective_from <= as_of), versions[0])


def open_store(region: str, source: str | None = None) -> RegionStore:
    """The store of a region.

    Args:
        region: the region's code.
        source: ``content``, ``database`` or the path of a folder; ``None`` takes a database that holds the region, else the
            content folder.

    Raises:
        KechuangError: the region or the source does not exist.
    """
    if source not in (None, CONTENT, DATABASE):
        if not Path(source).is_dir():
            raise KechuangError(
                zh=f"“{source}”不是 content、database，也不是一个文件夹。",
                en=f"“{source}” is neither content nor database nor a folder.",
            )
        folder = load_region(Path(source))
        if folder.code != region:
            raise KechuangError(
                zh=f"文件夹“{source}”是区域“{folder.code}”的，不是“{region}”的。",
                en=f"The folder “{source}” is of the region “{folder.code}”, not of “{region}”.",
            )
        return ContentStore(folder)
    if source != CONTENT:
        for point in entry_points(group=GROUP):
            opener = cast(Callable[[str], RegionStore | None], point.load())
            found = opener(region)
            if found is not None:
                return found
    if source == DATABASE:
        raise KechuangError(
            zh=f"没有配置数据库，或数据库里没有区域“{region}”；可用 --from content 读取内容文件夹。",
            en=f"No database is configured, or it does not hold the region “{region}”; --from content reads the content folder.",
        )
    return ContentStore(load_region(region))


def monitor_store(
    store: RegionStore, *, as_of: date, known_at: date | None = None, public_only: bool = False
) -> MonitoringReport:
    """The report of a region's store at a date."""
    return monitor(
        store.book(as_of, known_at),
        store.ledger(),
        store.dictionary(),
        as_of=as_of,
        known_at=known_at,
        policy=store.policy(),
        calendar=store.calendar(),
        conflicts=store.conflicts(),
        public_only=public_only,
    )
