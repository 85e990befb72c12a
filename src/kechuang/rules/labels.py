"""Reading the parts every node of a rule file has: its label, and a name made from its facts where none is written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from kechuang.content import ContentError, YamlList, YamlMap, choice_of, sentence_of, text_of
from kechuang.rules.expressions import Context, read_constant
from kechuang.tree import Condition, Label, Mark, Operator, Points, Test, show_need
from kechuang.values import KechuangError, Sentence

COMMON = {"code", "name", "clause", "confidence", "route", "note"}
BOUNDS: Mapping[str, Operator] = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
MARKS: tuple[Mark, ...] = ("E", "P", "K")
MOST_DEPTH = 30

#: Gives the root of another rule on the same day; raises KechuangError for a circle or an unknown rule.
Other = Callable[[str], Condition]


def mark_of(entry: YamlMap, default: Mark) -> Mark:
    """How far the text is confirmed."""
    found = choice_of(entry, "confidence", MARKS, default)
    return next(mark for mark in MARKS if mark == found)


def scalar_of(entry: YamlMap, key: str) -> str:
    """A number as it is written."""
    value = entry.get(key)
    if value is None or isinstance(value, bool | dict | list):
        raise ContentError(
            entry.at(key),
            zh=f"“{key}”应当是数值，如 500、30%、2亿元。",
            en=f"'{key}' must be a number: 500, 30%, 2亿元.",
        )
    return str(value)


def renamed(label: Label, name: Sentence) -> Label:
    """The label with another name."""
    return Label(label.code, name, label.clause, label.mark, label.route)


class NodeBuilder(ABC):
    """What conditions and points have in common: labels, names made from facts, and the context of the rule."""

    def __init__(self, context: Context, names: Mapping[str, Sentence], other: Other, mark: Mark) -> None:
        self.context = context
        self.names = names
        self.other = other
        self.mark = mark
        self.scores: dict[str, Points] = {}

    def kind_of(self, entry: YamlMap, kinds: tuple[str, ...]) -> str:
        """The one kind of node a mapping declares."""
        found = [kind for kind in kinds if kind in entry]
        if len(found) != 1:
            raise ContentError(
                entry.where,
                zh=f"要写且只写一种：{'、'.join(kinds)}。",
                en=f"write exactly one of {', '.join(kinds)}.",
            )
        return found[0]

    def label_of(self, entry: YamlMap, code: str) -> Label:
        """The label of a mapping."""
        return Label(
            text_of(entry, "code", code),
            sentence_of(entry, "name", Sentence("", "")),
            text_of(entry, "clause", None),
            mark_of(entry, "E"),
            text_of(entry, "route", None),
        )

    def check_derived(self, test: Test, where: Any) -> None:
        """Refuse a derived growth that is not compared alone."""
        rates = [key for key, _ in (*test.left, *test.below) if self.context.derived.get(key) == "share"]
        if rates and (test.below or len(test.left) > 1):
            raise ContentError(
                where,
                zh=f"推算的增速（{rates[0]}）只能单独与数值比较。",
                en=f"the derived growth ({rates[0]}) can only be compared with a number, alone.",
            )

    def said(self, test: Test) -> Sentence:
        """A name made of the facts and what is asked."""
        need = show_need(test)
        name = self.terms_said(test.left)
        if test.below:
            below = self.terms_said(test.below)
            name = Sentence(f"{name.zh}/{below.zh}", f"{name.en} / {below.en}")
        return Sentence(f"{name.zh}{need.zh}", f"{name.en} {need.en}")

    def terms_said(self, terms: tuple[tuple[str, int], ...]) -> Sentence:
        """The names of facts, with their weights."""
        zh, en = "", ""
        for key, weight in terms:
            sign = "-" if weight < 0 else "+" if zh else ""
            times = "" if abs(weight) == 1 else f"{abs(weight)}×"
            name = self.fact_name(key)
            zh, en = f"{zh}{sign}{times}{name.zh}", f"{en} {sign} {times}{name.en}".strip()
        return Sentence(zh, en)

    def fact_name(self, key: str) -> Sentence:
        """The name of a fact, and how many years before."""
        code, _, back = key.partition(".")
        if code not in self.context.facts:
            return self.names.get(code, Sentence(code, code))
        name = self.context.facts.get(code).name
        return Sentence(f"{name.zh}（前{back}年）", f"{name.en} ({back} years before)") if back else name

    def constant_of(self, entry: YamlMap, key: str, kinds: tuple[str, ...]) -> Fraction:
        """A whole number under a key."""
        try:
            constant = read_constant(scalar_of(entry, key), self.context)
        except ContentError:
            raise
        except KechuangError as error:
            raise ContentError(entry.at(key), zh=error.zh, en=error.en) from error
        if constant.kind not in kinds or constant.value.denominator != 1:
            raise ContentError(entry.at(key), zh=f"“{key}”应为整数。", en=f"'{key}' must be a whole number.")
        return constant.value

    @abstractmethod
    def condition(self, holder: YamlList | YamlMap, key: Any, code: str, depth: int) -> Condition:
        """The condition that stands in a list or under a key."""
