"""Secrets of the accounts at rest: sealed with a key drawn from the installation's, so that a copy of the database opens none."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(plain: bytes, purpose: str) -> str:
    """The sealed text of some bytes; it opens for the same purpose only."""
    return _box(purpose).encrypt(plain).decode("ascii")


def unseal(sealed: str, purpose: str) -> bytes | None:
    """The bytes; ``None`` when the key has changed (keep the old one in SECRET_KEY_FALLBACKS) or the text was altered."""
    try:
        return _box(purpose).decrypt(sealed.encode("ascii"))
    except (InvalidToken, ValueError):
        return None


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(str(key), purpose))) for key in keys])


def _derive(key: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"kechuang.accounts.{purpose}".encode()).derive(
        key.encode()
    )
