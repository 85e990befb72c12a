"""The digest of a file, by which the same file is known again."""

from __future__ import annotations

import hashlib
from pathlib import Path

_CHUNK = 1 << 20


def digest_of(data: bytes | Path) -> str:
    """The SHA-256 of the bytes, as hexadecimal text."""
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest()
    with data.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
