"""The labelled texts beside the repository; a clone without them skips with the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[5].parent / "shared" / "plan_reading"


def folder() -> Path:
    """The folder ``../shared/plan_reading`` beside the repository."""
    if not FOLDER.is_dir():
        pytest.skip("../shared/plan_reading is not there: the labelled texts are not part of the repository")
    return FOLDER


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a labelled file."""
    return [json.loads(line) for line in (folder() / name).read_text(encoding="utf-8").splitlines() if line.strip()]
