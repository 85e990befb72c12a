"""What only this door keeps.

The steps of a review, so that each can be taken back; papers that support an amendment; studies of targets met early.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kechuang_web.audit.append_only import AppendOnlyModel


class ReviewStep(AppendOnlyModel):
    """One decision about one reading: what it was before. ``version`` is the ``lock_version`` that the decision led to.

    A step can be taken back while the reading still has that version; taking back is a step of its own (``undoes``).
    """

    reading = models.ForeignKey("stores.Reading", on_delete=models.PROTECT, related_name="steps")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    batch = models.CharField(max_length=32)
    before_state = models.CharField(max_length=10)
    before_corrected = models.JSONField(null=True)
    version = models.PositiveIntegerField()
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.reading_id} {self.before_state} → v{self.version}"


class EvidenceFile(AppendOnlyModel):
    """A paper that supports an amendment, as it was uploaded: a stamped scan, a letter, a table."""

    amendment = models.ForeignKey("stores.Amendment", on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=80)
    data = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["amendment", "sha256"], name="a_paper_once_per_amendment")]

    def __str__(self) -> str:
        return self.name


class Study(models.Model):
    """A target met early, put forward for study, and what was decided. ``option`` is empty while it is open."""

    class Option(models.TextChoices):
        """The three ways to proceed."""

        RAISE = "raise", _("提高目标，按规划修订程序办理")
        FLOOR = "floor", _("作为底线保持到期末")
        NOTE = "note", _("只作记录，目标不变")

    region = models.CharField(max_length=40)
    plan_code = models.CharField(max_length=60)
    indicator = models.CharField(max_length=80)
    as_of = models.DateField()
    finding = models.JSONField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    option = models.CharField(max_length=10, choices=Option.choices, blank=True)
    opinion = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "plan_code", "indicator"],
                condition=models.Q(option=""),
                name="one_open_study_per_indicator",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposed_by")),
                name="nobody_decides_their_own_study",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.option or 'open'}"
