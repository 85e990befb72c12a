"""Pages by cursor: bounded, stable while rows are added, and never slower far down.

A cursor holds the values of the last row's sort fields; it is a place, not a secret, and is checked like any other input.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from ninja import Field, Schema

from kechuang_web.api.bodies import is_unstorable
from kechuang_web.api.errors import RefusalError

LARGEST, USUAL = 200, 50
_LARGEST_KEY = 2**63 - 1


class Paging(Schema):
    """What every list takes."""

    limit: int = Field(USUAL, ge=1, le=LARGEST, description="Rows of a page / 每页行数")
    cursor: str = Field("", max_length=2000, description="`next` of the page before / 上一页的 next")
    count: bool = Field(False, description="Also count all rows / 同时给出总数")


def page_of(
    rows: QuerySet, paging: Paging, sort: str, sorts: dict[str, str], show: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """One page: ``{"items": […], "next": cursor or null, "count": number or null}``.

    Args:
        rows: what the reader may see and asked for.
        paging: how many, and after which.
        sort: the asked order, a key of ``sorts``, with ``-`` for descending.
        sorts: order → field of the table; fields that are never null.
        show: a row as plain values.
    """
    descending, field = sort.startswith("-"), sorts.get(sort.removeprefix("-"))
    if field is None:
        choices = "、".join(sorts)
        raise RefusalError(
            422,
            "invalid",
            f"不能按“{sort[:40]}”排序，可用：{choices}。",
            f"Cannot sort by “{sort[:40]}”; there are: {', '.join(sorts)}.",
        )
    fields = [field] if field in {"pk", "id", "seq"} else [field, "pk"]
    counted = rows.count() if paging.count else None
    if paging.cursor:
        rows = rows.filter(_after(rows, fields, descending, sort, paging.cursor))
    found = list(rows.order_by(*(f"-{name}" if descending else name for name in fields))[: paging.limit + 1])
    more, found = len(found) > paging.limit, found[: paging.limit]
    cursor = _write(sort, [_plain(getattr(found[-1], name)) for name in fields]) if more else None
    return {"items": [show(row) for row in found], "next": cursor, "count": counted}


def page_of_list(items: list[dict[str, Any]], paging: Paging) -> dict[str, Any]:
    """One page of what is kept in memory; the cursor is the number of the last row given."""
    start = 0
    if paging.cursor:
        sort, values = _read(paging.cursor)
        if sort != "#" or len(values) != 1 or type(values[0]) is not int or not 0 <= values[0] <= len(items):
            raise _wrong()
        start = values[0]
    end = start + paging.limit
    cursor = _write("#", [end]) if end < len(items) else None
    return {"items": items[start:end], "next": cursor, "count": len(items) if paging.count else None}


def _after(rows: QuerySet, fields: list[str], descending: bool, sort: str, cursor: str) -> Q:
    kept, values = _read(cursor)
    if kept != sort or len(values) != len(fields):
        raise _wrong()
    past = "lt" if descending else "gt"
    condition, equal = Q(), Q()
    for name, value in zip(fields, values, strict=True):
        checked = _checked(rows, name, value)
        condition |= equal & Q(**{f"{name}__{past}": checked})
        equal &= Q(**{name: checked})
    return condition


def _checked(rows: QuerySet, name: str, value: Any) -> Any:
    model = rows.model
    column = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if isinstance(value, str) and is_unstorable(value):
        raise _wrong()
    try:
        found = column.to_python(value)
    except (ValidationError, ValueError, TypeError, OverflowError):
        raise _wrong() from None
    if found is None or isinstance(value, bool | dict | list) or (isinstance(found, int) and abs(found) > _LARGEST_KEY):
        raise _wrong()
    return found


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else str(value)


def _write(sort: str, values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, *values]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[str, list[Any]]:
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        sort, *values = found
    except (ValueError, TypeError, RecursionError):
        raise _wrong() from None
    if not isinstance(found, list) or not isinstance(sort, str):
        raise _wrong()
    return sort, values


def _wrong() -> RefusalError:
    return RefusalError(
        422, "invalid", "cursor 不是上一页给出的 next，或查询条件已变；请从第一页重新读取。",
        "The cursor is not the “next” of the page before, or the query changed; begin again at the first page.",
    )  # fmt: skip
