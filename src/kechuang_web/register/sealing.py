"""Encryption of personal data at rest: AES-256-GCM, a key per person, itself sealed with the installation's key.

The installation's key comes from the settings (``KECHUANG_PERSONAL_KEY``) and never from the database, so that a copy of the
database alone tells nothing. Several keys, newest first, may be given: the first seals, all of them open.
Erasing a person's own key makes every ciphertext of theirs unreadable, those in the history and in old exports included.
"""

from __future__ import annotations

import hmac
import json
import os
import re
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from kechuang.values import KechuangError

_NONCE = 12
_KEY = 32
_FORMAT = b"\x01"


class SealBrokenError(KechuangError):
    """Personal data cannot be opened: another key, or changed bytes."""

    def __init__(self) -> None:
        super().__init__(
            zh="个人信息无法解密：密钥与保存时不同，或数据被改动；请核对 KECHUANG_PERSONAL_KEY 后再试。",
            en="The personal data cannot be opened: the key is another one, or the data were altered; check KECHUANG_PERSONAL_KEY.",
        )


def make_person_key() -> bytes:
    """A new key of a person's own, sealed with the installation's first key."""
    return _encrypt(_installation_keys()[0], os.urandom(_KEY), b"person-key")


def seal_fields(fields: Mapping[str, str], sealing_key: bytes) -> bytes:
    """Personal fields under a person's key; nothing for no fields."""
    if not fields:
        return b""
    plain = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True).encode()
    return _encrypt(_open_person_key(sealing_key), plain, b"person-fields")


def open_fields(sealed: bytes, sealing_key: bytes) -> dict[str, str]:
    """The personal fields of a ciphertext; none where the person was erased.

    Raises:
        SealBrokenError: the key is another one, or the bytes were altered.
    """
    if not sealed or not sealing_key:
        return {}
    opened: dict[str, str] = json.loads(_decrypt(_open_person_key(sealing_key), bytes(sealed), b"person-fields"))
    return opened


def reseal_person_key(sealing_key: bytes) -> bytes:
    """A person's key under the installation's first key: for changing the installation's key."""
    return _encrypt(_installation_keys()[0], _open_person_key(sealing_key), b"person-key")


def keyed_hash(kind: str, value: str) -> str:
    """What an exact name, telephone or identity number is found by; ``""`` for nothing.

    Full-width digits, blanks and signs do not matter. Without the installation's key the value cannot be guessed from it.
    """
    plain = _plain(kind, value)
    if not plain:
        return ""
    key = _derived(_installation_texts()[-1], b"person-search")
    return hmac.new(key, f"{kind}:{plain}".encode(), "sha256").hexdigest()


def mask_name(name: str) -> str:
    """A name nobody is known by: the first character, and a star for each other.

    >>> mask_name("张晓明"), mask_name("")                                                             # doctest: +SKIP
    ('张**', '')
    """
    return name[:1] + "*" * min(len(name.strip()) - 1, 4) if name.strip() else ""


def _plain(kind: str, value: str) -> str:
    from kechuang.resolution import fold

    folded = fold(value)
    if kind == "phone":
        digits = re.sub(r"\D", "", folded)
        return digits.removeprefix("86") if len(digits) == 13 else digits  # +86 138…
    return folded


def _encrypt(key: bytes, plain: bytes, purpose: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, purpose)


def _decrypt(key: bytes, sealed: bytes, purpose: bytes) -> bytes:
    if sealed[:1] != _FORMAT:
        raise SealBrokenError
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, body, purpose)
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError from error


def _open_person_key(sealing_key: bytes) -> bytes:
    for key in _installation_keys():
        try:
            return _decrypt(key, bytes(sealing_key), b"person-key")
        except SealBrokenError:
            continue
    raise SealBrokenError


def _installation_texts() -> tuple[str, ...]:
    given = [part.strip() for part in str(getattr(settings, "KECHUANG_PERSONAL_KEY", "")).split(",") if part.strip()]
    if not given or min(map(len, given)) < 32:
        raise KechuangError(
            zh="没有设置个人信息密钥 KECHUANG_PERSONAL_KEY（至少32个字符）；请按部署文档设置后再保存人员。",
            en="KECHUANG_PERSONAL_KEY, at least 32 characters, is not set; set it as the deployment guide says before keeping people.",
        )
    return tuple(given)


def _installation_keys() -> tuple[bytes, ...]:
    return tuple(_derived(text, b"person-keys") for text in _installation_texts())


@lru_cache(maxsize=16)
def _derived(text: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _KEY, salt=b"kechuang-personal/1", info=purpose).derive(text.encode())
