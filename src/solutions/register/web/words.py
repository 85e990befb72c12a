"""The words of the register on a page: codes of the vocabulary in the reader's language, and what a cell says.

The lists come from the content and are read once; nothing here asks the database.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from kechuang.register import KindList
from kechuang_web.kit.formatting import show_day, show_money, show_number
from kechuang_web.kit.language import say
from kechuang_web.register import words as stored
from kechuang_web.register.models.fields import Code, Money
from kechuang_web.stores import selectors
from solutions.register.web.tables import Table


def record_types() -> dict[str, Any]:
    """The record types of the region, by code."""
    return stored.record_types(selectors.region_code())


def kinds_of(column: models.Field) -> KindList | None:
    """The list of the vocabulary whose words a column takes; ``None`` where it takes any."""
    known = stored.vocabulary(selectors.region_code())
    return known.kinds(column.words) if isinstance(column, Code) and column.words in known else None


def choices(table: Table, name: str) -> dict[str, Any]:
    """Code → name of what a column may say, in the order of the content; empty where it may say anything."""
    kinds = kinds_of(table.column(name))
    return {kind.code: kind.name for kind in kinds} if kinds else {}


def word(table: Table, name: str, code: str) -> Any:
    """The name of a code; one that the content does not know is shown as it is.

    In a classification by prefix (industries) a longer code has the name of the one it begins with.
    """
    kinds = kinds_of(table.column(name))
    kind = kinds.find(code) if kinds and code else None
    return kind.name if kind else code


def label(column: models.Field) -> Any:
    """What a column is called."""
    return column.verbose_name


def show(table: Table, column: models.Field, value: Any) -> Any:
    """A value of a column as a reader writes it; an empty text when there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return show_day(value)
    if isinstance(column, Money):
        return show_money(value)
    if is_year(column):
        return str(value)
    if isinstance(value, int | Decimal):
        return show_number(value)
    if isinstance(value, list):
        return _("、").join(say(one) for one in value)
    return say(word(table, column.name, str(value)))


def is_year(column: models.Field) -> bool:
    """Whether a column holds a calendar year."""
    return isinstance(column, models.PositiveSmallIntegerField)


def is_money(column: models.Field) -> bool:
    """Whether a column holds whole 分."""
    return isinstance(column, Money)


def is_number(column: models.Field) -> bool:
    """Whether a column is set to the right."""
    return isinstance(column, models.IntegerField | models.DecimalField) and not is_year(column)
