"""The comparisons of a rule as an officer writes them, read into tests on whole numbers.

``staff_total <= $staff_cap`` · ``science_staff / staff_total >= 30%`` · ``sales_revenue[-1] > 0元`` ·
``registered_on <= as_of - 365 days`` · ``registered_on >= last_year_end - 8 years``

A fact is named by its code; ``[-1]`` is one year earlier; ``$name`` is a parameter. Days: ``as_of``, ``year_start`` (1 January
of the year of application) and ``last_year_end`` (31 December before it), moved by days, months or years.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm

from kechuang.rules.amounts import read_money
from kechuang.rules.facts import FactCatalogue
from kechuang.tree import Asked, Kind, Operator, Terms
from kechuang.values import KechuangError, month_end

_TOKEN = re.compile(
    r"\s*(?:(?P<money>\d[\d,]*(?:\.\d+)?(?:分|元|[百千万亿]+元?))|(?P<percent>\d+(?:\.\d+)?%)"
    r"|(?P<span>\d+\s*(?:days?|months?|years?|天|个月|年))|(?P<number>\d[\d,]*(?:\.\d+)?)"
    r"|(?P<word>\$?[a-z][a-z0-9_]*)(?P<back>\[-\d\])?|(?P<op><=|>=|<|>)|(?P<sign>[-+*/()]))"
)
_INCLUDED = re.compile(r"\((不)?含\)$")
_SPAN = re.compile(r"(\d+)\s*(\D+)")
_DAYS = ("as_of", "year_start", "last_year_end")
_FLIP: Mapping[Operator, Operator] = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}
MOST_YEARS_BACK = 9


@dataclass(frozen=True, slots=True)
class Constant:
    """A number with what it measures: money in 分, a share, a count, a day."""

    value: Fraction
    kind: Kind


@dataclass(frozen=True, slots=True)
class Context:
    """What the words of a comparison mean: the facts, the parameters of the rule, the derived facts, and the day."""

    facts: FactCatalogue
    parameters: Mapping[str, Constant]
    derived: Mapping[str, Kind]
    as_of: date

    def day(self, word: str) -> date:
        """The day a word stands for."""
        if word == "as_of":
            return self.as_of
        return date(self.as_of.year, 1, 1) if word == "year_start" else date(self.as_of.year - 1, 12, 31)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison in the parts a test is made of."""

    left: Terms
    below: Terms
    op: Operator
    threshold: Fraction
    kind: Kind
    asked: Asked


@dataclass(slots=True)
class _Side:
    terms: dict[str, Fraction]
    constant: Fraction
    kind: Kind | None
    constant_kind: Kind | None = None

    @property
    def plain(self) -> bool:
        return not self.terms


def read_comparison(text: str, context: Context) -> Comparison:
    """A comparison of facts with a threshold, or of facts with facts.

    Raises:
        KechuangError: a word is not known, the kinds do not go together, or it is no comparison.
    """
    parser = _Parser(text, context)
    left, below = parser.ratio()
    op = parser.operator()
    right, beside = parser.ratio()
    parser.end()
    if beside is not None:
        if below is not None or not left.plain:
            raise parser.fault("只能一边是比值", "only one side can be a share")
        left, below, right, op = right, beside, left, _FLIP[op]
    if left.plain and below is None:
        left, right, op = right, left, _FLIP[op]
    if left.plain:
        raise parser.fault("没有提到任何事实", "no fact is named")
    return _compared(parser, left, below, op, right)


def read_ratio(text: str, context: Context) -> tuple[Terms, Terms, Kind, Asked]:
    """What bands look at: a fact, a sum of facts or a share, without a threshold."""
    parser = _Parser(text, context)
    left, below = parser.ratio()
    parser.end()
    if left.plain or left.constant or (below is not None and (below.plain or below.constant)):
        raise parser.fault("应当是事实或两个事实的比", "a fact or a share of facts is expected")
    scale = _scale(left, below)
    kind: Kind = "share" if below is not None else left.kind or "number"
    return _whole(left, scale), _whole(below, scale) if below else (), kind, _asked(parser, left, below)


def read_constant(text: str, context: Context) -> Constant:
    """A number, an amount, a share, a parameter or a day; 含 and 不含 behind it are for the reader."""
    parser = _Parser(_INCLUDED.sub("", unicodedata.normalize("NFKC", text).strip()), context)
    side = parser.sum()
    parser.end()
    if not side.plain:
        raise parser.fault("应当是数值", "a number is expected")
    return Constant(side.constant, side.constant_kind or "number")


def check_included(text: str, op: Operator) -> None:
    """Refuse a 含 or 不含 behind a bound that says the opposite of how the bound is used."""
    found = _INCLUDED.search(unicodedata.normalize("NFKC", text).strip())
    if found and (found[1] is None) != (op in (">=", "<=")):
        raise KechuangError(
            zh=f"“{text}”所注的含或不含与用法（{op}）不符。", en=f"'{text}' says the opposite of how it is used ({op})."
        )


def _compared(parser: _Parser, left: _Side, below: _Side | None, op: Operator, right: _Side) -> Comparison:
    if below is not None:
        if (
            not right.plain
            or right.constant_kind not in ("share", "number")
            or left.constant
            or below.constant
            or below.plain
        ):
            raise parser.fault("比值要和百分数比较", "a share is compared with a percentage")
        if left.kind != below.kind and "number" not in (left.kind, below.kind):
            raise parser.fault("分子和分母不是同一种量", "numerator and denominator measure different things")
        scale = _scale(left, below)
        return Comparison(
            _whole(left, scale), _whole(below, scale), op, right.constant, "share", _asked(parser, left, below)
        )
    for key, weight in right.terms.items():
        left.terms[key] = left.terms.get(key, Fraction(0)) - weight
    left.terms = {key: weight for key, weight in left.terms.items() if weight}
    if not left.terms:
        raise parser.fault("两边相消，没有可比较的事实", "the two sides cancel out")
    kinds = {left.kind, right.kind} - {None}
    if len(kinds) > 1:
        raise parser.fault("两边不是同一种量", "the two sides measure different things")
    kind = left.kind or "number"
    for side in (left, right):
        if side.constant and side.constant_kind not in (kind, None) and "number" not in (kind, side.constant_kind):
            raise parser.fault("数值的单位与事实不符", "the number's unit does not fit the fact")
        if side.constant and kind in ("money", "date") and side.constant_kind != kind:
            raise parser.fault("金额要写单位，日期要写成日期", "an amount needs its unit, a day must be a day")
    scale = _scale(left, None)
    threshold = (right.constant - left.constant) * scale
    return Comparison(_whole(left, scale), (), op, threshold, kind, _asked(parser, left, right))


def _scale(left: _Side, below: _Side | None) -> int:
    weights = [*left.terms.values(), *(below.terms.values() if below else ())]
    return lcm(*(weight.denominator for weight in weights))


def _whole(side: _Side | None, scale: int) -> Terms:
    return tuple((key, int(weight * scale)) for key, weight in side.terms.items()) if side else ()


def _asked(parser: _Parser, *sides: _Side | None) -> Asked:
    context = parser.context
    codes = [key.partition(".")[0] for side in sides if side for key in side.terms]
    asked = {context.facts.get(code).asked if code in context.facts else "records" for code in codes}
    if len(asked) > 1:
        raise parser.fault(
            "人工判断与登记的事实不能混在一个比较里", "a judgement and a recorded fact cannot share a comparison"
        )
    return "person" if asked == {"person"} else "records"


class _Parser:
    """Reads one comparison from left to right."""

    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.context = context
        self._left = unicodedata.normalize("NFKC", text).replace("≥", ">=").replace("≤", "<=").strip()
        self._peeked: re.Match[str] | None = None

    def fault(self, zh: str, en: str) -> KechuangError:
        shown = self.text if len(self.text) <= 120 else self.text[:120] + "…"
        return KechuangError(zh=f"“{shown}”读不懂：{zh}。", en=f"'{shown}' cannot be read: {en}.")

    def _peek(self) -> re.Match[str] | None:
        if self._peeked is None and self._left.strip():
            self._peeked = _TOKEN.match(self._left)
            if self._peeked is None:
                raise self.fault(f"从“{self._left[:20]}”起", f"from '{self._left[:20]}' on")
        return self._peeked

    def _take(self, test: Callable[[re.Match[str]], bool]) -> re.Match[str] | None:
        found = self._peek()
        if found is None or not test(found):
            return None
        self._left = self._left[found.end() :]
        self._peeked = None
        return found

    def _sign(self, signs: str) -> str | None:
        found = self._take(lambda one: one["sign"] is not None and one["sign"] in signs)
        return found["sign"] if found else None

    def operator(self) -> Operator:
        found = self._take(lambda one: one["op"] is not None)
        for op in _FLIP:
            if found is not None and found["op"] == op:
                return op
        raise self.fault("缺少 >=、>、<= 或 <", "one of >=, >, <= or < is missing")

    def end(self) -> None:
        if self._left.strip():
            raise self.fault(f"“{self._left[:20]}”是多余的", f"'{self._left[:20]}' is too much")

    def ratio(self) -> tuple[_Side, _Side | None]:
        above = self.sum()
        return (above, self._group()) if self._sign("/") else (above, None)

    def _group(self) -> _Side:
        return self.sum() if (found := self._peek()) and found["sign"] == "(" else self._one()

    def sum(self) -> _Side:
        if self._sign("("):
            inner = self.sum()
            if not self._sign(")"):
                raise self.fault("括号没有合上", "a bracket is not closed")
            return inner
        total = self._one()
        while sign := self._sign("+-"):
            total = self._add(total, self._one(), -1 if sign == "-" else 1)
        return total

    def _add(self, total: _Side, other: _Side, sign: int) -> _Side:
        kinds = {total.kind, other.kind} - {None}
        constants = {total.constant_kind, other.constant_kind} - {None}
        if len(kinds) > 1 or (len(constants) > 1 and "date" not in constants):
            raise self.fault("相加的不是同一种量", "what is added measures different things")
        for key, weight in other.terms.items():
            total.terms[key] = total.terms.get(key, Fraction(0)) + sign * weight
        total.constant += sign * other.constant
        total.kind = next(iter(kinds), None)
        total.constant_kind = total.constant_kind or other.constant_kind
        return total

    def _one(self) -> _Side:
        side = self._value()
        while self._sign("*"):
            other = self._value()
            if side.terms and other.terms:
                raise self.fault("事实不能相乘", "facts cannot be multiplied")
            facts, factor = (side, other) if side.terms else (other, side)
            if factor.constant_kind not in ("share", "number"):
                raise self.fault("只能乘以数或百分数", "only a number or a percentage can multiply")
            facts.terms = {key: weight * factor.constant for key, weight in facts.terms.items()}
            facts.constant *= factor.constant
            side = facts
        return side

    def _value(self) -> _Side:
        found = self._take(lambda one: one["op"] is None and one["sign"] is None)
        if found is None:
            raise self.fault("缺少数值或事实", "a number or a fact is missing")
        if found["money"]:
            return _Side({}, Fraction(read_money(found["money"])), None, "money")
        if found["percent"]:
            return _Side({}, Fraction(found["percent"][:-1]) / 100, None, "share")
        if found["number"]:
            return _Side({}, Fraction(found["number"].replace(",", "")), None, "number")
        if found["span"]:
            raise self.fault("时长只能跟在日期后面", "a span of time can only follow a day")
        return self._word(found["word"], found["back"])

    def _word(self, word: str, back: str | None) -> _Side:
        context = self.context
        if word.startswith("$"):
            parameter = context.parameters.get(word[1:])
            if parameter is None:
                raise self.fault(f"没有参数 {word}", f"there is no parameter {word}")
            return _Side({}, parameter.value, None, parameter.kind)
        if word in _DAYS:
            return _Side({}, Fraction(self._moved(context.day(word)).toordinal()), None, "date")
        if word in context.derived:
            return _Side({word: Fraction(1)}, Fraction(0), context.derived[word])
        if word not in context.facts:
            raise self.fault(f"没有事实“{word}”", f"there is no fact '{word}'")
        fact = context.facts.get(word)
        kinds: Mapping[str, Kind] = {"money": "money", "count": "count", "points": "count", "date": "date"}
        if fact.kind not in kinds:
            raise self.fault(f"“{word}”不是数，不能比较大小", f"'{word}' is no number and cannot be compared")
        years = int(back[2:-1]) if back else 0
        key = f"{word}.{years}" if years else word
        return _Side({key: Fraction(1)}, Fraction(0), kinds[fact.kind])

    def _moved(self, day: date) -> date:
        while True:
            before = self._left, self._peeked
            sign = self._sign("+-")
            span = self._take(lambda one: one["span"] is not None) if sign else None
            if span is None or sign is None:
                self._left, self._peeked = before
                return day
            found = _SPAN.fullmatch(span["span"])
            assert found is not None  # noqa: S101  the token has this form
            day = self._shift(day, (-1 if sign == "-" else 1) * int(found[1]), found[2])

    def _shift(self, day: date, count: int, word: str) -> date:
        if word.startswith(("day", "天")):
            return date.fromordinal(max(1, day.toordinal() + count))
        months = count if word.startswith(("month", "个月")) else count * 12
        total = day.year * 12 + day.month - 1 + months
        year, month = total // 12, total % 12 + 1
        if not 1 <= year <= 9998:
            raise self.fault("日期超出范围", "the day is out of range")
        return date(year, month, min(day.day, month_end(year, month).day))
