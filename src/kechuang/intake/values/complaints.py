"""What is wrong with one cell, before it is known where the cell stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kechuang.intake.problems import Severity
from kechuang.values import Period, Sentence

#: What a cell can be: nothing, text or a choice's code, whole 分 or a count, an exact number or ratio, yes/no, a day, or the
#: month or year where the file gives no day.
Value = None | str | int | Decimal | bool | date | Period


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to say about a cell; see :class:`kechuang.intake.Problem` for severity, kind and offer."""

    severity: Severity
    kind: str
    sentence: Sentence
    offer: str | None = None


def complain(severity: Severity, kind: str, zh: str, en: str, offer: str | None = None) -> Complaint:
    """A complaint in both languages."""
    return Complaint(severity, kind, Sentence(zh, en), offer)


def shown(text: str) -> str:
    """A cell's text as a sentence quotes it: short, on one line, without characters that do not show."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= 40 else line[:39] + "…"
