"""The demonstration's secret key: made once per installation, kept in var/, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def load_or_make_secret(path: Path) -> str:
    """The key kept at ``path``; a new random one is written there the first time."""
    try:
        kept = path.read_text("ascii").strip()
    except FileNotFoundError:
        kept = ""
    if len(kept) >= 50:
        return kept
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = secrets.token_urlsafe(64)
    # Created with its final mode: there is no moment at which others can read it.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made)
    return made
