"""The words of the grammar, read once from ``lexicon.yaml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kechuang.plan.reading.language import load_table

_GUARDS = ("not_before", "not_after")


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = load_table(__package__, "lexicon.yaml")
    return raw


@lru_cache(maxsize=1)
def classes() -> dict[str, frozenset[str]]:
    """Words by class."""
    return {name: frozenset(map(str, words)) for name, words in _raw().items() if name not in _GUARDS}


@lru_cache(maxsize=8)
def index(*names: str) -> tuple[dict[str, str], int]:
    """A word → class table of the named classes (the first named wins) and the length of its longest word."""
    table: dict[str, str] = {}
    for name in reversed(names):
        table.update(dict.fromkeys(classes()[name], name))
    return table, max(map(len, table))


@lru_cache(maxsize=2)
def guard(name: str) -> dict[str, str]:
    """Characters beside which a word is no word of the grammar: ``not_before`` and ``not_after``."""
    return {str(word): str(chars) for word, chars in _raw()[name].items()}


@lru_cache(maxsize=1)
def plan_in_force() -> tuple[int, int]:
    """First and last year of the five-year plan in force (``plan_period.yaml``)."""
    raw = load_table(__package__, "plan_period.yaml")
    first, last = raw["in_force"]
    return int(first), int(last)
