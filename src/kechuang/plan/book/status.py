"""The status of a task at a day, from evidence alone; people may dissent, and the gap is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kechuang.plan.book.book import PlanBook, PlanBookError
from kechuang.plan.book.targets import Dissent
from kechuang.plan.book.tasks import Event, EvidenceLink, Task, TaskState
from kechuang.plan.book.words import value_word
from kechuang.values import Sentence

_DONE = ("completed", "operating")
_MOVING = ("started", "under_way", *_DONE)


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """What the evidence says of a task at a day.

    ``counted`` is the evidence the state rests on, oldest first; ``background`` lies before the plan, ``later`` had not yet
    happened (or only its year is known and that year had not ended), ``undated`` carries no date and counts only when no
    day is asked for. ``missing`` names the objects still without a completed work. ``dissent`` is the latest different view by
    the day whose status is not ``state``; it changes nothing.
    """

    task: str
    state: TaskState
    sentence: Sentence
    counted: tuple[EvidenceLink, ...] = ()
    background: tuple[EvidenceLink, ...] = ()
    later: tuple[EvidenceLink, ...] = ()
    undated: tuple[EvidenceLink, ...] = ()
    missing: tuple[str, ...] = ()
    dissent: Dissent | None = None


def task_status(task: Task, events: Mapping[str, Event] | Iterable[Event], as_of: date | None = None) -> TaskStatus:
    """The status of a task at a day; ``as_of=None`` sets no limit and is the only case in which undated events count.

    An event counts from the day by which it had surely happened: one known only as "2023" from 31 December 2023.

    Raises:
        PlanBookError: the task rests on an event that is not among ``events``.
    """
    known = events if isinstance(events, Mapping) else {event.id: event for event in events}
    counted, background, later, undated = [], [], [], []
    for link in task.evidence:
        event = known.get(link.event_id)
        if event is None:
            raise PlanBookError(
                zh=f"任务{task.code}引用的事件“{link.event_id}”不在事件表中，请补录或改正。",
                en=f"Task {task.code} rests on event “{link.event_id}”, which is not among the events; add or correct it.",
            )
        if link.stage == "background":
            background.append(link)
        elif as_of is not None and event.happened_by is None:
            undated.append(link)
        elif as_of is not None and event.happened_by is not None and event.happened_by > as_of:
            later.append(link)
        else:
            counted.append(link)
    counted.sort(key=lambda link: _when(known[link.event_id]))
    missing = _missing(task, counted)
    state = _state(task, counted, missing)
    return TaskStatus(
        task.code,
        state,
        _tell(task, state, len(counted), len(undated), missing),
        tuple(counted),
        tuple(background),
        tuple(later),
        tuple(undated),
        missing,
        _gap(task, state, as_of),
    )


def _when(event: Event) -> tuple[bool, date, str]:
    return (event.happened_by is None, event.happened_by or date.max, event.id)


def task_state(task: Task, counted: Iterable[EvidenceLink]) -> TaskState:
    """What a task's evidence shows, by the task's own rule of completion.

    Background is no evidence; a standing duty is never completed by an event.
    """
    links = [link for link in counted if link.stage != "background"]
    return _state(task, links, _missing(task, links))


def _missing(task: Task, counted: Iterable[EvidenceLink]) -> tuple[str, ...]:
    if task.status_rule != "each_object":
        return ()
    done = {name for link in counted if link.stage in _DONE for name in (link.objects or task.objects)}
    return tuple(name for name in task.objects if name not in done)


def _state(task: Task, counted: list[EvidenceLink], missing: tuple[str, ...]) -> TaskState:
    if not counted:
        return "no_evidence"
    if any(link.stage in _DONE for link in counted):
        finished = task.status_rule == "single" or (task.status_rule == "each_object" and task.objects and not missing)
        return "completed" if finished else "under_way"
    return "under_way" if any(link.stage in _MOVING for link in counted) else "announced"


def _gap(task: Task, state: TaskState, as_of: date | None) -> Dissent | None:
    voiced = [dissent for dissent in task.dissent if as_of is None or dissent.on <= as_of]
    latest = max(voiced, key=lambda dissent: dissent.on, default=None)
    return latest if latest is not None and latest.status != state else None


def _tell(task: Task, state: TaskState, counted: int, undated: int, missing: tuple[str, ...]) -> Sentence:
    word = value_word(state)
    if state == "no_evidence":
        zh, en = "本系统中没有说到这项任务的佐证", "this installation holds no evidence that speaks of the task"
    else:
        zh, en = f"{word.zh}：依据{counted}条佐证", f"{word.en}: by {counted} piece{'s' * (counted > 1)} of evidence"
    if state == "under_way" and missing and len(missing) < len(task.objects):
        zh += f"，尚缺{'、'.join(missing)}"
        en += f", not yet: {', '.join(missing)}"
    if undated:
        zh += f"；另有{undated}条没有日期，未计入"
        en += f"; {undated} more without a date left out"
    return Sentence(f"{zh}。", f"{en[0].upper()}{en[1:]}.")


def evidence_gaps(book: PlanBook, events: Iterable[Event]) -> tuple[Sentence, ...]:
    """What is wrong or open between a book's evidence and the events: unknown, unjudged, twice judged, misdated.

    An event of before the plan's period can only be background.
    """
    known = {event.id: event for event in events}
    aside = {event.event_id for event in book.set_aside}
    linked = {link.event_id for task in book.tasks for link in task.evidence}
    gaps = [
        Sentence(f"事件“{code}”不在事件表中。", f"Event “{code}” is not among the events.")
        for code in sorted((linked | aside) - known.keys())
    ]
    gaps += [
        Sentence(f"事件“{code}”既对应任务又列为不涉及任务。", f"Event “{code}” is both evidence and set aside.")
        for code in sorted(linked & aside)
    ]
    gaps += [
        Sentence(f"事件“{code}”尚未判断是否说到某项任务。", f"Event “{code}” has not been judged yet.")
        for code in sorted(known.keys() - linked - aside)
    ]
    for task in book.tasks:
        for link in task.evidence:
            event = known.get(link.event_id)
            if event is not None and event.happened_by is not None and event.happened_by < book.period.start:
                if link.stage != "background":
                    gaps.append(
                        Sentence(
                            f"事件“{link.event_id}”早于规划期，只能作为任务{task.code}的背景。",
                            f"Event “{link.event_id}” lies before the plan and can only be background to task {task.code}.",
                        )
                    )
    return tuple(gaps)
