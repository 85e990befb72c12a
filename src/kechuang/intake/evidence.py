"""What the cells of a column look like, whatever their heading says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kechuang.intake.cells import Percent, cell_text
from kechuang.intake.dates import read_date
from kechuang.intake.words import fold_text, is_nothing
from kechuang.values import is_uscc, normalise_uscc

_CODE = re.compile(r"[0-9A-Z]{18}")
_ORGANISATION = re.compile(
    r".{2,60}(?:公司|集团|合作社|合伙企业|合伙\)|研究院|研究所|中心|大学|学院|事务所|农场|厂|医院|银行|协会|联盟|经营部|工作室)(?:\(.*\))?"
)
_NUMBER = re.compile(r"[¥￥$]?[-+−(]?[\d,，]+(?:\.\d+)?(?:e[+-]?\d+)?\)?(?:%|元|万元|千元|亿元|人|家|件|项|个)?")
_PHONE = re.compile(r"(?:\+?86-?)?1[3-9]\d{9}|(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,5})?")
YES = frozenset(("是", "有", "√", "✓", "✔", "y", "yes", "true", "1", "已", "对", "☑", "■", "已认定"))
NO = frozenset(("否", "无", "×", "✗", "✘", "x", "n", "no", "false", "0", "未", "不是", "没有", "□", "未认定"))


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares (0 to 1) of a column's cells that look like something.

    ``filled`` is how many cells hold anything at all, ``largest`` the largest number that is not written as a percentage.
    """

    filled: int = 0
    code: float = 0
    valid_code: float = 0
    organisation: float = 0
    number: float = 0
    date: float = 0
    yes_no: float = 0
    phone: float = 0
    percent: float = 0
    largest: float = 0
    texts: frozenset[str] = frozenset()


def profile_of(values: Iterable[Any]) -> Profile:
    """The profile of a column's cells.

    >>> found = profile_of(["91350100M000100Y43", "９１３５０１００ｍ０００１００ｙ４３", "—", None])
    >>> found.filled, found.valid_code, found.number
    (2, 1.0, 0.0)
    """
    held = [value for value in values if value is not None and not (isinstance(value, str) and is_nothing(value))]
    if not held:
        return Profile()
    texts = [fold_text(cell_text(value)) for value in held]
    codes = [normalise_uscc(text) for text in texts]

    def share(marks: Iterable[bool]) -> float:
        return sum(marks) / len(held)

    numbers = [_number(value, text) for value, text in zip(held, texts, strict=True)]
    return Profile(
        filled=len(held),
        code=share(_CODE.fullmatch(code) is not None for code in codes),
        valid_code=share(is_uscc(code) for code in codes),
        organisation=share(_ORGANISATION.fullmatch(text) is not None for text in texts),
        number=share(number is not None for number in numbers),
        date=share(_is_date(value) for value in held),
        yes_no=share(
            isinstance(value, bool) or text in YES or text in NO for value, text in zip(held, texts, strict=True)
        ),
        phone=share(_PHONE.fullmatch(text) is not None for text in texts),
        percent=share(
            isinstance(value, Percent) or text.endswith("%") for value, text in zip(held, texts, strict=True)
        ),
        largest=max(
            (
                abs(number)
                for number, text in zip(numbers, texts, strict=True)
                if number is not None and not text.endswith("%")
            ),
            default=0.0,
        ),
        texts=frozenset(texts[:200]),
    )


def looks_like_data(value: Any) -> bool:
    """Whether a cell can only be a record's: a code, a number that is no year, a day, an organisation's name.

    >>> looks_like_data(12.5), looks_like_data("2023"), looks_like_data("营业收入"), looks_like_data("天津某某有限公司")
    (True, False, False, True)
    """
    if value is None or isinstance(value, bool):
        return value is True
    text = fold_text(cell_text(value))
    if not text or is_nothing(text):
        return False
    if _number(value, text) is not None:
        return not is_year(text)
    return _CODE.fullmatch(text.upper()) is not None or _ORGANISATION.fullmatch(text) is not None or _is_day(value)


def is_year(text: str) -> bool:
    """Whether a text is a year by itself: 2023, 2023年."""
    return re.fullmatch(r"(?:19|20)\d{2}(?:年|年度)?", text) is not None


def _number(value: Any, text: str) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if _NUMBER.fullmatch(text) is None:
        return None
    digits = re.sub(r"[^\d.]", "", text.split("e", maxsplit=1)[0])
    return float(digits) if re.fullmatch(r"\d+(?:\.\d+)?", digits) and len(digits) < 18 else None


def _is_date(value: Any) -> bool:
    reading = read_date(value)
    return reading.day is not None or reading.period is not None or bool(reading.offers)


def _is_day(value: Any) -> bool:
    return read_date(value).day is not None
