"""One-time codes by the clock (RFC 6238, SHA-1, thirty seconds, six digits): what every authenticator application speaks."""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
from hashlib import sha1
from urllib.parse import quote, urlencode

STEP = 30
DIGITS = 6
#: A clock may be a step ahead or behind.
DRIFT = 1


def new_secret() -> bytes:
    """A secret of 160 random bits, as the standard advises."""
    return secrets.token_bytes(20)


def code_at(secret: bytes, moment: float, digits: int = DIGITS) -> str:
    """The code of a moment (seconds since 1970).

    >>> code_at(b"12345678901234567890", 59, 8)                                                         # doctest: +SKIP
    '94287082'
    """
    return _code(secret, int(moment) // STEP, digits)


def find_step(secret: bytes, written: str, moment: float, after: int = -1) -> int | None:
    """The step whose code was written, within the allowed drift and later than ``after``; ``None`` if none is.

    A code counts once: who keeps the step found and passes it as ``after`` refuses the same code a second time.
    """
    code = "".join(written.split())
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    now = int(moment) // STEP
    found = None
    for step in range(
        now - DRIFT, now + DRIFT + 1
    ):  # all are compared, so that the answer takes as long whichever it is
        if hmac.compare_digest(_code(secret, step, DIGITS), code) and step > after:
            found = step
    return found


def written_secret(secret: bytes) -> str:
    """The secret for typing: Base32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address_of(secret: bytes, issuer: str, account: str) -> str:
    """What the square code holds (``otpauth://totp/…``)."""
    label = f"{quote(issuer)}:{quote(account)}"
    values = {
        "secret": base64.b32encode(secret).decode().rstrip("="),
        "issuer": issuer,
        "digits": DIGITS,
        "period": STEP,
    }
    return f"otpauth://totp/{label}?{urlencode(values, quote_via=quote)}"


def _code(secret: bytes, step: int, digits: int) -> str:
    digest = hmac.new(secret, struct.pack(">Q", step), sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)
