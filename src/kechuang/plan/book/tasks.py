"""Tasks and programmes: what the plan says will be done, and the events that speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from kechuang.plan.book.targets import Dissent, SourceSpan, Visibility
from kechuang.values import Sentence

#: What an event says of a task. ``background`` is context from before the plan: never evidence of its fulfilment.
Stage = Literal["background", "announced", "started", "under_way", "completed", "operating"]
TaskState = Literal["no_evidence", "announced", "under_way", "completed"]
#: When evidence completes a task: one finished work does; every one of its ``objects`` must be finished; or never,
#: because the task is a standing duty (强化, 加强, 完善…) that no single event fulfils.
StatusRule = Literal["single", "each_object", "standing"]


class Event(Protocol):
    """What a judgement needs of an event: its id, and the day by which it had surely happened (``None``: no date given).

    A fact of the ledger is one; so is anything else with these two.
    """

    @property
    def id(self) -> str:
        """The id that evidence links name."""

    @property
    def happened_by(self) -> date | None:
        """The last day of the time the source gives: the end of the year where it gives only a year."""


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """The judgement that an event speaks of a task: at what stage, of which of its objects, and why.

    ``objects`` names those of the task's objects that the event covers; empty means the task as a whole.
    """

    event_id: str
    stage: Stage
    note: Sentence
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """An event that was looked at and speaks of no task of the plan, and why."""

    event_id: str
    note: Sentence


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step with the day it is due; ``done_on`` is ``None`` until it is done."""

    name: Sentence
    due: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """One of the plan's programmes (工程). Its tasks are those whose ``programme`` is this code."""

    code: str
    name: Sentence
    clause: str
    summary: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One thing the plan says will be done.

    ``name`` is a short summary in our own words; ``verbs`` and ``objects`` are the plan's. ``lead_unit`` is ``None`` while no
    unit is assigned: it is never guessed. ``evidence`` is kept in the order of event ids.
    """

    code: str
    programme: str
    section: str
    name: Sentence
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    source: SourceSpan | None
    status_rule: StatusRule = "standing"
    lead_unit: str | None = None
    supporting_units: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    evidence: tuple[EvidenceLink, ...] = ()
    dissent: tuple[Dissent, ...] = ()
    visibility: Visibility = "public"
    carried_from: str | None = None
    note: Sentence | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "evidence", tuple(sorted(self.evidence, key=lambda link: link.event_id)))
