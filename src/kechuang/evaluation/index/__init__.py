"""A composite index (综合指数): units scored on weighted indicators through declared steps, each step's table kept.

``read_table`` and ``read_framework`` read the figures and what they mean, ``read_recipe`` the steps in their order;
``build_index`` runs them; ``replicate`` runs them again under other choices and says how far each rank moves.
"""

from __future__ import annotations

from kechuang.evaluation.index.building import IndexResult, StepTable, build_index
from kechuang.evaluation.index.framework import Framework, Item, read_framework
from kechuang.evaluation.index.recipe import Recipe, Step, read_recipe
from kechuang.evaluation.index.replication import FACTORS, Replications, replicate, sensitivity, usable_factors
from kechuang.evaluation.index.table import Table, read_table

__all__ = [
    "FACTORS",
    "Framework",
    "IndexResult",
    "Item",
    "Recipe",
    "Replications",
    "Step",
    "StepTable",
    "Table",
    "build_index",
    "read_framework",
    "read_recipe",
    "read_table",
    "replicate",
    "sensitivity",
    "usable_factors",
]
