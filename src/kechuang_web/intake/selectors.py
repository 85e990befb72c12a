"""Reading batches: which of them a person may see, and what the pages ask of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from kechuang_web.intake.models import IntakeBatch, IntakeMapping, IntakeName, IntakePart
from kechuang_web.stores import selectors

#: Roles that see only what came from themselves, and the field by which that is told.
OWN = {"park_operator": "park", "enterprise": "organisation", "lead_unit": "unit"}


def batches_for(user: Any, region: str | None = None) -> QuerySet[IntakeBatch]:
    """The batches that a person may see: all, or those of their unit, park or organisation; without ``intake.use`` none."""
    batches = IntakeBatch.objects.filter(region=region or selectors.region_code()).select_related(
        "received_by", "same_as"
    )
    if not user.has_perm("intake.use"):
        return batches.none()
    field = OWN.get(user.role)
    if field is None:
        return batches
    own = getattr(user, field, "")
    return batches.filter(Q(received_by=user) | Q(**{field: own})) if own else batches.filter(received_by=user)


def sees_all(user: Any) -> bool:
    """Whether a person sees what others handed in, too."""
    return bool(user.has_perm("intake.use")) and user.role not in OWN


def senders(user: Any) -> list[str]:
    """The senders so far, those who send most often first; for the field's suggestions."""
    found = batches_for(user).values("sender").annotate(n=Count("pk")).order_by("-n", "sender")
    return [row["sender"] for row in found[:200]]


def included_parts(batch: IntakeBatch) -> list[IntakePart]:
    """The sheets that are taken over, in order."""
    return list(batch.parts.filter(included=True))


def open_names(batch: IntakeBatch) -> QuerySet[IntakeName]:
    """The names of which a person has to say whom they mean."""
    return batch.names.filter(kind="uncertain", decision="")


def remembered_mapping(region: str, sender: str, shape: str) -> IntakeMapping | None:
    """How this sender's sheets of this shape were read last time."""
    return IntakeMapping.objects.filter(region=region, sender=sender, shape=shape).first()


def earlier_with_same_bytes(batch: IntakeBatch) -> IntakeBatch | None:
    """A committed batch with exactly these bytes."""
    same = IntakeBatch.objects.filter(region=batch.region, sha256=batch.sha256, state="committed").exclude(pk=batch.pk)
    return same.order_by("pk").first()


def earlier_with_same_content(batch: IntakeBatch) -> IntakeBatch | None:
    """A committed batch that holds, sheet by sheet, the same records, in whatever file they lay."""
    contents = sorted(part.content for part in included_parts(batch))
    if not contents or not all(contents):
        return None
    held = IntakePart.objects.filter(
        content=contents[0], included=True, batch__region=batch.region, batch__state="committed"
    ).exclude(batch=batch.pk)
    for part in held.select_related("batch").order_by("batch_id")[:20]:
        if sorted(one.content for one in included_parts(part.batch)) == contents:
            return part.batch
    return None
