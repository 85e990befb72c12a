"""Which rows are one organisation: proposing, deciding, merging, splitting, and the way back from each.

Merging moves nothing. The row that is merged keeps its titles, figures and history and says in ``merged_into`` which row stands
for it; readers look under the whole family. So taking a merge back is exact, whatever was recorded in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kechuang.resolution import Decision, apply, decide_merge, decide_split, load_policy, make_records, match, revert
from kechuang.values import KechuangError, Sentence
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require
from kechuang_web.register.models import Organisation, OrganisationName, ResolutionDecision, ResolutionPair
from kechuang_web.register.selectors import organisations
from kechuang_web.register.services.rows import save_row
from kechuang_web.stores import memory
from kechuang_web.stores.errors import StaleError, StateError
from kechuang_web.stores.ledger_bulk import in_chunks
from kechuang_web.stores.selectors import region_folder

Answer = Literal["merge", "different", "later"]
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Proposed:
    """What looking for duplicates found: pairs that nobody had seen, how many were compared, what a reader should know."""

    new: int
    certain: int
    compared: int
    notes: tuple[Sentence, ...]


@transaction.atomic
def propose_pairs(*, actor: Actor, region: str) -> Proposed:
    """Compare the living organisations of a region with each other and queue the pairs that may be one.

    Pairs that were queued or decided before are left as they are.
    """
    _require(actor)
    rows = organisations(region).order_by("pk").values_list("pk", "name", "uscc", "address")
    table = list(rows.iterator(chunk_size=5000))
    if len(table) < 2:
        return Proposed(0, 0, 0, ())
    former: dict[int, list[str]] = {}
    kept = OrganisationName.objects.standing().in_region(region).filter(organisation__merged_into__isnull=True)
    for pk, name in kept.values_list("organisation", "name"):
        former.setdefault(pk, []).append(name)
    columns = {
        "name": [row[1] for row in table],
        "code": [row[2] or "" for row in table],
        "address": [row[3] for row in table],
        "former_names": ["；".join(former.get(row[0], ())) for row in table],
    }
    policy = memory.content.remember(("resolution policy", region), lambda: load_policy(region_folder(region)))
    found = match(make_records([str(row[0]) for row in table], columns), policy=policy)
    known = set(ResolutionPair.objects.filter(region=region).values_list("left", "right"))
    now = timezone.now()
    new: list[ResolutionPair] = []
    for pair in found.pairs:
        left, right = sorted((int(pair.left), int(pair.right)))
        if (left, right) not in known:
            reasons = [{"zh": reason.zh, "en": reason.en} for reason in pair.reasons]
            new.append(
                ResolutionPair(region=region, left_id=left, right_id=right, score=pair.score, kind=pair.kind, reasons=reasons,
                               proposed_at=now)
            )  # fmt: skip
    for chunk in in_chunks(new, _CHUNK):
        ResolutionPair.objects.bulk_create(chunk)
    certain = sum(pair.kind == "certain" for pair in new)
    if new:
        record(actor=actor, action="resolution.proposed", kind="resolution", key=region, label=region,
               detail={"new": len(new), "certain": certain, "compared": found.compared})  # fmt: skip
    return Proposed(len(new), certain, found.compared, found.notes)


@transaction.atomic
def decide_pair(
    *, actor: Actor, region: str, pk: int, answer: Answer, lock_version: int, note: str = "", keep: int | None = None
) -> ResolutionPair:
    """Say of a pair that it is one organisation (``keep``: the row that stands for both), that it is not, or look later.

    Raises:
        StaleError: someone else decided since it was shown.
        StateError: it was merged already; that decision is taken back by :func:`revert_decision`.
        KechuangError: the two cannot be one.
    """
    _require(actor)
    pair = ResolutionPair.objects.select_for_update().filter(region=region, pk=pk).first()
    if pair is None:
        raise KechuangError(zh=f"没有编号为“{pk}”的重复线索。", en=f"There is no pair number {pk}.")
    if pair.lock_version != lock_version:
        raise StaleError(pair.decided_by_name)
    if pair.state == ResolutionPair.State.MERGED:
        raise StateError(
            zh="这一对已经合并；要改判，请先撤回合并。",
            en="The pair is merged; take the merge back first to decide anew.",
        )
    if answer == "merge":
        tops = tuple(dict.fromkeys(row.merged_into_id or row.pk for row in (pair.left, pair.right)))
        if len(tops) == 2:
            ordered = tuple(sorted(tops, key=lambda top: top != keep)) if keep else tops
            evidence = tuple(Sentence(reason["zh"], reason["en"]) for reason in pair.reasons)
            pair.decision = merge_organisations(
                actor=actor,
                region=region,
                members=ordered,
                evidence=evidence,
                reason=note,
                score=pair.score,
                kept=bool(keep),
            )
    pair.state = {"merge": "merged", "different": "different", "later": "later"}[answer]
    pair.decided_at, pair.decided_by, pair.decided_by_name, pair.note = timezone.now(), actor.user, actor.name, note
    pair.lock_version += 1
    pair.save()
    record(actor=actor, action="resolution.decided", kind="resolution.pair", key=pair.pk, label=f"{pair.left} – {pair.right}",
           after={"state": pair.state}, detail={"region": region, "answer": answer, "note": note})  # fmt: skip
    return pair


@transaction.atomic
def merge_organisations(
    *,
    actor: Actor,
    region: str,
    members: tuple[int, ...],
    evidence: tuple[Sentence, ...] = (),
    reason: str = "",
    score: float | None = None,
    kept: bool = False,
) -> ResolutionDecision:
    """Make rows one organisation. The first stands for all (``kept``); else the first that has a credit code.

    Raises:
        KechuangError: fewer than two, no evidence or reason, or two different credit codes: by law two organisations.
    """
    _require(actor)
    rows = _lock_families(region, members)
    if len(set(members)) > 1 and len({rows[pk].merged_into_id or pk for pk in members}) == 1:
        raise StateError(zh="这几行已经是同一家机构，不用再合并。", en="These rows are one organisation already.")
    codes = {row.uscc for row in rows.values() if row.uscc}
    if len(codes) > 1:
        listed = "、".join(sorted(codes))
        raise KechuangError(
            zh=f"要合并的几行有不同的统一社会信用代码（{listed}），是不同的主体；若其中一个写错，请先更正再合并。",
            en=f"The rows carry different credit codes ({listed}): different organisations. If one is wrong, correct it first.",
        )
    ordered = members if kept else tuple(sorted(members, key=lambda pk: not rows[pk].uscc))
    said = evidence or ((Sentence(reason, reason),) if reason else ())
    decision = decide_merge(
        _assignment(rows), tuple(map(str, ordered)), evidence=said, decided_by=actor.name, score=score
    )
    stored = _carry_out(actor, region, rows, decision, reason, "resolution.merged")
    ResolutionPair.objects.filter(
        left__in=rows, right__in=rows, state__in=(ResolutionPair.State.OPEN, ResolutionPair.State.LATER)
    ).update(state=ResolutionPair.State.MERGED, decision=stored, decided_at=stored.decided_at, decided_by=actor.user,
             decided_by_name=actor.name)  # fmt: skip
    return stored


@transaction.atomic
def split_organisation(
    *, actor: Actor, region: str, members: tuple[int, ...], reason: str, evidence: tuple[Sentence, ...] = ()
) -> ResolutionDecision:
    """Take rows out of the organisation they were merged into; they are one of their own again, with all that is theirs.

    Asked for the row that stands for the others, it takes the others out instead: the same parting.

    Raises:
        KechuangError: the rows belong to different organisations, or were never merged.
    """
    _require(actor)
    rows = _lock_families(region, members)
    assignment = _assignment(rows)
    entities = {assignment[str(pk)] for pk in members}
    wanted = tuple(map(str, members))
    if entities & set(wanted):
        wanted = tuple(pk for pk, entity in assignment.items() if entity in entities and pk not in wanted)
    if not wanted:
        raise StateError(
            zh="这家机构没有并入别的行，不需要拆分；个别记录挂错的，请把那条记录改挂到正确的机构。",
            en="Nothing was merged into this organisation, so there is nothing to split; move single rows that stand wrong.",
        )
    said = evidence or ((Sentence(reason, reason),) if reason else ())
    decision = decide_split(assignment, wanted, entity=wanted[0], evidence=said, decided_by=actor.name)
    return _carry_out(actor, region, rows, decision, reason, "resolution.split")


@transaction.atomic
def revert_decision(*, actor: Actor, region: str, pk: int, reason: str) -> ResolutionDecision:
    """Take a merge or a split back: every row belongs where it did before.

    Raises:
        StateError: it was taken back already, or a later decision moved one of its rows; that one comes first.
    """
    _require(actor)
    stored = ResolutionDecision.objects.select_for_update().filter(region=region, pk=pk).first()
    if stored is None:
        raise KechuangError(zh=f"没有编号为“{pk}”的决定。", en=f"There is no decision number {pk}.")
    if stored.reverted_at is not None:
        raise StateError(zh="这项决定已经撤回。", en="The decision was taken back already.")
    rows = _lock_families(region, tuple(stored.members))
    later = ResolutionDecision.objects.filter(region=region, pk__gt=pk, reverted_at__isnull=True).order_by("-pk")
    for other in later:
        if shared := set(other.members) & set(stored.members):
            name = rows[min(shared)].name
            raise StateError(
                zh=f"之后的第{other.pk}号决定（{other.get_action_display()}，{other.decided_by_name}）又动过“{name}”，请先撤回那一项。",
                en=f"The later decision {other.pk} ({other.action}, {other.decided_by_name}) moved “{name}” again; take it back first.",
            )
    after = revert(_assignment(rows), _as_decision(stored))
    _write(actor, rows, after, reason or f"撤回第{pk}号决定")
    stored.reverted_at, stored.reverted_by, stored.reverted_by_name = timezone.now(), actor.user, actor.name
    stored.reverted_reason = reason
    stored.save()
    stored.pairs.update(
        state=ResolutionPair.State.OPEN, decision=None, decided_at=None, decided_by=None, decided_by_name=""
    )
    record(actor=actor, action="resolution.reverted", kind="resolution.decision", key=pk, label=str(stored.entity),
           detail={"region": region, "action": stored.action, "members": stored.members, "reason": reason})  # fmt: skip
    return stored


def _require(actor: Actor) -> None:
    if actor.user is not None:
        require(actor.user, "resolution.decide")


def _lock_families(region: str, members: Iterable[int]) -> dict[int, Organisation]:
    """The rows named, those they stand under and all that stand under these, locked in one order."""
    named = {int(pk) for pk in members}
    held = Organisation.objects.filter(region=region, pk__in=named)
    missing = named - set(held.values_list("pk", flat=True))
    if missing:
        raise KechuangError(
            zh=f"机构（编号{'、'.join(map(str, sorted(missing)))}）不在本地区的登记簿中；请刷新后重新选择。",
            en=f"The organisations {', '.join(map(str, sorted(missing)))} are not in the register of this region; reload and choose again.",
        )
    tops = {merged or pk for pk, merged in held.values_list("pk", "merged_into")}
    family = Organisation.objects.select_for_update().filter(Q(pk__in=tops) | Q(merged_into__in=tops)).order_by("pk")
    return {row.pk: row for row in family}


def _assignment(rows: Mapping[int, Organisation]) -> dict[str, str]:
    return {str(pk): str(row.merged_into_id or pk) for pk, row in rows.items()}


def _as_decision(stored: ResolutionDecision) -> Decision:
    return Decision(
        action=stored.action,  # type: ignore[arg-type]
        members=tuple(map(str, stored.members)),
        entity=str(stored.entity_id),
        before=tuple(map(str, stored.before)),
        evidence=tuple(Sentence(one["zh"], one["en"]) for one in stored.evidence),
        decided_by=stored.decided_by_name,
        score=stored.score,
    )


def _carry_out(
    actor: Actor, region: str, rows: Mapping[int, Organisation], decision: Decision, reason: str, action: str
) -> ResolutionDecision:
    words = reason or "；".join(one.zh for one in decision.evidence)
    _write(actor, rows, apply(_assignment(rows), decision), words)
    stored = ResolutionDecision.objects.create(
        region=region, action=decision.action, members=[int(pk) for pk in decision.members], entity_id=int(decision.entity),
        before=[int(pk) for pk in decision.before], evidence=[{"zh": one.zh, "en": one.en} for one in decision.evidence],
        score=decision.score, reason=reason, decided_at=timezone.now(), decided_by=actor.user, decided_by_name=actor.name,
    )  # fmt: skip
    record(actor=actor, action=action, kind="resolution.decision", key=stored.pk, label=str(stored.entity),
           before=list(decision.before), after=[decision.entity] * len(decision.members),
           detail={"region": region, "members": stored.members, "reason": words})  # fmt: skip
    return stored


def _write(actor: Actor, rows: Mapping[int, Organisation], assignment: Mapping[str, str], reason: str) -> None:
    """Let every row say where it belongs. Rows that come to stand for others first, so that no code is borne twice."""
    moved: list[tuple[Organisation, Any]] = []
    for pk, entity in assignment.items():
        row, top = rows[int(pk)], None if entity == pk else int(entity)
        if row.merged_into_id != top:
            moved.append((row, top))
    for row, top in sorted(moved, key=lambda pair: pair[1] is None):
        row.merged_into_id = top
        save_row(row, actor=actor, reason=reason)
