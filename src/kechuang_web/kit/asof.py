"""The day a page speaks of (回看): kept in the address as ``?as_of=2023-09-01``, today when absent.

A page takes ``request.as_of`` and never asks the clock itself. Links made with ``{% link %}`` carry the day along.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The chosen day; ``chosen`` is false when it is simply today; ``refused`` holds a text that was not a day."""

    day: date
    chosen: bool
    refused: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What a link must carry to stay on this day."""
        return {"as_of": self.day.isoformat()} if self.chosen else {}


def read_as_of(request: HttpRequest, today: date | None = None) -> AsOf:
    """The day that the address asks for. A text that is no day, or lies before 1990 or after 2100, means today."""
    today = today or timezone.localdate()
    text = request.GET.get("as_of", "").strip()
    if not text:
        return AsOf(today, chosen=False)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return AsOf(today, chosen=False, refused=text[:40])
    if not EARLIEST <= day <= date(2100, 12, 31):
        return AsOf(today, chosen=False, refused=text[:40])
    return AsOf(day, chosen=day != today)
