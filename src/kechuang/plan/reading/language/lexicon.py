"""The vocabulary of ``verbs.yaml``, loaded once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kechuang.plan.reading.language.tables import load_table


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by how they behave; each set is described in ``verbs.yaml``."""

    action: frozenset[str]
    nominal: frozenset[str]
    start_only: frozenset[str]
    chains: frozenset[str]
    modifier: frozenset[str]
    pivot: frozenset[str]
    agents: tuple[str, ...]
    outcome: frozenset[str]
    adverbs: frozenset[str]
    adverbs_at_start: frozenset[str]
    agent_tails: tuple[str, ...]
    prelude_ends: tuple[str, ...]
    openers: frozenset[str]
    determiners: tuple[str, ...]
    general: tuple[re.Pattern[str], ...]
    verbs: frozenset[str]  # every word that may be the verb of a task
    certain: frozenset[str]  # the verbs of ``action`` that never stand before a noun


@cache
def load_lexicon() -> Lexicon:
    """The vocabulary; reading it takes a few milliseconds, once."""
    tables = load_table(__package__, "verbs.yaml")
    return Lexicon(
        action=frozenset(tables["action"]),
        nominal=frozenset(tables["nominal"]),
        start_only=frozenset(tables["start_only"]),
        chains=frozenset(tables["chains"]),
        modifier=frozenset(tables["modifier"]),
        pivot=frozenset(tables["pivot"]),
        agents=tuple(tables["agents"]),
        outcome=frozenset(tables["outcome"]),
        adverbs=frozenset(tables["adverbs"]),
        adverbs_at_start=frozenset(tables["adverbs_at_start"]),
        agent_tails=tuple(tables["agent_tails"]),
        prelude_ends=tuple(tables["prelude_ends"]),
        openers=frozenset(tables["openers"]),
        determiners=tuple(tables["determiners"]),
        general=tuple(re.compile(pattern) for pattern in tables["general"]),
        verbs=frozenset(tables["action"]) | frozenset(tables["nominal"]),
        certain=frozenset(tables["action"]) - frozenset(tables["modifier"]),
    )
