"""Consent: an organisation lets an agency see its record, for a purpose, until a day; withdrawn at once when it says so."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kechuang.values import KechuangError, normalise_uscc, uscc_fault
from kechuang_web.accounts.models import Consent
from kechuang_web.accounts.roles import organisations_of
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require


def in_force(day: date | None = None) -> QuerySet[Consent]:
    """The consents in force on a day (today): begun, not expired, not withdrawn."""
    day = day or timezone.localdate()
    return Consent.objects.filter(valid_from__lte=day, expires_on__gte=day, revoked_at__isnull=True)


def clients_of(agent: str, day: date | None = None) -> frozenset[str]:
    """The codes of the organisations that an agency may see."""
    return frozenset(in_force(day).filter(agent=agent).values_list("organisation", flat=True))


def consents_for(user: Any) -> QuerySet[Consent]:
    """The consents a person may read of: those their organisation gave or holds; who keeps the register, all."""
    consents = Consent.objects.select_related("granted_by", "revoked_by")
    if user.role == "agent":
        return consents.filter(agent=user.organisation) if user.organisation else consents.none()
    if not user.has_perm("consent.grant"):
        return consents.none()
    if user.role == "enterprise":
        return consents.filter(organisation__in=organisations_of(user))
    return consents


@transaction.atomic
def grant_consent(
    *, actor: Actor, organisation: str, agent: str, purpose: str, expires_on: date, valid_from: date | None = None
) -> Consent:
    """Let an agency see an organisation's record until and including ``expires_on``.

    Raises:
        PermissionDenied: the person acts for another organisation.
        KechuangError: a code is wrong, the day has passed or lies too far away, the purpose is missing.
    """
    begins = valid_from or timezone.localdate()
    organisation, agent = normalise_uscc(organisation), normalise_uscc(agent)
    if actor.user is not None:
        require(actor.user, "consent.grant", organisation)
    _check(organisation, agent, purpose, begins, expires_on)
    consent = Consent.objects.create(
        organisation=organisation, agent=agent, purpose=purpose.strip(), valid_from=begins, expires_on=expires_on,
        granted_by=actor.user, granted_at=timezone.now(),
    )  # fmt: skip
    record(actor=actor, action="consent.granted", kind="consent", key=consent.pk, label=str(consent),
           after=_describe(consent), detail=_describe(consent))  # fmt: skip
    return consent


@transaction.atomic
def revoke_consent(*, actor: Actor, consent: Consent) -> Consent:
    """Withdraw a consent: the agency sees nothing from this moment. Withdrawing twice changes nothing."""
    kept = Consent.objects.select_for_update().get(pk=consent.pk)
    if actor.user is not None:
        require(actor.user, "consent.grant", kept.organisation)
    if kept.revoked_at is None:
        before = _describe(kept)
        kept.revoked_by, kept.revoked_at = actor.user, timezone.now()
        kept.save(update_fields=["revoked_by", "revoked_at"])
        record(actor=actor, action="consent.revoked", kind="consent", key=kept.pk, label=str(kept),
               before=before, after=_describe(kept))  # fmt: skip
    return kept


def _check(organisation: str, agent: str, purpose: str, begins: date, ends: date) -> None:
    for code in (organisation, agent):
        if fault := uscc_fault(code):
            raise KechuangError(zh=fault.zh, en=fault.en)
    if organisation == agent:
        raise KechuangError(
            zh="企业不能授权给自己，请填代理机构的代码。",
            en="An organisation cannot be its own agent; give the agency's code.",
        )
    if not purpose.strip():
        raise KechuangError(zh="请写明授权用途。", en="Say what the consent is for.")
    today, longest = timezone.localdate(), settings.KECHUANG_CONSENT_DAYS
    if ends < begins or ends < today or (ends - begins).days > longest:
        raise KechuangError(
            zh=f"有效期须在今天之后、{longest} 天之内，请改日期。",
            en=f"A consent ends after today and within {longest} days of its beginning; change the day.",
        )


def _describe(consent: Consent) -> dict[str, Any]:
    return {
        "organisation": consent.organisation,
        "agent": consent.agent,
        "purpose": consent.purpose,
        "valid_from": consent.valid_from.isoformat(),
        "expires_on": consent.expires_on.isoformat(),
        "revoked_at": consent.revoked_at.isoformat() if consent.revoked_at else None,
    }
