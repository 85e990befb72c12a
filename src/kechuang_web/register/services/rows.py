"""Writing one row: record or change it, end it, withdraw and restore it, take the last change back.

One mechanism for every table (``tables.py``): the permission, the version that guards against lost changes, the checks, the
history with who and why, and the entry in the log. Rows are never deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require
from kechuang_web.register.checks import check_row, fill_derived
from kechuang_web.register.history import past_rows
from kechuang_web.register.models import Row
from kechuang_web.register.tables import Table, table_of
from kechuang_web.stores.errors import StaleError, StateError
from kechuang_web.stores.nature import is_synthetic, require_nature


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where rows come from. ``locator`` is the place in the file (``名单!C5``).

    ``synthetic`` says that they describe nobody; left open, they are what their region is declared to be.
    """

    title: str
    publisher: str = ""
    file: str = ""
    locator: str = ""
    batch: str = ""
    synthetic: bool | None = None

    def put_on(self, row: Row) -> None:
        """State the source on a row."""
        row.source_title, row.source_publisher, row.source_file = self.title, self.publisher, self.file
        row.source_locator, row.batch = self.locator, self.batch
        row.synthetic = is_synthetic(row.region) if self.synthetic is None else self.synthetic


@transaction.atomic
def record_row(
    *,
    actor: Actor,
    region: str,
    table: str,
    values: Mapping[str, Any],
    reason: str,
    source: RowSource | None = None,
    pk: int | None = None,
    lock_version: int | None = None,
) -> Row:
    """Record a new row (``pk`` is ``None``; a source is needed) or change one (the ``lock_version`` that was shown is needed).

    ``values`` are columns of the table as Python values or as texts of a form; rows of other tables by their number. What is
    not named stays as it is. A change that changes nothing writes nothing.

    Raises:
        KechuangError: a value cannot stand there; the sentence names the column and what it holds.
        StaleError: someone else changed the row since it was shown.
        PermissionDenied: the person may not.
    """
    found = table_of(table)
    _check_columns(found, values)
    if pk is None:
        if source is None or not source.title:
            raise KechuangError(
                zh=f"新增{found.name}要写明来源，例如“企业来函，2026-03-02”。",
                en=f"A new row of {table} needs a source, such as “the firm's letter of 2026-03-02”.",
            )
        row = found.model(region=region)
    else:
        row = _locked(found, region, pk, lock_version)
        permit(actor, row)
    before = _content(found, row)
    for name, value in values.items():
        _put(found, row, name, value)
    changed = [name for name in values if _content(found, row)[name] != before[name]]
    if pk is not None and not changed:
        return row
    if source is not None:
        source.put_on(row)
    permit(actor, row)
    save_row(row, actor=actor, reason=reason)
    record(actor=actor, action="register.recorded" if pk is None else "register.changed", kind=f"register.{table}",
           key=row.pk, label=row, before=None if pk is None else before, after=_content(found, row),
           detail={"region": region, "columns": changed, "reason": reason})  # fmt: skip
    return row


@transaction.atomic
def undo_row(*, actor: Actor, region: str, table: str, pk: int, lock_version: int, reason: str = "") -> Row:
    """Take the last change of a row back; a row that was only just recorded is withdrawn. Undoing twice brings it back.

    Raises:
        StateError: the last change was a merge or a split, which is taken back where duplicates are decided.
        StaleError: someone else changed the row since it was shown.
    """
    found = table_of(table)
    row = _locked(found, region, pk, lock_version)
    permit(actor, row)
    last, before, *_older = [*past_rows(row)[:2], None, None]
    if last is None:
        raise StateError(
            zh="这一行没有修改记录，不能撤销。", en="This row has no history, so nothing can be taken back."
        )
    if before is None:
        row.withdrawn_at = timezone.now()
    else:
        if getattr(last, "merged_into_id", None) != getattr(before, "merged_into_id", None):
            raise StateError(
                zh="最近一步是合并或拆分；请到“重复机构”里撤回那项决定。",
                en="The last step was a merge or a split; take that decision back among the duplicates.",
            )
        for column in before.tracked_fields:
            if column.name not in {"id", "lock_version", "changed_at"}:
                setattr(row, column.attname, getattr(before, column.attname))
    words = reason or f"撤销：{last.history_change_reason or ''}"
    save_row(row, actor=actor, reason=words)
    _note(actor, "register.undone", found, row, words)
    return row


@transaction.atomic
def end_row(*, actor: Actor, region: str, table: str, pk: int, on: date, reason: str, lock_version: int) -> Row:
    """Say that the thing ended on a day: an organisation left, a title was revoked, a tenant moved out.

    Raises:
        StateError: things of this table do not end.
    """
    found = table_of(table)
    if not found.model.END:
        raise StateError(
            zh=f"{found.name}没有结束日期；登记错误的请作废。",
            en=f"Rows of {table} do not end; withdraw one that was entered in error.",
        )
    row = _locked(found, region, pk, lock_version)
    permit(actor, row)
    setattr(row, found.model.END, on)
    save_row(row, actor=actor, reason=reason)
    _note(actor, "register.ended", found, row, reason)
    return row


@transaction.atomic
def withdraw_row(*, actor: Actor, region: str, table: str, pk: int, reason: str, lock_version: int) -> Row:
    """Take a row that was entered in error out of every list and count; it stays readable and can be restored.

    Raises:
        StateError: other rows still belong to it.
    """
    found = table_of(table)
    row = _locked(found, region, pk, lock_version)
    permit(actor, row)
    for count, name in _dependants(row):
        raise StateError(
            zh=f"还有{count}行“{name}”挂在“{row}”名下；请先把它们改挂或作废。",
            en=f"{count} rows of “{name}” still belong to “{row}”; move or withdraw them first.",
        )
    row.withdrawn_at = timezone.now()
    save_row(row, actor=actor, reason=reason)
    _note(actor, "register.withdrawn", found, row, reason)
    return row


@transaction.atomic
def restore_row(*, actor: Actor, region: str, table: str, pk: int, reason: str, lock_version: int) -> Row:
    """Bring a withdrawn row back."""
    found = table_of(table)
    row = _locked(found, region, pk, lock_version)
    permit(actor, row)
    row.withdrawn_at = None
    save_row(row, actor=actor, reason=reason)
    _note(actor, "register.restored", found, row, reason)
    return row


def permit(actor: Actor, row: Row, permission: str = "register.edit") -> None:
    """Commands on the machine itself may; people need the permission, where it is scoped for this row.

    Raises:
        PermissionDenied: they have not.
    """
    if actor.user is not None:
        require(actor.user, permission, row)


def save_row(row: Row, *, actor: Actor, reason: str) -> None:
    """Check and store a row, and its past state with who and why. Runs in the transaction of a service.

    Raises:
        KechuangError: the row cannot stand so; names the columns.
    """
    new = row.pk is None
    require_nature(row.region, synthetic=row.synthetic)
    fill_derived(row)
    row.changed_at = timezone.now()
    row.lock_version += 0 if new else 1
    row._history_user, row._actor_name, row._change_reason = actor.user, actor.name, reason
    check_row(row)
    fault = find_fault(row)
    if fault is not None:
        raise fault
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # two writers at one moment: the check passed for both
        raise KechuangError(
            zh=f"“{row}”没有保存：同时有人登记了同一项；请刷新后再试。",
            en=f"“{row}” was not saved: someone recorded the same thing at the same moment; reload and try again.",
        ) from error


def find_fault(row: Row) -> KechuangError | None:
    """What keeps a row from standing, or ``None``; for those who write many at once and ask only when the database refused."""
    return _refusal(row, row.full_clean)


def _locked(table: Table, region: str, pk: int, lock_version: int | None) -> Row:
    table.get(region, pk)
    row = table.model.objects.select_for_update().get(pk=pk)
    if lock_version is None or row.lock_version != lock_version:
        last = past_rows(row).first()
        raise StaleError(last.actor_name if last else "")
    return row


def _check_columns(table: Table, values: Mapping[str, Any]) -> None:
    unknown = [name for name in values if name not in table.columns]
    if unknown:
        raise KechuangError(
            zh=f"{table.name}没有“{'、'.join(unknown)}”这一栏；可用的有：{'、'.join(table.columns)}。",
            en=f"The table {table.code} has no column {', '.join(unknown)}; it has {', '.join(table.columns)}.",
        )


def _put(table: Table, row: Row, name: str, value: Any) -> None:
    column = table.columns[name]
    if isinstance(value, str) and (column.null or column.is_relation):
        value = value.strip() or None
    elif value is None and not column.null:
        value = column.get_default()

    def find() -> None:
        try:
            setattr(row, column.attname, value.pk if isinstance(value, Row) else column.to_python(value))
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error

    refusal = _refusal(row, find, value)
    if refusal is not None:
        raise refusal


def _content(table: Table, row: Row) -> dict[str, Any]:
    return {name: getattr(row, column.attname) for name, column in table.columns.items()}


def _dependants(row: Row) -> list[tuple[int, str]]:
    found = []
    for relation in row._meta.related_objects:
        model = relation.related_model
        if issubclass(model, Row):
            count = model.objects.standing().filter(**{relation.field.name: row}).count()
            if count:
                found.append((count, str(model._meta.verbose_name)))
    return found


def _refusal(row: Row, find: Callable[[], None], value: Any = None) -> KechuangError | None:
    """What Django finds wrong, as one sentence in each language; ``None`` when nothing is. It words findings as it finds them."""
    sentences = []
    for language, colon in (("zh-hans", "："), ("en", ": ")):
        with translation.override(language):
            try:
                find()
            except ValidationError as error:
                found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
                sentences.append(" ".join(_finding(row, name, found[name], colon, value) for name in found))
            else:
                return None
    return KechuangError(zh=sentences[0], en=sentences[1])


def _finding(row: Row, name: str, messages: list[str], colon: str, value: Any) -> str:
    text = " ".join(str(message) for message in messages)
    if name == NON_FIELD_ERRORS:
        return text
    column = row._meta.get_field(name)
    held = getattr(row, column.attname, None) if value is None else value
    shown = f"（{str(held)[:60]}）" if held not in (None, "") else ""
    return f"{column.verbose_name}{shown}{colon}{text}"


def _note(actor: Actor, action: str, table: Table, row: Row, reason: str) -> None:
    record(actor=actor, action=action, kind=f"register.{table.code}", key=row.pk, label=row, after=_content(table, row),
           detail={"region": row.region, "reason": reason})  # fmt: skip
