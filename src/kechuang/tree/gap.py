"""Reading four: the gap. The cheapest set of changes that makes a condition hold for one firm, exactly.

The tree is turned into alternatives, each a list of linear tests that must hold together; parts that no lever moves are
settled by the facts at once. An alternative falls apart into groups of levers that share no test; one lever is solved in closed
form, several by trying the units of all but one. What is found passes the rule, and nothing cheaper does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor, prod

from kechuang.tree.levers import Lever, as_linear, touched
from kechuang.tree.nodes import (
    Agrees,
    All,
    AnyOf,
    AtLeast,
    Bands,
    Best,
    Condition,
    Flag,
    Linear,
    Manual,
    Not,
    Passes,
    Points,
    Sum,
    Test,
    Tiers,
)
from kechuang.tree.verdict import Facts, Undefined, judge, score
from kechuang.values import KechuangError

#: Alternatives looked at before a rule is called too wide for an exact answer.
MOST_ALTERNATIVES = 50_000
#: Combinations of units tried in one group of levers.
MOST_TRIES = 200_000

Needs = tuple[Linear, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Units of each lever, and what they cost in 分."""

    units: Mapping[str, int]
    cost: int


class TooWideError(KechuangError):
    """The rule has too many alternatives, or the levers too many combinations, for an exact answer."""


def cheapest(root: Condition, facts: Facts, levers: tuple[Lever, ...]) -> Plan | None:
    """The cheapest plan that makes the condition hold; ``None`` where none surely does. A rule that holds costs nothing.

    Raises:
        TooWideError: no exact answer is possible within bounds.

    >>> from kechuang.tree import Label, compare
    >>> from kechuang.values import Sentence
    >>> share = compare(Label("s", Sentence("占比", "share")), (("tech", 1),), ">=", Fraction(1, 10), kind="share", below=(("staff", 1),))
    >>> hire = Lever("hire", Sentence("新聘", "hire"), (("tech", 1), ("staff", 1)), (), 100, 50)
    >>> cheapest(share, {"tech": 3, "staff": 100}, (hire,))
    Plan(units={'hire': 8}, cost=800)
    """
    if judge(root, facts).answer == "yes":
        return Plan({}, 0)
    best: Plan | None = None
    solver = _Solver(facts, levers)
    for needs in _alternatives(root, facts, levers, wanted=True):
        found = solver.solve(needs, None if best is None else best.cost)
        if found is not None and (best is None or found.cost < best.cost):
            best = found
    return best


# ---- alternatives -------------------------------------------------------------------------------------------------------


def _alternatives(node: Condition, facts: Facts, levers: tuple[Lever, ...], *, wanted: bool) -> list[Needs]:
    """The ways to make a node hold (or fail, where not ``wanted``); none where that cannot be, ``()`` where it is so."""
    if not touched(node, levers):
        judged = judge(node, facts)
        return [()] if (judged.doubt is True if wanted else judged.trust is False) else []
    if node.label.draft and not wanted:
        return []
    match node:
        case Test() | Flag():
            return _leaf(node, facts, wanted=wanted)
        case All() | AnyOf():
            every = isinstance(node, All) is wanted
            options = [_alternatives(part, facts, levers, wanted=wanted) for part in node.parts]
            return _crossed(options) if every else _merged(options)
        case Not():
            return _alternatives(node.part, facts, levers, wanted=not wanted)
        case Agrees():
            return _alternatives(node.part, facts, levers, wanted=True) or [()]
        case AtLeast():
            count = node.count if wanted else len(node.parts) - node.count + 1
            options = [_alternatives(part, facts, levers, wanted=wanted) for part in node.parts]
            return _merged([_crossed(list(chosen)) for chosen in combinations(options, count)])
        case Tiers():
            return _merged(_tiers(node, facts, levers, wanted=wanted))
        case Passes():
            mark = node.mark + 1 if node.strict else node.mark
            if not wanted:
                return []  # lowering a score is no plan
            return _minimal([needs for points, needs in _options(node.points, facts, levers) if points >= mark])
        case Manual():
            return []
        case _:
            return []


def _tiers(node: Tiers, facts: Facts, levers: tuple[Lever, ...], *, wanted: bool) -> Iterator[list[Needs]]:
    """Each tier with the tiers before it closed; and all tiers and the last at once, whichever it is."""
    before: list[list[Needs]] = []
    for when, then in (*node.tiers, (None, node.last)):
        asked = _alternatives(then, facts, levers, wanted=wanted)
        opened = [_alternatives(when, facts, levers, wanted=True)] if when is not None else []
        yield _crossed([*before, *opened, asked])
        if when is not None:
            before.append(_alternatives(when, facts, levers, wanted=False))
    yield _crossed([_alternatives(then, facts, levers, wanted=wanted) for _, then in node.tiers]
                   + [_alternatives(node.last, facts, levers, wanted=wanted)])  # fmt: skip


def _options(node: Points, facts: Facts, levers: tuple[Lever, ...]) -> list[tuple[int, Needs]]:
    """Points that can surely be had, each with what it needs; fewer points for the same needs are left out."""
    if not touched(node, levers):
        return [(score(node, facts).doubt[0], ())]
    found: list[tuple[int, Needs]]
    match node:
        case Bands():
            found = [(node.otherwise[0], ())]
            for step in node.steps:
                found += [(step.low, needs) for needs in _alternatives(step.when, facts, levers, wanted=True)]
        case Best():
            found = [option for part in node.parts for option in _options(part, facts, levers)]
        case Sum():
            found = [(0, ())]
            for part in node.parts:
                own = _options(part, facts, levers)
                found = _dominant([(have + more, (*needs, *other)) for have, needs in found for more, other in own])
            if node.cap is not None:
                found = [(min(points, node.cap), needs) for points, needs in found]
    return _dominant(found)


def _dominant(options: list[tuple[int, Needs]]) -> list[tuple[int, Needs]]:
    best: dict[frozenset[Linear], tuple[int, Needs]] = {}
    for points, needs in options:
        key = frozenset(needs)
        if key not in best or best[key][0] < points:
            best[key] = (points, needs)
    _check_width(len(best))
    return list(best.values())


def _leaf(node: Test | Flag, facts: Facts, *, wanted: bool) -> list[Needs]:
    """A leaf that levers move; possible where every fact in it is known."""
    linear = as_linear(node)
    for key in (*linear.positive, *(key for key, _ in linear.terms)):
        value = facts.get(key)
        if value is None or isinstance(value, Undefined | str):
            judged = judge(node, facts)
            return [()] if (judged.doubt is True if wanted else judged.trust is False) else []
    plain = Linear(linear.terms, linear.bound, linear.strict, ())
    if wanted:
        return [(*(Linear(((key, 1),), 0, True, ()) for key in linear.positive), plain)]
    return [(_opposite(plain),), *((Linear(((key, -1),), 0, False, ()),) for key in linear.positive)]


def _opposite(linear: Linear) -> Linear:
    return Linear(tuple((key, -weight) for key, weight in linear.terms), -linear.bound, not linear.strict, ())


def _crossed(options: list[list[Needs]]) -> list[Needs]:
    _check_width(prod(len(one) for one in options))
    return _minimal([tuple(dict.fromkeys(need for needs in chosen for need in needs)) for chosen in product(*options)])


def _merged(options: Iterable[list[Needs]]) -> list[Needs]:
    return _minimal([needs for one in options for needs in one])


def _minimal(options: list[Needs]) -> list[Needs]:
    """Without alternatives that ask for all another asks for and more."""
    sets = sorted({frozenset(needs): needs for needs in options}.items(), key=lambda item: len(item[0]))
    if len(sets) > 400:
        return [needs for _, needs in sets]
    kept: list[tuple[frozenset[Linear], Needs]] = []
    for one, needs in sets:
        if not any(other <= one for other, _ in kept):
            kept.append((one, needs))
    return [needs for _, needs in kept]


def _check_width(count: int) -> None:
    if count > MOST_ALTERNATIVES:
        raise TooWideError(
            zh="这条规则的达标途径过多，算不出确切的最省方案。",
            en="The rule has too many ways to be met for an exact cheapest plan.",
        )


# ---- one alternative ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A test as what levers add to it and what is lacking: the sum of steps times units reaches ``lack``."""

    steps: Mapping[str, Fraction]
    lack: Fraction
    strict: bool

    def holds(self, units: Mapping[str, int]) -> bool:
        have = sum((step * units.get(code, 0) for code, step in self.steps.items()), Fraction(0))
        return have > self.lack if self.strict else have >= self.lack


class _Solver:
    """Solves alternatives of one firm; what they share (a group of tests with its levers) is solved once."""

    def __init__(self, facts: Facts, levers: tuple[Lever, ...]) -> None:
        self._facts = facts
        self._levers = levers
        self._by_code = {lever.code: lever for lever in levers}
        self._rows: dict[Linear, _Row] = {}
        self._solved: dict[frozenset[Linear], Plan | None] = {}

    def solve(self, needs: Needs, limit: int | None) -> Plan | None:
        """The cheapest plan for one alternative, ``None`` where there is none below the limit."""
        moved: list[Linear] = []
        for linear in needs:
            row = self._row(linear)
            if row.steps:
                moved.append(linear)
            elif not row.holds({}):
                return None
        units: dict[str, int] = {}
        cost = 0
        for group in self._groups(moved):
            found = self._group(group)
            if found is None:
                return None
            units |= found.units
            cost += found.cost
            if limit is not None and cost >= limit:
                return None
        return Plan(units, cost)

    def _row(self, linear: Linear) -> _Row:
        if linear not in self._rows:
            self._rows[linear] = _row(linear, self._facts, self._levers)
        return self._rows[linear]

    def _group(self, group: frozenset[Linear]) -> Plan | None:
        if group not in self._solved:
            rows = [self._row(linear) for linear in group]
            codes = sorted({code for row in rows for code in row.steps})
            found: Plan | None = Plan({}, 0)
            if not all(row.holds({}) for row in rows):
                found = _group(rows, [self._by_code[code] for code in codes])
            self._solved[group] = found and Plan(
                {code: count for code, count in found.units.items() if count}, found.cost
            )
        return self._solved[group]

    def _groups(self, needs: list[Linear]) -> Iterator[frozenset[Linear]]:
        """Tests that share no lever stand apart."""
        groups: list[tuple[set[str], list[Linear]]] = []
        for linear in needs:
            codes, members = set(self._row(linear).steps), [linear]
            apart = []
            for other in groups:
                if other[0] & codes:
                    codes |= other[0]
                    members += other[1]
                else:
                    apart.append(other)
            groups = [*apart, (codes, members)]
        for _, members in groups:
            yield frozenset(members)


def _row(linear: Linear, facts: Facts, levers: tuple[Lever, ...]) -> _Row:
    have = Fraction(0)
    for key, weight in linear.terms:
        value = facts.get(key)
        have += weight * (int(value) if isinstance(value, bool) else value if isinstance(value, int | Fraction) else 0)
    steps: dict[str, Fraction] = {}
    for lever in levers:
        step = sum(weight * _moved(lever, key, facts) for key, weight in linear.terms)
        if step:
            steps[lever.code] = Fraction(step)
    return _Row(steps, linear.bound - have, linear.strict)


def _moved(lever: Lever, key: str, facts: Facts) -> int:
    """What a unit adds to a fact of this firm; a flag that is set already does not move."""
    value = facts.get(key)
    if isinstance(value, bool):
        wanted = next((one for name, one in lever.sets if name == key), value)
        return int(wanted) - int(value)
    return lever.step(key)


def _group(rows: list[_Row], levers: list[Lever]) -> Plan | None:
    """The cheapest units of levers that share tests: all but the widest are tried, that one follows."""
    levers = sorted(levers, key=lambda lever: lever.most)
    *tried, last = levers
    if prod(lever.most + 1 for lever in tried) > MOST_TRIES:
        raise TooWideError(
            zh="杠杆的组合过多，算不出确切的最省方案。",
            en="Too many combinations of levers for an exact cheapest plan.",
        )
    best: Plan | None = None
    for counts in product(*(range(lever.most + 1) for lever in tried)):
        cost = sum(lever.cost * count for lever, count in zip(tried, counts, strict=True))
        if best is not None and cost >= best.cost:
            continue
        units = {lever.code: count for lever, count in zip(tried, counts, strict=True)}
        count = _least(rows, units, last)
        if count is not None and (best is None or cost + last.cost * count < best.cost):
            best = Plan(units | {last.code: count}, cost + last.cost * count)
    return best


def _least(rows: list[_Row], units: Mapping[str, int], lever: Lever) -> int | None:
    """The fewest units of one lever with which every row holds, the others being given."""
    low, high = 0, lever.most
    for row in rows:
        step = row.steps.get(lever.code, Fraction(0))
        lack = row.lack - sum(
            (one * units.get(code, 0) for code, one in row.steps.items() if code in units), Fraction(0)
        )
        if step == 0:
            if (lack >= 0) if row.strict else (lack > 0):
                return None
        elif step > 0:
            bound = lack / step
            low = max(low, floor(bound) + 1 if row.strict else ceil(bound))
        else:
            bound = lack / step
            high = min(high, ceil(bound) - 1 if row.strict else floor(bound))
    return low if low <= high else None
