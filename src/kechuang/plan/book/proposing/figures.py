"""From quantified statements to indicators: exact figures, the attribute their words fit, and what has to be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

from kechuang.dictionary import Dictionary
from kechuang.plan.book.book import PlanBook
from kechuang.plan.book.matching import Candidate, find_candidates, name_score
from kechuang.plan.book.proposing.layout import Layout, Row, covering
from kechuang.plan.book.proposing.values import Heading, Match
from kechuang.plan.book.targets import Baseline, Direction, ExpectedPath, Indicator, Shape, Target, TargetKind
from kechuang.values import Bound, KechuangError, Period, Quantity, Sentence, ValueFormatError

#: From this score on a candidate is taken up as a proposal; below, the choice is left to a person.
TAKEN_UP = 0.6
Ask = Callable[[Row, str, str], None]

_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,9})?")
_SHAPES: Mapping[str, Shape] = {
    "cumulative": "cumulative", "increment": "one_off", "growth_rate": "growth", "change_pp": "growth", "multiple": "growth",
}  # fmt: skip
_KINDS: Mapping[str, TargetKind] = {"约束性": "binding", "预期性": "anticipatory"}


@dataclass(slots=True)
class Figures:
    """The indicators of one draft in the making."""

    rows: Sequence[Row]
    layout: Layout
    heading: Heading
    dictionary: Dictionary
    base: PlanBook | None
    ask: Ask
    matches: list[Match] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)

    def indicators(self) -> tuple[Indicator, ...]:
        """One indicator per target that states an amount, a unit and a year within the plan."""
        made: list[Indicator] = []
        for row in self.rows:
            target = self._target(row) if row.get("kind") == "target" else None
            if target is not None:
                indicator = self._known(row, target) or self._new(row, target, len(made) + 1)
                made.append(indicator)
                self._taken |= {indicator.code, indicator.definition}
        return tuple(made)

    def _target(self, row: Row) -> Target | None:
        if not (row.get("unit") or row.get("unit_inferred")):
            self.ask(
                row,
                "没有单位，不能成为指标；请补上单位。",
                "It has no unit and cannot become an indicator; state the unit.",
            )
            return None
        quantity = read_quantity(row)
        if quantity is None:
            told = f"{row.get('value')}{row.get('unit') or row.get('unit_inferred')}"
            self.ask(row, f"数值“{told}”无法识别，请改正。", f"The value “{told}” cannot be read; correct it.")
            return None
        period = self._period(row)
        span = self.layout.span(row)
        return Target("plan", quantity, period, clause=span.clause if span else None) if period else None

    def _period(self, row: Row) -> Period | None:
        year, plan = row.get("year"), self.heading.period
        if not isinstance(year, int):
            self.ask(row, "没有说明哪一年达到，请补上年份。", "It does not say by which year; state the year.")
            return None
        if not plan.start.year <= year <= plan.end.year:
            self.ask(
                row,
                f"目标年份{year}不在规划期{plan.label('zh')}之内，没有列为指标。",
                f"The target's year {year} lies outside the plan ({plan}); it was not made an indicator.",
            )
            return None
        since = row.get("since")
        begin = since if isinstance(since, int) and since < year else plan.start.year
        if row.get("measure") in ("cumulative", "increment") and begin < year:
            return Period.parse(f"{begin}-{year}")
        return Period.year(year)

    def _known(self, row: Row, target: Target) -> Indicator | None:
        """The indicator of the base with the target of this reading: the same promise read again, or last plan's carried on."""
        if self.base is None:
            return None
        picked = self._picked(row)
        free = [
            old
            for old in self.base.indicators
            if old.code not in self._taken and (picked is None or old.attribute == picked.attribute)
        ]
        span, name = self.layout.span(row), _name(row)
        changes: dict[str, Any] = {"source": span, "targets": (target,), "unit": target.quantity.unit.symbol}
        changes |= {"kind": _kind(row), "dissent": ()}
        if self.layout.same is not None:
            old = covering(free, span) if span else None
            return replace(old, **changes, baseline=self._kept_baseline(old, row, target)) if old is not None else None
        old = max(free, key=lambda one: name_score(name, one.name.zh), default=None)
        if old is None or name_score(name, old.name.zh) < TAKEN_UP:
            return None
        baseline = self._baseline(row, target.quantity)
        changes |= {"baseline": baseline, "path": _path(old.shape, baseline), "lead_unit": None, "supporting_units": ()}
        return replace(old, **changes, carried_from=f"{self.base.code}/{old.code}", note=None)

    def _new(self, row: Row, target: Target, number: int) -> Indicator:
        name, quantity = _name(row), target.quantity
        chosen = self._choose(row, name, quantity, number)
        shape, baseline = _shape(row, quantity), self._baseline(row, quantity)
        direction: Direction = "down" if row.get("direction") == "down" or shape == "ceiling" else "up"
        return Indicator(
            code=chosen.attribute if chosen else f"target_{number:02}",
            name=Sentence(name, self.dictionary.attribute(chosen.attribute).name.en if chosen else name),
            definition=chosen.definition if chosen else "",
            attribute=chosen.attribute if chosen else "",
            subject=self.heading.subject,
            unit=quantity.unit.symbol,
            shape=shape,
            direction=direction,
            source=self.layout.span(row),
            targets=(target,),
            baseline=baseline,
            path=_path(shape, baseline),
            kind=_kind(row),
            releases=chosen.attribute if chosen else None,
        )

    def _choose(self, row: Row, name: str, quantity: Quantity, number: int) -> Candidate | None:
        candidates = find_candidates(self.dictionary, name, str(row.get("measure")), quantity.unit.symbol)
        picked = self._picked(row)
        if picked is not None:
            candidates = (picked, *(one for one in candidates if one.attribute != picked.attribute))
        best = candidates[0] if candidates and candidates[0].score >= TAKEN_UP else None
        # The next best is no answer when the best is taken: two promises about one figure are a question for a person.
        chosen = None if best is None or self._taken & {best.attribute, best.definition} else best
        self.matches.append(Match(chosen.attribute if chosen else f"target_{number:02}", name, candidates, chosen))
        if best is None:
            self.ask(
                row,
                f"“{name}”没有相近的数据元，请选择口径或先登记数据元。",
                f"No attribute is close to “{name}”; choose a definition or declare the attribute first.",
            )
        elif chosen is None:
            self.ask(
                row,
                f"“{name}”与另一项目标都对应数据元“{best.attribute}”，请选定或合并。",
                f"“{name}” and another target both fit the attribute “{best.attribute}”; choose or merge.",
            )
        return chosen

    def _picked(self, row: Row) -> Candidate | None:
        """The attribute that a person chose for the statement, as a certain candidate."""
        code = row.get("attribute")
        if not isinstance(code, str) or code not in self.dictionary:
            return None
        return Candidate(code, self.dictionary.attribute(code).definition.key, 1.0)

    def _kept_baseline(self, old: Indicator, row: Row, target: Target) -> Baseline | None:
        """The base's baseline with its note, unless the reading, as a person left it, gives another figure."""
        read = self._baseline(row, target.quantity)
        held = old.baseline
        if read is None or (held and (held.quantity, held.period) == (read.quantity, read.period)):
            return held
        return read

    def _baseline(self, row: Row, target: Quantity) -> Baseline | None:
        """The latest figure of before the plan that the document gives under the same name and in the same unit."""
        if row.get("measure") != "level":
            return None
        first, near = self.heading.period.start.year, []
        for other in self.rows:
            year, alike = other.get("year"), name_score(_name(row), _name(other))
            if other.get("kind") == "target" or other.get("measure") != "level" or alike < TAKEN_UP:
                continue
            held = read_quantity(other)
            if isinstance(year, int) and year < first and held and held.unit.dimension == target.unit.dimension:
                near.append((year, alike, held, bool(other.get("unit"))))
        if not near:
            return None
        year, _, held, stated = max(near, key=lambda one: one[:2])
        note = None
        if not stated:
            symbol = held.unit.symbol
            note = Sentence(f"原文缺单位，按“{symbol}”理解。", f"The unit is missing in the text and read as {symbol}.")
        return Baseline(held, Period.year(year), note)


_SIMPLIFIED = str.maketrans(
    "億萬個點戶噸畝項條處歲場", "亿万个点户吨亩项条处岁场"
)  # units of documents in traditional characters


def read_quantity(row: Row) -> Quantity | None:
    """The exact amount of a statement, its unit stated or inferred by the reader; ``None`` where it is no number."""
    symbol, value = row.get("unit") or row.get("unit_inferred"), row.get("value")
    ends = value if isinstance(value, list | tuple) else [value]
    if not symbol:
        return None
    try:
        low, high = _exact(ends[0]), _exact(ends[-1])
        symbol = str(symbol).translate(_SIMPLIFIED)
        one = Quantity.of(low, symbol)
    except (KechuangError, ArithmeticError, IndexError):
        return None
    if len(ends) > 1:
        return Quantity(low, high, one.unit, "range")
    bound: Bound = row["bound"] if row.get("bound") in get_args(Bound) and row["bound"] != "range" else "eq"
    return Quantity.of(low, symbol, bound)


def _exact(value: Any) -> Fraction:
    """A number as JSON gives it, by the digits it prints; a text of another form or size is refused."""
    text = format(Decimal(str(value)), "f") if isinstance(value, int | float) and abs(value) < 10**18 else str(value)
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise ValueFormatError(zh=f"“{text[:40]}”不是数。", en=f"“{text[:40]}” is no number.")
    return Fraction(text)


def _name(row: Row) -> str:
    return str(row.get("name") or "").strip()


def _shape(row: Row, quantity: Quantity) -> Shape:
    told = _SHAPES.get(str(row.get("measure")))
    if told is not None:
        return told
    if quantity.bound in ("le", "lt"):
        return "ceiling"
    return "ratio" if quantity.unit.dimension == "share" else "stock"


def _path(shape: Shape, baseline: Baseline | None) -> ExpectedPath:
    """Straight where something is known to start from, else judged at the end; a seasonal profile is a person's choice."""
    straight = shape in ("cumulative", "ceiling", "growth") or (baseline is not None and shape in ("stock", "ratio"))
    return ExpectedPath("linear" if straight else "final")


def _kind(row: Row) -> TargetKind:
    return _KINDS.get(str(row.get("obligation")), "unstated")
