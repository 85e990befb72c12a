"""The kit's tags and filters. They are built in: templates use them without ``{% load %}``.

Filters: ``quantity``, ``money``, ``day``, ``month``, ``moment``, ``period``, ``number``, ``unit``, ``say``, ``or_missing``, ``can``, ``tone``,
``web_address``.
Tags: ``state``, ``icon``, ``link``, ``stay``, ``asof_picker``, ``pagination``, ``chart``, ``trajectory``, ``share_bar``,
``panels``, ``crumbs``, ``source``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.http import QueryDict
from django.template.defaultfilters import capfirst
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kechuang_web.kit import charts, formatting, language, registry, states

register = template.Library()

register.filter("quantity", formatting.show_quantity)
register.filter("money", formatting.show_money)
register.filter("day", formatting.show_day)
register.filter("month", formatting.show_month)
register.filter("moment", formatting.show_moment)
register.filter("period", formatting.show_period)
register.filter("number", formatting.show_number)
register.filter("unit", formatting.show_unit)
register.filter("say", language.say)


@register.filter
def or_missing(value: Any, reason: str = "") -> Any:
    """The value, or a dash that says why there is none."""
    return formatting.show_missing(reason) if value is None or value == "" else value


@register.filter
def can(user: Any, permission: str) -> bool:
    """Whether a person has a permission: ``{% if user|can:"ledger.export" %}``."""
    return bool(user.has_perm(permission))


@register.filter
def web_address(value: Any) -> bool:
    """Whether a text may become a link: http and https only, so that no ``javascript:`` address ever does."""
    return str(value or "").startswith(("https://", "http://"))


@lru_cache(maxsize=64)
def _draw_icon(name: str) -> SafeString:
    shapes = states.ICONS.get(name, states.ICONS["dot"])
    parts = format_html_join("", '<path class="{}" d="{}"/>', shapes)
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', parts)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the icons of :mod:`kechuang_web.kit.states`, hidden from screen readers: a word stands beside it."""
    return _draw_icon(name)


@register.simple_tag
def state(code: str, word: Any = None) -> SafeString:
    """Icon and word of a state; ``word`` says it more exactly (提前两年实现) without changing the tone."""
    found = states.find_state(code)
    return format_html(
        '<span class="state {}">{}<b>{}</b></span>',
        found.tone,
        _draw_icon(found.icon),
        capfirst(language.say(word)) if word else found.word,
    )


@register.filter
def tone(code: str) -> str:
    """The class of a state, for a row or a mark in the margin."""
    return states.find_state(code).tone


@register.simple_tag(takes_context=True)
def link(context: dict[str, Any], name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page on the day that this page speaks of (``?as_of=``)."""
    address = reverse(name, args=args, kwargs=kwargs)
    request = context.get("request")
    query = request.as_of.query if request is not None and hasattr(request, "as_of") else {}
    if not query:
        return address
    asked = QueryDict(mutable=True)
    asked.update(query)
    return f"{address}?{asked.urlencode()}"


@register.simple_tag(takes_context=True)
def stay(context: dict[str, Any], **changes: Any) -> str:
    """This page's query string with some parameters changed; an empty value drops one. ``?a=1&page=2``."""
    request = context.get("request")
    asked = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for key, value in changes.items():
        if value in (None, ""):
            asked.pop(key, None)
        else:
            asked[key] = str(value)
    return "?" + asked.urlencode()


@register.inclusion_tag("kit/parts/asof.html", takes_context=True)
def asof_picker(context: dict[str, Any]) -> dict[str, Any]:
    """The control that sets the day. Other parameters of the address are kept, the page number is not."""
    request = context["request"]
    kept = [(key, value) for key, values in request.GET.lists() for value in values if key not in {"as_of", "page"}]
    return {"as_of": request.as_of, "kept": kept, "path": request.path, "lang": language.current_language()}


@register.inclusion_tag("kit/parts/pagination.html", takes_context=True)
def pagination(context: dict[str, Any], page: Any) -> dict[str, Any]:
    """Links to the pages of a list; nothing when there is only one."""
    return {
        "page": page,
        "request": context.get("request"),
        "numbers": page.paginator.get_elided_page_range(page.number),
    }


@register.simple_tag(takes_context=True)
def sort_header(context: dict[str, Any], key: str, label: str, number: bool = False) -> SafeString:
    """A column head that sorts; says its direction to screen readers. The page reads ``?sort=key`` or ``?sort=-key``."""
    request = context["request"]
    current = request.GET.get("sort", "")
    direction = {"-" + key: "descending", key: "ascending"}.get(current, "none")
    target = "-" + key if current == key else key
    asked = request.GET.copy()
    asked.pop("page", None)
    asked["sort"] = target
    mark = {"ascending": "▲", "descending": "▼", "none": ""}[direction]
    return format_html(
        '<th scope="col" aria-sort="{}"{}><a href="?{}">{}<span aria-hidden="true" class="sort">{}</span></a></th>',
        direction,
        mark_safe(' class="n"') if number else "",
        asked.urlencode(),
        label,
        mark,
    )


@register.simple_tag(takes_context=True)
def chart(context: dict[str, Any], spec: dict[str, Any], name: str) -> SafeString:
    """A chart with its table beside it. ``spec``: see :mod:`kechuang_web.kit.charts`; ``name``: unique on the page."""
    request = context.get("request")
    if request is not None:
        request.shows_chart = True
    drawing, head, rows = charts.prepare(spec)
    return mark_safe(  # noqa: S308  rendered by a template, which escapes
        render_to_string(
            "kit/parts/chart.html",
            {
                "spec": spec,
                "drawing": drawing,
                "head": head,
                "rows": rows,
                "name": f"chart-{name}",
                "data": f"chart-{name}-data",
            },
        )
    )


@register.simple_tag
def trajectory(points: Any, path: Any = (), target: Any = None, label: str = "") -> SafeString:
    """A small line for a table row: see :func:`kechuang_web.kit.charts.draw_trajectory`."""
    return charts.draw_trajectory(points, path, target, label)


@register.simple_tag
def share_bar(part: int, whole: int, label: str = "") -> SafeString:
    """A thin bar: ``part`` of ``whole``; empty when there is nothing to share."""
    width = 0 if not whole else round(100 * part / whole, 2)
    text = label or _("%(whole)s 项中的 %(part)s 项") % {"part": part, "whole": whole}
    return format_html(
        '<svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="rest" width="100" height="4"/><rect class="part" width="{}" height="4"/></svg>',
        text,
        width,
    )


@register.simple_tag
def source(value: Any) -> SafeString:
    """A source: its title, linked where an address on the web was recorded; else the sentence that none was."""
    if value is None:
        return format_html('<span class="source">{}</span>', _("未记录来源"))
    title, address = getattr(value, "title", "") or str(value), getattr(value, "address", None)
    publisher, locator = getattr(value, "publisher", None), getattr(value, "locator", None)
    tail = format_html_join("", " · {}", [(part,) for part in (publisher, locator) if part and part != title])
    if web_address(address):
        return format_html(
            '<span class="source"><a href="{}" rel="noopener noreferrer external" target="_blank">{}</a>{}</span>',
            address, title, tail,
        )  # fmt: skip
    return format_html('<span class="source">{}{} · {}</span>', title, tail, address or _("未记录网址"))


@register.simple_tag(takes_context=True)
def panels(context: dict[str, Any], slot: str) -> SafeString:
    """Every panel that doors registered for a slot."""
    request = context["request"]
    return mark_safe(  # noqa: S308  rendered by templates, which escape
        "".join(render_to_string(name, extra, request) for name, extra in registry.panels_for(request, slot))
    )
