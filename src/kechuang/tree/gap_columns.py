"""The gap of a whole population: what the cheapest plan of each firm costs, in a few passes over columns.

The same alternatives as :mod:`kechuang.tree.gap`, found once for the rule instead of once a firm: parts that no lever moves
become columns of the query, tests that levers move become the value they start from. Exact where the levers of one alternative
do not meet in one test, which the builder checks; a rule where they do is refused here and left to the one-firm reading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import lcm

import numpy as np
from numpy.typing import NDArray

from kechuang.tree.gap import TooWideError
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
    Not,
    Passes,
    Points,
    Sum,
    Test,
)
from kechuang.tree.sql import Emitter, Layout, column_name

#: The cost of what cannot be.
NEVER = np.int64(2**61)  # twice as much still fits
MOST_ALTERNATIVES = 5_000

Costs = NDArray[np.int64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Settled:
    """A condition that no lever moves: it holds (or fails, where not ``wanted``) as the firm is."""

    node: Condition
    wanted: bool


@dataclass(frozen=True, slots=True)
class Given:
    """Points that no lever moves must reach so many."""

    nodes: tuple[Points, ...]
    least: int


Atom = Linear | Settled | Given
Needs = frozenset[Atom]
#: Runs a SELECT and gives its columns, each as values and what is known of them.
Fetch = Callable[[str], Sequence[tuple[NDArray[np.int64], Truth]]]


def gap_costs(root: Condition, levers: tuple[Lever, ...], layout: Layout, table: str, fetch: Fetch) -> Costs:
    """What each firm's cheapest plan costs in 分, in the order of the table's ``row_no``; :data:`NEVER` where none will do.

    Raises:
        TooWideError: the rule has too many alternatives, or two levers meet in one of its tests.
    """
    options = _alternatives(root, levers, wanted=True)
    atoms = list(dict.fromkeys(atom for needs in options for atom in needs))
    emitter = Emitter(layout)
    texts = [_column(atom, emitter, layout) for atom in atoms]
    selected = ", ".join(f"{text} AS a{index}" for index, text in enumerate(texts))
    columns = fetch(emitter.statement(f"row_no, {selected}", table) + " ORDER BY row_no")[1:]
    state = dict(zip(atoms, columns, strict=True))
    count = len(columns[0][0]) if columns else 0
    return _cheapest([frozenset(_groups(needs, levers)) for needs in options], state, count, levers, layout)


def _cheapest(
    options: list[frozenset[frozenset[Atom]]],
    state: dict[Atom, tuple[NDArray[np.int64], Truth]],
    count: int,
    levers: tuple[Lever, ...],
    layout: Layout,
) -> Costs:
    """The least over all alternatives. What all of them ask is solved first, and only firms that can do that go on."""
    best = np.full(count, NEVER, dtype=np.int64)
    common = frozenset.intersection(*options) if options else frozenset()
    base = np.zeros(count, dtype=np.int64)
    for group in common:
        np.minimum(base + _group(group, state, levers, layout), NEVER, out=base)
    able = np.flatnonzero(base < NEVER)
    if not len(able) or not options:
        return best
    state = {atom: (have[able], known[able]) for atom, (have, known) in state.items()}
    solved: dict[frozenset[Atom], Costs] = {}
    least = np.full(len(able), NEVER, dtype=np.int64)
    for groups in options:
        cost = base[able]
        for group in groups - common:
            if group not in solved:
                solved[group] = _group(group, state, levers, layout)
            cost += solved[group]
            np.minimum(cost, NEVER, out=cost)
        np.minimum(least, cost, out=least)
    best[able] = least
    return best


# ---- alternatives -------------------------------------------------------------------------------------------------------


def _alternatives(node: Condition, levers: tuple[Lever, ...], *, wanted: bool) -> list[Needs]:
    if not touched(node, levers):
        return [frozenset({Settled(node, wanted)})]
    match node:
        case Test() | Flag() if not wanted or node.asked == "records":
            return [] if not wanted else [_leaf(node)]
        case All() | AnyOf():
            every = isinstance(node, All) is wanted
            parts = [_alternatives(part, levers, wanted=wanted) for part in node.parts]
            return _crossed(parts) if every else _minimal([needs for one in parts for needs in one])
        case Not():
            return _alternatives(node.part, levers, wanted=not wanted)
        case Agrees():
            return [frozenset({Settled(node, wanted=True)})]
        case AtLeast() if wanted:
            parts = [_alternatives(part, levers, wanted=True) for part in node.parts]
            return _minimal([needs for chosen in combinations(parts, node.count) for needs in _crossed(list(chosen))])
        case Passes() if wanted:
            mark = node.mark + 1 if node.strict else node.mark
            return _reaching(node.points, mark, levers)
        case _:
            raise _refused()


def _leaf(node: Test | Flag) -> Needs:
    linear = as_linear(node)
    return frozenset(
        (
            Linear(linear.terms, linear.bound, linear.strict, ()),
            *(Linear(((key, 1),), 0, True, ()) for key in linear.positive),
        )
    )


def _reaching(node: Points, mark: int, levers: tuple[Lever, ...]) -> list[Needs]:
    """The ways to reach a mark: steps of what levers move, and what the rest must then bring."""
    fixed = tuple(part for part in _addends(node) if not touched(part, levers))
    moved = [_options(part, levers) for part in _addends(node) if touched(part, levers)]
    found: list[tuple[tuple[int, ...], Needs]] = []
    for chosen in product(*moved):
        points = tuple(one for one, _ in chosen)
        needs = frozenset(atom for _, atoms in chosen for atom in atoms)
        lack = mark - sum(points)
        if lack <= 0:
            found.append((points, needs))
        elif fixed:
            found.append((points, needs | {Given(fixed, lack)}))
    return _minimal([needs for _, needs in found])


def _addends(node: Points) -> tuple[Points, ...]:
    if isinstance(node, Sum):
        if node.cap is not None:
            raise _refused()
        return tuple(one for part in node.parts for one in _addends(part))
    return (node,)


def _options(node: Points, levers: tuple[Lever, ...]) -> list[tuple[int, Needs]]:
    match node:
        case Bands() if node.given is None:
            found: list[tuple[int, Needs]] = [(node.otherwise[0], frozenset())]
            for step in node.steps:
                found += [(step.low, needs) for needs in _alternatives(step.when, levers, wanted=True)]
            return found
        case Best():
            return list(dict.fromkeys(option for part in node.parts for option in _options(part, levers)))
        case _:
            raise _refused()


def _crossed(parts: list[list[Needs]]) -> list[Needs]:
    found: list[Needs] = [frozenset()]
    for part in parts:
        found = [one | other for one in found for other in part]
        if len(found) > MOST_ALTERNATIVES:
            raise _refused()
    return _minimal(found)


def _minimal(options: list[Needs]) -> list[Needs]:
    kept: list[Needs] = []
    for one in sorted(dict.fromkeys(options), key=len):
        if not any(other <= one for other in kept):
            kept.append(one)
    if len(kept) > MOST_ALTERNATIVES:
        raise _refused()
    return kept


def _refused() -> TooWideError:
    return TooWideError(
        zh="这条规则的差距不能整批计算，请逐家计算。",
        en="The gap of this rule cannot be computed for a population; ask firm by firm.",
    )


# ---- columns ------------------------------------------------------------------------------------------------------------


def _column(atom: Atom, emitter: Emitter, layout: Layout) -> str:
    if isinstance(atom, Settled):
        pair = emitter.named(atom.node)
        text = f"COALESCE({pair.doubt}, FALSE)" if atom.wanted else f"COALESCE(NOT {pair.trust}, FALSE)"
        return f"CASE WHEN {text} THEN 1 ELSE 0 END"
    if isinstance(atom, Given):
        return " + ".join(emitter.points(node).least for node in atom.nodes)
    scales = {key: layout.of(key).scale for key, _ in atom.terms}
    if any(layout.of(key).ranked for key in scales):
        raise _refused()
    common = lcm(1, *scales.values())
    terms = []
    for key, weight in atom.terms:
        name = column_name(key) if layout.of(key).present else "CAST(NULL AS BIGINT)"
        terms.append(f"{weight * (common // scales[key])} * CAST({name} AS BIGINT)")
    return " + ".join(terms)


def _groups(needs: Needs, levers: tuple[Lever, ...]) -> list[frozenset[Atom]]:
    """Atoms that share a lever stand together; those no lever moves each alone."""
    groups: list[tuple[frozenset[str], frozenset[Atom]]] = []
    for atom in needs:
        codes = frozenset(lever.code for lever in levers if isinstance(atom, Linear) and _step(atom, lever))
        members = frozenset({atom})
        for other in [one for one in groups if one[0] & codes]:
            groups.remove(other)
            codes, members = codes | other[0], members | other[1]
        if len(codes) > 1:
            raise _refused()
        groups.append((codes, members))
    return [members for _, members in groups]


def _step(linear: Linear, lever: Lever) -> int:
    return sum(weight * lever.step(key) for key, weight in linear.terms)


def _group(
    group: frozenset[Atom],
    state: dict[Atom, tuple[NDArray[np.int64], Truth]],
    levers: tuple[Lever, ...],
    layout: Layout,
) -> Costs:
    """What one lever costs to make the atoms of a group hold; nothing where they do, :data:`NEVER` where it cannot."""
    lever = next((one for one in levers for atom in group if isinstance(atom, Linear) and _step(atom, one)), None)
    first = next(iter(group))
    count = len(state[first][0])
    low = np.zeros(count, dtype=np.int64)
    high = np.full(count, lever.most if lever else 0, dtype=np.int64)
    able = np.ones(count, dtype=np.bool_)
    for atom in group:
        have, known = state[atom]
        able &= known
        if isinstance(atom, Settled):
            able &= have == 1
        elif isinstance(atom, Given):
            able &= have >= atom.least
        else:
            common = lcm(1, *(layout.of(key).scale for key, _ in atom.terms))
            lack = atom.bound * common + (1 if atom.strict else 0) - have
            step = _step(atom, lever) * common if lever else 0
            if step > 0:
                np.maximum(low, -(-lack // step), out=low)
            elif step < 0:
                np.minimum(high, lack // step, out=high)
            else:
                able &= lack <= 0
    able &= low <= high
    cost = low * (lever.cost if lever else 0)
    return np.where(able, cost, NEVER)
