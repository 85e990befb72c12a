"""The wheel that others install: the library and the shell, their dependencies, the content of the regions, no tests' leftovers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from email.parser import Parser

import pytest

from tests.architecture.tree import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built from the tree, offline."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        yield archive


def test_the_wheel_carries_the_content_of_every_region(wheel):
    held = {path.relative_to(ROOT / "content").as_posix() for path in (ROOT / "content").rglob("*.yaml")}
    packed = {
        name.removeprefix("kechuang_content/") for name in wheel.namelist() if name.startswith("kechuang_content/")
    }
    assert held
    assert held - packed == set()


def test_the_installed_wheel_monitors_a_region_far_from_the_source(wheel, tmp_path):
    wheel.extractall(tmp_path / "site")
    command = [sys.executable, "-m", "kechuang.cli", "monitor", "--region", "baodi", "--as-of", "2023-09-01", "--json"]
    # PYTHONPATH stands before the editable install of this clone; the working folder holds no content.
    surroundings = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True)
    statuses = {row["code"]: row["status"] for row in json.loads(done.stdout)["indicators"]}
    assert statuses["leading_count"] == "achieved"


def test_the_wheel_asks_for_the_library_and_leaves_the_shell_to_an_extra(wheel):
    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = Parser().parsestr(wheel.read(name).decode())
    asked = [line.lower() for line in metadata.get_all("Requires-Dist", [])]
    plain = {re.split(r"[^a-z0-9-]", line)[0] for line in asked if "extra ==" not in line}
    extra = {re.split(r"[^a-z0-9-]", line)[0] for line in asked if "extra == 'web'" in line}
    assert {"pyyaml", "lxml", "pypdf"} <= plain
    assert {"django", "granian"} <= extra - plain


def test_the_wheel_declares_the_command(wheel):
    name = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "kechuang = kechuang.cli:main" in wheel.read(name).decode()
