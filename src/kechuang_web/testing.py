"""The cast: one person per role, for tests of the shell and of the doors.

A ``conftest.py`` takes the fixtures with ``from kechuang_web.testing import *``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from kechuang_web.accounts.models import User
from kechuang_web.accounts.roles import ASSIGNABLE
from kechuang_web.stores import memory

__all__ = ["cast", "forget", "sign_in"]

#: The organisation of the enterprise's clerk and the agency: well-formed codes of nobody.
ENTERPRISE, AGENCY = "91120224MA05W9R00D", "91120224MA05AGNT0E"
#: What the scoped members of the cast belong to.
BELONGINGS = {
    "lead_unit": {"unit": "unit/kjj"},
    "park_operator": {"park": "park/jingjin_zgc"},
    "enterprise": {"organisation": ENTERPRISE},
    "agent": {"organisation": AGENCY},
}
PASSWORD = "a long password 1"  # noqa: S105  of people who exist for the length of a test


@pytest.fixture(autouse=True)
def forget(settings: Any, tmp_path: Any) -> None:
    """Nothing remembered from one test reaches the next; heads are kept in a folder of the test."""
    settings.KECHUANG_HEADS = str(tmp_path / "heads")
    memory.stores.clear()
    memory.results.clear()
    cache.clear()


@pytest.fixture
def cast(db: Any) -> dict[str, User]:
    """Role → person; :data:`BELONGINGS` says to which unit, park or organisation the scoped ones belong."""
    return {
        role: User.objects.create_user(
            role, PASSWORD, display_name=f"{role} 同志", role=role, **BELONGINGS.get(role, {})
        )
        for role in ASSIGNABLE
    }


@pytest.fixture
def sign_in(cast: dict[str, User]) -> Callable[[str], Client]:
    """A browser of the person with a role; of nobody for ``public``."""

    def open_as(role: str) -> Client:
        client = Client()
        if role != "public":
            client.force_login(cast[role], backend="kechuang_web.accounts.backends.RoleBackend")
        return client

    return open_as
