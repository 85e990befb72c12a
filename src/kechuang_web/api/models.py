"""Tokens of the interface, and the answers that were given under an idempotency key."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

_PERSON = settings.AUTH_USER_MODEL


class Token(models.Model):
    """A key to the interface. Only its digest is kept; what it may do is capped by what its owner may do at that moment."""

    owner = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("用途"), max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(_("可用范围"), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("有效期至"))
    last_used_at = models.DateTimeField(null=True)
    last_used_from = models.CharField(max_length=64, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="a_token_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"


class Answer(models.Model):
    """What was answered to a write under an idempotency key, so that the same write sent again is not done again."""

    owner = models.ForeignKey(_PERSON, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.key} {self.status}"
