"""Errors people can act on: each names the thing, the value, the reason and the next step, in Chinese and English."""

from __future__ import annotations

from typing import Literal

Language = Literal["zh", "en"]


class KechuangError(Exception):
    """Base of every error this library raises on purpose.

    The message is written twice, because the first readers work in Chinese and the next in English.

    >>> error = KechuangError(zh="期间“2019-13”无法识别：月份应为01至12。", en="Period '2019-13' is not valid: months run 01-12.")
    >>> error.message("en")
    "Period '2019-13' is not valid: months run 01-12."
    """

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    def message(self, lang: Language = "zh") -> str:
        """The sentence in the language asked for."""
        return self.zh if lang == "zh" else self.en


class ValueFormatError(KechuangError, ValueError):
    """A value cannot be read as what it claims to be (a period, a quantity, an identifier)."""
