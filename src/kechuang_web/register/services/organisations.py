"""Organisations and their titles: what the generic service does, with what is particular to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from kechuang_web.audit.services import Actor
from kechuang_web.register.models import Organisation, OrganisationName, Title
from kechuang_web.register.services.rows import RowSource, record_row


@transaction.atomic
def record_organisation(
    *,
    actor: Actor,
    region: str,
    values: Mapping[str, Any],
    reason: str,
    source: RowSource | None = None,
    pk: int | None = None,
    lock_version: int | None = None,
    renamed_on: date | None = None,
) -> Organisation:
    """Record an organisation or change one. A name that changes is kept as a former name, borne until ``renamed_on``.

    Raises:
        KechuangError, StaleError, PermissionDenied: as :func:`record_row`.
    """
    before = (
        None if pk is None else Organisation.objects.filter(region=region, pk=pk).values_list("name", flat=True).first()
    )
    row = record_row(
        actor=actor, region=region, table="organisation", pk=pk, values=values, reason=reason, source=source,
        lock_version=lock_version,
    )  # fmt: skip
    assert isinstance(row, Organisation)  # noqa: S101
    if before and before != row.name and not row.names.standing().filter(name=before).exists():
        keep_former_name(row, before, actor=actor, reason=reason, until=renamed_on)
    return row


def keep_former_name(
    row: Organisation, name: str, *, actor: Actor, reason: str, until: date | None = None
) -> OrganisationName:
    """Record that an organisation bore a name before."""
    kept = record_row(
        actor=actor, region=row.region, table="organisation_name", reason=reason,
        values={"organisation": row, "name": name, "kind": "former", "until": until},
        source=RowSource(row.source_title or reason, row.source_publisher, row.source_file, row.source_locator, row.batch,
                         row.synthetic),
    )  # fmt: skip
    assert isinstance(kept, OrganisationName)  # noqa: S101
    return kept


def record_title(
    *,
    actor: Actor,
    region: str,
    values: Mapping[str, Any],
    reason: str,
    source: RowSource | None = None,
    pk: int | None = None,
    lock_version: int | None = None,
) -> Title:
    """Record a title or change one. Without a day of expiry it follows from the rules of its kind, where these say how long it lasts.

    Raises:
        KechuangError, StaleError, PermissionDenied: as :func:`record_row`.
    """
    row = record_row(
        actor=actor, region=region, table="title", pk=pk, values=values, reason=reason, source=source,
        lock_version=lock_version,
    )  # fmt: skip
    assert isinstance(row, Title)  # noqa: S101
    return row
