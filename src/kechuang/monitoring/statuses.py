"""The nine statuses a promise can have at a date: their codes, names, icons and order of severity."""

from __future__ import annotations

from enum import StrEnum

from kechuang.values import Language, Sentence


class Status(StrEnum):
    """What the evidence says about a promise at a date. The value is the code of the contracts.

    ``not_due``, ``not_collected`` and ``unclear`` are three things: the next release lies ahead; this installation holds
    nothing after the baseline; figures are held but cannot settle the question.

    >>> Status("off_track") is Status.OFF_TRACK, Status.OFF_TRACK.label("zh")
    (True, '进度滞后')
    """

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    CONFLICT = "conflict"
    UNCLEAR = "unclear"
    NOT_DUE = "not_due"
    NOT_COLLECTED = "not_collected"
    DISCONTINUED = "discontinued"

    @property
    def names(self) -> Sentence:
        """The name in both languages."""
        return _NAMES[self]

    def label(self, lang: Language = "zh") -> str:
        """The name in a language."""
        return _NAMES[self].text(lang)

    @property
    def icon(self) -> str:
        """The key of the icon that pages draw beside the colour, so that colour never speaks alone."""
        return _ICONS[self]

    @property
    def severity(self) -> int:
        """How much the status asks of a reader; lists put the highest first."""
        return _SEVERITY.index(self)

    @property
    def settled_by_pace(self) -> bool:
        """Whether the status comes from comparing a figure with its expected path."""
        return self in PACE


#: From worst to best: what a comparison of a figure with its path can say.
PACE: tuple[Status, ...] = (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.ACHIEVED)

_NAMES: dict[Status, Sentence] = {
    Status.ACHIEVED: Sentence("已实现", "achieved"),
    Status.ON_TRACK: Sentence("进展正常", "on track"),
    Status.AT_RISK: Sentence("有风险", "at risk"),
    Status.OFF_TRACK: Sentence("进度滞后", "off track"),
    Status.CONFLICT: Sentence("口径不一", "conflict"),
    Status.UNCLEAR: Sentence("尚不能判断", "unclear"),
    Status.NOT_DUE: Sentence("未到发布期", "not due"),
    Status.NOT_COLLECTED: Sentence("待收录", "not collected"),
    Status.DISCONTINUED: Sentence("已停止统计", "discontinued"),
}

_ICONS: dict[Status, str] = {
    Status.ACHIEVED: "check",
    Status.ON_TRACK: "arrow-up",
    Status.AT_RISK: "alert",
    Status.OFF_TRACK: "arrow-down",
    Status.CONFLICT: "split",
    Status.UNCLEAR: "question",
    Status.NOT_DUE: "clock",
    Status.NOT_COLLECTED: "inbox",
    Status.DISCONTINUED: "stop",
}

#: From the least to the most that a status asks of its reader.
_SEVERITY: tuple[Status, ...] = (
    Status.DISCONTINUED,
    Status.NOT_DUE,
    Status.ON_TRACK,
    Status.ACHIEVED,
    Status.NOT_COLLECTED,
    Status.UNCLEAR,
    Status.CONFLICT,
    Status.AT_RISK,
    Status.OFF_TRACK,
)
