"""The repository as the architecture tests see it: tracked files and their text."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED_OR_FOREIGN = ("requirements/", "LICENSE", "docs/glossary.md")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Files in the repository and those about to join it; without git, every file that is not in an ignored folder."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


@cache
def read_text(path: Path) -> str | None:
    """The text of a file, or None when it is binary."""
    data = path.read_bytes()
    if b"\0" in data[:4096]:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def relative(path: Path) -> str:
    """The path as the repository writes it."""
    return path.relative_to(ROOT).as_posix()


def is_vendored(path: Path) -> bool:
    """Front-end files of other projects, kept as they came."""
    return "vendor" in path.relative_to(ROOT).parts
