"""A blank form of a record type as values: what a page needs to draw each field, without a line of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kechuang.register.cells import FIRST_YEAR, LAST_YEAR, choice_label, read_value, show_value
from kechuang.register.types import Field, RecordType
from kechuang.values import KechuangError, Sentence

InputKind = Literal["text", "long_text", "code", "date", "year", "number", "select", "telephone"]

#: Texts that people fill in as paragraphs.
_LONG = frozenset({"note", "content", "conditions", "scope"})


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form.

    ``input`` is the kind of control; ``choices`` its values and labels (a yes/no has 是 and 否, and empty is unknown);
    ``limits`` are attributes that a browser checks by itself; ``value`` is the text to begin with.
    """

    code: str
    label: Sentence
    input: InputKind
    required: bool
    unit: str | None = None
    help: Sentence | None = None
    example: str | None = None
    group: Sentence | None = None
    personal: bool = False
    choices: tuple[tuple[str, Sentence], ...] = ()
    limits: Mapping[str, str] = field(default_factory=dict)
    value: str = ""


def form_fields(record_type: RecordType, values: Mapping[str, Any] | None = None) -> tuple[FormField, ...]:
    """The fields of a record's form, in order; ``values`` fills it in (typed values, or what was typed and refused).

    >>> from kechuang.content import load_region
    >>> from kechuang.register import load_record_types
    >>> form = form_fields(load_record_types(load_region("baodi"))["title"])
    >>> [(one.code, one.input) for one in form][:4]
    [('uscc', 'code'), ('name', 'text'), ('kind', 'select'), ('number', 'text')]
    """
    given = values or {}
    return tuple(_form_field(one, given.get(one.code)) for one in record_type.fields)


def _form_field(one: Field, value: Any) -> FormField:
    control, limits = _control(one)
    return FormField(
        code=one.code,
        label=one.name,
        input=control,
        required=one.required and one.year_of is None,
        unit=one.unit,
        help=one.help,
        example=one.example,
        group=one.group,
        personal=one.personal,
        choices=_choices(one),
        limits=limits,
        value=_text(one, value),
    )


def _control(one: Field) -> tuple[InputKind, dict[str, str]]:
    match one.type:
        case "uscc":
            return "code", {"maxlength": "18", "pattern": "[0-9A-HJ-NPQRTUWXY]{18}", "autocomplete": "off"}
        case "date":
            return "date", {"min": f"{FIRST_YEAR}-01-01", "max": f"{LAST_YEAR}-12-31"}
        case "year":
            return "year", {"min": str(FIRST_YEAR), "max": str(LAST_YEAR), "inputmode": "numeric"}
        case "money" | "number" | "share":
            return "number", {"inputmode": "decimal"}
        case "count":
            return "number", {"inputmode": "numeric"}
        case "choice" | "yes_no":
            # A classification is longer than its list: a code of four digits is typed.
            return ("text", {}) if one.by_prefix else ("select", {})
        case "phone":
            return "telephone", {"inputmode": "tel", "maxlength": "60"}
        case _:
            return ("long_text", {}) if one.code in _LONG else ("text", {"maxlength": "300"})


def _choices(one: Field) -> tuple[tuple[str, Sentence], ...]:
    if one.type == "yes_no":
        return ("是", Sentence("是", "yes")), ("否", Sentence("否", "no"))
    return tuple((choice.code, Sentence(choice_label(one, choice), choice.name.en)) for choice in one.choices)


def _text(one: Field, value: Any) -> str:
    """What stands in the control: the value as people write it, or what was typed where it cannot be read."""
    if value is None:
        return ""
    try:
        read = read_value(one, value)
    except KechuangError:
        return str(value)
    if one.type == "choice":
        return "" if read is None else str(read)
    return show_value(one, read)
