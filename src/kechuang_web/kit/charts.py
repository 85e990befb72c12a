"""What a chart is made of, said once for the drawing and for the table beside it.

A *spec* is a mapping::

    {
        "kind": "line" | "bar",
        "title": "科技领军（培育）企业", "unit": "家",
        "series": [{"name": "市科技局通报", "style": "line" | "dashed" | "points" | "band", "emphasis": True,
                    "points": [{"at": date | "2023-08-31", "label": "2023年8月", "value": Fraction | Decimal | int | None,
                                "low": …, "high": …, "note": "来源"}]}],
        "target": {"value": 23, "at": date, "label": "目标 2025"},          # optional
        "from": date, "to": date,                                            # optional limits of the time axis
    }

Each definition (口径) is a series of its own; series are never joined. Exact numbers become the nearest double only here,
for drawing: the table keeps their text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kechuang_web.kit.formatting import show_day, show_number
from kechuang_web.kit.language import say


def prepare(spec: Mapping[str, Any]) -> tuple[dict[str, Any], list[str], list[list[Any]]]:
    """The data for the browser, and the head and rows of the table."""
    shows_note = any(point.get("note") for series in spec["series"] for point in series["points"])
    is_line = spec.get("kind", "line") == "line"
    head = [_("系列"), _("时点") if is_line else _("名称"), _("数值")] + ([_("说明")] if shows_note else [])
    rows, drawn = [], []
    for series in spec["series"]:
        name = say(series["name"])
        drawn.append(
            {
                "name": name,
                "style": series.get("style", "line"),
                "emphasis": bool(series.get("emphasis")),
                "points": [_drawn(point, is_line) for point in series["points"]],
            }
        )
        for point in series["points"]:
            row = [name, _where(point, is_line), _shown(point, say(spec.get("unit")))]
            rows.append(row + ([say(point.get("note"))] if shows_note else []))
    target = spec.get("target")
    if target and target.get("value") is not None:
        label = say(target.get("label")) or _("目标")
        row = [label, show_day(target["at"]) if target.get("at") else "", _shown(target, say(spec.get("unit")))]
        rows.append(row + ([""] if shows_note else []))
        target = {"value": float(target["value"]), "at": _iso(target.get("at")), "label": label}
    drawing = {
        "kind": spec.get("kind", "line"),
        "unit": say(spec.get("unit")),
        "series": drawn,
        "target": target or None,
        "from": _iso(spec.get("from")),
        "to": _iso(spec.get("to")),
    }
    return drawing, head, rows


def _iso(day: Any) -> str | None:
    return day.isoformat() if isinstance(day, date) else (str(day) if day else None)


def _where(point: Mapping[str, Any], is_line: bool) -> str:
    if point.get("label"):
        return say(point["label"])
    return show_day(point["at"]) if is_line else ""


def _drawn(point: Mapping[str, Any], is_line: bool) -> dict[str, Any]:
    return {
        "at": _iso(point.get("at")),
        "label": _where(point, is_line),
        "value": _double(point.get("value")),
        "low": _double(point.get("low")),
        "high": _double(point.get("high")),
        "note": say(point.get("note")),
        "here": bool(point.get("here")),
    }


def _double(value: Any) -> float | None:
    return None if value is None else float(value)


def _shown(point: Mapping[str, Any], unit: str) -> str:
    if point.get("text"):
        return str(point["text"])
    if point.get("value") is None:
        if point.get("low") is not None and point.get("high") is not None:
            return f"{show_number(point['low'])}—{show_number(point['high'])} {unit}".strip()
        return "—"
    return f"{show_number(point['value'])} {unit}".strip()


WIDTH, HEIGHT, MARGIN = 240, 34, 5


def draw_trajectory(
    points: Iterable[tuple[date, Any]],
    path: Iterable[tuple[date, Any]],
    target: tuple[date, Any] | None,
    label: str = "",
) -> SafeString:
    """A small drawing for a row: observations, the expected path (dashed), the year of the target (a post).

    One observation is a ring, two or more are joined up to the last, which is a dot. Without any there is an empty drawing
    with a word for screen readers. Figures of different definitions are not to be passed together.
    """
    seen = sorted((day, Fraction(value)) for day, value in points)
    expected = sorted((day, Fraction(value)) for day, value in path)
    posts = [(target[0], Fraction(target[1]))] if target else []
    every = seen + expected + posts
    if not every:
        return format_html('<span class="hidden">{}</span>', label or _("没有可画的数据"))
    first, last = min(day for day, _v in every).toordinal(), max(day for day, _v in every).toordinal()
    low, high = min(value for _d, value in every), max(value for _d, value in every)

    def place(day: date, value: Fraction) -> tuple[str, str]:
        x = MARGIN + (WIDTH - 2 * MARGIN) * Fraction(day.toordinal() - first, max(1, last - first))
        y = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / (high - low or 1)
        return f"{float(x):.1f}", f"{float(y):.1f}"

    def line(css: str, series: list[tuple[date, Fraction]]) -> SafeString:
        if len(series) < 2:
            return SafeString("")
        return format_html(
            '<polyline class="{}" points="{}"/>', css, " ".join(",".join(place(day, value)) for day, value in series)
        )

    marks = [(css, *place(day, value)) for day, value in seen[:-1] for css in ["ring"]]
    if seen:
        marks.append(("last" if len(seen) > 1 else "ring", *place(*seen[-1])))
    post = [(place(day, value)[0],) for day, value in posts]
    return format_html(
        '<svg class="trajectory" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        label or _("走势图"),
        format_html_join("", '<line class="post" x1="{0}" x2="{0}" y1="2" y2="32"/>', post),
        line("path", expected),
        line("seen", seen),
        format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="3"/>', marks),
    )
