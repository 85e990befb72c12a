"""Days on the command line."""

from __future__ import annotations

from datetime import date
from typing import overload

from kechuang.values import KechuangError


@overload
def parse_day(text: str, option: str) -> date: ...
@overload
def parse_day(text: str | None, option: str) -> date | None: ...
def parse_day(text: str | None, option: str) -> date | None:
    """The day that an option names; ``None`` where it was not given.

    Raises:
        KechuangError: the text is no day.

    >>> parse_day("2023-09-01", "--as-of")
    datetime.date(2023, 9, 1)
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise KechuangError(
            zh=f"{option} 的值“{text}”不是存在的日期，请写成 2023-09-01。",
            en=f"{option} is “{text}”, which is no day; write 2023-09-01.",
        ) from None
