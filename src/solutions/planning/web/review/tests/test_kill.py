"""``kill -9`` during an import loses nothing that was confirmed and leaves nothing half-imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())
WHOLE = {"documents": 1, "readings": 5, "entries": 1, "intact": 1}
NOTHING = {"documents": 0, "readings": 0, "entries": 0, "intact": 1}


def test_an_import_killed_at_any_statement_leaves_all_or_nothing(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "KECHUANG_DATABASE": f"sqlite:///{tmp_path / 'killed.sqlite3'}",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    program = [sys.executable, "-m", "solutions.planning.web.review.tests.killed_imports"]
    run = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=120, check=False)
    attempts = [json.loads(line) for line in run.stdout.splitlines()]
    assert attempts, run.stderr[-2000:]
    *killed, first, again = attempts
    assert len(killed) >= 5, "it was killed before, between and after the writes"
    for attempt in killed:
        found = {name: attempt[name] for name in WHOLE}
        assert found == NOTHING, f"killed at statement {attempt['killed_at']}"
    assert first["confirmed"]
    assert {name: first[name] for name in WHOLE} == WHOLE
    assert again["confirmed"] == first["confirmed"], "the same file is recognised"
    assert {name: again[name] for name in WHOLE} == WHOLE
