"""What is wrong with a file, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from kechuang.intake.cells import cell_name
from kechuang.values import Language, Sentence

#: ``error``: what stands there was not taken. ``warning``: it was taken, somebody should look. ``note``: for information.
Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to say about a file, and where.

    ``kind`` is stable, for pages and tests. ``row`` and ``column`` count from 1 as in a spreadsheet; a problem of a whole
    column stands at its heading and has ``whole_column``, one of the file has neither. ``offer`` is what the sender may have
    meant: it is offered and never taken by itself.
    """

    severity: Severity
    kind: str
    sentence: Sentence
    sheet: str = ""
    row: int | None = None
    column: int | None = None
    field: str | None = None
    offer: str | None = None
    whole_column: bool = False

    @property
    def cell(self) -> str | None:
        """The cell as a spreadsheet names it (``C7``); ``None`` for a problem without a place."""
        return None if self.row is None else cell_name(self.row, self.column or 1)

    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """The problem for JSON."""
        return {
            "severity": self.severity, "kind": self.kind, "sheet": self.sheet, "cell": self.cell, "row": self.row,
            "column": self.column, "field": self.field, "message": self.sentence.text(lang), "offer": self.offer,
        }  # fmt: skip


def count_problems(problems: Iterable[Problem]) -> dict[Severity, int]:
    """How many of each severity, all three named."""
    counted = Counter(problem.severity for problem in problems)
    return {severity: counted[severity] for severity in SEVERITIES}
