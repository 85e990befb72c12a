"""One table: what was done."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kechuang_web.audit.append_only import AppendOnlyModel


class Entry(AppendOnlyModel):
    """One deed. Names are kept as they were then, so that the log reads the same after a person or role is renamed."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=150)
    actor_role = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=200, blank=True)
    label = models.CharField(max_length=300, blank=True)
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "key"], name="audit_thing")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.label}"
