"""SM3 of a document's bytes (GB/T 32905)."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes


def sm3_hex(data: bytes) -> str:
    """The digest in hexadecimal.

    >>> sm3_hex(b"abc")[:8]
    '66c7f0f4'
    """
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize().hex()
