"""Tasks: what the evidence linked to them shows at a date. A task without evidence says so; nothing is taken for done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kechuang.ledger import Fact
from kechuang.monitoring.statuses import Status
from kechuang.monitoring.wording import day, when
from kechuang.plan.book import EvidenceLink, Milestone, PlanBook, Task, TaskState, task_state
from kechuang.values import Sentence


@dataclass(frozen=True, slots=True)
class TaskEvidence:
    """An event that speaks of a task, and the judgement that it does."""

    link: EvidenceLink
    event: Fact


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """A task at a date.

    ``evidence`` are the events of its fulfilment that are held, oldest first, undated ones last; ``background`` those from
    before it. ``state`` is what they show. ``status`` compares with milestones where the plan sets some: events alone show
    that work goes on, not whether it is fast enough, and then the status is ``unclear``.
    """

    task: Task
    status: Status
    state: TaskState
    evidence: tuple[TaskEvidence, ...]
    background: tuple[TaskEvidence, ...]
    overdue: tuple[Milestone, ...]
    explanation: Sentence

    @property
    def code(self) -> str:
        """The task's code."""
        return self.task.code

    @property
    def name(self) -> Sentence:
        """The task's name."""
        return self.task.name


def judge_task(task: Task, events: Mapping[str, Fact], book: PlanBook, as_of: date) -> TaskStatus:
    """The status of a task from the events that are visible at ``as_of``."""
    found = sorted(
        (TaskEvidence(link, events[link.event_id]) for link in task.evidence if link.event_id in events),
        key=lambda item: (item.event.happened_by or date.max, item.event.seq),
    )
    background = tuple(item for item in found if item.link.stage == "background")
    evidence = tuple(item for item in found if item.link.stage != "background")
    state = task_state(task, [item.link for item in evidence])
    late = tuple(
        step for step in task.milestones if step.due <= as_of and (step.done_on is None or step.done_on > as_of)
    )
    status = _status(task, state, late, book, as_of)
    return TaskStatus(task, status, state, evidence, background, late, _explain(task, status, state, evidence, late))


def _status(task: Task, state: TaskState, late: tuple[Milestone, ...], book: PlanBook, as_of: date) -> Status:
    if as_of < (book.document.published or book.effective_from):
        return Status.NOT_DUE
    if state == "completed":
        return Status.ACHIEVED
    if late:
        return Status.OFF_TRACK
    if any(step.due <= as_of for step in task.milestones):
        return Status.ON_TRACK
    return Status.NOT_COLLECTED if state == "no_evidence" else Status.UNCLEAR


def _explain(
    task: Task, status: Status, state: TaskState, evidence: tuple[TaskEvidence, ...], late: tuple[Milestone, ...]
) -> Sentence:
    if status is Status.NOT_DUE:
        return Sentence("规划当时尚未公布施行。", "The plan was not published yet.")
    parts = [_found(evidence)]
    if late:
        first = min(late, key=lambda step: step.due)
        due = day(first.due)
        parts.append(
            Sentence(
                f"节点“{first.name.zh}”应于{due.zh}前完成，没有完成的记录。",
                f"The milestone “{first.name.en}” was due by {due.en}; nothing shows that it was reached.",
            )
        )
    elif state == "completed":
        parts.append(Sentence("按证据已经完成。", "By the evidence it is completed."))
    elif status is Status.UNCLEAR:
        standing = task.status_rule == "standing"
        parts.append(
            Sentence(
                "这是长期性工作，没有节点，快慢不能判断。",
                "It is a standing duty without milestones, so its pace cannot be judged.",
            )
            if standing
            else Sentence(
                "规划没有定节点，快慢不能判断。", "The plan sets no milestones, so its pace cannot be judged."
            )
        )
    elif status is Status.ON_TRACK:
        parts.append(Sentence("到期的节点都已完成。", "Every milestone that was due is reached."))
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


def _found(evidence: tuple[TaskEvidence, ...]) -> Sentence:
    if not evidence:
        return Sentence(
            "本系统尚未收录进展证据，不等于没有开展。",
            "No evidence is collected here, which does not mean that nothing was done.",
        )
    last = next((item for item in reversed(evidence) if item.event.period is not None), evidence[-1])
    told = when(last.event.period)
    what = str(last.event.value)
    number = len(evidence)
    return Sentence(
        f"收录{number}条证据，最近一条（{told.zh}）：{what}。".replace("。。", "。"),
        f"{number} piece{'s' if number > 1 else ''} of evidence held, the last from {told.en}: {what}.",
    )
