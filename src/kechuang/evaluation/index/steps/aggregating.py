"""Weighted means upwards through the levels. A missing part leaves the mean, and the weights of the others fill its place."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from kechuang.evaluation.index.table import Values

Method = Literal["arithmetic", "geometric", "harmonic"]
METHODS: tuple[Method, ...] = get_args(Method)


def weighted_mean(parts: Values, weights: Values, method: Method) -> Values:
    """Mean of the last axis. ``parts``: ``(…, parts)``; ``weights`` broadcast against it; all missing gives ``nan``.

    A geometric mean of a part at or below zero, and a harmonic mean of a part at zero, do not exist: they are ``nan`` here and
    :func:`undefined` tells them from what is missing.

    >>> weighted_mean(np.array([[1.0, 4.0], [np.nan, 3.0]]), np.array([1.0, 1.0]), "geometric")
    array([2., 3.])
    """
    held = ~np.isnan(parts)
    weight = np.where(held, weights, 0.0)
    total = weight.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        if method == "arithmetic":
            mean = np.where(held, parts * weight, 0.0).sum(axis=-1) / total
        elif method == "geometric":
            logs = np.where(held, np.log(np.where(parts > 0, parts, np.nan)), 0.0)
            mean = np.exp((np.where(weight > 0, logs, 0.0) * weight).sum(axis=-1) / total)
        else:
            inverse = np.where(held, 1.0 / np.where(parts != 0, parts, np.nan), 0.0)
            mean = total / (np.where(weight > 0, inverse, 0.0) * weight).sum(axis=-1)
    return np.asarray(mean, np.float64)


def undefined(parts: Values, method: Method) -> bool:
    """Whether some part has no mean of this kind."""
    held = parts[~np.isnan(parts)]
    if method == "geometric":
        return bool((held <= 0).any())
    return method == "harmonic" and bool((held == 0).any())
