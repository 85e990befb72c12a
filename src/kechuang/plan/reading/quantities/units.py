"""The units of plans: the table ``units.yaml`` and how a unit is found after a number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kechuang.plan.reading.language import load_table

MULTIPLIERS = ("万亿", "千亿", "百亿", "十亿", "千万", "百万", "十万", "亿", "万", "千", "百")


@dataclass(frozen=True, slots=True)
class UnitTable:
    """``strength[word]`` is strong, weak or never; ``inferred`` pairs a headword with the unit a reader supplies."""

    strength: dict[str, str]
    longest: int
    per_longest_first: tuple[str, ...]
    inferred: tuple[tuple[str, str], ...]
    unitless: tuple[str, ...]
    begins: dict[str, str]


@dataclass(frozen=True, slots=True)
class UnitHit:
    """A unit found: multiplier and word make up the unit as written; ``end`` is where it ends in the text."""

    multiplier: str
    word: str
    per: str
    strength: str
    end: int

    @property
    def text(self) -> str:
        """The unit as the text writes it, multiplier first."""
        return self.multiplier + self.word + (f"/{self.per}" if self.per else "")

    def is_cut_short(self, text: str) -> bool:
        """Whether the counting word is only the beginning of another word of ``text`` (3人均, 5个性, 2元素)."""
        tail = text[self.end : self.end + 1]
        return bool(tail) and tail in unit_table().begins.get(self.word, "")


@lru_cache(maxsize=1)
def unit_table() -> UnitTable:
    """The table, read once."""
    raw: dict[str, Any] = load_table(__package__, "units.yaml")
    strength = dict.fromkeys(raw["never"], "never")
    for name in ("weak", "strong"):
        for words in raw[name].values():
            strength.update(dict.fromkeys(words, name))
    pairs = sorted(
        ((head, unit) for unit, heads in raw["inferred"].items() for head in heads), key=lambda p: -len(p[0])
    )
    return UnitTable(
        strength=strength,
        longest=max(map(len, strength)),
        per_longest_first=tuple(sorted(raw["per"], key=lambda p: -len(p))),
        inferred=tuple(pairs),
        unitless=tuple(raw["unitless"]),
        begins=raw["begins"],
    )


def multiplier_at(text: str, i: int) -> str:
    """The multiplier 万, 亿, 千万 … at ``i``, or ''."""
    return next((m for m in MULTIPLIERS if text.startswith(m, i)), "")


def unit_at(text: str, i: int) -> UnitHit | None:
    """The unit at ``i`` (multiplier, word, per), or None.

    >>> unit_at("万元/亩以上", 0).text, unit_at("人年/万人", 0).text, unit_at("万人次", 0).text
    ('万元/亩', '人年/万人', '万人次')
    """
    table = unit_table()
    multiplier = multiplier_at(text, i)
    start = i + len(multiplier)
    if text[start : start + 1] in ("多", "余") and multiplier:
        start += 1
    for length in range(min(table.longest, len(text) - start), 0, -1):
        word = text[start : start + length]
        strength = table.strength.get(word)
        if strength is None:
            continue
        end = start + length
        per = ""
        if text[end : end + 1] in ("/", "每"):
            per = next((p for p in table.per_longest_first if text.startswith(p, end + 1)), "")
            end += 1 + len(per) if per else 0
        return UnitHit(multiplier, word, per, strength, end)
    return None


def is_unitless(name: str) -> bool:
    """Whether what is counted carries no unit (an index, a score)."""
    return any(word in name for word in unit_table().unitless)


def inferred_unit(name: str) -> str | None:
    """The unit a reader supplies for a counted thing, from the last headword of its name.

    >>> inferred_unit("国家入库科技型中小企业"), inferred_unit("森林")
    ('家', None)
    """
    return next((unit for head, unit in unit_table().inferred if name.endswith(head)), None)
