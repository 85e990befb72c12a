"""What every row of the register has: its region, its source, its history, and a version that guards against lost changes."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from kechuang_web.audit.append_only import AppendOnlyModel
from kechuang_web.register.models import fields


class PastRow(AppendOnlyModel):
    """What the history adds to a past state of a row: who, in words that stay when an account is renamed.

    The library adds when (``history_date``), why (``history_change_reason``), what kind of change, and the account. Past
    states are never changed: the manager and the database refuse it.
    """

    actor_name = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        abstract = True


#: Not kept in the history: what is derived from other columns, and the key without which a person's past is unreadable.
NOT_KEPT = ("sealing_key", "name_hash", "phone_hash", "identity_hash")


class History(HistoricalRecords):
    """The history of a table. Past rows are found by the row they are of, so their links to others need no index."""

    def fields_included(self, model: type[models.Model]) -> list[models.Field]:
        """The columns that the history keeps."""
        return [field for field in super().fields_included(model) if field.name not in NOT_KEPT]

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field]:
        """The columns of the table of past rows."""
        copied: dict[str, models.Field] = super().copy_fields(model)
        for field in copied.values():
            if isinstance(field, models.ForeignKey):
                field.db_index = False
        return copied


class RowQuerySet(models.QuerySet):
    """Rows of a table of the register."""

    def standing(self) -> Self:
        """Without rows that were withdrawn as entered in error."""
        return self.filter(withdrawn_at__isnull=True)

    def in_region(self, region: str) -> Self:
        """The rows of one region; regions, and with them synthetic and real rows, never mix."""
        return self.filter(region=region)


class Row(models.Model):
    """A row of the register.

    Rows are not deleted. What has ended says so by a day of its own; what was entered in error is *withdrawn*: it stays readable and
    counts nowhere.

    Attributes:
        unlinked: what the source names (a park, a building) and the register does not hold yet, by column; nothing is lost.
        END: the column that says when the thing ended, where it can end.
    """

    END = ""

    region = models.CharField(_("地区"), max_length=40)
    synthetic = models.BooleanField(_("合成数据"), default=False)
    source_title = fields.text(_("来源"))
    source_publisher = fields.text(_("来源单位"))
    source_file = fields.text(_("来源文件"))
    source_locator = fields.text(_("来源位置"), 200)
    batch = fields.text(_("批次"), 60)
    unlinked = models.JSONField(_("未对上"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)
    changed_at = models.DateTimeField(_("修改时间"), default=timezone.now)
    lock_version = models.PositiveIntegerField(_("修改次数"), default=0)

    history = History(
        inherit=True,
        bases=[PastRow],
        history_change_reason_field=models.TextField(null=True),
        user_db_constraint=False,
    )
    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def source_label(self) -> str:
        """The source in one line: title, publisher, file and place in it, as far as known."""
        return label_source(self)


def label_source(row: Any) -> str:
    """The source of a row, present or past, in one line."""
    place = " ".join(part for part in (row.source_file, row.source_locator) if part)
    return " · ".join(part for part in (row.source_title, row.source_publisher, place) if part)


@receiver(pre_create_historical_record)
def _name_the_actor(sender: Any, **kwargs: Any) -> None:
    kwargs["history_instance"].actor_name = getattr(kwargs["instance"], "_actor_name", "")
