"""Which rows of a table a person may see, and those about one organisation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from kechuang_web.accounts.roles import ROLES
from kechuang_web.register.selectors import organisations_for
from kechuang_web.stores import selectors
from solutions.register.web.tables import Table

_RIGHT = "register.view"


def sees_all(user: Any) -> bool:
    """Whether a person sees the whole register, not only their own park or organisation."""
    role = ROLES.get(getattr(user, "role", ""))
    return bool(role and _RIGHT in role.permissions and _RIGHT not in role.scoped)


def rows_for(user: Any, table: Table) -> QuerySet[Any]:
    """The standing rows of a table that a person may see.

    Who sees only some organisations sees the rows about them, and none of a table that is about no organisation.
    """
    rows = table.model.objects.standing().in_region(selectors.region_code())
    if not sees_all(user):
        if not table.owners:
            return rows.none()
        mine = organisations_for(user).values("pk")
        theirs = Q()
        for owner in table.owners:
            theirs |= Q(**{f"{owner}__in": mine}) | Q(**{f"{owner}__merged_into__in": mine})
        rows = rows.filter(theirs)
    return rows.select_related(*table.links) if table.links else rows


def rows_of(table: Table, keys: Iterable[int]) -> QuerySet[Any]:
    """The rows of a table about one organisation: its own and those of the rows merged into it (``keys``, see ``family``)."""
    theirs = Q()
    for owner in table.owners:
        theirs |= Q(**{f"{owner}__in": list(keys)})
    rows = table.model.objects.standing().filter(theirs)
    return rows.select_related(*table.links) if table.links else rows
