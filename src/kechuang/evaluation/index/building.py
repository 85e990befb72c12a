"""Running the steps: each step's table is kept, so that any score opens down to the figures it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kechuang.evaluation.index.framework import Framework, Item
from kechuang.evaluation.index.recipe import NAMES, Aggregation, Denomination, Imputation, Recipe, Screening, Step
from kechuang.evaluation.index.steps import aggregating, imputing, normalising, treating
from kechuang.evaluation.index.table import Table, Values
from kechuang.values import KechuangError, Sentence


@dataclass(frozen=True, slots=True)
class StepTable:
    """What one step left: ``values`` is ``(units, columns)``; ``notes`` say what it did that the table does not show."""

    step: str
    units: tuple[str, ...]
    columns: tuple[str, ...]
    values: Values
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexResult:
    """An index with everything it was built from.

    Attributes:
        framework: what was aggregated.
        tables: one for each step, the last with all items of the framework.
        scores: ``(units, items)`` in the framework's order of levels; missing is ``nan``.
        codes: of the columns of ``scores``.
        ranks: ``(units,)`` by the index, 1 is the highest, ties take the smallest rank; ``nan`` without a score.
    """

    framework: Framework
    tables: tuple[StepTable, ...]
    units: tuple[str, ...]
    codes: tuple[str, ...]
    scores: Values
    ranks: Values

    def score(self, unit: str, code: str | None = None) -> float:
        """The score of a unit on one item, the index unless ``code`` names another."""
        return float(self.scores[self.units.index(unit), self.codes.index(code or self.framework.top.code)])

    def to_dict(self) -> dict[str, Any]:
        """As the command prints it; missing is ``None``."""
        return {
            "steps": [
                {
                    "step": table.step,
                    "columns": list(table.columns),
                    "values": {unit: _plain(row) for unit, row in zip(table.units, table.values, strict=True)},
                    "notes": [{"zh": note.zh, "en": note.en} for note in table.notes],
                }
                for table in self.tables
            ],
            "scores": {
                unit: dict(zip(self.codes, _plain(row), strict=True))
                for unit, row in zip(self.units, self.scores, strict=True)
            },
            "ranks": {
                unit: None if np.isnan(rank) else int(rank) for unit, rank in zip(self.units, self.ranks, strict=True)
            },
        }


@dataclass(frozen=True, slots=True)
class State:
    """Between two steps: the figures of the indicators, and the table they came from for denominators and groups."""

    table: Table
    values: Values


def build_index(table: Table, framework: Framework, recipe: Recipe) -> IndexResult:
    """Run the steps in their order.

    Raises:
        KechuangError: an indicator or denominator has no column, no unit is left, a mean does not exist for the figures
            (geometric of a value at or below zero), a group, target or reference is unknown.
    """
    tables: list[StepTable] = []
    state = first_state(table, framework)
    for step in recipe.steps:
        if isinstance(step, Aggregation):
            codes, scores = aggregate(state.values, framework, step)
            tables.append(StepTable("aggregate", state.table.units, codes, scores))
            ranks = descending_ranks(scores[:, codes.index(framework.top.code)])
            return IndexResult(framework, tuple(tables), state.table.units, codes, scores, ranks)
        state, notes = run_step(step, state, framework)
        columns = tuple(item.code for item in framework.indicators)
        tables.append(StepTable(NAMES[type(step)], state.table.units, columns, state.values, notes))
    raise AssertionError("read_recipe ends every recipe with an aggregation")


def first_state(table: Table, framework: Framework) -> State:
    """The indicators' figures before the first step."""
    absent = [item.code for item in framework.indicators if item.code not in table.columns]
    if absent:
        raise KechuangError(
            zh=f"数据里没有指标 {'、'.join(absent[:5])} 的列；请补列或从框架中去掉。",
            en=f"The data have no column for {', '.join(absent[:5])}; add it, or take the indicator out of the framework.",
        )
    return State(table, np.column_stack([table.column(item.code) for item in framework.indicators]))


def run_step(step: Step, state: State, framework: Framework) -> tuple[State, tuple[Sentence, ...]]:
    """One step other than the aggregation: the state after it, and what it says about itself."""
    run: Callable[..., tuple[State, tuple[Sentence, ...]]] = _RUN[type(step)]
    return run(step, state, framework)


def _screen(step: Screening, state: State, _: Framework) -> tuple[State, tuple[Sentence, ...]]:
    held = (~np.isnan(state.values)).sum(axis=1)
    least = step.coverage * state.values.shape[1]
    kept = np.array([count >= least for count in held], dtype=np.bool_)
    if not kept.any():
        raise KechuangError(
            zh=f"没有单位的数据达到 {float(step.coverage):.0%}；请降低 coverage 或补数据。",
            en=f"No unit holds {float(step.coverage):.0%} of the indicators; lower 'coverage' or add data.",
        )
    out = [unit for unit, stays in zip(state.table.units, kept, strict=True) if not stays]
    notes = (
        (Sentence(f"数据不足，未列入：{'、'.join(out)}。", f"Left out for too few figures: {', '.join(out)}."),)
        if out
        else ()
    )
    return State(state.table.only(kept), state.values[kept]), notes


def _denominate(_: Denomination, state: State, framework: Framework) -> tuple[State, tuple[Sentence, ...]]:
    values, notes = state.values.copy(), []
    for place, item in enumerate(framework.indicators):
        if item.denominator is None:
            continue
        if item.denominator not in state.table.columns:
            raise KechuangError(
                zh=f"数据里没有“{item.code}”的分母“{item.denominator}”；请补列。",
                en=f"The data have no column '{item.denominator}', by which '{item.code}' is divided; add it.",
            )
        below = state.table.column(item.denominator)
        zero = below == 0
        with np.errstate(divide="ignore", invalid="ignore"):
            values[:, place] = np.where(zero, np.nan, values[:, place] / below)
        if zero.any():
            units = [unit for unit, none in zip(state.table.units, zero, strict=True) if none]
            notes.append(
                Sentence(
                    f"“{item.denominator}”为零，“{item.code}”无法计算：{'、'.join(units)}。",
                    f"'{item.denominator}' is zero, so '{item.code}' does not exist for {', '.join(units)}.",
                )
            )
    return State(state.table, values), tuple(notes)


def _impute(step: Imputation, state: State, framework: Framework) -> tuple[State, tuple[Sentence, ...]]:
    groups = None
    if step.method.endswith("_group"):
        groups = state.table.groups.get(step.group or "")
        if groups is None:
            raise KechuangError(
                zh=f"数据里没有分组列“{step.group}”；请补一列文字。",
                en=f"The data have no text column '{step.group}' to group by; add it.",
            )
    columns = [imputing.impute(column, step.method, groups) for column in state.values.T]
    values = np.column_stack(columns)
    filled = int(np.isnan(state.values).sum() - np.isnan(values).sum())
    notes = (Sentence(f"补齐{filled}个缺失值。", f"{filled} missing figures were filled."),) if filled else ()
    return State(state.table, values), notes


def _treat(step: treating.Treatment, state: State, framework: Framework) -> tuple[State, tuple[Sentence, ...]]:
    treated = [treating.treat(column, step) for column in state.values.T]
    notes = tuple(
        Sentence(f"“{item.code}”缩尾{one.points}处。", f"'{item.code}' was winsorised at {one.points} points.")
        if one.how == "winsorised"
        else Sentence(f"“{item.code}”取对数。", f"'{item.code}' was logged.")
        for item, one in zip(framework.indicators, treated, strict=True)
        if one.how != "none"
    )
    return State(state.table, np.column_stack([one.values for one in treated])), notes


def _normalise(step: normalising.Scale, state: State, framework: Framework) -> tuple[State, tuple[Sentence, ...]]:
    reference = None
    if step.method == "distance_to_reference":
        if step.reference not in state.table.units:
            raise KechuangError(
                zh=f"参照单位“{step.reference}”不在数据里；请核对名称。",
                en=f"The reference '{step.reference}' is no unit of the data; check its name.",
            )
        reference = state.table.units.index(step.reference)
    columns, flat = [], []
    for item, column in zip(framework.indicators, state.values.T, strict=True):
        scaled = normalising.normalise(
            column * item.direction, step, target=_target(step, item), post=_post(step, item), reference=reference
        )
        if np.isnan(scaled).all() and not np.isnan(column).all():
            flat.append(item.code)
        columns.append(scaled)
    notes = []
    if flat:
        notes.append(
            Sentence(
                f"{'、'.join(flat)}各单位数值相同，不能区分，未计入。",
                f"{', '.join(flat)} are the same for every unit and were left out.",
            )
        )
    if step.to is not None and step.method in normalising.UNSCALED:
        notes.append(
            Sentence(
                f"“{step.method}”自有刻度，to 不起作用。",
                f"'{step.method}' has a scale of its own; 'to' has no effect.",
            )
        )
    return State(state.table, np.column_stack(columns)), tuple(notes)


def _target(step: normalising.Scale, item: Item) -> float | None:
    if step.method != "distance_to_target":
        return None
    if item.code not in step.targets:
        raise _no_parameter("targets", item)
    return step.targets[item.code] * item.direction


def _post(step: normalising.Scale, item: Item) -> tuple[float, float] | None:
    if step.method != "goalposts":
        return None
    if item.code not in step.posts:
        raise _no_parameter("posts", item)
    low, high = step.posts[item.code]
    return (low, high) if item.direction == 1 else (-high, -low)


def _no_parameter(key: str, item: Item) -> KechuangError:
    return KechuangError(
        zh=f"{key} 里没有指标“{item.code}”；请补上。",
        en=f"'{key}' has no value for the indicator '{item.code}'; add it.",
    )


_RUN: dict[type, Any] = {
    Screening: _screen,
    Denomination: _denominate,
    Imputation: _impute,
    treating.Treatment: _treat,
    normalising.Scale: _normalise,
}


def aggregate(values: Values, framework: Framework, step: Aggregation) -> tuple[tuple[str, ...], Values]:
    """Codes of all items, level by level, and their scores ``(units, items)``.

    Raises:
        KechuangError: a geometric or harmonic mean does not exist for the figures.
    """
    scores: dict[str, Values] = {item.code: values[:, place] for place, item in enumerate(framework.indicators)}
    for level in range(2, framework.levels + 1):
        method = step.at(level)
        for item in framework.at(level):
            below = framework.children(item.code)
            parts = np.column_stack([scores[child.code] for child in below])
            if aggregating.undefined(parts, method):
                raise KechuangError(
                    zh=f"“{item.code}”的分项有不大于零的值，不能作几何或调和平均；请标准化到 [1, 100] 之类的正区间。",
                    en=f"Parts of '{item.code}' are zero or below, so their {method} mean does not exist; normalise to a positive range such as [1, 100].",
                )
            mean = aggregating.weighted_mean(parts, np.array([child.weight for child in below]), method)
            held = (~np.isnan(parts)).sum(axis=1)
            scores[item.code] = np.where(held >= float(step.coverage) * len(below), mean, np.nan)
    return tuple(scores), np.column_stack(list(scores.values()))


def descending_ranks(scores: Values) -> Values:
    """Rank 1 for the highest score; ties take the smallest rank they share; without a score ``nan``.

    >>> descending_ranks(np.array([50.0, 70, 50, np.nan]))
    array([ 2.,  1.,  2., nan])
    """
    return normalising.ranks(-scores)


def _plain(row: Values) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in row]
