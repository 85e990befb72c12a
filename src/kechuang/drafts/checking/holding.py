"""What is held about a statement: facts of the ledger and targets of the plan, told apart by period."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kechuang.dictionary import Attribute, Dictionary
from kechuang.drafts.checking.statements import Statement
from kechuang.ledger import Fact, LedgerView
from kechuang.plan.book import PlanBook
from kechuang.plan.book.matching import name_score
from kechuang.values import Period, Quantity, Sentence, Source, unit

#: From this likeness on a figure is taken to be about an attribute; candidates nearly as alike are held beside it.
ALIKE, NEARLY = 0.6, 0.12
#: From this likeness on a contradiction is claimed, not only an agreement.
SURE = 0.7
_ASIDE = re.compile(r"[（(][^）)]*[）)]")
_SHARES = frozenset({"share", "share_change"})


@dataclass(frozen=True, slots=True)
class Held:
    """One figure that is held: a fact, or a target of the plan."""

    attribute: str
    definition: str
    score: float
    amount: Quantity
    period: Period | None
    label: Sentence
    source: Source | None


@dataclass(frozen=True)
class Holdings:
    """What can be held against a draft at one time."""

    view: LedgerView
    dictionary: Dictionary
    book: PlanBook | None

    def about(self, statement: Statement) -> tuple[Held, ...]:
        """Every figure held about what the statement counts, likeliest attribute first."""
        found = [*(self._targets(statement) if statement.aim else ()), *self._facts(statement)]
        best = max((held.score for held in found), default=0.0)
        return tuple(sorted((held for held in found if held.score >= best - NEARLY), key=lambda held: -held.score))

    def _facts(self, statement: Statement) -> list[Held]:
        found = []
        for attribute in self.dictionary:
            if not _same_kind(attribute.unit, statement.amount):
                continue
            scores = {one.key: _likeness(statement, attribute, one.text.zh) for one in attribute.definitions}
            if max(scores.values(), default=0.0) < ALIKE:
                continue
            for fact in self.view.series(statement.subject, attribute.code):
                score = scores.get(fact.definition, 0.0)
                if fact.quantity is not None and score >= ALIKE:
                    found.append(_held(fact, attribute, score))
        return found

    def _targets(self, statement: Statement) -> list[Held]:
        if self.book is None or statement.subject != self._region:
            return []
        found = []
        for indicator in self.book.indicators:
            score = max(name_score(name, indicator.name.zh) for name in (statement.name, statement.words))
            for target in indicator.targets:
                if score >= ALIKE and _same_kind(target.quantity.unit.symbol, statement.amount):
                    label = Sentence(
                        f"规划目标：{target.period.label('zh')}{target.quantity.label('zh')}",
                        f"target of the plan: {target.quantity.label('en')} by {target.period.label('en')}",
                    )
                    source = Source(self.book.title.zh, None, None, target.clause)
                    found.append(
                        Held(
                            indicator.attribute,
                            indicator.definition,
                            score,
                            target.quantity,
                            target.period,
                            label,
                            source,
                        )
                    )
        return found

    @cached_property
    def _region(self) -> str:
        return next((indicator.subject for indicator in self.book.indicators), "") if self.book else ""


def _likeness(statement: Statement, attribute: Attribute, definition: str) -> float:
    whole, core = attribute.name.zh, _ASIDE.sub("", attribute.name.zh)
    return max(
        score
        for name in (statement.name, statement.words)
        for score in (
            name_score(name, whole), name_score(name, core), 0.95 * name_score(name, definition), 0.9 * _within(name, core)
        )
    )  # fmt: skip


def _within(name: str, core: str) -> float:
    """1 where a draft's shorter name is the attribute's with words left out: all its characters in their order."""
    short = name.removesuffix("数")
    rest = iter(core)
    return float(len(short) >= 4 and all(character in rest for character in short))


def _same_kind(symbol: str | None, amount: Quantity) -> bool:
    """Whether two amounts can be of one thing: the same dimension; counting words (家, 户, 个) are told apart by the names."""
    if symbol is None:
        return False
    one, other = unit(symbol).dimension, amount.unit.dimension
    return one == other or ({one, other} <= _SHARES) or (_counts(one) and _counts(other))


def _counts(dimension: str) -> bool:
    return not dimension.isascii()


def _held(fact: Fact, attribute: Attribute, score: float) -> Held:
    assert fact.quantity is not None  # noqa: S101 - asked before
    when = fact.period.label("zh") if fact.period else "期间不详"
    when_en = fact.period.label("en") if fact.period else "undated"
    label = Sentence(
        f"{when}{attribute.name.zh}{fact.quantity.label('zh')}",
        f"{attribute.name.en} {fact.quantity.label('en')}, {when_en}",
    )
    return Held(attribute.code, fact.definition, score, fact.quantity, fact.period, label, fact.source)


def same_period(held: Iterable[Held], period: Period) -> list[Held]:
    """The figures of a period; a year is also spoken of by its last month, the last month by its year."""
    return [one for one in held if one.period is not None and (one.period == period or _closing(one.period, period))]


def _closing(one: Period, other: Period) -> bool:
    grains = {one.grain, other.grain}
    return one.end == other.end and grains <= {"year", "month", "day", "quarter"} and "year" in grains
