"""Sections and clauses as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "review", "situation", "guidance", "principles", "principle", "targets", "tasks", "programme", "safeguards", "safeguard"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its heading and the span of its text.

    ``start`` is where the heading begins, ``body_start`` where the text under it begins, ``end`` where the section
    ends, its subsections included. ``number`` is the heading's own number (一、, (二), 1.), brackets mended where they
    are damaged; None for a lead-in, the short topic phrase that opens a paragraph (``lead_in``). ``id`` is made of
    the numbers from the top (``4.2.1``) and does not change when another section does; a lead-in adds its place among
    its siblings (``4.1.1-2``). ``path`` holds number and title of every section from the top.
    """

    id: str
    level: int
    number: str | None
    title: str
    start: int
    body_start: int
    end: int
    lead_in: bool = False
    role: Role | None = None
    path: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The section as the JSON of ``kechuang plan read --json``."""
        return {
            "id": self.id,
            "level": self.level,
            "number": self.number,
            "title": self.title,
            "start": self.start,
            "end": self.end,
            "lead_in": self.lead_in,
            "role": self.role,
            "path": list(self.path),
        }


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of the plan, or a row of a table: what indicators, tasks and amendments point to.

    ``id`` names it by section, paragraph and sentence: ``3.3/p1/s2``. The text before the first section is section 0.
    """

    id: str
    section: str
    start: int
    end: int
    role: Role | None = None

    def to_dict(self) -> dict[str, object]:
        """The clause as the JSON of ``kechuang plan read --json``."""
        return {"id": self.id, "section": self.section, "start": self.start, "end": self.end, "role": self.role}
