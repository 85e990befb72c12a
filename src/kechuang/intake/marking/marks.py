"""Problems gathered by cell: one colour and one comment each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kechuang.intake.problems import SEVERITIES, Problem, Severity
from kechuang.values import Language

#: Fill of a cell by severity (the palette of Excel's own good/bad/neutral styles).
FILLS: dict[Severity, str] = {"error": "FFFFC7CE", "warning": "FFFFEB9C", "note": "FFDDEBF7"}
LABELS: dict[Severity, tuple[str, str]] = {
    "error": ("错误", "Error"),
    "warning": ("请核对", "Check"),
    "note": ("说明", "Note"),
}
AUTHOR = "科创数据接收 Kechuang intake"
#: Comments of one sheet; Excel slows down beyond. Further cells are coloured without a comment, the worst come first.
MOST_COMMENTS = 5_000
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong at one cell: the worst severity and the text of the comment."""

    severity: Severity
    text: str


Marks = Mapping[str, Mapping[tuple[int, int], Mark]]


def make_marks(problems: Iterable[Problem], lang: Language) -> Marks:
    """Sheet → (row, column) → mark. Problems without a place are left to the report."""
    gathered: dict[str, dict[tuple[int, int], list[Problem]]] = defaultdict(lambda: defaultdict(list))
    for problem in problems:
        if problem.row is not None:
            gathered[problem.sheet][problem.row, problem.column or 1].append(problem)
    return {
        sheet: {place: _mark(found, lang) for place, found in sorted(cells.items())}
        for sheet, cells in gathered.items()
    }


def _mark(problems: list[Problem], lang: Language) -> Mark:
    problems = sorted(problems, key=lambda one: SEVERITIES.index(one.severity))
    lines = (f"【{LABELS[one.severity][lang == 'en']}】{one.sentence.text(lang)}" for one in problems)
    return Mark(problems[0].severity, "\n".join(dict.fromkeys(lines))[:_LONGEST])


def commented(marks: Mapping[tuple[int, int], Mark]) -> dict[tuple[int, int], str]:
    """The cells of a sheet that get a comment, with its text, by place."""
    worst = sorted(marks.items(), key=lambda one: (SEVERITIES.index(one[1].severity), one[0]))[:MOST_COMMENTS]
    return {place: mark.text for place, mark in sorted(worst)}
