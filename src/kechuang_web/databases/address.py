"""One setting names the database: ``sqlite:///var/kechuang.sqlite3`` or ``postgresql://user:password@host:5432/name``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

#: Readers never wait for the writer (WAL); a writer takes its lock at BEGIN, so it can wait for another instead of
#: failing half-way; a commit survives the death of the process.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
}


def parse_database(address: str, root: Path) -> dict[str, Any]:
    """Django's DATABASES entry for an address; a relative SQLite path starts at ``root``.

    Raises:
        ValueError: the scheme is neither sqlite nor postgresql, or the database name is missing.
    """
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        name = unquote(parts.path.removeprefix("/"))
        if not name:
            raise ValueError(f"KECHUANG_DATABASE “{address}” names no file; write sqlite:///var/kechuang.sqlite3.")
        path = name if name == ":memory:" else str(root / name)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": dict(SQLITE_OPTIONS)}
    if parts.scheme in {"postgres", "postgresql"}:
        name = unquote(parts.path.removeprefix("/"))
        if not name:
            raise ValueError("KECHUANG_DATABASE names no database; write postgresql://user:password@host:5432/name.")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError(f"KECHUANG_DATABASE has the scheme “{parts.scheme}”; it must be sqlite or postgresql.")
