"""A reading as the review screen shows it: name, value, facts and doubts, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kechuang.values import format_number
from kechuang_web.kit.language import say
from solutions.planning.web.review.text import render_excerpt

_BOUNDS = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "about": "≈"}


@dataclass(frozen=True, slots=True)
class Card:
    """One row of the list. ``plain``: undecided and without a doubt, so that it may be accepted with its section."""

    id: int
    kind: str
    state: str
    start: int
    end: int
    name: str
    value: str
    unit: str
    facts: list[str]
    doubts: list[str]
    excerpt: SafeString
    lock_version: int
    decided: str = ""
    plain: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", self.state == "pending" and not self.doubts)


def make_card(reading: Any, text: str, damages: list[str], indicators: Mapping[str, str]) -> Card:
    """The card of a reading. ``damages``: what is damaged under it; ``indicators``: code to name in the dictionary."""
    content = reading.content
    name, value, unit, facts, doubts = _DESCRIBE[reading.kind](content, text[reading.start : reading.end], indicators)
    settled = reading.state in {"corrected", "added", "rejected"}
    return Card(
        id=reading.pk,
        kind=reading.kind,
        state=reading.state,
        start=reading.start,
        end=reading.end,
        name=name,
        value=value,
        unit=unit,
        facts=[fact for fact in facts if fact],
        doubts=[] if settled else [*doubts, *damages],
        excerpt=render_excerpt(text, reading.start, reading.end),
        lock_version=reading.lock_version,
        decided=str(reading.decided_by) if reading.decided_by_id else "",
    )


Described = tuple[str, str, str, list[str], list[str]]


def _quantity(content: Mapping[str, Any], span: str, indicators: Mapping[str, str]) -> Described:
    year, unit = content.get("year"), content.get("unit")
    facts = [
        kind_word(content.get("kind")),
        year_word(content),
        measure_word(content.get("measure"), content.get("direction")),
        _("年均") if content.get("yearly") else "",
        {"约束性": _("约束性"), "预期性": _("预期性")}.get(content.get("obligation") or "", ""),
    ]
    if content.get("attribute"):
        facts.append(_("对应：%(name)s") % {"name": indicators.get(content["attribute"], content["attribute"])})
    doubts = []
    if not unit and not content.get("unit_inferred"):
        doubts.append(_("没有单位，请补充。"))
    if year is None and content.get("kind") == "target":
        doubts.append(_("没有读出年份。"))
    return (
        str(content.get("name") or span),
        value_word(content),
        str(unit or content.get("unit_inferred") or ""),
        facts,
        doubts,
    )


def _task(content: Mapping[str, Any], span: str, _indicators: Mapping[str, str]) -> Described:
    facts = [
        _("动作：%(verbs)s") % {"verbs": "、".join(content["verbs"])} if content.get("verbs") else "",
        _("对象：%(objects)s") % {"objects": "、".join(content["objects"])} if content.get("objects") else "",
    ]
    doubts = [] if content.get("verbs") else [_("没有读出动作。")]
    return str(content.get("task") or span), "", "", facts, doubts


def _entity(content: Mapping[str, Any], span: str, _indicators: Mapping[str, str]) -> Described:
    return str(content.get("name") or span), "", "", [entity_word(content.get("kind"))], []


def _warning(content: Mapping[str, Any], span: str, _indicators: Mapping[str, str]) -> Described:
    return f"“{span}”", "", "", [warning_words(content)], []


_DESCRIBE = {"quantity": _quantity, "task": _task, "entity": _entity, "warning": _warning}


def warning_words(content: Mapping[str, Any]) -> str:
    """What is damaged, in the language of the page."""
    return say({"zh": content.get("what"), "en": content.get("en")})


def kind_word(kind: Any) -> str:
    """基期, 目标 or 现状."""
    return {"baseline": _("基期"), "target": _("目标"), "actual": _("现状")}.get(str(kind), "")


def measure_word(measure: Any, direction: Any = None) -> str:
    """How the figure counts."""
    if measure == "growth_rate" and direction == "down":
        return _("降幅")
    return {
        "level": _("水平"),
        "increment": _("增量"),
        "cumulative": _("累计"),
        "growth_rate": _("增速"),
        "change_pp": _("百分点变化"),
        "multiple": _("倍数"),
    }.get(str(measure), "")


def entity_word(kind: Any) -> str:
    """What a name names."""
    return {
        "org": _("机构"),
        "organisation": _("机构"),
        "park": _("园区"),
        "place": _("地点"),
        "programme": _("工程"),
    }.get(str(kind), str(kind or ""))


def year_word(content: Mapping[str, Any]) -> str:
    """2025年, or 2021—2025年."""
    year, since = content.get("year"), content.get("since")
    if year is None:
        return ""
    if since and since != year:
        return _("%(since)s—%(year)s年") % {"since": since, "year": year}
    return _("%(year)s年") % {"year": year}


def value_word(content: Mapping[str, Any]) -> str:
    """≥280, 3—5, 2.8; exact, thousands grouped."""
    value = content.get("value")
    if value is None:
        return ""
    ends = value if isinstance(value, list | tuple) else [value]
    words = "—".join(format_number(Fraction(Decimal(str(end)))) for end in ends)
    return _BOUNDS.get(str(content.get("bound")), "") + words
