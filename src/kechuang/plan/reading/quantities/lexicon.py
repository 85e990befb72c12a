"""The words of the grammar, read once from ``lexicon.yaml``."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml


@lru_cache(maxsize=1)
def classes() -> dict[str, frozenset[str]]:
    """Words by class."""
    raw = yaml.safe_load(files(__package__).joinpath("lexicon.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(map(str, words)) for name, words in raw.items()}


@lru_cache(maxsize=8)
def index(*names: str) -> tuple[dict[str, str], int]:
    """A word → class table of the named classes (the first named wins) and the length of its longest word."""
    table: dict[str, str] = {}
    for name in reversed(names):
        table.update(dict.fromkeys(classes()[name], name))
    return table, max(map(len, table))


@lru_cache(maxsize=1)
def plan_in_force() -> tuple[int, int]:
    """First and last year of the five-year plan in force (``plan_period.yaml``)."""
    raw = yaml.safe_load(files(__package__).joinpath("plan_period.yaml").read_text(encoding="utf-8"))
    first, last = raw["in_force"]
    return int(first), int(last)
