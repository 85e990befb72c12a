"""The draft of a book: clauses, programmes, tasks and indicators of what was accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kechuang.dictionary import Dictionary
from kechuang.plan.book.book import PlanBook, PlanBookError
from kechuang.plan.book.digests import is_document
from kechuang.plan.book.proposing.figures import Ask, Figures
from kechuang.plan.book.proposing.layout import Layout, Row, covering, rows_of
from kechuang.plan.book.proposing.values import Heading, Proposal, Question, Read
from kechuang.plan.book.tasks import Programme, Task
from kechuang.values import Sentence


def propose_book(
    reading: Mapping[str, Any] | Read,
    heading: Heading | None = None,
    *,
    dictionary: Dictionary,
    base: PlanBook | None = None,
) -> Proposal:
    """A draft of version 1 from a reading of which only what a person accepted is left.

    Args:
        reading: a reading, or its JSON with the quantities, tasks and sections that were accepted.
        heading: what the plan is; may be left out if ``base`` is a book of the same plan.
        dictionary: the attributes that indicators are matched to, by name, with a score.
        base: a book to take wording from: of the same document (rows that cover the same characters keep their codes, names and
            rules) or of the plan before (indicators of the same name keep code and definition).

    Raises:
        PlanBookError: neither heading nor base is given.
    """
    data: Mapping[str, Any] = reading if isinstance(reading, Mapping) else reading.to_dict()
    if heading is None:
        if base is None:
            raise PlanBookError(
                zh="请先填写规划的名称、期间和文件。", en="State the plan's title, period and document first."
            )
        heading = Heading(
            base.code, base.region, _subject_of(base), base.title, base.period, base.effective_from, base.document, base.thresholds
        )  # fmt: skip
    text = data.get("text")
    same = base if base is not None and isinstance(text, str) and is_document(base.document, text) else None
    questions: list[Question] = []

    def ask(row: Row, zh: str, en: str) -> None:
        questions.append(Question(int(row["start"]), int(row["end"]), Sentence(zh, en)))

    layout = Layout(data, heading.document, same)
    figures = Figures(rows_of(data, "quantities"), layout, heading, dictionary, base, ask)
    programmes = layout.programmes()
    book = PlanBook(
        code=heading.code,
        region=heading.region,
        title=heading.title,
        period=heading.period,
        version=1,
        effective_from=heading.effective_from,
        document=heading.document,
        thresholds=heading.thresholds,
        clauses=layout.clauses,
        indicators=figures.indicators(),
        programmes=programmes,
        tasks=tuple(_tasks(rows_of(data, "tasks"), layout, programmes, ask)),
        principles=layout.principles(),
        safeguards=layout.safeguards(),
        units=same.units if same else (),
        watched=same.watched if same else (),
        set_aside=same.set_aside if same else (),
        predecessor=same.predecessor if same else base.code if base else None,
    )
    return Proposal(book, tuple(figures.matches), tuple(sorted(questions, key=lambda one: one.start)))


def _subject_of(base: PlanBook) -> str:
    return next((row.subject for row in base.indicators), "")


def _tasks(rows: list[Row], layout: Layout, programmes: tuple[Programme, ...], ask: Ask) -> Iterator[Task]:
    """The tasks in the order of the text. One that covers the same place as a task of the same document's book is that task."""
    homes = [(clause, row) for row in programmes for clause in layout.clauses if clause.id == row.clause]
    known = {task.code: task for task in layout.same.tasks} if layout.same else {}
    numbers = {row.code: sum(task.programme == row.code for task in known.values()) for row in programmes}
    for row in rows:
        span = layout.span(row)
        home = next((p for clause, p in homes if span and clause.start <= span.start < clause.end), None)
        if span is None or home is None:
            ask(row, "这项任务不在任何工程之下，请指定所属工程。", "This task stands under no programme; name one.")
            continue
        old = covering(known.values(), span)
        if old is not None:
            yield replace(known.pop(old.code), source=span, section=span.clause, programme=home.code)
            continue
        numbers[home.code] += 1
        yield Task(
            f"{home.code}-{numbers[home.code]:02}",
            home.code,
            span.clause,
            _words(row),
            tuple(str(verb) for verb in row.get("verbs") or ()),
            tuple(str(name) for name in row.get("objects") or ()),
            span,
        )


def _words(row: Row) -> Sentence:
    words = " ".join(str(row.get("task") or "").split())
    return Sentence(words, words)
