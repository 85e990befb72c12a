"""Entity resolution as it is stored: pairs that wait for a person, and decisions that can be taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kechuang_web.register.models.organisations import Organisation


class ResolutionPair(models.Model):
    """Two organisations that may be one. ``reasons`` are sentences in both languages, the strongest evidence first."""

    class State(models.TextChoices):
        """What a person said of the pair."""

        OPEN = "open", _("待判断")
        LATER = "later", _("以后再看")
        MERGED = "merged", _("已合并")
        DIFFERENT = "different", _("不是同一家")

    region = models.CharField(max_length=40)
    left = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pairs_left")
    right = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pairs_right")
    score = models.FloatField()
    kind = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=150, blank=True, default="")
    note = models.TextField(blank=True, default="")
    decision = models.ForeignKey(
        "register.ResolutionDecision", on_delete=models.PROTECT, null=True, related_name="pairs"
    )
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["state", "-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="a_pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="a_pair_in_order"),
        ]
        indexes = [models.Index(fields=["region", "state", "-score"], name="resolution_queue")]

    def __str__(self) -> str:
        return f"{self.left_id} – {self.right_id} {self.score:.2f}"


class ResolutionDecision(models.Model):
    """A merge or a split, with the way back: where each member belonged before. Taken back by another row that names it."""

    class Action(models.TextChoices):
        """What was decided."""

        MERGE = "merge", _("合并")
        SPLIT = "split", _("拆分")

    region = models.CharField(max_length=40)
    action = models.CharField(max_length=10, choices=Action.choices)
    members = models.JSONField()
    entity = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()
    evidence = models.JSONField()
    score = models.FloatField(null=True)
    reason = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=150)
    reverted_at = models.DateTimeField(null=True)
    reverted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reverted_by_name = models.CharField(max_length=150, blank=True, default="")
    reverted_reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["region", "reverted_at"], name="decisions_in_force")]

    def __str__(self) -> str:
        return f"{self.action} {self.entity_id} {len(self.members)}"
