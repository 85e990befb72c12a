"""Evaluating: composite indices of units with the uncertainty of their ranks.

The door of the room; how an index is declared and computed stands in ``kechuang.evaluation.index``.
"""

from __future__ import annotations

from kechuang.evaluation.index import (
    Framework,
    IndexResult,
    Item,
    Recipe,
    Replications,
    Table,
    build_index,
    read_framework,
    read_recipe,
    read_table,
    replicate,
)

__all__ = [
    "Framework",
    "IndexResult",
    "Item",
    "Recipe",
    "Replications",
    "Table",
    "build_index",
    "read_framework",
    "read_recipe",
    "read_table",
    "replicate",
]
