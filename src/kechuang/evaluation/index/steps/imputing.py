"""Filling what is missing, by the column's other figures; what cannot be filled stays missing."""

from __future__ import annotations

import warnings
from typing import Literal, get_args

import numpy as np

from kechuang.evaluation.index.table import Values

Method = Literal["mean", "median", "mean_group", "median_group", "none"]
METHODS: tuple[Method, ...] = get_args(Method)


def impute(column: Values, method: Method, groups: tuple[str, ...] | None = None) -> Values:
    """One column with its gaps filled by the mean or median of all units, or of the unit's own group.

    A unit without a group, and a group without a figure, keep their gaps.

    >>> impute(np.array([1.0, np.nan, 3.0]), "mean")
    array([1., 2., 3.])
    >>> impute(np.array([1.0, np.nan, 9.0]), "mean_group", ("a", "a", "b"))
    array([1., 1., 9.])
    """
    if method == "none":
        return column
    middle = np.nanmean if method.startswith("mean") else np.nanmedian
    filled = column.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a group without a figure has no middle; its gaps stay
        if groups is None:
            filled[np.isnan(column)] = middle(column)
            return filled
        words = np.array(groups)
        for word in sorted(set(groups) - {""}):
            mine = words == word
            filled[mine & np.isnan(column)] = middle(column[mine])
    return filled
