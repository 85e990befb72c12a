"""The end of a plan: its final evaluation, and what is handed to the next one (十四五 → 十五五)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from kechuang.plan.book.book import Clause, ClosingNote, DocumentRef, Outcome, PlanBook, PlanBookError
from kechuang.plan.book.targets import ExpectedPath, Indicator
from kechuang.plan.book.tasks import Programme, Task
from kechuang.values import Period, Sentence

#: Statuses after which nothing is left to hand on.
SETTLED = frozenset({"achieved", "discontinued", "completed"})
#: The clause and programme under which handed-on items stand until the new plan gives them a place.
HANDED_ON = "handed-on"


def close_plan(
    book: PlanBook,
    *,
    on: date,
    by: str,
    evaluation: Sentence,
    indicators: Mapping[str, str],
    tasks: Mapping[str, str],
    notes: Mapping[str, Sentence] | None = None,
    document: str | None = None,
) -> PlanBook:
    """The book with its final evaluation.

    ``indicators`` and ``tasks`` give the final status of every one of them (from the monitoring at the day of closing); what is
    neither achieved, completed nor discontinued stays open. ``notes`` adds a remark by code.

    Raises:
        PlanBookError: the plan is closed already, its period has not ended, or a status is missing or for an unknown code.
    """
    if book.closed is not None:
        raise PlanBookError(
            zh=f"规划“{book.title.zh}”已于{book.closed.on:%Y-%m-%d}结项。",
            en=f"“{book.title.en}” was closed on {book.closed.on:%Y-%m-%d} already.",
        )
    if on <= book.period.end:
        raise PlanBookError(
            zh=f"规划期到{book.period.end:%Y-%m-%d}才结束，{on:%Y-%m-%d}还不能结项。",
            en=f"The plan runs to {book.period.end:%Y-%m-%d} and cannot be closed on {on:%Y-%m-%d}.",
        )
    remarks = notes or {}
    _check_complete("指标", "indicator", [row.code for row in book.indicators], indicators)
    _check_complete("任务", "task", [row.code for row in book.tasks], tasks)
    outcomes = [_outcome("indicator", row.code, indicators, remarks) for row in book.indicators]
    outcomes += [_outcome("task", row.code, tasks, remarks) for row in book.tasks]
    return replace(book, closed=ClosingNote(on, by, evaluation, tuple(outcomes), document))


def _outcome(kind: str, code: str, statuses: Mapping[str, str], notes: Mapping[str, Sentence]) -> Outcome:
    status = statuses[code]
    return Outcome("indicator" if kind == "indicator" else "task", code, status, status not in SETTLED, notes.get(code))


def _check_complete(zh: str, en: str, codes: list[str], statuses: Mapping[str, str]) -> None:
    missing = [code for code in codes if code not in statuses]
    strange = [code for code in statuses if code not in codes]
    if missing:
        raise PlanBookError(
            zh=f"有{len(missing)}项{zh}没有最终状态，第一项是“{missing[0]}”。",
            en=f"{len(missing)} {en}s have no final status, the first is “{missing[0]}”.",
        )
    if strange:
        raise PlanBookError(
            zh=f"规划中没有{zh}“{strange[0]}”，请核对。", en=f"The plan has no {en} “{strange[0]}”; check it."
        )


def succeed(
    closed: PlanBook, *, code: str, title: Sentence, period: Period, effective_from: date, document: DocumentRef
) -> tuple[PlanBook, PlanBook]:
    """The closed book, naming its successor, and the draft of the next plan with what was left open.

    An open indicator comes without a target: what the next plan promises is for its authors to say, and the old promise
    stays readable behind ``carried_from``. The last target is told in the note. Definition, unit, owners and
    succession go along; evidence and dissent stay with the plan they belong to. Open tasks stand under ``handed-on``.

    Raises:
        PlanBookError: the plan is not closed, has a successor, or the next period does not follow it.
    """
    if closed.closed is None:
        raise PlanBookError(
            zh=f"规划“{closed.title.zh}”尚未结项，不能结转。",
            en=f"“{closed.title.en}” is not closed yet; close it first.",
        )
    if closed.successor is not None:
        raise PlanBookError(
            zh=f"规划“{closed.title.zh}”已结转到“{closed.successor}”。",
            en=f"“{closed.title.en}” was handed on to “{closed.successor}” already.",
        )
    if period.start <= closed.period.end:
        raise PlanBookError(
            zh=f"下期规划{period.label('zh')}应在{closed.period.label('zh')}之后。",
            en=f"The next plan's period {period} must follow {closed.period}.",
        )
    left = {(outcome.kind, outcome.code) for outcome in closed.closed.outcomes if outcome.open}
    tasks = tuple(_hand_on_task(closed, task) for task in closed.tasks if ("task", task.code) in left)
    name = Sentence("上期规划结转事项", "handed on from the plan before")
    place = Clause(
        HANDED_ON, (name.zh,), name.zh, Sentence("待归入新规划的条款。", "To be placed in the new plan."), 0, 0
    )
    draft = PlanBook(
        code=code,
        region=closed.region,
        title=title,
        period=period,
        version=1,
        effective_from=effective_from,
        document=document,
        thresholds=closed.thresholds,
        clauses=(place,) if tasks else (),
        indicators=tuple(
            _hand_on_indicator(closed, row) for row in closed.indicators if ("indicator", row.code) in left
        ),
        programmes=(Programme(HANDED_ON, name, HANDED_ON),) if tasks else (),
        tasks=tasks,
        units=tuple(replace(row, sources=()) for row in closed.units if row.code in set(_owners(closed, left))),
        watched=tuple(replace(row, source=None) for row in closed.watched),
        predecessor=closed.code,
    )
    return replace(closed, successor=code), draft


def _owners(book: PlanBook, left: Collection[tuple[str, str]]) -> Iterator[str]:
    for kind, rows in (("indicator", book.indicators), ("task", book.tasks)):
        for row in rows:
            if (kind, row.code) in left:
                yield from (unit for unit in (row.lead_unit, *row.supporting_units) if unit is not None)


def _hand_on_indicator(book: PlanBook, row: Indicator) -> Indicator:
    target = row.target
    note = (
        Sentence(
            f"上期目标{target.quantity.label('zh')}（{target.period.label('zh')}）未完成，新目标待定。",
            f"The last plan's target, {target.quantity.label('en')} ({target.period.label('en')}), stayed open; a new one is to be set.",
        )
        if target
        else None
    )
    return replace(
        row,
        source=None,
        targets=(),
        baseline=None,
        path=ExpectedPath("final"),
        dissent=(),
        carried_from=f"{book.code}/{row.code}",
        note=note,
    )


def _hand_on_task(book: PlanBook, task: Task) -> Task:
    return replace(
        task,
        programme=HANDED_ON,
        section=HANDED_ON,
        source=None,
        milestones=tuple(step for step in task.milestones if step.done_on is None),
        evidence=(),
        dissent=(),
        carried_from=f"{book.code}/{task.code}",
    )
