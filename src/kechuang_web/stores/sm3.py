"""SM3 of a document's bytes (GB/T 32905)."""

from __future__ import annotations

from kechuang.values import sm3


def sm3_hex(data: bytes) -> str:
    """The digest in hexadecimal.

    >>> sm3_hex(b"abc")[:8]
    '66c7f0f4'
    """
    return sm3(data).hex()
