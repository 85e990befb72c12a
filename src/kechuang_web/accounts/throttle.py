"""A brake on guessing names: too many sign-in attempts from one address, whatever the name, must wait.

Counted in the process's own cache: a restart forgets, several processes count apart; the lock-out of axes, which is kept in
the database, is the firm one.
"""

from __future__ import annotations

from django.core.cache import cache

ATTEMPTS = 40
SECONDS = 300


def too_many(address: str) -> bool:
    """Count one attempt; whether the address has used up its share of the last five minutes."""
    key = f"sign-in:{address or 'unknown'}"
    if cache.add(key, 1, SECONDS):
        return False
    try:
        return cache.incr(key) > ATTEMPTS
    except ValueError:  # expired between the two calls
        return False
