"""Merging and splitting as values: who is who now, what was decided on what evidence, and the way back.

An *assignment* maps each record's id to the id of the entity it belongs to; a record that is not in it is its own entity.
Nothing is stored here; applying and reverting give new assignments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kechuang.values import KechuangError, Sentence

Action = Literal["merge", "split"]


class DecisionError(KechuangError, ValueError):
    """A decision does not fit the assignment it is applied to or taken back from."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One merge or split.

    Attributes:
        action: ``merge`` puts all the members into one entity; ``split`` takes them out into ``entity``.
        members: ids of the records concerned.
        entity: id of the entity they belong to afterwards.
        before: where each of them belonged, which is the way back.
        evidence: why.
        decided_by: who decided.
        score: of the pair that led to it, if one did.
    """

    action: Action
    members: tuple[str, ...]
    entity: str
    before: tuple[str, ...]
    evidence: tuple[Sentence, ...]
    decided_by: str
    score: float | None = None


def decide_merge(
    assignment: Mapping[str, str],
    members: tuple[str, ...],
    *,
    evidence: tuple[Sentence, ...],
    decided_by: str,
    score: float | None = None,
) -> Decision:
    """Merge records, each with everything that already belongs to its entity; the first one's entity remains.

    Raises:
        DecisionError: fewer than two records, or no evidence.

    >>> decision = decide_merge({"b": "e2", "c": "e2"}, ("a", "b"),
    ...     evidence=(Sentence("统一社会信用代码相同", "the credit codes are the same"),), decided_by="张华")
    >>> after = apply({"b": "e2", "c": "e2"}, decision)
    >>> after, revert(after, decision)
    ({'b': 'a', 'c': 'a', 'a': 'a'}, {'b': 'e2', 'c': 'e2', 'a': 'a'})
    """
    if len(set(members)) < 2 or not evidence:
        raise DecisionError(
            zh="合并至少要有两条不同的记录和一条依据；请补齐。", en="A merge needs two different records and evidence."
        )
    entities = {assignment.get(member, member) for member in members}
    concerned = tuple(
        dict.fromkeys([*members, *sorted(record for record, entity in assignment.items() if entity in entities)])
    )
    entity = assignment.get(members[0], members[0])
    before = tuple(assignment.get(member, member) for member in concerned)
    return Decision("merge", concerned, entity, before, evidence, decided_by, score)


def decide_split(
    assignment: Mapping[str, str],
    members: tuple[str, ...],
    *,
    entity: str,
    evidence: tuple[Sentence, ...],
    decided_by: str,
) -> Decision:
    """Take records out of the entity they share into one of their own.

    Raises:
        DecisionError: no record, no evidence, the records belong to different entities, or ``entity`` is in use.
    """
    owners = {assignment.get(member, member) for member in members}
    if len(owners) != 1 or not evidence:
        raise DecisionError(
            zh="拆分的记录应当属于同一个主体，并写明依据；请核对。",
            en="The records of a split must belong to one entity, and evidence is needed.",
        )
    if entity in assignment.values():
        raise DecisionError(
            zh=f"主体“{entity}”已在使用；拆分出的记录要用新的编号。",
            en=f"The entity '{entity}' is in use; records split off need a new one.",
        )
    before = tuple(assignment.get(member, member) for member in members)
    return Decision("split", members, entity, before, evidence, decided_by)


def apply(assignment: Mapping[str, str], decision: Decision) -> dict[str, str]:
    """The assignment after a decision.

    Raises:
        DecisionError: a record no longer belongs where it did when the decision was made.
    """
    for member, owner in zip(decision.members, decision.before, strict=True):
        _expect(assignment, member, owner)
    return {**assignment, **dict.fromkeys(decision.members, decision.entity)}


def revert(assignment: Mapping[str, str], decision: Decision) -> dict[str, str]:
    """The assignment with a decision taken back.

    Raises:
        DecisionError: a later decision has moved one of the records; take that one back first.
    """
    for member in decision.members:
        _expect(assignment, member, decision.entity)
    return {**assignment, **dict(zip(decision.members, decision.before, strict=True))}


def _expect(assignment: Mapping[str, str], member: str, owner: str) -> None:
    found = assignment.get(member, member)
    if found != owner:
        raise DecisionError(
            zh=f"记录“{member}”现属主体“{found}”，不是“{owner}”；其间另有决定，请先撤回那一项。",
            en=f"The record '{member}' belongs to '{found}', not '{owner}'; another decision came between, take it back first.",
        )
