"""People: their fields are sealed before they reach the database, and every reading in plain text leaves a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor, record
from kechuang_web.register import sealing
from kechuang_web.register.models import Person, PersonalReading
from kechuang_web.register.services.rows import RowSource, permit, save_row
from kechuang_web.register.tables import table_of
from kechuang_web.stores.errors import StaleError

#: What is kept of a person under seal.
PERSONAL = ("name", "phone", "identity", "email", "birth", "address")
#: Those that a person can be found by.
_SEARCHED = ("name", "phone", "identity")


@transaction.atomic
def record_person(
    *,
    actor: Actor,
    region: str,
    personal: Mapping[str, str],
    values: Mapping[str, Any] | None = None,
    reason: str,
    source: RowSource | None = None,
    pk: int | None = None,
    lock_version: int | None = None,
) -> Person:
    """Record a person or change one. ``personal`` are fields of :data:`PERSONAL`: those not named stay, an empty one is cleared.

    Raises:
        KechuangError: a field is unknown, or a value cannot stand there.
        StaleError: someone else changed the row since it was shown.
        PermissionDenied: the person may not.
    """
    unknown = [name for name in personal if name not in PERSONAL]
    if unknown:
        raise KechuangError(
            zh=f"人员没有“{'、'.join(unknown)}”这一项；可用的有：{'、'.join(PERSONAL)}。",
            en=f"A person has no field {', '.join(unknown)}; it has {', '.join(PERSONAL)}.",
        )
    values = dict(values or {})
    if pk is None:
        row = Person(region=region)
        if source is None or not source.title:
            raise KechuangError(
                zh="新增人员要写明来源，例如“企业来函，2026-03-02”。",
                en="A new person needs a source, such as “the firm's letter of 2026-03-02”.",
            )
    else:
        table_of("person").get(region, pk)
        row = Person.objects.select_for_update().get(pk=pk)
        if row.lock_version != lock_version:
            raise StaleError
        permit(actor, row)
    _fill(row, values)
    put_personal(row, personal)
    if source is not None:
        source.put_on(row)
    permit(actor, row)
    save_row(row, actor=actor, reason=reason)
    record(actor=actor, action="register.recorded" if pk is None else "register.changed", kind="register.person", key=row.pk,
           label=row.label, detail={"region": region, "columns": [*values, *personal], "reason": reason})  # fmt: skip
    return row


def put_personal(row: Person, personal: Mapping[str, str]) -> None:
    """Seal personal fields into a row; not saved."""
    held = sealing.open_fields(row.sealed, row.sealing_key)
    merged = {name: text for name, text in {**held, **{k: v.strip() for k, v in personal.items()}}.items() if text}
    if merged == held:
        return
    row.sealing_key = row.sealing_key or sealing.make_person_key()
    row.sealed = sealing.seal_fields(merged, row.sealing_key)


@transaction.atomic
def read_personal(
    *, actor: Actor, region: str, pk: int, purpose: str, words: str = "", columns: tuple[str, ...] = ("name", "phone")
) -> dict[str, str]:
    """Personal fields in plain text, for a purpose that is written down with who, when and whose before anything is shown.

    ``purpose`` is a code or a short text (走访, 授权申报…), ``words`` says more. Only the columns asked for are given.

    Raises:
        KechuangError: no purpose, or an unknown column.
        SealBrokenError: the installation's key is another one.
        PermissionDenied: the person may not read personal data, or not of this organisation.
    """
    if not purpose.strip():
        raise KechuangError(
            zh="查看个人信息要写明用途，例如“走访联系”；请填写后再看。",
            en="Reading personal data needs a purpose, such as “to arrange a visit”; state it first.",
        )
    unknown = [name for name in columns if name not in PERSONAL]
    if unknown or not columns:
        raise KechuangError(
            zh=f"请指明要看哪几项：{'、'.join(PERSONAL)}。", en=f"Say which fields to read: {', '.join(PERSONAL)}."
        )
    row = table_of("person").get(region, pk)
    assert isinstance(row, Person)  # noqa: S101  for the reader; the table says so
    permit(actor, row, "register.personal")
    opened = sealing.open_fields(row.sealed, row.sealing_key)
    PersonalReading.objects.create(
        at=timezone.now(), actor=actor.user, actor_name=actor.name, actor_role=actor.role, address=actor.address, region=region,
        person=row, columns=list(columns), purpose=purpose.strip()[:60], words=words.strip(),
    )  # fmt: skip
    return {name: opened[name] for name in columns if name in opened}


def find_people(*, actor: Actor, region: str, kind: str, value: str) -> list[Person]:
    """People with exactly this name, telephone or identity number (``kind``); found by a keyed hash, nothing is opened.

    Raises:
        KechuangError: the kind is none of those.
        PermissionDenied: the person may not read personal data.
    """
    if kind not in _SEARCHED:
        raise KechuangError(
            zh=f"人员只能按{'、'.join(_SEARCHED)}精确查找。",
            en=f"People are found by {', '.join(_SEARCHED)} only, exactly.",
        )
    hashed = sealing.keyed_hash(kind, value)
    if not hashed:
        return []
    found = (
        Person.objects.standing().in_region(region).filter(**{f"{kind}_hash": hashed}).select_related("organisation")
    )
    if actor.user is None:
        return list(found)
    return [row for row in found if actor.user.has_perm("register.personal", row)]


@transaction.atomic
def erase_person(*, actor: Actor, region: str, pk: int, reason: str, lock_version: int) -> Person:
    """Make a person's data unreadable for good, here and in the history: their own key is destroyed. Cannot be undone.

    Raises:
        KechuangError: no reason.
        StaleError, PermissionDenied: as ever.
    """
    if not reason.strip():
        raise KechuangError(
            zh="删除个人信息不能恢复，请写明依据。", en="Erasing personal data cannot be undone; state the ground."
        )
    table_of("person").get(region, pk)
    row = Person.objects.select_for_update().get(pk=pk)
    if row.lock_version != lock_version:
        raise StaleError
    permit(actor, row)
    permit(actor, row, "register.personal")
    row.sealing_key, row.sealed, row.label = b"", b"", "（已删除）"
    row.withdrawn_at = timezone.now()
    save_row(row, actor=actor, reason=reason)
    record(actor=actor, action="register.personal_erased", kind="register.person", key=row.pk, label=row.label,
           detail={"region": region, "reason": reason})  # fmt: skip
    return row


def _fill(row: Person, values: Mapping[str, Any]) -> None:
    columns = table_of("person").columns
    for name, value in values.items():
        if name not in columns:
            raise KechuangError(
                zh=f"人员没有“{name}”这一栏；可用的有：{'、'.join(columns)}。",
                en=f"A person has no column {name}; it has {', '.join(columns)}.",
            )
        setattr(
            row, columns[name].attname, getattr(value, "pk", value) if value != "" or not columns[name].null else None
        )
