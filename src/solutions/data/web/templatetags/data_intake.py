"""Tags of the intake pages: the state of a batch, the mark of a problem, the name of a record type."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kechuang_web.intake.models import IntakeBatch, IntakePart
from kechuang_web.kit.templatetags.kit import icon
from solutions.data.web.intake.words import name_record_type

register = template.Library()

#: State → word, tone, icon.
_STATES = {
    "received": (_("已收到"), "neutral", "clock"),
    "recognised": (_("待认列"), "at-risk", "pencil"),
    "checked": (_("待核对"), "at-risk", "pencil"),
    "resolved": (_("待确认"), "at-risk", "clock"),
    "committed": (_("已入库"), "achieved", "check"),
    "rejected": (_("已退回"), "off-track", "cross"),
    "withdrawn": (_("已撤回"), "no-data", "back"),
}
_WORKING = (_("处理中"), "on-track", "half")
_FAILED = (_("没有成功"), "off-track", "cross")
#: Severity → word, tone, icon.
_MARKS = {
    "error": (pgettext_lazy("问题", "错误"), "off-track", "cross"),
    "warning": (pgettext_lazy("问题", "请看"), "at-risk", "warn"),
    "note": (pgettext_lazy("问题", "提示"), "neutral", "dot"),
}


@register.simple_tag
def batch_state(batch: IntakeBatch) -> SafeString:
    """Icon and word of how far a batch is."""
    word, tone, shape = _STATES[batch.state]
    if batch.task:
        word, tone, shape = _WORKING
    elif batch.failure and batch.is_open and batch.failure.get("kind") != "cancelled":
        word, tone, shape = _FAILED
    return format_html('<span class="state {}">{}<b>{}</b></span>', tone, icon(shape), word)


@register.simple_tag
def problem_mark(severity: str) -> SafeString:
    """Icon and word of a problem."""
    word, tone, shape = _MARKS[severity]
    return format_html('<span class="problem {}">{}{}</span>', tone, icon(shape), word)


@register.filter
def problem_tone(severity: str) -> str:
    """The class of a problem."""
    return _MARKS[severity][1] if severity in _MARKS else "neutral"


@register.filter
def type_name(part: IntakePart) -> Any:
    """What a part's records are called."""
    return name_record_type(part.record_type)
