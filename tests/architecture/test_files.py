"""What every tracked file owes: it stays small, and names no machine and no package registry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import GENERATED_OR_FOREIGN, ROOT, is_vendored, read_text, relative, tracked_files

LONGEST_FILE = 600
SOURCE_SUFFIXES = {".py", ".html", ".css", ".js", ".md", ".sh"}
HOME_FOLDER = re.compile(r"(?<![\w.:/])/(?:home|root|Users)/\w")
REGISTRY = re.compile(r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|registry|artifactory|nexus)[\w.-]*")
INDEX_OPTION = re.compile(r"--(?:extra-)?index-url|--find-links|^registry\s*=", re.MULTILINE)


def own_texts() -> list[tuple[str, str]]:
    """Name and text of every tracked text file that is ours."""
    texts = ((relative(path), read_text(path)) for path in tracked_files() if not is_vendored(path))
    return [(name, text) for name, text in texts if text is not None]


def long_files(texts: list[tuple[str, str]]) -> list[str]:
    """Source files and documents that have outgrown one file."""
    return [
        f"{name}: {count} lines"
        for name, text in texts
        if Path(name).suffix in SOURCE_SUFFIXES
        and not name.startswith(GENERATED_OR_FOREIGN)
        and "/migrations/" not in name  # as Django writes them
        and (count := len(text.splitlines())) > LONGEST_FILE
    ]


def machine_paths(texts: list[tuple[str, str]], root: Path = ROOT) -> list[str]:
    """Files that name a folder of one machine: where this clone lies, its neighbours, or somebody's home."""
    here = [str(root), *(f"{root.parent}/{name}" for name in ("shared", "wt", "brief"))]
    return [name for name, text in texts if HOME_FOLDER.search(text) or any(place in text for place in here)]


def registry_addresses(texts: list[tuple[str, str]]) -> list[str]:
    """Files that name the address of a package registry, or tell a client where to look."""
    return [
        name
        for name, text in texts
        if REGISTRY.search(text) or (INDEX_OPTION.search(text) and not name.endswith(".py"))
    ]


def test_no_file_is_longer_than_it_can_be_read():
    assert long_files(own_texts()) == []


def test_no_file_names_a_folder_of_one_machine():
    assert machine_paths(own_texts()) == []


def test_no_file_names_a_package_registry():
    assert registry_addresses(own_texts()) == []


def test_the_searches_find_what_they_are_for():
    home, registry = "/ho" + "me/someone/x", "https://" + "registry.example.org/x"
    assert long_files([("src/a.py", "x\n" * 601), ("src/b.py", "x\n" * 600)]) == ["src/a.py: 601 lines"]
    assert machine_paths([("a.md", f"see {home}"), ("b.md", "docs/home/page"), ("c.md", f"{ROOT}/src")]) == [
        "a.md",
        "c.md",
    ]
    assert registry_addresses(
        [("a.md", registry), ("b.txt", "--index-" + "url x"), ("c.md", "a package registry")]
    ) == [
        "a.md",
        "b.txt",
    ]


LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_carries_hashes_and_no_address(lock):
    text = lock.read_text("utf-8")
    packages = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)[1:]
    assert packages, f"{lock.name} is empty"
    assert [entry.split()[0] for entry in packages if "--hash=sha256:" not in entry] == []
    assert [entry.split()[0] for entry in packages if "==" not in entry.split()[0]] == []
    assert "://" not in text
    assert [line for line in text.splitlines() if line.startswith("-")] == []


def test_every_list_of_requirements_has_its_lock():
    assert {path.stem for path in LOCKS} >= {path.stem for path in (ROOT / "requirements").glob("*.in")}


def test_the_library_asks_for_nothing_of_the_shell():
    core = (ROOT / "requirements" / "core.txt").read_text("utf-8").lower()
    assert [name for name in ("django", "granian", "psycopg", "whitenoise") if f"\n{name}" in f"\n{core}"] == []
