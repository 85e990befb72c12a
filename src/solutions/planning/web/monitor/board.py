"""Programmes and tasks: each task with what evidence there is, filtered as asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from kechuang.monitoring import TaskEvidence, TaskStatus
from kechuang.plan.book import Programme
from kechuang.values import Period, Sentence, Source
from solutions.planning.web.monitor import words
from solutions.planning.web.monitor.indicator_page import clause_of, quote_of
from solutions.planning.web.monitor.situation import Situation

STATES = {
    "completed": Sentence("已完成", "completed"),
    "under_way": Sentence("推进中", "under way"),
    "announced": Sentence("已公布", "announced"),
    "no_evidence": Sentence("尚无证据", "no evidence"),
}
UNASSIGNED = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader filters by; empty means all."""

    programme: str = ""
    state: str = ""
    unit: str = ""
    q: str = ""

    @staticmethod
    def read(query: QueryDict) -> Asked:
        """From the address; values that mean nothing here are ignored by not matching anything silently wrong."""
        text = {key: query.get(key, "").strip()[:60] for key in ("programme", "state", "unit", "q")}
        return Asked(**text)

    def admits(self, task: TaskStatus) -> bool:
        """Whether a task meets every filter."""
        words_of = f"{task.code} {task.name.zh} {task.name.en} {' '.join(task.task.objects)}".lower()
        return (
            (not self.programme or task.task.programme == self.programme)
            and (not self.state or task.state == self.state)
            and (not self.unit or (task.task.lead_unit or UNASSIGNED) == self.unit)
            and (not self.q or self.q.lower() in words_of)
        )


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in the list."""

    code: str
    name: Sentence
    unit: Sentence | None
    evidence: int
    status: str


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of a programme that meet the filters, with the counts of the whole programme."""

    code: str
    name: Sentence
    with_evidence: int
    total: int
    tasks: tuple[TaskRow, ...]


def make_board(situation: Situation, asked: Asked) -> dict[str, Any]:
    """Everything on the board."""
    tasks = situation.report.tasks
    groups = [_group(situation, programme, asked) for programme in situation.book.programmes]
    held = sum(bool(task.evidence) for task in tasks)
    unassigned = sum(task.task.lead_unit is None for task in tasks)
    zh = f"{len(situation.book.programmes)}项工程共{len(tasks)}项任务，{held}项有证据，{len(tasks) - held}项尚无证据"
    en = (
        f"{len(tasks)} tasks in {len(situation.book.programmes)} programmes; {held} have evidence, "
        f"{len(tasks) - held} have none yet"
    )
    if unassigned:
        zh, en = f"{zh}；{unassigned}项的责任单位待明确", f"{en}; {unassigned} have no lead unit yet"
    units = {task.task.lead_unit for task in tasks if task.task.lead_unit}
    named = [(code, situation.unit_name(code) or Sentence(code, code)) for code in sorted(units)]
    return {
        "lead": Sentence(zh + "。", en + "."),
        "programmes": situation.book.programmes,
        "states": list(STATES.items()),
        "units": [*named, *([(UNASSIGNED, words.TO_BE_ASSIGNED)] if unassigned else [])],
        "asked": asked,
        "groups": [group for group in groups if group.tasks],
    }


def _group(situation: Situation, programme: Programme, asked: Asked) -> Group:
    tasks = [task for task in situation.report.tasks if task.task.programme == programme.code]
    rows = tuple(
        TaskRow(task.code, task.name, situation.unit_name(task.task.lead_unit), len(task.evidence), task.state)
        for task in tasks
        if asked.admits(task)
    )
    return Group(programme.code, programme.name, sum(bool(task.evidence) for task in tasks), len(tasks), rows)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """An event as the task's page tells it."""

    when: Period | None
    stage: Sentence
    what: str
    why: Sentence | None
    source: Source


def make_task_page(situation: Situation, code: str) -> dict[str, Any]:
    """Everything on a task's page.

    Raises:
        KeyError: the plan has no such task.
    """
    status = situation.report.task(code)
    task = status.task
    programme = next((one.name for one in situation.book.programmes if one.code == task.programme), None)
    supporting = [situation.unit_name(unit) or Sentence(unit, unit) for unit in task.supporting_units]
    facts = [
        (Sentence("编号", "Code"), Sentence(code, code)),
        (Sentence("所属工程", "Programme"), programme or Sentence("—", "—")),
        (Sentence("责任单位", "Lead unit"), situation.unit_name(task.lead_unit) or words.TO_BE_ASSIGNED),
    ]
    if supporting:
        facts.append(
            (
                Sentence("配合单位", "Supporting units"),
                Sentence("、".join(u.zh for u in supporting), ", ".join(u.en for u in supporting)),
            )
        )
    if task.objects:
        facts.append((Sentence("对象", "Objects"), Sentence("、".join(task.objects), "; ".join(task.objects))))
    return {
        "code": code,
        "name": status.name,
        "status": status.state,
        "explanation": status.explanation,
        "evidence": [_evidence(item) for item in status.evidence],
        "background": [_evidence(item) for item in status.background],
        "milestones": task.milestones,
        "facts": facts,
        "clause": task.source.clause if task.source else "",
        "clause_info": clause_of(situation, task.source),
        "start": task.source.start if task.source else None,
        "end": task.source.end if task.source else None,
        "quote": quote_of(situation, task.source),
    }


def _evidence(item: TaskEvidence) -> EvidenceRow:
    fact = item.event
    return EvidenceRow(fact.period, words.STAGES[item.link.stage], str(fact.value), item.link.note, fact.source)


EXPORT_HEAD = ("编号", "工程", "任务", "责任单位", "证据条数", "状态", "说明")


def export_rows(situation: Situation, asked: Asked) -> list[tuple[Any, ...]]:
    """The board as a table."""
    names = {programme.code: programme.name.zh for programme in situation.book.programmes}
    rows = []
    for task in situation.report.tasks:
        if asked.admits(task):
            unit = situation.unit_name(task.task.lead_unit) or words.TO_BE_ASSIGNED
            rows.append(
                (
                    task.code, names.get(task.task.programme, ""), task.name.zh, unit.zh, len(task.evidence),
                    STATES[task.state].zh, task.explanation.zh,
                )
            )  # fmt: skip
    return rows
