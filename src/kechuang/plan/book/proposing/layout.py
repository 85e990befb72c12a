"""Where the accepted parts of a reading stand: clauses, spans, and the rows of a book of the same document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from kechuang.plan.book.book import Clause, DocumentRef, PlanBook, Principle, Safeguard
from kechuang.plan.book.targets import SourceSpan
from kechuang.plan.book.tasks import Programme
from kechuang.values import Sentence

Row = Mapping[str, Any]


def rows_of(data: Mapping[str, Any], key: str) -> list[Row]:
    """The items of a reading under a key, in the order of the text."""
    rows = [row for row in data.get(key, ()) if isinstance(row, Mapping)]
    return sorted(rows, key=lambda row: (row["start"], row.get("end", row["start"])))


class Layout:
    """The clauses of a draft. ``same`` is a book of the same document, whose wording is kept where it covers the same place."""

    def __init__(self, data: Mapping[str, Any], document: DocumentRef, same: PlanBook | None) -> None:
        self.sections = rows_of(data, "sections")
        self.same = same
        self.clauses = self._clauses(document)

    def _clauses(self, document: DocumentRef) -> tuple[Clause, ...]:
        held = {clause.start: clause for clause in self.same.clauses} if self.same else {}
        clauses = [held.get(int(row["start"])) or _clause(row) for row in self.sections]
        length = document.length or max((clause.end for clause in clauses), default=0)
        if self.same and self.same.clauses and self.same.clauses[0].id == "0":
            clauses.insert(0, self.same.clauses[0])
        elif length and (not clauses or clauses[0].start > 0):
            head = Sentence("题名与引言", "title and introduction")
            clauses.insert(0, Clause("0", (head.zh,), head.zh, head, 0, clauses[0].start if clauses else length))
        return tuple(clauses)

    def span(self, row: Row) -> SourceSpan | None:
        """The characters of an item with the smallest clause around them; ``None`` where no clause holds them."""
        start, end = int(row["start"]), int(row["end"])
        around = [clause for clause in self.clauses if clause.start <= start and end <= clause.end]
        clause = min(around, key=lambda clause: clause.end - clause.start, default=None)
        return SourceSpan(clause.id, start, end) if clause else None

    def with_role(self, role: str) -> list[Clause]:
        """The clauses of the topmost sections with a role."""
        starts = {int(row["start"]) for row in self.sections if row.get("role") == role}
        found = [clause for clause in self.clauses if clause.start in starts and clause.id != "0"]
        return [
            clause
            for clause in found
            if not any(other is not clause and other.start <= clause.start < clause.end <= other.end for other in found)
        ]

    def programmes(self) -> tuple[Programme, ...]:
        """One programme per section that is one; a plan without any has its chapter of tasks."""
        held = {row.clause: row for row in self.same.programmes} if self.same else {}
        return tuple(
            held.get(clause.id, Programme(clause.id, Sentence(clause.title, clause.title), clause.id))
            for clause in self.with_role("programme") or self.with_role("tasks")
        )

    def principles(self) -> tuple[Principle, ...]:
        """The basic principles, by their sections."""
        return self._titled(Principle, "principle", "p", self.same.principles if self.same else ())

    def safeguards(self) -> tuple[Safeguard, ...]:
        """The safeguards, by their sections."""
        return self._titled(Safeguard, "safeguard", "s", self.same.safeguards if self.same else ())

    def _titled(self, kind: type[Any], role: str, letter: str, known: Sequence[Any]) -> tuple[Any, ...]:
        held = {row.source.clause: row for row in known if row.source}
        return tuple(
            held.get(clause.id)
            or kind(f"{letter}{number}", Sentence(clause.title, clause.title), clause.summary,
                    SourceSpan(clause.id, clause.start, clause.end))
            for number, clause in enumerate(self.with_role(role), 1)
        )  # fmt: skip


def _clause(row: Row) -> Clause:
    title = str(row["title"]).strip() or str(row["id"])
    path = tuple(str(step) for step in row.get("path") or ())[:-1]
    return Clause(str(row["id"]), (*path, title), title, Sentence(title, title), int(row["start"]), int(row["end"]))


def covering(rows: Iterable[Any], span: SourceSpan) -> Any:
    """The row whose source and the span share at least half of the shorter of the two; the closest, or ``None``."""

    def shared(row: Any) -> Fraction:
        if row.source is None:
            return Fraction(0)
        common = min(row.source.end, span.end) - max(row.source.start, span.start)
        return Fraction(max(0, common), max(1, min(row.source.end - row.source.start, span.end - span.start)))

    best = max(rows, key=shared, default=None)
    return best if best is not None and shared(best) >= Fraction(1, 2) else None
