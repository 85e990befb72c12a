"""Every state that a page shows: one icon, one word, one tone. Colour never stands alone.

Tones are the classes of the style sheet: achieved, on-track, at-risk, off-track, conflict, no-data, neutral.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class State:
    """How a state looks: its word, the tone (a class), and the icon (a key of :data:`ICONS`)."""

    word: Any
    tone: str
    icon: str


#: Shapes on a 16 x 16 field. ``fill`` parts take the tone, ``cut`` parts the ground, ``line`` parts are strokes.
ICONS: dict[str, tuple[tuple[str, str], ...]] = {
    "check": (("fill", "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Z"), ("cut", "M4.2 8.4l2.6 2.6 5-5.6")),
    "up": (("fill", "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Z"), ("cut", "M8 12V4.6M4.8 7.6 8 4.4l3.2 3.2")),
    "warn": (("fill", "M8 .6 16 15H0Z"), ("cut", "M8 5.6v4.6M8 12.2v.9")),
    "cross": (("fill", "M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7Z"), ("cut", "M5 5l6 6M11 5l-6 6")),
    "swap": (
        ("fill", "M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Z"),
        ("cut", "M3.8 6.2h7.4M9 4l2.3 2.2M12.2 9.8H4.8M7 12l-2.3-2.2"),
    ),
    "question": (
        ("line", "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z"),
        ("line", "M6 6.2a2 2 0 1 1 2.7 2c-.5.2-.7.6-.7 1.2M8 11.6v.6"),
    ),
    "clock": (("line", "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z"), ("line", "M8 4.2V8l2.6 1.8")),
    "empty": (("dash", "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z"),),
    "stop": (("line", "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z"), ("line", "M4.6 8h6.8")),
    "dot": (("fill", "M8 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z"),),
    "half": (("line", "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z"), ("fill", "M8 1a7 7 0 0 0 0 14Z")),
    "pencil": (("line", "M2 14l.8-3.4L11 2.4l2.6 2.6-8.2 8.2L2 14Z"),),
    "plus": (("line", "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z"), ("line", "M8 4.8v6.4M4.8 8h6.4")),
    "back": (("line", "M6 3 2 7l4 4"), ("line", "M2.4 7H10a4 4 0 0 1 0 7H8")),
}

STATES: dict[str, State] = {
    # what monitoring says of an indicator
    "achieved": State(_("已实现"), "achieved", "check"),
    "achieved_early": State(_("提前实现"), "achieved", "check"),
    "on_track": State(_("进展正常"), "on-track", "up"),
    "at_risk": State(_("有风险"), "at-risk", "warn"),
    "off_track": State(_("进度滞后"), "off-track", "cross"),
    "conflict": State(_("口径不一"), "conflict", "swap"),
    "unclear": State(_("尚不能判断"), "no-data", "question"),
    "not_due": State(_("未到发布期"), "no-data", "clock"),
    "not_collected": State(_("待收录"), "no-data", "empty"),
    "discontinued": State(_("已停止统计"), "no-data", "stop"),
    # what monitoring says of a task
    "completed": State(_("已完成"), "achieved", "check"),
    "under_way": State(_("推进中"), "on-track", "half"),
    "announced": State(_("已公布"), "neutral", "dot"),
    "no_evidence": State(_("尚无证据"), "no-data", "empty"),
    "overdue": State(_("已逾期"), "off-track", "cross"),
    # a reading under review
    "pending": State(_("待确认"), "neutral", "empty"),
    "accepted": State(_("已采纳"), "achieved", "check"),
    "corrected": State(_("已更正"), "on-track", "pencil"),
    "rejected": State(_("已驳回"), "off-track", "cross"),
    "added": State(_("已补充"), "on-track", "plus"),
    # an amendment
    "draft": State(_("草拟中"), "neutral", "pencil"),
    "submitted": State(_("待批准"), "at-risk", "clock"),
    "approved": State(_("已批准"), "achieved", "check"),
    "refused": State(_("不予批准"), "off-track", "cross"),
    "withdrawn": State(_("已撤回"), "no-data", "back"),
    "published": State(_("已发布"), "achieved", "check"),
    # how sure a figure is, and whether the chain of the ledger holds
    "high": State(_("可信度高"), "achieved", "check"),
    "medium": State(_("可信度中"), "on-track", "half"),
    "low": State(_("可信度低"), "at-risk", "warn"),
    "intact": State(_("完好"), "achieved", "check"),
    "broken": State(_("已被改动"), "off-track", "cross"),
    "superseded": State(_("已被更正"), "no-data", "back"),
    "current": State(_("现行"), "achieved", "check"),
    "synthetic": State(_("模拟数据"), "conflict", "warn"),
    # a title, or anything that lasts
    "in_force": State(_("有效"), "achieved", "check"),
    "lapsing": State(_("一年内到期"), "at-risk", "clock"),
    "lapsed": State(_("已到期"), "no-data", "stop"),
    "revoked": State(_("已撤销"), "off-track", "cross"),
    "not_yet": State(_("尚未生效"), "no-data", "clock"),
    # an organisation, and whether two records are of the same one
    "active": State(_("在册"), "achieved", "check"),
    "left": State(_("已退出"), "no-data", "stop"),
    "merged": State(_("已并入"), "no-data", "swap"),
    "certain": State(_("应是同一家"), "achieved", "check"),
    "uncertain": State(_("可能是同一家"), "at-risk", "question"),
    "same": State(_("判为同一家"), "achieved", "check"),
    "different": State(_("判为不同"), "neutral", "stop"),
    # a file that was handed in
    "error": State(pgettext_lazy("问题", "错误"), "off-track", "cross"),
    "warning": State(pgettext_lazy("问题", "请看"), "at-risk", "warn"),
    "clean": State(_("没有问题"), "achieved", "check"),
    "unread": State(_("不读"), "no-data", "stop"),
    "unrecognised": State(_("没认出"), "at-risk", "question"),
    "unsure": State(_("拿不准"), "at-risk", "question"),
    "internal": State(_("内部"), "neutral", "stop"),
    "public": State(_("公开"), "neutral", "dot"),
}


def find_state(code: str) -> State:
    """The state of a code; an unknown one is shown by its code in grey rather than hidden."""
    return STATES.get(str(code).replace("-", "_"), State(str(code), "neutral", "question"))
