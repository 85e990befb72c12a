"""Tables of the plan store and the ledger store.

Published versions and facts only grow: the manager and the database refuse to change or delete them. What people work on
(readings under review, amendments) carries ``lock_version``, so that two people at one row never overwrite each other silently.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kechuang_web.audit.append_only import AppendOnlyModel

_PERSON = settings.AUTH_USER_MODEL


class PlanDocument(AppendOnlyModel):
    """A document as it was uploaded, byte by byte, and what the reader made of it. Never changed: a new upload is a new row."""

    region = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    data = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    reading = models.JSONField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["region", "sha256"], name="one_document_per_digest")]

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """One thing that the reader found in a document, or a person added, and what a person decided about it."""

    class Kind(models.TextChoices):
        """What was read."""

        QUANTITY = "quantity"
        TASK = "task"
        ENTITY = "entity"
        WARNING = "warning"

    class State(models.TextChoices):
        """What was decided."""

        PENDING = "pending"
        ACCEPTED = "accepted"
        CORRECTED = "corrected"
        REJECTED = "rejected"
        ADDED = "added"

    document = models.ForeignKey(PlanDocument, on_delete=models.PROTECT, related_name="readings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    payload = models.JSONField()
    corrected = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    decided_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["start", "end", "id"]
        indexes = [models.Index(fields=["document", "kind", "state"], name="reading_queue")]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="reading_span_not_empty")]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}-{self.end}"

    @property
    def content(self) -> dict:
        """The reading as it stands: corrected where a person corrected it."""
        return self.corrected if self.corrected is not None else self.payload


class PlanVersion(AppendOnlyModel):
    """A published version of a plan. ``edition`` grows when what is only recorded while the plan runs (evidence, closing) changes.

    ``digest`` is over what the plan promises and is equal for all editions of a number; ``content_digest`` is over everything.
    """

    region = models.CharField(max_length=40)
    plan_code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(default=1)
    title = models.JSONField()
    effective_from = models.DateField()
    ends_on = models.DateField()
    book = models.JSONField()
    digest = models.CharField(max_length=64)
    content_digest = models.CharField(max_length=64)
    document = models.ForeignKey(PlanDocument, on_delete=models.PROTECT, null=True, related_name="versions")
    amendment = models.ForeignKey("Amendment", on_delete=models.PROTECT, null=True, related_name="results")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    published_by_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["plan_code", "number", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "plan_code", "number", "edition"], name="one_edition_of_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_code} v{self.number}.{self.edition}"


class Amendment(models.Model):
    """A proposed change of a published plan. Who wrote it never decides it: the service and the database both see to that."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft"
        SUBMITTED = "submitted"
        APPROVED = "approved"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    base = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="amendments")
    author = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    evidence = models.JSONField(default=list)
    document_number = models.CharField(max_length=120, blank=True)
    effective_from = models.DateField()
    proposed = models.JSONField()
    diff = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("author")), name="nobody_decides_their_own"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "rejected"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_decision_has_its_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base.plan_code} #{self.pk} {self.state}"


class LedgerFact(AppendOnlyModel):
    """One fact of the ledger, column by column as the library chains it. Numbers are exact texts ("28/10" as ``14/5``)."""

    region = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    fact_id = models.CharField(max_length=120)
    subject = models.CharField(max_length=120)
    attribute = models.CharField(max_length=80)
    definition = models.CharField(max_length=120)
    period = models.CharField(max_length=20, null=True)  # noqa: DJ001  none is not the empty period
    period_end = models.DateField(null=True, db_index=True)
    is_text = models.BooleanField()
    low = models.CharField(max_length=80, blank=True)
    high = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    bound = models.CharField(max_length=8, blank=True)
    text = models.TextField(blank=True)
    order_value = models.FloatField(null=True)
    as_of = models.DateField(null=True)
    published = models.DateField(null=True)
    source_title = models.TextField()
    source_publisher = models.CharField(max_length=300, null=True)  # noqa: DJ001
    source_address = models.TextField(null=True)  # noqa: DJ001
    source_locator = models.TextField(null=True)  # noqa: DJ001
    confidence = models.CharField(max_length=8)
    supersedes = models.CharField(max_length=120, null=True)  # noqa: DJ001
    visibility = models.CharField(max_length=10)
    synthetic = models.BooleanField()
    vintage = models.CharField(max_length=12, null=True)  # noqa: DJ001
    keywords = models.JSONField(default=list)
    period_basis = models.CharField(max_length=10)
    note = models.TextField(null=True)  # noqa: DJ001
    note_zh = models.TextField(null=True)  # noqa: DJ001
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["region", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["region", "seq"], name="facts_are_numbered"),
            models.UniqueConstraint(fields=["region", "fact_id"], name="fact_ids_are_unique"),
            models.UniqueConstraint(fields=["region", "previous"], name="the_chain_does_not_fork"),
        ]
        indexes = [
            # A column of many subjects for one attribute and period, and everything about one subject.
            models.Index(fields=["region", "attribute", "period", "subject"], name="fact_column"),
            models.Index(fields=["region", "subject", "attribute"], name="fact_subject"),
            models.Index(fields=["region", "supersedes"], name="fact_corrections"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.fact_id}"


class LedgerHead(models.Model):
    """How many facts a region's ledger has and its last digest; the row that writers lock. Copies are kept outside."""

    region = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.region} {self.count} {self.digest[:12]}"
