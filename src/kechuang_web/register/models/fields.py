"""The few kinds of column of which the register's tables are made.

Money is whole 分. A *code* is a word of the region's vocabulary: the services hold it against the content, so that a new kind of
title or contract is a line of YAML and no migration. What is not known is ``NULL`` (an empty text for words), never zero.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

NOTE = _("备注")
YEAR = _("年度")


class Money(models.BigIntegerField):
    """Whole 分. In the database and in migrations it is Django's own column."""

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, options


class Code(models.CharField):
    """A word of one of the vocabulary's lists, ``words``; of none in particular where that is empty."""

    def __init__(self, *args: Any, words: str = "", **options: Any) -> None:
        self.words = words
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


def text(label: Any, length: int = 300, **options: Any) -> models.CharField:
    """A line of text; empty when not known."""
    return models.CharField(label, max_length=length, blank=True, default="", **options)


def code(label: Any, words: str = "", **options: Any) -> Code:
    """A word of the vocabulary's list ``words``; empty when not known."""
    return Code(label, max_length=60, blank=True, default="", words=words, **options)


def note(label: Any = NOTE) -> models.TextField:
    """A text of any length."""
    return models.TextField(label, blank=True, default="")


def day(label: Any) -> models.DateField:
    """A day."""
    return models.DateField(label, null=True, blank=True)


def year(label: Any = YEAR, **options: Any) -> models.PositiveSmallIntegerField:
    """A calendar year."""
    return models.PositiveSmallIntegerField(label, **options)


def money(label: Any) -> Money:
    """An amount in whole 分."""
    return Money(label, null=True, blank=True)


def count(label: Any) -> models.BigIntegerField:
    """A whole number of things."""
    return models.BigIntegerField(label, null=True, blank=True)


def measure(label: Any) -> models.DecimalField:
    """A number with two places: square metres, mu, a rate in per cent."""
    return models.DecimalField(label, max_digits=16, decimal_places=2, null=True, blank=True)


def yes_no(label: Any) -> models.BooleanField:
    """Yes, no, or not known."""
    return models.BooleanField(label, null=True, blank=True)


def link(to: str, label: Any, related_name: str, *, required: bool = False) -> models.ForeignKey:
    """A row of another table of the register; nothing that is pointed at can be deleted."""
    return models.ForeignKey(
        to,
        on_delete=models.PROTECT,
        verbose_name=label,
        related_name=related_name,
        null=not required,
        blank=not required,
    )


def not_negative(table: str, *names: str) -> list[models.CheckConstraint]:
    """Amounts and areas of a table are not below zero."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{name}__gte": 0}),
            name=f"{table}_{name}_not_negative",
            violation_error_message=_("金额、面积和数量不能为负数，请核对原表。"),
        )
        for name in names
    ]


def in_order(table: str, first: str, last: str) -> models.CheckConstraint:
    """The end of something is not before its beginning."""
    return models.CheckConstraint(
        condition=Q(**{f"{last}__gte": F(first)}),
        name=f"{table}_{last}_in_order",
        violation_error_message=_("结束日期早于开始日期，请核对两个日期。"),
    )
