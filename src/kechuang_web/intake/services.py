"""Deeds on a batch: receiving, mapping, answering, deciding names, confirming, rejecting, withdrawing.

Each is one short transaction with its entry in the log; long work is only ordered here and done by :mod:`.jobs`. ``lock_version`` is the
one that the person saw: of two people at one batch the second is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kechuang.values import KechuangError, Sentence
from kechuang_web.accounts.models import User
from kechuang_web.audit.services import Actor, record
from kechuang_web.intake import content, jobs, resolving, selectors
from kechuang_web.intake.models import IntakeBatch, IntakeFile, IntakeName, IntakePart, IntakeProblem
from kechuang_web.intake.questions import stated_unit
from kechuang_web.intake.reading import PASTED_NAME
from kechuang_web.kit.access import require
from kechuang_web.kit.language import current_language
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.errors import StaleError, StateError

SUFFIXES = (".xlsx", ".xls", ".csv", ".tsv", ".txt", ".docx", ".jsonl")
#: What may be decided of a name; empty takes the decision back.
DECISIONS = frozenset({"match", "new", "leave", ""})
#: The states in words, for refusals.
STATE_WORDS = {
    "received": Sentence("已收到", "received"),
    "recognised": Sentence("待认列", "waiting for its columns to be confirmed"),
    "checked": Sentence("待核对", "checked"),
    "resolved": Sentence("待确认", "waiting to be confirmed"),
    "committed": Sentence("已入库", "committed"),
    "rejected": Sentence("已退回", "rejected"),
    "withdrawn": Sentence("已撤回", "withdrawn"),
}
#: The work that follows from each state.
_NEXT = {"received": "read", "recognised": "check", "checked": "resolve", "resolved": "commit"}


def permit(actor: Actor, permission: str, batch: IntakeBatch | None = None) -> None:
    """A command on the machine itself may; a person needs the permission, and the batch must be one that they see."""
    if actor.user is None:
        return
    require(actor.user, permission)
    if batch is not None and not selectors.batches_for(actor.user, batch.region).filter(pk=batch.pk).exists():
        raise PermissionDenied(_("这份文件由别的单位报送，您的账号不能办理。"))


def own_sender(user: User) -> str:
    """The sender that an account always is: its park or its organisation; empty for those who hand in for others."""
    if user.role == "park_operator" and user.park:
        subject = stores.subjects().get(user.park) if user.park in {one.code for one in stores.subjects()} else None
        return subject.name.text(current_language()) if subject else user.park
    return user.organisation if user.role == "enterprise" else ""


@transaction.atomic
def receive(*, actor: Actor, region: str, name: str, data: bytes, sender: str) -> tuple[IntakeBatch, bool]:
    """Take a file in and order its reading. The same bytes again give the batch that holds them already, and ``False``.

    A batch that was rejected or withdrawn does not stand in the way of handing the same file in again.

    Raises:
        KechuangError: there is no content, or nobody is named as its sender.
    """
    permit(actor, "intake.use")
    name, sender = name.strip()[:255] or PASTED_NAME, sender.strip()[:120]
    if not data:
        raise KechuangError(
            zh=f"“{name}”是空的，没有收件；请检查是否选错了文件。",
            en=f"“{name}” is empty and was not taken in; check that it is the right file.",
        )
    if not sender:
        raise KechuangError(
            zh=f"没有写明“{name}”由哪个单位报送，没有收件；请填写报送单位。",
            en=f"It is not said who sends “{name}”, so it was not taken in; name the sender.",
        )
    sha256 = hashlib.sha256(data).hexdigest()
    kept = _kept(actor, region, sha256)
    if kept is not None:
        return kept, False
    file, _new = IntakeFile.objects.get_or_create(
        region=region, sha256=sha256, defaults={"size": len(data), "data": data}
    )
    user = actor.user
    batch = IntakeBatch.objects.create(
        region=region, file=file, name=name, size=len(data), sha256=sha256, sender=sender, task="read",
        **_belonging(user),
        received_at=timezone.now(), received_by=user, received_by_name=actor.name,
    )  # fmt: skip
    _log(actor, "intake.received", batch, after=sha256, detail={"size": len(data), "sender": sender})
    return batch, True


def _belonging(user: Any) -> dict[str, str]:
    """The unit, park or organisation that an account hands in for; nothing for those who hand in for anyone."""
    own = selectors.OWN.get(getattr(user, "role", ""))
    return {own: getattr(user, own)} if own else {}


def _kept(actor: Actor, region: str, sha256: str) -> IntakeBatch | None:
    seen = (
        IntakeBatch.objects.filter(region=region) if actor.user is None else selectors.batches_for(actor.user, region)
    )
    return seen.filter(sha256=sha256).exclude(state__in=["rejected", "withdrawn"]).order_by("pk").first()


def _log(actor: Actor, action: str, batch: IntakeBatch, **more: Any) -> None:
    record(actor=actor, action=action, kind="intake", key=batch.pk, label=f"{batch.name}（{batch.sender}）", **more)


def lock_batch(batch: IntakeBatch, lock_version: int | None, *states: str) -> IntakeBatch:
    """The batch, locked for this transaction, in one of these states and as the person saw it."""
    held = IntakeBatch.objects.select_for_update().get(pk=batch.pk)
    if lock_version is not None and held.lock_version != lock_version:
        raise StaleError
    if held.state not in states:
        raise StateError(
            zh=f"“{held.name}”现在是“{STATE_WORDS[held.state].zh}”，不能这样做；请打开它看最新情况。",
            en=f"“{held.name}” is {STATE_WORDS[held.state].en} now, so this cannot be done; open it to see how it stands.",
        )
    if held.task:
        raise StateError(
            zh=f"“{held.name}”正在处理，请等它完成或先停止。",
            en=f"“{held.name}” is being worked on; wait, or stop it first.",
        )
    return held


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a person wants a sheet read: by source column (from 1) the field (empty: not at all) and the unit."""

    included: bool
    record_type: str
    year: str = ""
    fields: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def set_columns(*, actor: Actor, batch: IntakeBatch, lock_version: int | None, wanted: Mapping[int, Wanted]) -> None:
    """Say how the sheets of a batch are to be read, and order the check. What was staged before is thrown away by it.

    Raises:
        KechuangError: no sheet is left, a type or field is unknown, a field is given to two columns, a year is no year.
        StaleError, StateError: someone else was quicker.
    """
    permit(actor, "intake.use", batch)
    held = lock_batch(batch, lock_version, "recognised", "checked", "resolved")
    parts = {part.position: part for part in held.parts.all()}
    if not any(one.included for position, one in wanted.items() if position in parts):
        raise KechuangError(
            zh="没有选中任何一张表；至少选一张，或者退回这份文件。",
            en="No sheet is chosen; choose one, or reject the file.",
        )
    for position, one in wanted.items():
        if position in parts:
            _change_part(parts[position], one, held.region)
    _order(actor, held, "recognised", "check", "intake.mapped",
           detail={str(position): one.record_type for position, one in wanted.items() if one.included})  # fmt: skip
    batch.refresh_from_db()


def accept_columns(*, actor: Actor, batch: IntakeBatch, record_type: str = "") -> None:
    """Have every sheet read as it was recognised; ``record_type`` says what those are that were not.

    Raises:
        KechuangError: as :func:`set_columns`.
    """
    wanted = {
        part.position: Wanted(included=part.included or bool(record_type), record_type=part.record_type or record_type)
        for part in batch.parts.all()
    }
    set_columns(actor=actor, batch=batch, lock_version=None, wanted=wanted)


def _change_part(part: IntakePart, wanted: Wanted, region: str) -> None:
    answers = dict(part.answers)
    part.included = wanted.included
    if wanted.record_type != part.record_type:
        _known_type(wanted.record_type, part, region)
        part.record_type, answers = wanted.record_type, {}
    elif wanted.included and part.record_type:
        changed = {str(one["column"]): wanted.fields[one["column"]] for one in part.columns
                   if one["column"] in wanted.fields and wanted.fields[one["column"]] != (one.get("field") or "")}  # fmt: skip
        units = {str(one["column"]): wanted.units[one["column"]] for one in part.columns
                 if wanted.units.get(one["column"]) and wanted.units[one["column"]] != stated_unit(one)}  # fmt: skip
        answers["fields"] = answers.get("fields", {}) | changed
        answers["units"] = answers.get("units", {}) | units
    if wanted.included and not part.record_type:
        raise KechuangError(
            zh=f"没有说明“{part.sheet}”是什么表；请选择，或者不选这张表。",
            en=f"It is not said what the sheet “{part.sheet}” is; choose, or leave the sheet out.",
        )
    if wanted.year:
        if not (wanted.year.isdigit() and 1949 <= int(wanted.year) <= 2100):
            raise KechuangError(
                zh=f"“{wanted.year}”不是年度；请写成四位数字，如 2024。",
                en=f"“{wanted.year}” is no year; write four digits such as 2024.",
            )
        answers["year"] = int(wanted.year)
    part.answers = answers
    _check_fields(part, region)
    part.save(update_fields=["included", "record_type", "answers"])


def _known_type(code: str, part: IntakePart, region: str) -> None:
    if code and code not in content.record_types(region):
        raise KechuangError(
            zh=f"没有“{code}”这种记录；请从列表里选。", en=f"There is no record type “{code}”; choose one of the list."
        )
    if part.record_type == content.REGION_FIGURE:
        raise KechuangError(
            zh=f"“{part.sheet}”是地区指标，不能当作别的记录来读。",
            en=f"The sheet “{part.sheet}” holds figures of the region and cannot be read as other records.",
        )


def _check_fields(part: IntakePart, region: str) -> None:
    """Each field is known and read from one column only."""
    if not part.included or part.record_type not in content.record_types(region):
        return
    chosen = part.answers.get("fields", {})
    known = content.record_types(region)[part.record_type]
    taken: dict[tuple[str, Any], str] = {}
    for one in part.columns:
        code = chosen.get(str(one["column"]), one.get("field") or "")
        if not code:
            continue
        name = known.field(code).name
        key = (code, one.get("year"))
        if key in taken and str(one["column"]) in chosen:
            raise KechuangError(
                zh=f"“{taken[key]}”和“{one['heading']}”两列都认作“{name.zh}”；请只留一列。",
                en=f"The columns “{taken[key]}” and “{one['heading']}” are both read as “{name.en}”; keep one of them.",
            )
        taken[key] = one["heading"]


@transaction.atomic
def answer_units(
    *, actor: Actor, batch: IntakeBatch, lock_version: int | None, units: Mapping[int, Mapping[int, str]]
) -> None:
    """Say in which unit columns stand: position of the sheet → source column → unit. The rows are checked anew.

    Raises:
        KechuangError: a unit is none that the column can stand in.
        StaleError, StateError: someone else was quicker.
    """
    permit(actor, "intake.use", batch)
    held = lock_batch(batch, lock_version, "checked", "resolved")
    told: dict[str, str] = {}
    for part in held.parts.filter(position__in=list(units)):
        columns = {one["column"]: one for one in part.columns}
        for column, symbol in units[part.position].items():
            offered = columns.get(column, {}).get("asked") or []
            if symbol not in offered:
                raise KechuangError(
                    zh=f"“{symbol}”不是这一列可选的单位；请从给出的选项里选。",
                    en=f"“{symbol}” is no unit that this column can stand in; choose one of those offered.",
                )
            told[f"{part.sheet} {columns[column]['heading']}"] = symbol
            part.answers.setdefault("units", {})[str(column)] = symbol
        part.save(update_fields=["answers"])
    _order(actor, held, "recognised", "check", "intake.answered", detail=told)
    batch.refresh_from_db()


@transaction.atomic
def order_resolution(*, actor: Actor, batch: IntakeBatch, lock_version: int | None) -> None:
    """Have it found out whom the rows mean.

    Raises:
        KechuangError: units are still asked for.
        StaleError, StateError: someone else was quicker.
    """
    permit(actor, "intake.use", batch)
    held = lock_batch(batch, lock_version, "checked", "resolved")
    if open_questions(held):
        raise KechuangError(
            zh="还有列的单位没有回答；请先回答，再认单位。",
            en="The unit of a column is still to be said; answer first, then go on.",
        )
    blocking = IntakeProblem.objects.filter(
        part__in=selectors.included_parts(held), place=None, severity="error"
    ).first()
    if blocking is not None:
        raise KechuangError(**blocking.sentence)
    IntakeBatch.objects.filter(pk=held.pk).update(lock_version=F("lock_version") + 1)
    jobs.order(held, "resolve")
    batch.refresh_from_db()


def open_questions(batch: IntakeBatch) -> list[dict[str, Any]]:
    """The columns whose unit a person has to say, with what is offered."""
    return [
        question | {"position": part.position, "sheet": part.sheet}
        for part in selectors.included_parts(batch)
        for question in part.reading.get("questions", [])
    ]


def _order(actor: Actor, held: IntakeBatch, state: str, task: str, action: str, detail: dict[str, Any]) -> None:
    IntakeBatch.objects.filter(pk=held.pk).update(state=state, lock_version=F("lock_version") + 1)
    jobs.order(held, task)
    _log(actor, action, held, detail=detail)


@transaction.atomic
def try_again(*, actor: Actor, batch: IntakeBatch) -> None:
    """Order again what failed or was stopped.

    Raises:
        StateError: the batch is closed or being worked on.
    """
    permit(actor, "intake.use", batch)
    held = lock_batch(batch, None, *_NEXT)
    task = _NEXT[held.state]
    if task == "commit":  # is only ever ordered by a person who confirms
        task = "resolve"
    jobs.order(held, task)
    batch.refresh_from_db()


@transaction.atomic
def reject(*, actor: Actor, batch: IntakeBatch, reason: str) -> None:
    """Close a batch without taking anything over.

    Raises:
        KechuangError: no reason is given.
        StateError: it is closed already or being worked on.
    """
    permit(actor, "intake.use", batch)
    held = lock_batch(batch, None, "received", "recognised", "checked", "resolved")
    reason = reason.strip()[:500]
    if not reason:
        raise KechuangError(
            zh="请写明退回的理由，报送单位要看。", en="Say why the file is given back; its sender will read it."
        )
    _close(held, actor, "rejected", reason)
    _log(actor, "intake.rejected", held, detail={"reason": reason})
    batch.refresh_from_db()


def _close(held: IntakeBatch, actor: Actor, state: str, reason: str = "") -> None:
    name = getattr(actor.user, "display_name", "") or actor.name
    IntakeBatch.objects.filter(pk=held.pk).update(
        state=state, reason=reason, ended_at=timezone.now(), ended_by_name=name, lock_version=F("lock_version") + 1
    )


# --- names ------------------------------------------------------------------------------------------------------------


def may_decide(user: Any) -> bool:
    """Whether a person may say whom a name means."""
    return bool(user.has_perm("resolution.decide"))


@transaction.atomic
def decide_name(
    *, actor: Actor, name: IntakeName, decision: str, lock_version: int | None, organisation: int | None = None
) -> IntakeName:
    """Say whom a name means: ``match`` an organisation of the register, ``new``, ``leave`` its rows out; empty takes it back.

    Raises:
        KechuangError: there is no such organisation, or no such decision.
        StaleError: someone else decided meanwhile; nothing is written.
        StateError: the batch is not waiting for this.
    """
    batch = name.batch
    permit(actor, "resolution.decide", batch)
    lock_batch(batch, None, "resolved")
    if decision not in DECISIONS or (decision == "match") != (organisation is not None):
        raise KechuangError(
            zh="没有这种认定；请从页面上的按钮里选。", en="There is no such decision; use the buttons of the page."
        )
    if organisation is not None and not resolving.organisations(batch.region).filter(pk=organisation).exists():
        raise KechuangError(
            zh=f"登记簿里没有编号为 {organisation} 的单位；可能刚被合并，请刷新后再认。",
            en=f"The register has no organisation {organisation}; it may have been merged just now. Reload and decide again.",
        )
    before = {"decision": name.decision, "organisation": name.organisation}
    changed = IntakeName.objects.filter(pk=name.pk)
    if lock_version is not None:
        changed = changed.filter(lock_version=lock_version)
    kept = organisation if decision == "match" else resolving.own_finding(name) if decision == "" else None
    if not changed.update(
        decision=decision, organisation=kept, decided_by=actor.user if decision else None,
        decided_at=timezone.now() if decision else None, lock_version=F("lock_version") + 1,
    ):  # fmt: skip
        raise StaleError
    IntakeBatch.objects.filter(pk=batch.pk).update(foreseen=False)
    _log(actor, "intake.name_decided", batch, before=before, after={"decision": decision, "organisation": organisation},
         detail={"name": name.name, "uscc": name.uscc, "decision": decision, "organisation": organisation})  # fmt: skip
    name.refresh_from_db()
    return name


def tally_names(batch: IntakeBatch) -> dict[str, int]:
    """How many names a batch has, and how they were taken."""
    counts = batch.names.aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(kind="uncertain", decision="")),
        certain=Count("pk", filter=Q(kind="certain", decision="") | Q(decision="match")),
        new=Count("pk", filter=Q(kind="new", decision="") | Q(decision="new")),
        asked=Count("pk", filter=~Q(decision="")),
        left=Count("pk", filter=Q(decision="leave")),
    )
    return {key: count or 0 for key, count in counts.items()}


# --- the end ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def order_commit(*, actor: Actor, batch: IntakeBatch, lock_version: int | None, accepted: Mapping[str, bool]) -> None:
    """Confirm a batch: have everything written, in one transaction, in this person's name.

    ``accepted`` holds what the person agreed to: ``leave_wrong`` (rows with errors stay out), ``leave_open`` (rows of names that nobody
    decided stay out).

    Raises:
        KechuangError: something has to be agreed to first.
        StaleError, StateError: someone else was quicker.
    """
    permit(actor, "intake.commit", batch)
    held = lock_batch(batch, lock_version, "resolved")
    for choice in to_accept(held):
        if not accepted.get(choice.code):
            raise KechuangError(zh=f"请先确认：{choice.sentence.zh}", en=f"Please agree first: {choice.sentence.en}")
    if (
        any(part.record_type == content.REGION_FIGURE for part in selectors.included_parts(held))
        and actor.user is not None
    ):
        require(actor.user, "ledger.record")
    IntakeBatch.objects.filter(pk=held.pk).update(
        confirmed_by=actor.user, choices={key: bool(value) for key, value in accepted.items()} | {"address": actor.address, "name": actor.name},
        lock_version=F("lock_version") + 1,
    )  # fmt: skip
    jobs.order(held, "commit")
    batch.refresh_from_db()


@transaction.atomic
def order_forecast(*, batch: IntakeBatch) -> None:
    """Have it computed anew what the commit would do, since a name was decided."""
    held = IntakeBatch.objects.select_for_update().get(pk=batch.pk)
    if held.state == "resolved" and not held.task:
        jobs.order(held, "foresee")
    batch.refresh_from_db()


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that who confirms has to agree to."""

    code: str
    sentence: Sentence


def to_accept(batch: IntakeBatch) -> list[Choice]:
    """What who confirms a batch has to agree to: that rows stay out, and which."""
    choices = []
    wrong = sum(
        part.counts.get("wrong", 0) + len(part.counts.get("refused", ())) for part in selectors.included_parts(batch)
    )
    if wrong:
        choices.append(
            Choice("leave_wrong", Sentence(f"有错误的 {wrong} 行不入库", f"the {wrong} rows with errors stay out"))
        )
    undecided = selectors.open_names(batch)
    count = undecided.count()
    if count:
        rows = sum(undecided.values_list("rows", flat=True))
        choices.append(
            Choice(
                "leave_open",
                Sentence(
                    f"{count} 家没有认定的单位，其 {rows} 行不入库",
                    f"the {rows} rows of {count} organisations that nobody decided on stay out",
                ),
            )
        )
    return choices
