"""Provenance: where a figure comes from. No address is an answer too, and it is said aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kechuang.values.errors import Language

Confidence = Literal["high", "medium", "low"]
CONFIDENCE_ORDER: tuple[Confidence, ...] = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Source:
    """The document a figure was read in.

    ``publisher`` is ``None`` when nobody recorded who published it (a figure of an unknown publisher is never of high
    confidence); ``address`` is ``None`` when none was recorded; ``locator`` says where inside (page, table, span).
    """

    title: str
    publisher: str | None = None
    address: str | None = None
    locator: str | None = None

    def address_label(self, lang: Language = "zh") -> str:
        """The address, or the sentence that none was recorded."""
        return self.address or ("未记录网址" if lang == "zh" else "no address recorded")


def least_confidence(*levels: Confidence) -> Confidence:
    """The lowest of several confidences: a conclusion is no surer than its weakest figure.

    >>> least_confidence("high", "medium")
    'medium'
    """
    return min(levels, key=CONFIDENCE_ORDER.index)
