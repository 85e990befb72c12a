"""Titles on a day: whether they hold, when they lapse, and how they are drawn on a time line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kechuang.register import Kind, TitleSpan, title_span
from kechuang.values import Sentence
from kechuang_web.kit.formatting import show_day
from kechuang_web.kit.language import say
from kechuang_web.kit.states import find_state
from kechuang_web.register.models import Title
from solutions.register.web import words
from solutions.register.web.spans import Span, draw_axis, draw_line, years_of
from solutions.register.web.tables import TITLES

#: A title that ends within as many months is said to lapse.
SOON = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the drawing: a kind of title and every time it was held."""

    name: Any
    drawing: SafeString


def span_of(title: Title) -> TitleSpan:
    """From when until when a title holds: as recorded and, where that is silent, by the rules of its kind."""
    kinds = words.kinds_of(TITLES.column("kind"))
    kind = (kinds.find(title.kind) if kinds else None) or Kind(title.kind, Sentence(title.kind, title.kind))
    return title_span(
        kind,
        issued_on=title.issued_on,
        expires_on=title.expires_on,
        year=title.year,
        ended_on=title.ended_on,
        number=title.number,
    )


def state_on(title: Title, day: date) -> str:
    """``in_force``, ``lapsing``, ``lapsed``, ``revoked``, ``not_yet`` or ``unclear``. The day of expiry itself is no longer in force."""
    state = span_of(title).state(day, soon=SOON)
    return "unclear" if state == "unknown" else state


def months_until(day: date, later: date) -> int:
    """Whole months from a day to a later one.

    >>> months_until(date(2023, 9, 1), date(2024, 8, 31)), months_until(date(2023, 9, 1), date(2023, 9, 30))
    (11, 0)
    """
    return (later.year - day.year) * 12 + later.month - day.month - (later.day < day.day)


def say_lapse(title: Title, day: date) -> str:
    """When a title lapses, in words: 2026年11月30日到期，还有 3 个月."""
    ends = span_of(title).ends
    if ends is None:
        return _("某日到期")
    left, when = months_until(day, ends), show_day(ends)
    if left < 1:
        days = (ends - day).days
        return ngettext("%(when)s到期，还有 %(n)s 天", "%(when)s到期，还有 %(n)s 天", days) % {"when": when, "n": days}
    return ngettext("%(when)s到期，还有 %(n)s 个月", "%(when)s到期，还有 %(n)s 个月", left) % {"when": when, "n": left}


def name_of(title: Title) -> Any:
    """The kind of a title in words."""
    return words.word(TITLES, "kind", title.kind)


def draw_titles(titles: Sequence[Title], day: date) -> tuple[SafeString, list[Line]]:
    """The axis and one line for each kind of title, in the order of the vocabulary. Titles without a first day are left to the table."""
    order = {code: number for number, code in enumerate(words.choices(TITLES, "kind"))}
    dated = [(one, span) for one in titles if (span := span_of(one)).begins_by]
    dated.sort(key=lambda pair: (order.get(pair[0].kind, len(order)), pair[0].kind, pair[1].begins_by))
    bars = {one.pk: _bar(one, span, day) for one, span in dated}
    if not bars:
        return SafeString(""), []
    years = years_of(bars.values(), day)
    lines = [
        Line(words.word(TITLES, "kind", kind), draw_line([bars[one.pk] for one, _span in held], years, day))
        for kind, held in groupby(dated, key=lambda pair: pair[0].kind)
    ]
    return draw_axis(years, day), lines


def _bar(title: Title, span: TitleSpan, day: date) -> Span:
    end = span.ends or span.ends_by
    state = find_state(state_on(title, day))
    assert span.begins_by is not None  # noqa: S101  only dated ones are drawn
    first = show_day(span.begins_by) if span.begins else str(span.begins_by.year)
    until = show_day(end) if end else _("未注明到期日")
    told = f"{say(name_of(title))} {title.number} {first} — {until} {state.word}"
    return Span(span.begins_by, end, state.tone, " ".join(told.split()))
