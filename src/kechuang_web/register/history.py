"""The story of a row: every change with who, when and why, in words; and the row as it was on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kechuang_web.kit.formatting import show_day, show_money
from kechuang_web.kit.language import current_language
from kechuang_web.register.models import Row
from kechuang_web.register.models.base import label_source
from kechuang_web.register.models.fields import Code, Money
from kechuang_web.register.words import name_word

ChangeKind = Literal["recorded", "changed", "ended", "withdrawn", "restored"]

#: Columns that say nothing about the thing itself.
_SILENT = frozenset(
    {"id", "region", "created_at", "changed_at", "lock_version", "withdrawn_at", "name_key", "synthetic", "unlinked"}
)
_SOURCE = ("source_title", "source_publisher", "source_file", "source_locator", "batch")


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """One column before and after, in words; ``""`` is not known. Personal data show only that they changed."""

    column: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One step in the story of a row. ``source`` is where the row says it comes from since this step."""

    number: int
    at: datetime
    who: str
    why: str
    kind: ChangeKind
    columns: tuple[ColumnChange, ...]
    source: str


def past_rows(row: Row) -> QuerySet[Any]:
    """The states of a row, the latest first."""
    return type(row).history.filter(id=row.pk).order_by("-history_id")  # type: ignore[attr-defined]


def story(row: Row) -> tuple[Change, ...]:
    """The changes of a row, the latest first. Two queries, and one for each table that it points to."""
    states = list(past_rows(row).select_related("history_user"))
    names = _linked_names(row, states)
    steps = [_change(row, after, before, names) for after, before in pairwise([*states, None])]
    return tuple(step for step in steps if step is not None)


def row_on(row: Row, day: date) -> Row | None:
    """A row as it stood at the end of a day; ``None`` before it was recorded. It can be read, not saved."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    state = past_rows(row).filter(history_date__lt=end).first()
    return None if state is None else state.instance


def _change(row: Row, after: Any, before: Any, names: dict[tuple[str, int], str]) -> Change | None:
    changed = []
    for column in after.tracked_fields:
        new, old = getattr(after, column.attname), None if before is None else getattr(before, column.attname)
        if (
            column.name in _SILENT
            or column.name in _SOURCE
            or new == old
            or (before is None and new in (None, "", b""))
        ):
            continue
        shown = (_show(row, column, old, names), _show(row, column, new, names))
        changed.append(ColumnChange(column.name, str(column.verbose_name), *shown))
    kind = _kind(row, after, before)
    if kind == "changed" and not changed and before is not None and _source(after) == _source(before):
        return None
    who = after.actor_name or (after.history_user.get_username() if after.history_user else "")
    return Change(
        after.history_id,
        after.history_date,
        who,
        after.history_change_reason or "",
        kind,
        tuple(changed),
        _source(after),
    )


def _kind(row: Row, after: Any, before: Any) -> ChangeKind:
    if before is None:
        return "recorded"
    if (after.withdrawn_at is None) != (before.withdrawn_at is None):
        return "restored" if after.withdrawn_at is None else "withdrawn"
    if row.END and getattr(before, row.END) is None and getattr(after, row.END) is not None:
        return "ended"
    return "changed"


def _source(state: Any) -> str:
    return label_source(state)


def _linked_names(row: Row, states: Iterable[Any]) -> dict[tuple[str, int], str]:
    wanted: defaultdict[Any, set[int]] = defaultdict(set)
    links = [column for column in row._meta.concrete_fields if column.is_relation]
    for state in states:
        for column in links:
            if (pk := getattr(state, column.attname)) is not None:
                wanted[column].add(pk)
    return {
        (column.name, other.pk): str(other)
        for column, keys in wanted.items()
        for other in column.related_model.objects.filter(pk__in=keys)
    }


def _show(row: Row, column: Any, value: Any, names: dict[tuple[str, int], str]) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bytes | memoryview):
        return _("（已加密）") if bytes(value) else ""
    if column.is_relation:
        return names.get((column.name, value), str(value))
    field = row._meta.get_field(column.name)
    if isinstance(field, Money):
        from django.utils.html import strip_tags

        return strip_tags(show_money(value))
    if isinstance(field, Code) and field.words:
        return name_word(row.region, field.words, value, current_language())
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime | date):
        return show_day(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
