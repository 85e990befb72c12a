"""The SM3 hash (GB/T 32905), from OpenSSL through hashlib where it is built in, else from `cryptography`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable


def _choose() -> Callable[[bytes], bytes]:
    try:
        hashlib.new("sm3", b"")
    except ValueError:
        from cryptography.hazmat.primitives import hashes

        def from_cryptography(data: bytes) -> bytes:
            state = hashes.Hash(hashes.SM3())
            state.update(data)
            return state.finalize()

        return from_cryptography

    fresh = hashlib.new("sm3")  # copied for each digest: finding the algorithm by name costs more than hashing a fact

    def from_hashlib(data: bytes) -> bytes:
        state = fresh.copy()
        state.update(data)
        return state.digest()

    return from_hashlib


_digest = _choose()


def sm3(data: bytes) -> bytes:
    """The 32 bytes of the SM3 digest.

    >>> sm3(b"abc").hex()  # the example of GB/T 32905, annex A.1
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
    """
    return _digest(data)
