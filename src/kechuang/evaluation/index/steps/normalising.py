"""Bringing columns to one scale. Every method takes a column in which more is better (the direction is applied before)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from kechuang.evaluation.index.table import Values

Method = Literal[
    "minmax", "zscore", "rank", "borda", "percentile_rank", "distance_to_max", "distance_to_reference", "distance_to_target",
    "fraction_of_max", "goalposts", "none",
]  # fmt: skip
METHODS: tuple[Method, ...] = get_args(Method)
#: Methods whose result has a scale of its own; ``to`` means nothing for them.
UNSCALED: frozenset[Method] = frozenset({"rank", "borda", "none"})


@dataclass(frozen=True, slots=True)
class Scale:
    """A method and its parameters.

    ``to``: for ``minmax``, ``percentile_rank``, the distances, ``fraction_of_max`` and ``goalposts`` the lower and upper end
    of the scale (by default 0 to 100 for ``minmax`` and 0 to 1 for the others); for ``zscore`` the mean and the standard
    deviation (by default 0 and 1). ``targets`` and ``posts`` are by indicator, in its own unit and direction;
    ``reference`` is a unit's name. ``cap`` holds values beyond a target or post at it.
    """

    method: Method = "minmax"
    to: tuple[float, float] | None = None
    targets: dict[str, float] = field(default_factory=dict)
    posts: dict[str, tuple[float, float]] = field(default_factory=dict)
    reference: str | None = None
    cap: bool = False


def ranks(column: Values) -> Values:
    """Rank from 1 for the smallest; ties take the smallest rank they share; missing stays missing.

    >>> ranks(np.array([3.0, 1, 3, np.nan, 5]))
    array([ 2.,  1.,  2., nan,  4.])
    """
    placed = np.full(len(column), np.nan)
    held = ~np.isnan(column)
    ordered = np.sort(column[held])
    placed[held] = np.searchsorted(ordered, column[held], side="left") + 1.0
    return placed


def normalise(column: Values, scale: Scale, *, target: float | None = None, post: tuple[float, float] | None = None,
              reference: int | None = None) -> Values:  # fmt: skip
    """One column on the common scale. A column without spread gives ``nan``: it tells the units apart by nothing.

    >>> normalise(np.array([1.0, 2, 5]), Scale("minmax", (0, 100)))
    array([  0.,  25., 100.])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return _METHODS[scale.method](column, scale, target, post, reference)


def _minmax(column: Values, scale: Scale, *__: object) -> Values:
    least, most = _ends(column)
    return _onto((column - least) / (most - least) if most > least else column * np.nan, scale.to or (0, 100))


def _zscore(column: Values, scale: Scale, *__: object) -> Values:
    mean, deviation = scale.to or (0.0, 1.0)
    held = column[~np.isnan(column)]
    spread = held.std(ddof=1) if len(held) > 1 else 0.0
    return (column - held.mean()) / spread * deviation + mean if spread > 0 else column * np.nan


def _rank(column: Values, *_: object) -> Values:
    return ranks(column)


def _borda(column: Values, *_: object) -> Values:
    return ranks(column) - 1


def _percentile_rank(column: Values, scale: Scale, *__: object) -> Values:
    held = int((~np.isnan(column)).sum())
    return _onto((ranks(column) - 1) / (held - 1) if held > 1 else column * np.nan, scale.to)


def _distance_to_max(column: Values, scale: Scale, *__: object) -> Values:
    least, most = _ends(column)
    return _onto(1 - (most - column) / (most - least) if most > least else column * np.nan, scale.to)


def _distance_to_reference(column: Values, scale: Scale, _t: object, _p: object, reference: int | None) -> Values:
    assert reference is not None  # noqa: S101 - read_recipe requires it
    least, _ = _ends(column)
    return _onto(_capped(1 - (column[reference] - column) / (column[reference] - least), scale), scale.to)


def _distance_to_target(column: Values, scale: Scale, target: float | None, *__: object) -> Values:
    assert target is not None  # noqa: S101 - build_index requires it
    least, _ = _ends(column)
    return _onto(_capped((column - least) / (target - least), scale), scale.to)


def _fraction_of_max(column: Values, scale: Scale, *__: object) -> Values:
    _, most = _ends(column)
    return _onto(column / most, scale.to)


def _goalposts(column: Values, scale: Scale, _t: object, post: tuple[float, float] | None, _r: object) -> Values:
    assert post is not None  # noqa: S101 - build_index requires it
    placed = (column - post[0]) / (post[1] - post[0])
    return _onto(np.clip(placed, 0, 1), scale.to)


def _none(column: Values, *_: object) -> Values:
    return column


def _ends(column: Values) -> tuple[float, float]:
    held = column[~np.isnan(column)]
    return (float(held.min()), float(held.max())) if len(held) else (np.nan, np.nan)


def _onto(unit: Values, to: tuple[float, float] | None) -> Values:
    return unit if to is None else unit * (to[1] - to[0]) + to[0]


def _capped(placed: Values, scale: Scale) -> Values:
    return np.minimum(placed, 1) if scale.cap else placed


_METHODS: dict[Method, Callable[..., Values]] = {
    "minmax": _minmax, "zscore": _zscore, "rank": _rank, "borda": _borda, "percentile_rank": _percentile_rank,
    "distance_to_max": _distance_to_max, "distance_to_reference": _distance_to_reference,
    "distance_to_target": _distance_to_target, "fraction_of_max": _fraction_of_max, "goalposts": _goalposts, "none": _none,
}  # fmt: skip
