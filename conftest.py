"""Collection rules for the whole suite."""

from __future__ import annotations

from pathlib import Path

SRC = Path(__file__).parent / "src"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Doctests run in the library and in the pure `domain` of solutions; elsewhere only test files are collected.

    ``--doctest-modules`` would otherwise import every module of the shell, settings and migrations included.
    """
    if collection_path.suffix != ".py" or collection_path.name.startswith("test_"):
        return None
    if collection_path.is_relative_to(SRC / "kechuang") or "domain" in collection_path.parts:
        return None
    return True
