"""Forms made from a table's columns: what may be written, in words people use, read back exactly."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _

from kechuang.resolution import fold
from kechuang.values import KechuangError, Quantity, format_number, normalise_uscc
from kechuang_web.kit.language import current_language, say
from kechuang_web.register.models import Organisation, Person, Row
from kechuang_web.register.models.fields import Money
from kechuang_web.register.selectors import organisations_for
from kechuang_web.stores import selectors
from solutions.register.web import words
from solutions.register.web.tables import NOT_WORDS, Table

#: Columns that no form asks for: drawings, and what only files bring.
LEFT_OUT = NOT_WORDS | {"label"}
#: A longer list than this is not offered as a choice; the row is named instead.
MOST_CHOICES = 400
#: People think of a district's money in 万元: a bare number means so many.
MONEY_UNIT = "万元"
_MONEY = re.compile(r"([0-9.,，]+)\s*(亿元|千万元|百万元|万元|千元|元|亿|万)?")


class MoneyField(forms.CharField):
    """An amount: ``5200`` means 万元, or with its unit ``3.5亿元``, ``1200元``. Kept in whole 分."""

    def to_python(self, value: Any) -> int | None:
        text = super().to_python(value)
        if text in (None, ""):
            return None
        found = _MONEY.fullmatch(text.strip())
        try:
            if not found:
                raise ValueError
            unit = found[2] or MONEY_UNIT
            unit = unit if unit.endswith("元") else f"{unit}元"
            fen = Quantity.of(Decimal(found[1].replace(",", "").replace("，", "")), unit).base
        except (ValueError, InvalidOperation, KechuangError):
            raise forms.ValidationError(
                _("金额“%(text)s”无法识别；请写成 5200（万元）、3.5亿元 或 1200元。") % {"text": text}
            ) from None
        if fen.denominator != 1:
            raise forms.ValidationError(_("金额“%(text)s”不足一分的部分无法保存；请核对小数位。") % {"text": text})
        return int(fen)

    def prepare_value(self, value: Any) -> Any:
        """Whole 分 as 万元, exact."""
        return format_number(Fraction(value, 10**6)).replace(",", "") if isinstance(value, int) else value


class OrganisationField(forms.CharField):
    """An organisation, named by its credit code or its full name."""

    def __init__(self, *, user: Any, **options: Any) -> None:
        self.user = user
        super().__init__(**options)

    def to_python(self, value: Any) -> Organisation | None:
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        coded = re.search(r"[（(]([0-9A-Za-z]{18})[)）]\s*$", text)
        text = coded[1] if coded else text
        every = organisations_for(self.user).filter(merged_into__isnull=True)
        found = list(every.filter(uscc=normalise_uscc(text))[:1]) or list(every.filter(name_key=fold(text))[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(_("有不止一家叫“%(text)s”；请改填信用代码。") % {"text": text})
        raise forms.ValidationError(_("名册里没有“%(text)s”；请核对全称或信用代码，或先登记这一家。") % {"text": text})

    def prepare_value(self, value: Any) -> Any:
        """Its name and code."""
        if isinstance(value, int):
            value = organisations_for(self.user).filter(pk=value).first()
        if isinstance(value, Organisation):
            return f"{value.name}（{value.uscc}）" if value.uscc else value.name
        return value


class RowChoice(forms.ModelChoiceField):
    """A row of another table, by what it is called."""

    def label_from_instance(self, row: Any) -> str:
        return str(row)


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **options)

    def to_python(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().to_python(value) or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        """The texts, one a line."""
        return "\n".join(say(one) for one in value) if isinstance(value, list) else value


class DayField(forms.DateField):
    """A day, as browsers send it or as people write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"], **options,
        )  # fmt: skip


def form_field(table: Table, column: models.Field, user: Any, current: Any = None) -> forms.Field:
    """The field of a form for a column."""
    options: dict[str, Any] = {
        "label": str(words.label(column)),
        "required": not column.blank,
        "help_text": help_of(table, column),
    }
    if column.is_relation:
        return _link_field(column, user, options)
    kinds = words.kinds_of(column)
    if kinds is not None and (not kinds.by_prefix or len(kinds) <= MOST_CHOICES):
        offered = [("", "—"), *((kind.code, say(kind.name)) for kind in kinds)]
        if current and current not in kinds.by_code:
            offered.append((current, say(words.word(table, column.name, current))))
        return forms.ChoiceField(choices=offered, **options)
    match column:
        case Money():
            return MoneyField(**options)
        case models.BooleanField():
            return forms.TypedChoiceField(
                choices=[("", _("不清楚")), ("1", _("是")), ("0", _("否"))],
                coerce=lambda text: text == "1",
                empty_value=None,
                **options,
            )
        case models.DateField():
            return DayField(**options)
        case models.PositiveSmallIntegerField():
            return forms.IntegerField(min_value=1900, max_value=2200, **options)
        case models.IntegerField():
            return forms.IntegerField(min_value=0, **options)
        case models.DecimalField():
            return forms.DecimalField(max_digits=column.max_digits, decimal_places=column.decimal_places, **options)
        case models.JSONField():
            return LinesField(**options)
        case models.TextField():
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **options)
    return forms.CharField(max_length=column.max_length, **options)


def _link_field(column: models.Field, user: Any, options: dict[str, Any]) -> forms.Field:
    other = column.related_model
    if other is Organisation:
        options["help_text"] = options["help_text"] or _("写信用代码或全称。")
        return OrganisationField(
            user=user, widget=forms.TextInput(attrs={"list": "organisations", "data-suggest": ""}), **options
        )
    rows = other.objects.standing().in_region(selectors.region_code())
    if other is Person:
        rows = rows.filter(organisation__in=organisations_for(user))
    return RowChoice(queryset=rows, empty_label="—", **options)


def help_of(table: Table, column: models.Field) -> str:
    """How to fill a column in, where the record type of the table says it; money says its unit."""
    if isinstance(column, Money):
        return str(_("单位万元；也可写明单位，如 3.5亿元。"))
    for one in words.record_types().values():
        if one.table == table.code:
            asked = one.by_code.get(column.name)
            if asked is not None and asked.help is not None:
                return asked.help.text(current_language())
    return ""


class RowForm(forms.Form):
    """A form for a row of a table: its columns, why it is changed, and for a new row where it comes from."""

    def __init__(self, *args: Any, table: Table, user: Any, row: Row | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.table, self.row = table, row
        for name, column in table.stored.columns.items():
            if name in LEFT_OUT or name.endswith("_key"):
                continue
            current = getattr(row, column.attname) if row is not None else None
            self.fields[name] = form_field(table, column, user, current)
            if row is not None:
                self.initial.setdefault(name, getattr(row, name) if column.is_relation else _first(column, current))
        self.asked = list(self.fields)
        if row is not None:
            self.fields["lock_version"] = forms.IntegerField(widget=forms.HiddenInput, initial=row.lock_version)
        else:
            self.fields["source_title"] = forms.CharField(
                label=_("来源"), max_length=300, help_text=_("凭什么登记：文件名、文号、来函或走访记录。")
            )
            self.fields["source_publisher"] = forms.CharField(label=_("来源单位"), max_length=300, required=False)
        self.fields["reason"] = forms.CharField(
            label=_("为什么改") if row is not None else _("为什么登记"), max_length=300, required=row is not None,
            help_text=_("写进修改记录，他人可见。"),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ends are not before beginnings; the database holds it too, but names no field."""
        data = super().clean() or {}
        days = {name: value for name, value in data.items() if isinstance(value, date)}
        for first, last in (("issued_on", "expires_on"), ("started_on", "ended_on"), ("started_on", "due_on"), ("signed_on", "due_on"),
                            ("applied_on", "granted_on"), ("registered_on", "left_on"), ("signed_on", "expires_on")):  # fmt: skip
            if first in days and last in days and days[last] < days[first]:
                self.add_error(last, _("早于“%(first)s”，请核对两个日期。") % {"first": self.fields[first].label})
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in, by column; of a change only what differs."""
        found = {}
        for name in self.asked:
            value = self.cleaned_data.get(name)
            if self.row is not None:
                column = self.table.column(name)
                was = getattr(self.row, column.attname)
                now = value.pk if isinstance(value, models.Model) else value
                if now == was or (now in (None, "") and was in (None, "")):
                    continue
            found[name] = value
        return found

    @property
    def main_fields(self) -> list[Any]:
        """The fields of the row itself."""
        return [self[name] for name in self.asked]

    @property
    def end_fields(self) -> list[Any]:
        """Where it comes from and why."""
        return [self[name] for name in self.fields if name not in self.asked and name != "lock_version"]


def _first(column: models.Field, value: Any) -> Any:
    if isinstance(column, models.BooleanField):
        return {True: "1", False: "0"}.get(value, "")
    return value
