"""Tables of intake: a file, its sheets, their rows before anyone has confirmed them, and what stands in the way.

Nothing here is the register or the ledger. A batch is scratch paper with a state; only :mod:`.committing` carries rows over, in one
transaction. Staged rows lie in compressed chunks, so that half a million of them cost neither memory nor half a million inserts.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

_PERSON = settings.AUTH_USER_MODEL


class IntakeFile(models.Model):
    """The bytes of a file as they came. The same bytes are kept once, however often they are handed in."""

    region = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "sha256"], name="intake_file_kept_once")]

    def __str__(self) -> str:
        return self.sha256[:12]


class IntakeBatch(models.Model):
    """One file that someone handed in, and how far it has come.

    ``task`` is the long work that the state waits for (``read``, ``check``, ``resolve``, ``commit``); who does it holds a lease on the
    row (``worker``, ``leased_until``), and when that runs out, anyone takes the work up again from its beginning.
    """

    class State(models.TextChoices):
        """How far it has come."""

        RECEIVED = "received"
        RECOGNISED = "recognised"
        CHECKED = "checked"
        RESOLVED = "resolved"
        COMMITTED = "committed"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    region = models.CharField(max_length=40)
    file = models.ForeignKey(IntakeFile, on_delete=models.PROTECT, related_name="batches")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sender = models.CharField(max_length=120)
    #: Who may see it besides those who may see all: the unit, park or organisation it came from.
    unit = models.CharField(max_length=60, blank=True)
    park = models.CharField(max_length=60, blank=True)
    organisation = models.CharField(max_length=18, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    counts = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    received_by_name = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    #: The earlier batch with the same bytes or the same content, which is why this one changes nothing.
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeats")
    #: The person who asked for the commit; the work itself may be done by another process.
    confirmed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    choices = models.JSONField(default=dict)
    #: Whether ``counts`` of the parts say what the commit would do, as the names are decided now.
    foreseen = models.BooleanField(default=False)
    outcome = models.JSONField(default=dict)
    lock_version = models.PositiveIntegerField(default=0)

    task = models.CharField(max_length=10, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    cancelled = models.BooleanField(default=False)
    failure = models.JSONField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["region", "state"], name="intake_by_state"),
            models.Index(fields=["region", "sha256"], name="intake_same_bytes"),
            models.Index(fields=["task", "leased_until"], name="intake_waiting"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether anything can still be decided about it."""
        return self.state not in {"committed", "rejected", "withdrawn"}


class IntakePart(models.Model):
    """One sheet of a file that holds records: what kind, which column means what, what was found."""

    batch = models.ForeignKey(IntakeBatch, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    sheet = models.CharField(max_length=120)
    included = models.BooleanField(default=True)
    record_type = models.CharField(max_length=40, blank=True)
    score = models.FloatField(default=0)
    #: Digest of the headings: files of one shape from one sender are read alike.
    shape = models.CharField(max_length=64, blank=True)
    remembered = models.BooleanField(default=False)
    #: What the reader found (title, period, head rows…) and the columns: heading, field, unit, score, why.
    reading = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    #: What people answered: unit per column, year.
    answers = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    #: Digest of the parsed records, whatever file they lie in.
    content = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["batch", "position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="intake_parts_are_numbered")]
        indexes = [models.Index(fields=["content"], name="intake_same_content")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position} {self.sheet}"


class IntakeChunk(models.Model):
    """Some thousand staged rows of a part, compressed (:mod:`.staging`)."""

    part = models.ForeignKey(IntakePart, on_delete=models.CASCADE, related_name="chunks")
    first = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["part", "first"]
        constraints = [models.UniqueConstraint(fields=["part", "first"], name="intake_chunks_do_not_overlap")]

    def __str__(self) -> str:
        return f"{self.part_id} {self.first}+{self.count}"


class IntakeProblem(models.Model):
    """Something wrong, or to be asked, about one cell, one row or one column of a part."""

    class Severity(models.TextChoices):
        """How bad: an error was not taken and keeps its row out, a warning somebody should look at, a note is only told."""

        ERROR = "error"
        WARNING = "warning"
        NOTE = "note"

    part = models.ForeignKey(IntakePart, on_delete=models.CASCADE, related_name="problems")
    #: Place among the staged rows from 0; null where the whole column or sheet is meant.
    place = models.PositiveIntegerField(null=True)
    row = models.PositiveIntegerField(null=True)
    column = models.PositiveIntegerField(null=True)
    field = models.CharField(max_length=60, blank=True)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    kind = models.CharField(max_length=40)
    offer = models.CharField(max_length=200, blank=True)
    sentence = models.JSONField()

    class Meta:
        ordering = ["part", "row", "column", "id"]
        indexes = [
            models.Index(fields=["part", "kind", "place"], name="intake_problems_by_kind"),
            models.Index(fields=["part", "place"], name="intake_problems_by_row"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.row}/{self.column} {self.kind}"


class IntakeName(models.Model):
    """An organisation as a batch names it, once for each spelling, and whom it was taken to be."""

    class Kind(models.TextChoices):
        """What resolution said."""

        CERTAIN = "certain"
        UNCERTAIN = "uncertain"
        NEW = "new"
        OUTSIDE = "outside"

    batch = models.ForeignKey(IntakeBatch, on_delete=models.CASCADE, related_name="names")
    number = models.PositiveIntegerField()
    uscc = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.NEW)
    #: The organisation of the register it is; null for one to be created, or while nobody has decided.
    organisation = models.BigIntegerField(null=True)
    #: Another spelling of this batch that is the same new organisation: its number.
    same_as = models.PositiveIntegerField(null=True)
    candidates = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    #: ``match``, ``new`` or ``leave`` (its rows stay out), chosen by a person; empty: what resolution said.
    decision = models.CharField(max_length=6, blank=True)
    decided_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    lock_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="intake_names_are_numbered")]
        indexes = [models.Index(fields=["batch", "kind", "decision"], name="intake_names_to_decide")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.uscc} {self.name} {self.kind}"

    @property
    def is_open(self) -> bool:
        """Whether a person has to say who is meant."""
        return self.kind == "uncertain" and not self.decision

    @property
    def is_new(self) -> bool:
        """Whether its organisation is created at the commit."""
        return self.decision == "new" or (self.kind == "new" and not self.decision)


class IntakeMapping(models.Model):
    """How a sender's sheets of one shape were read the last time that someone confirmed it."""

    region = models.CharField(max_length=40)
    sender = models.CharField(max_length=120)
    shape = models.CharField(max_length=64)
    record_type = models.CharField(max_length=40)
    #: What the library remembers of a recognition (``kechuang.intake.remember``).
    memory = models.JSONField(default=dict)
    used = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField()
    used_by_name = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "sender", "shape"], name="intake_one_mapping_a_shape")]

    def __str__(self) -> str:
        return f"{self.sender} {self.record_type} {self.shape[:8]}"


def waiting_filter(now: Any) -> Q:
    """Batches whose work nobody is doing: never taken up, or taken up by a process that is gone."""
    return ~Q(task="") & (Q(leased_until__isnull=True) | Q(leased_until__lt=now))
