"""How far ranks move under other choices: the index built again many times, each time with the choices drawn anew.

What is varied is named. ``weights``: each weight, at every level, up or down by at most a share of itself. ``impute``, ``treat``,
``normalise``, ``aggregate``: one of the alternatives below instead of the declared one, all equally likely. ``noise``: every
normalised figure by a normal error. Draws depend on the seed, the factor and the number of the replication alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from kechuang.evaluation.index.building import IndexResult, State, build_index, first_state, run_step
from kechuang.evaluation.index.framework import Framework
from kechuang.evaluation.index.recipe import Aggregation, Imputation, Recipe, Step
from kechuang.evaluation.index.steps import aggregating
from kechuang.evaluation.index.steps.normalising import Scale
from kechuang.evaluation.index.steps.treating import Treatment
from kechuang.evaluation.index.table import Table, Values
from kechuang.values import KechuangError

Factor = Literal["weights", "impute", "treat", "normalise", "aggregate", "noise"]
FACTORS: tuple[Factor, ...] = get_args(Factor)
#: Share of itself by which a weight moves at most, and error of a figure in standard deviations of its column.
WEIGHT_SHARE = 0.25
NOISE_SHARE = 0.1
QUANTILES = (0.05, 0.5, 0.95)
#: Cells held at once while replications are aggregated; keeps the memory flat.
_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class Replications:
    """What the replications say.

    Attributes:
        units: as in the index.
        ranks: ``(replications, units)``; ``nan`` where a unit had no score.
        intervals: ``(units, 3)``: the 5th percentile, median and 95th percentile of each unit's rank.
        factors: what was varied.
    """

    units: tuple[str, ...]
    ranks: Values
    intervals: Values
    factors: tuple[Factor, ...]

    def tied_with(self, unit: str) -> tuple[str, ...]:
        """The units that cannot be told apart from this one: those whose intervals overlap with its own."""
        low, _, high = self.intervals[self.units.index(unit)]
        lows, highs = self.intervals[:, 0], self.intervals[:, 2]
        return tuple(
            other
            for other, meets in zip(self.units, (lows <= high) & (highs >= low), strict=True)
            if meets and other != unit
        )

    def to_dict(self) -> dict[str, Any]:
        """As the command prints it."""
        intervals = {
            unit: [None if np.isnan(value) else float(value) for value in row]
            for unit, row in zip(self.units, self.intervals, strict=True)
        }
        return {
            "rank_intervals": intervals,
            "tied_with": {unit: list(self.tied_with(unit)) for unit in self.units},
            "varied": list(self.factors),
            "replications": len(self.ranks),
        }


def replicate(
    table: Table, framework: Framework, recipe: Recipe, *, replications: int, seed: int, vary: Sequence[str]
) -> Replications:
    """Build the index ``replications`` times with the factors of ``vary`` drawn anew each time.

    Raises:
        KechuangError: no replication, a factor that is not known or has no step in the recipe, or what ``build_index`` refuses.
    """
    factors = _check(recipe, replications, vary)
    discrete = [factor for factor in factors if factor not in ("weights", "noise")]
    steps = {_FACTOR_OF.get(type(step)): step for step in recipe.steps}
    choices = [_alternatives(steps[factor]) for factor in discrete]
    drawn = np.zeros((replications, len(discrete)), np.int64)
    for place, (factor, options) in enumerate(zip(discrete, choices, strict=True)):
        drawn[:, place] = _stream(seed, factor).integers(0, len(options), replications)
    weights = _weights(framework, replications, seed, varied="weights" in factors)
    shared: dict[tuple[str, ...], State] = {}
    ranks: Values = np.empty((replications, 0))
    for picks in product(*(range(len(options)) for options in choices)):
        mine = np.flatnonzero((drawn == np.array(picks, np.int64)).all(axis=1))
        if not len(mine):
            continue
        chosen = {factor: options[pick] for factor, options, pick in zip(discrete, choices, picks, strict=True)}
        state, step = _prepare(table, framework, recipe, chosen, shared)
        units = state.table.units
        if not ranks.size:
            ranks = np.full((replications, len(units)), np.nan)
        for part in np.array_split(mine, max(1, len(mine) * state.values.size // _CELLS)):
            values = _noisy(state.values, part, seed) if "noise" in factors else state.values
            scores = _aggregate(values, framework, step, {code: mine_[part] for code, mine_ in weights.items()})
            ranks[part] = _ranks(scores)
    return Replications(units, ranks, np.nanquantile(ranks, QUANTILES, axis=0).T, factors)


def sensitivity(
    table: Table, framework: Framework, recipe: Recipe, *, replications: int, seed: int, vary: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Which choice moves which unit: by factor and unit, the mean number of places the rank moves when only it is varied."""
    nominal: IndexResult = build_index(table, framework, recipe)
    moved: dict[str, dict[str, float]] = {}
    for factor in vary:
        alone = replicate(table, framework, recipe, replications=replications, seed=seed, vary=[factor])
        shift = np.abs(alone.ranks - nominal.ranks).mean(axis=0)
        moved[factor] = dict(zip(nominal.units, map(float, shift), strict=True))
    return moved


def _check(recipe: Recipe, replications: int, vary: Sequence[str]) -> tuple[Factor, ...]:
    if replications < 1:
        raise KechuangError(
            zh=f"重复次数 {replications} 应为正整数。",
            en=f"The number of replications {replications} must be 1 or more.",
        )
    usable = usable_factors(recipe)
    for name in vary:
        if name not in usable:
            known = ", ".join(usable)
            raise KechuangError(
                zh=f"“{name}”不能变动：没有这个因素，或步骤里没有这一步；可用：{known}。",
                en=f"'{name}' cannot be varied: it is no factor, or the steps have no such step; usable are {known}.",
            )
    if not vary:
        raise KechuangError(zh="请用 --vary 写明变动哪些因素。", en="Name the factors to vary with --vary.")
    return tuple(factor for factor in usable if factor in vary)


def usable_factors(recipe: Recipe) -> tuple[Factor, ...]:
    """What can be varied in a recipe: weights and noise always, a step's choices where the recipe has the step."""
    present = {_FACTOR_OF.get(type(step)) for step in recipe.steps} | {"weights", "noise"}
    return tuple(factor for factor in FACTORS if factor in present)


_FACTOR_OF: dict[type, Factor] = {
    Imputation: "impute",
    Treatment: "treat",
    Scale: "normalise",
    Aggregation: "aggregate",
}


def _alternatives(step: Step) -> list[Step]:
    """The declared step first, then the ones it might reasonably have been."""
    if isinstance(step, Imputation):
        return _once([step, Imputation("mean"), Imputation("median"), Imputation("none")])
    if isinstance(step, Treatment):
        most = step.max_winsorised or 0
        return _once([step, replace(step, max_winsorised=most // 2), replace(step, max_winsorised=0, fallback="none")])
    if isinstance(step, Scale):
        return _once([step, Scale("minmax", (1, 100)), Scale("zscore", (50, 10)), Scale("percentile_rank", (1, 100))])
    if isinstance(step, Aggregation):
        return _once([step, replace(step, methods=("arithmetic",)), replace(step, methods=("geometric",))])
    raise AssertionError("only these steps are factors")


def _once(steps: list[Step]) -> list[Step]:
    return [step for place, step in enumerate(steps) if step not in steps[:place]]


def _prepare(
    table: Table, framework: Framework, recipe: Recipe, chosen: dict[Factor, Step], shared: dict[tuple[str, ...], State]
) -> tuple[State, Aggregation]:
    """The state before aggregating under these choices. What two sets of choices share up to a step is computed once."""
    state = first_state(table, framework)
    taken: tuple[str, ...] = ()
    for declared in recipe.steps:
        factor = _FACTOR_OF.get(type(declared))
        step = chosen.get(factor, declared) if factor else declared
        if isinstance(step, Aggregation):
            return _positive(state, step), step
        taken = (*taken, repr(step))
        if taken not in shared:
            shared[taken] = run_step(step, state, framework)[0]
        state = shared[taken]
    raise AssertionError("read_recipe ends every recipe with an aggregation")


def _positive(state: State, step: Aggregation) -> State:
    """A geometric mean needs figures above zero: where it is drawn beside a scale that reaches zero, the scale is lifted to 1."""
    if step.methods == ("geometric",) and np.nanmin(state.values) <= 0:
        return State(state.table, state.values - np.nanmin(state.values) + 1)
    return state


def _weights(framework: Framework, replications: int, seed: int, *, varied: bool) -> dict[str, Values]:
    """By aggregate, the weights of its parts: ``(replications, 1, parts)``."""
    moved = _stream(seed, "weights").uniform(1 - WEIGHT_SHARE, 1 + WEIGHT_SHARE, (replications, len(framework.items)))
    places = {item.code: place for place, item in enumerate(framework.items)}
    weights: dict[str, Values] = {}
    for item in framework.items:
        below = framework.children(item.code)
        if below:
            mine = np.array([child.weight for child in below])
            factor = (
                moved[:, [places[child.code] for child in below]] if varied else np.ones((replications, len(below)))
            )
            weights[item.code] = (mine * factor)[:, None, :]
    return weights


def _noisy(values: Values, replications: NDArray[np.int64], seed: int) -> Values:
    """The figures of each of these replications: ``(replications, units, indicators)``."""
    spread = np.nanstd(values, axis=0, ddof=1) * NOISE_SHARE
    drawn = [_stream(seed, f"noise {number}").standard_normal(values.shape) for number in replications]
    return np.stack([values + error * spread for error in drawn])


def _aggregate(values: Values, framework: Framework, step: Aggregation, weights: dict[str, Values]) -> Values:
    """The index of every replication, ``(replications, units)``."""
    count = next(iter(weights.values())).shape[0]
    scores: dict[str, Values] = {item.code: values[..., place] for place, item in enumerate(framework.indicators)}
    for level in range(2, framework.levels + 1):
        for item in framework.at(level):
            parts = np.stack([scores[child.code] for child in framework.children(item.code)], axis=-1)
            mean = aggregating.weighted_mean(parts, weights[item.code], step.at(level))
            held = (~np.isnan(parts)).sum(axis=-1)
            scores[item.code] = np.where(held >= float(step.coverage) * parts.shape[-1], mean, np.nan)
    return np.asarray(np.broadcast_to(scores[framework.top.code], (count, values.shape[-2])), np.float64)


def _ranks(scores: Values) -> Values:
    """Rank of each unit in each replication: one more than the units above it."""
    order = np.sort(-scores, axis=1)
    ranks = np.full(scores.shape, np.nan)
    for row, (ordered, mine) in enumerate(zip(order, -scores, strict=True)):
        held = ~np.isnan(mine)
        ranks[row, held] = np.searchsorted(ordered[: held.sum()], mine[held], side="left") + 1.0
    return ranks


def _stream(seed: int, factor: str) -> np.random.Generator:
    words: list[int] = [seed, *factor.encode()]
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(words)))
