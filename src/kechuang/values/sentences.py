"""Sentences an engine writes: the same statement in Chinese and English, so that a page can choose."""

from __future__ import annotations

from dataclasses import dataclass

from kechuang.values.errors import Language


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement in both languages; also used for names.

    >>> Sentence("众创空间", "maker space").text("en")
    'maker space'
    """

    zh: str
    en: str

    def text(self, lang: Language = "zh") -> str:
        """The statement in a language."""
        return self.zh if lang == "zh" else self.en

    def __add__(self, other: Sentence) -> Sentence:
        return Sentence(self.zh + other.zh, f"{self.en} {other.en}".strip())
