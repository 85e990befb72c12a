"""Refusals of the stores."""

from __future__ import annotations

from kechuang.values import KechuangError


class StaleError(KechuangError):
    """Someone else changed the row since it was shown; nothing was written."""

    def __init__(self, who: str = "") -> None:
        by_zh, by_en = (f"已被{who}", f" by {who}") if who else ("已被他人", "")
        super().__init__(
            zh=f"这一项{by_zh}修改，您的修改没有保存；请查看最新内容后再决定。",
            en=f"This item was changed{by_en} meanwhile, so your change was not saved; look at it again and decide.",
        )


class StateError(KechuangError):
    """The thing is not in a state in which this can be done."""


class OwnAmendmentError(KechuangError):
    """Someone tried to decide their own amendment."""

    def __init__(self) -> None:
        super().__init__(
            zh="不能审批自己提出的修订；请由另一位有批准权限的同志办理。",
            en="Nobody decides their own amendment; ask another person who may approve.",
        )
