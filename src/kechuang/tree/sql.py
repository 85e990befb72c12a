"""Reading two: the verdict for a whole population as one standard SELECT.

The same string runs on DuckDB, PostgreSQL and SQLite: CASE, COALESCE, AND, OR, NOT, whole-number arithmetic, nothing
else. NULL is "unknown", and SQL's three-valued logic is the logic of :mod:`kechuang.tree.logic`; what a person decides is
carried as a second column. A node that is read twice becomes a column of an inner SELECT, so nothing is computed twice.

Numbers are 64-bit. Each test is checked against the largest values its columns may hold, and refused with a sentence where
a product could leave 64 bits: wrong in silence is the one thing it must not be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from kechuang.tree.nodes import (
    Agrees,
    All,
    AnyOf,
    AtLeast,
    Bands,
    Choice,
    Condition,
    Flag,
    Manual,
    Node,
    Not,
    Passes,
    Points,
    Sum,
    Test,
    Tiers,
    most_points,
    walk,
)
from kechuang.values import KechuangError, Sentence

LARGEST = 2**63 - 1
#: In a ranked column: the derived fact has a value the text does not cover, so a person decides.
UNDEFINED_RANK = -(2**62)


@dataclass(frozen=True, slots=True)
class Column:
    """How a fact stands in the table.

    Attributes:
        scale: a whole number by which the fact was multiplied so that fractions (a yearly mean of 31 1/24) are whole.
        ranked: the column holds :func:`rank_of` the fact on a grid of ``scale`` parts, for derived facts that are any fraction.
        largest: the largest absolute value the column may hold; bounds the arithmetic.
        present: ``False`` where the table has no such column: the fact is unknown for everyone.
    """

    scale: int = 1
    ranked: bool = False
    largest: int = 10**16
    present: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table by key; a key that is not listed is a plain column."""

    columns: Mapping[str, Column] = field(default_factory=dict)
    plain: Column = field(default_factory=Column)

    def of(self, key: str) -> Column:
        """How a fact stands in the table."""
        return self.columns.get(key, self.plain)


def column_name(key: str) -> str:
    """The name of a fact's column: ``sales_revenue.1`` is ``sales_revenue__1``."""
    return key.replace(".", "__")


def rank_of(value: Fraction | int, scale: int) -> int:
    """A whole number that stands to every multiple of 1/``scale`` as the value does: below, equal or above.

    >>> rank_of(Fraction(1, 3), 100), rank_of(Fraction(33, 100), 100), rank_of(Fraction(34, 100), 100)
    (67, 66, 68)
    """
    parts = Fraction(value) * scale
    whole = parts.numerator // parts.denominator
    return 2 * whole + (0 if parts.denominator == 1 else 1)


def grid_of(node: Node, key: str) -> int:
    """The grid a ranked column needs so that every threshold the tree holds against the fact lies on it."""
    return lcm(
        1,
        *(
            Fraction(one.linear.bound, weight).denominator
            for one in walk(node)
            if isinstance(one, Test)
            for term, weight in one.linear.terms
            if term == key
        ),
    )


class _Pair(NamedTuple):
    """The SQL of a condition in doubt and in trust, and the level of SELECT on which its columns exist."""

    doubt: str
    trust: str
    level: int


class _Span(NamedTuple):
    """The SQL of points: least and most in doubt, least and most in trust."""

    least: str
    most: str
    trust_least: str
    trust_most: str
    level: int


class Emitter:
    """Builds the layers of a SELECT. One emitter makes one statement."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._layers: list[dict[str, str]] = []
        self._conditions: dict[Condition, _Pair] = {}
        self._points: dict[Points, _Span] = {}

    def name(self, expression: str, level: int) -> tuple[str, int]:
        """Give an expression a column name on the next level; a name stays itself."""
        if expression.isidentifier() or expression.lstrip("-").isdigit():
            return expression, level
        while len(self._layers) <= level:
            self._layers.append({})
        layer = self._layers[level]
        if expression not in layer:
            layer[expression] = f"k{level}_{len(layer)}"
        return layer[expression], level + 1

    def statement(self, selected: str, table: str) -> str:
        """The whole SELECT."""
        source = table
        for index, layer in enumerate(self._layers):
            columns = ", ".join(f"{expression} AS {name}" for expression, name in layer.items())
            source = f"(SELECT *, {columns} FROM {source}) AS l{index}"
        return f"SELECT {selected} FROM {source}"

    # ---- conditions -------------------------------------------------------------------------------------------------

    def condition(self, node: Condition) -> _Pair:
        """The SQL of a condition."""
        if node not in self._conditions:
            pair = self._condition(node)
            if node.label.draft:
                pair = _Pair(_surely(pair.doubt), "TRUE", pair.level)
            self._conditions[node] = pair
        return self._conditions[node]

    def named(self, node: Condition) -> _Pair:
        """The same, as columns, for a condition that is read more than once."""
        pair = self.condition(node)
        doubt, first = self.name(pair.doubt, pair.level)
        trust, second = (doubt, first) if pair.trust == pair.doubt else self.name(pair.trust, pair.level)
        named = _Pair(doubt, trust, max(first, second))
        self._conditions[node] = named
        return named

    def _condition(self, node: Condition) -> _Pair:
        match node:
            case Test():
                return self._test(node)
            case Flag():
                return self._plain(node, "BOOLEAN", "{}" if node.wanted else "NOT {}")
            case Choice():
                return self._plain(node, "VARCHAR", "{} IN (" + ", ".join(map(_quoted, sorted(node.among))) + ")")
            case Manual():
                return _Pair("FALSE", "TRUE", 0)
            case All():
                return self._joined(node.parts, " AND ")
            case AnyOf():
                return self._joined(node.parts, " OR ")
            case Agrees():
                part = self.condition(node.part)
                return _Pair(f"COALESCE({part.doubt}, TRUE)", "TRUE", part.level)
            case Not():
                part = self.condition(node.part)
                return _Pair(f"NOT ({part.trust})", f"NOT ({part.doubt})", part.level)
            case AtLeast():
                pairs = [self.named(part) for part in node.parts]
                return _Pair(
                    _counted([pair.doubt for pair in pairs], node.count),
                    _counted([pair.trust for pair in pairs], node.count),
                    max((pair.level for pair in pairs), default=0),
                )
            case Tiers():
                return self._tiers(node)
            case Passes():
                span = self.points(node.points)
                mark = node.mark + 1 if node.strict else node.mark
                return _Pair(
                    _reached(span.least, span.most, mark), _reached(span.trust_least, span.trust_most, mark), span.level
                )

    def _joined(self, parts: tuple[Condition, ...], word: str) -> _Pair:
        pairs = [self.condition(part) for part in parts]
        level = max((pair.level for pair in pairs), default=0)
        doubt = "(" + word.join(pair.doubt for pair in pairs) + ")"
        trust = "(" + word.join(pair.trust for pair in pairs) + ")"
        return _Pair(doubt, trust, level)

    def _tiers(self, node: Tiers) -> _Pair:
        current = self.named(node.last)
        for when, then in reversed(node.tiers):
            condition, asked = self.named(when), self.named(then)
            level = max(current.level, condition.level, asked.level)
            doubt = _chosen(condition.doubt, asked.doubt, current.doubt)
            trust = _chosen(condition.trust, asked.trust, current.trust)
            if condition.doubt != condition.trust:
                doubt = f"({doubt} AND {_chosen(condition.trust, asked.doubt, current.doubt)})"
                trust = f"({trust} OR {_chosen(condition.doubt, asked.trust, current.trust)})"
            named_doubt, first = self.name(doubt, level)
            named_trust, second = self.name(trust, level)
            current = _Pair(named_doubt, named_trust, max(first, second))
        return current

    def _plain(self, node: Flag | Choice, kind: str, pattern: str) -> _Pair:
        present = self._layout.of(node.fact).present
        text = "(" + pattern.format(column_name(node.fact) if present else f"CAST(NULL AS {kind})") + ")"
        if node.asked == "person":
            return _Pair(_surely(text), f"COALESCE({text}, TRUE)", 0)
        return _Pair(text, text, 0)

    def _test(self, node: Test) -> _Pair:
        linear = node.linear
        keys = [key for key, _ in linear.terms]
        ranked = [key for key in keys if self._layout.of(key).ranked]
        if ranked:
            text = self._ranked(node)
            column = self._value(ranked[0])
            return _Pair(f"({column} <> {UNDEFINED_RANK} AND {text})", f"({column} = {UNDEFINED_RANK} OR {text})", 0)
        scales = {key: self._layout.of(key).scale for key in keys}
        common = lcm(1, *scales.values())
        weights = {key: weight * (common // scales[key]) for key, weight in linear.terms}
        bound = linear.bound * common
        self._check_size(node, weights, bound)
        more = [_product(weight, self._value(key)) for key, weight in weights.items() if weight > 0]
        less = [_product(-weight, self._value(key)) for key, weight in weights.items() if weight < 0]
        (more if bound < 0 else less).extend([str(abs(bound))] if bound else [])
        sign = ">" if linear.strict else ">="
        text = f"{' + '.join(more) or '0'} {sign} {' + '.join(less) or '0'}"
        guards = [f"{self._value(key)} > 0" for key in linear.positive]
        text = "(" + " AND ".join([*guards, text]) + ")"
        if node.asked == "person":
            return _Pair(_surely(text), f"COALESCE({text}, TRUE)", 0)
        return _Pair(text, text, 0)

    def _ranked(self, node: Test) -> str:
        if len(node.linear.terms) != 1:
            raise _refused(node, "推算数只能单独与数值比较", "a derived fact can only be compared with a number, alone")
        ((key, weight),) = node.linear.terms
        threshold = Fraction(node.linear.bound, weight) * self._layout.of(key).scale * 2
        if threshold.denominator != 1:
            raise _refused(node, "门槛不在推算数的刻度上", "its threshold does not lie on the grid of the derived fact")
        sign = (">" if weight > 0 else "<") + ("" if node.linear.strict else "=")
        return f"{self._value(key)} {sign} {threshold.numerator}"

    def _value(self, key: str) -> str:
        return column_name(key) if self._layout.of(key).present else "CAST(NULL AS BIGINT)"

    def _check_size(self, node: Test, weights: Mapping[str, int], bound: int) -> None:
        reach = abs(bound) + sum(abs(weight) * self._layout.of(key).largest for key, weight in weights.items())
        if reach > LARGEST:
            raise _refused(
                node,
                "乘积可能超出64位整数，请改用推算数（derived）",
                "its products could leave 64 bits; use a derived fact",
            )

    # ---- points -----------------------------------------------------------------------------------------------------

    def points(self, node: Points) -> _Span:
        """The SQL of points, as columns."""
        if node not in self._points:
            span = self._bands(node) if isinstance(node, Bands) else self._combined(node)
            if node.label.draft:
                most = str(most_points(node))
                span = _Span(span.least, span.most, most, most, span.level)
            self._points[node] = self._named_span(span)
        return self._points[node]

    def _named_span(self, span: _Span) -> _Span:
        names: list[str] = []
        level = span.level
        for text in span[:4]:
            name, deeper = self.name(text, span.level)
            names.append(name)
            level = max(level, deeper)
        return _Span(names[0], names[1], names[2], names[3], level)

    def _combined(self, node: Points) -> _Span:
        if isinstance(node, Bands):  # the caller has told them apart
            raise TypeError(node)
        spans = [self.points(part) for part in node.parts]
        level = max(span.level for span in spans)
        texts = []
        for index in range(4):
            columns = [str(span[index]) for span in spans]
            if isinstance(node, Sum):
                text = " + ".join(columns)
                if node.cap is not None:
                    text = f"CASE WHEN {text} > {node.cap} THEN {node.cap} ELSE {text} END"
            else:
                text = columns[0]
                for column in columns[1:]:
                    text, level = self.name(text, level)
                    text = f"CASE WHEN {column} > {text} THEN {column} ELSE {text} END"
            texts.append(text)
        return _Span(texts[0], texts[1], texts[2], texts[3], level)

    def _bands(self, node: Bands) -> _Span:
        settled = self._settled(node)
        if settled is not None:
            return settled
        whens = [self.named(step.when) for step in node.steps]
        level = max((when.level for when in whens), default=0)
        lows, highs = [step.low for step in node.steps], [step.high for step in node.steps]
        doubts, trusts = [when.doubt for when in whens], [when.trust for when in whens]
        possible = [f"COALESCE({doubt}, TRUE)" for doubt in doubts], [f"COALESCE({trust}, TRUE)" for trust in trusts]
        texts = [
            _stepped(doubts, lows, node.otherwise[0]),
            _stepped(possible[0], lows, node.otherwise[0]),
            _stepped(trusts, highs, node.otherwise[1]),
            _stepped(possible[1], highs, node.otherwise[1]),
        ]
        if node.given is not None and self._layout.of(node.given).present:
            given = column_name(node.given)
            fits = self._fits(node, given, doubts, possible[1])
            texts = [f"CASE WHEN {fits} THEN {given} ELSE {text} END" for text in texts]
        return _Span(texts[0], texts[1], texts[2], texts[3], level)

    def _settled(self, node: Bands) -> _Span | None:
        """Steps of one share (30 %, 25 %, …) are all known or all open together, so only the facts are looked at twice."""
        first = node.steps[0].when if node.steps else None
        if node.given is not None or not isinstance(first, Test) or any(step.low != step.high for step in node.steps):
            return None
        keys, positive = sorted(key for key, _ in first.linear.terms), first.linear.positive
        for step in node.steps:
            when = step.when
            if not isinstance(when, Test) or when.label.draft or when.asked == "person":
                return None
            if sorted(key for key, _ in when.linear.terms) != keys or when.linear.positive != positive:
                return None
        if any(self._layout.of(key).ranked for key in keys) or not keys or not set(positive) <= set(keys):
            return None
        pairs = [self.condition(step.when) for step in node.steps]
        steps = _stepped([pair.doubt for pair in pairs], [step.low for step in node.steps], node.otherwise[0])
        least, level = self.name(steps, max(pair.level for pair in pairs))
        best = node.steps[0].low
        missing = " OR ".join(f"{self._value(key)} IS NULL" for key in keys)
        most = f"CASE WHEN {missing} THEN {best} ELSE {least} END"
        if positive:
            zero = " OR ".join(f"{self._value(key)} <= 0" for key in positive)
            most = f"CASE WHEN {zero} THEN {least} WHEN {missing} THEN {best} ELSE {least} END"
        return _Span(least, most, least, most, level)

    def _fits(self, node: Bands, given: str, doubts: list[str], possible: list[str]) -> str:
        """Whether the given points lie within a step that is still possible; NULL and false where not."""
        text = f"{given} BETWEEN {node.otherwise[0]} AND {node.otherwise[1]}"
        for step, doubt, may in reversed(list(zip(node.steps, doubts, possible, strict=True))):
            text = (
                f"CASE WHEN {may} AND {given} BETWEEN {step.low} AND {step.high} THEN TRUE "
                f"WHEN {doubt} THEN FALSE ELSE {text} END"
            )
        return f"{given} IS NOT NULL AND ({text})"


def verdict_sql(
    root: Condition,
    *,
    table: str,
    score: Points | None = None,
    layout: Layout | None = None,
    keep: tuple[str, ...] = (),
) -> str:
    """One SELECT with ``answer`` and, with a score, ``score_least`` and ``score_most``; ``keep`` names columns to pass on.

    ``table`` is put in as it stands; it is a name of ours, never a text of a user.

    Raises:
        KechuangError: a test could leave 64 bits, or a derived fact is not used alone.

    >>> from kechuang.tree import Flag, Label
    >>> print(verdict_sql(Flag(Label("c1", Sentence("居民企业", "resident")), "resident"), table="firms"))
    SELECT CASE WHEN k0_0 THEN 'yes' WHEN NOT k0_0 THEN 'no' ELSE 'unknown' END AS answer
    FROM (SELECT *, (resident) AS k0_0 FROM firms) AS l0
    """
    emitter = Emitter(layout or Layout())
    pair = emitter.named(root)
    selected = list(keep)
    if pair.doubt == pair.trust:
        selected.append(
            f"CASE WHEN {pair.doubt} THEN 'yes' WHEN NOT {pair.doubt} THEN 'no' ELSE 'unknown' END AS answer"
        )
    else:
        selected.append(
            f"CASE WHEN {pair.doubt} THEN 'yes' WHEN NOT {pair.trust} THEN 'no' "
            f"WHEN {pair.doubt} IS NULL OR {pair.trust} IS NULL THEN 'unknown' ELSE 'needs_person' END AS answer"
        )
    if score is not None:
        span = emitter.points(score)
        selected += [f"{span.least} AS score_least", f"{span.trust_most} AS score_most"]
    return emitter.statement(", ".join(selected), table)


def _product(weight: int, value: str) -> str:
    return value if weight == 1 else f"{weight} * {value}"


def _surely(text: str) -> str:
    return f"COALESCE({text}, FALSE)"


def _chosen(condition: str, then: str, other: str) -> str:
    return f"(({condition} AND {then}) OR (NOT {condition} AND {other}) OR ({then} AND {other}))"


def _counted(conditions: list[str], count: int) -> str:
    sure = " + ".join(f"CASE WHEN {text} THEN 1 ELSE 0 END" for text in conditions) or "0"
    possible = " + ".join(f"CASE WHEN NOT {text} THEN 0 ELSE 1 END" for text in conditions) or "0"
    return f"CASE WHEN {sure} >= {count} THEN TRUE WHEN {possible} < {count} THEN FALSE END"


def _reached(least: str, most: str, mark: int) -> str:
    return f"CASE WHEN {least} >= {mark} THEN TRUE WHEN {most} < {mark} THEN FALSE END"


def _stepped(conditions: list[str], points: list[int], otherwise: int) -> str:
    if not conditions:
        return str(otherwise)
    steps = " ".join(f"WHEN {text} THEN {value}" for text, value in zip(conditions, points, strict=True))
    return f"CASE {steps} ELSE {otherwise} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _refused(node: Test, zh: str, en: str) -> KechuangError:
    name: Sentence = node.label.name
    return KechuangError(
        zh=f"条件“{name.zh}”不能写成查询：{zh}。", en=f"The condition '{name.en}' cannot be a query: {en}."
    )
