"""Collection rules for the whole suite."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent

# Property tests draw the same cases in every run: a red test stays red until the code is right.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Doctests run in the library, the pure `domain` of solutions and tools/; elsewhere only test files are collected.

    ``--doctest-modules`` would otherwise import every module of the shell, settings and migrations included.
    """
    if collection_path.suffix != ".py" or collection_path.name.startswith("test_"):
        return None
    parts = collection_path.relative_to(ROOT).parts
    return None if parts[:2] == ("src", "kechuang") or "domain" in parts or parts[0] == "tools" else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of PostgreSQL itself run where `make test-postgres` has started a server, and say so elsewhere."""
    if os.environ.get("KECHUANG_DATABASE", "").startswith("postgres"):
        return
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="needs the PostgreSQL server that `make test-postgres` starts"))
