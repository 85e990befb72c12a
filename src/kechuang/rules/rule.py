"""What a rule is once its declaration is read for a day: a tree with its document, its facts and its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kechuang.rules.cases import FactSet
from kechuang.rules.derived import Derived, derive
from kechuang.rules.expressions import Constant
from kechuang.rules.facts import FactCatalogue
from kechuang.tree import Condition, Label, Mark, Points, Value, leaves
from kechuang.values import Sentence


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of policy: its value on the day, the clause it stands in, and how far that is confirmed."""

    code: str
    value: Constant
    name: Sentence
    clause: str | None
    mark: Mark
    source: str | None


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a support policy pays: the amount as the text says it, and what limits it."""

    amount: Sentence
    most_fen: int | None
    once: bool
    excludes: tuple[str, ...]
    window: Sentence | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule as of a day. ``root`` is the verdict, ``score`` the points that are reported with it."""

    code: str
    version: str
    name: Sentence
    issuer: str
    document: str
    kind: str
    valid_from: date
    valid_to: date | None
    presumed_end: date | None
    supersedes: str | None
    as_of: date
    root: Condition
    score: Points | None
    parameters: Mapping[str, Parameter]
    derived: Mapping[str, Derived]
    facts: FactCatalogue
    benefit: Benefit | None = None

    def sources(self) -> tuple[str, ...]:
        """The codes of the plain facts it looks at, in the order of the declaration."""
        return tuple(dict.fromkeys(code for key in self.keys() for code in self.sources_of(key)))

    def keys(self) -> tuple[str, ...]:
        """The keys its tree looks at: facts, facts of earlier years, derived facts."""
        nodes = leaves(self.root) | (leaves(self.score) if self.score is not None else {})
        return tuple(nodes)

    def sources_of(self, key: str) -> tuple[str, ...]:
        """The plain facts that a key stands for."""
        return self.derived[key].sources if key in self.derived else (key.partition(".")[0],)

    def values(self, known: FactSet) -> dict[str, Value]:
        """The facts of a firm by the keys of the tree; unknown ones are left out."""
        found: dict[str, Value] = {}
        for key in self.keys():
            value = self._value(key, known)
            if value is not None:
                found[key] = value
        return found

    def _value(self, key: str, known: FactSet) -> Value | None:
        if key in self.derived:
            return derive(self.derived[key], known, self.as_of)
        code, _, back = key.partition(".")
        return known.value(code, self.as_of, int(back or 0))


def names_of(rule: Rule, key: str) -> Iterator[Sentence]:
    """The names of the facts behind a key."""
    for code in rule.sources_of(key):
        if code in rule.facts:
            yield rule.facts.get(code).name


def reference(label: Label, rule: Rule) -> str:
    """Where a condition stands: the document and the clause."""
    return f"{rule.document} {label.clause}".strip() if label.clause else rule.document
