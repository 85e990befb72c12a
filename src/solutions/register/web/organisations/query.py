"""What the list of organisations is asked for: read from the address, bounded, turned into one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest

from kechuang_web.register.models import Organisation, OrganisationYear, Title
from kechuang_web.register.selectors import search, titles_in_force
from solutions.register.web.asking import given, given_id, given_sort

SORTS = {
    "name": ["name_key", "id"],
    "uscc": ["uscc", "id"],
    "kind": ["kind", "name_key", "id"],
    "park": ["park__name", "name_key", "id"],
    "industry": ["industry", "name_key", "id"],
    "registered_on": ["registered_on", "id"],
}
#: Filters that compare a column with a word of the vocabulary: parameter → column.
COLUMNS = {
    "kind": "kind",
    "industry": "industry",
    "field": "technology_field",
    "emerging": "emerging_class",
    "town": "town",
}
#: Columns to sort by that may be unknown.
UNKNOWN = frozenset({"uscc", "park__name", "registered_on"})
STATES = ("active", "left", "all")


@dataclass(frozen=True, slots=True)
class OrganisationQuery:
    """The filters, each empty when not set."""

    text: str = ""
    kind: str = ""
    industry: str = ""
    field: str = ""
    emerging: str = ""
    town: str = ""
    park: int | None = None
    title: str = ""
    above: str = ""
    state: str = "active"
    sort: str = ""

    @staticmethod
    def of(request: HttpRequest) -> OrganisationQuery:
        """Read from ``request.GET``; a value that means nothing is dropped."""
        state = given(request, "state", 10)
        above = given(request, "above", 3)
        return OrganisationQuery(
            text=given(request, "q"),
            **{name: given(request, name, 60) for name in COLUMNS},
            park=given_id(request, "park"),
            title=given(request, "title", 60),
            above=above if above in {"yes", "no"} else "",
            state=state if state in STATES else "active",
            sort=given_sort(request, SORTS),
        )

    @property
    def narrow(self) -> bool:
        """Whether one of the filters behind "more" is set."""
        return bool(self.industry or self.field or self.emerging or self.town or self.above)

    @property
    def active(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.text or self.kind or self.park or self.title or self.narrow or self.state != "active")

    def apply(self, rows: QuerySet[Organisation], day: date) -> QuerySet[Organisation]:
        """The organisations asked for, in order."""
        rows = in_state(rows, self.state, day)
        rows = rows.filter(**{column: value for name, column in COLUMNS.items() if (value := getattr(self, name))})
        if self.park:
            rows = rows.filter(Q(park=self.park) | Q(park__parent=self.park))
        if self.title:
            held = titles_in_force(Title.objects.filter(kind=self.title), day)
            rows = rows.filter(
                Q(pk__in=held.values("organisation")) | Q(pk__in=held.values("organisation__merged_into"))
            )
        if self.above:
            rows = rows.filter(_above_size(self.above == "yes"))
        if self.text:
            rows = search(rows, self.text)
        return rows.order_by(*self._order())

    def _order(self) -> list[Any]:
        columns = SORTS[self.sort.removeprefix("-") or "name"]
        if not self.sort:
            return list(columns)
        descending = self.sort.startswith("-")
        # Only what can be unknown says where the unknown goes: the database sorts the rest by its index.
        return [
            (F(column).desc(nulls_last=True) if descending else F(column).asc(nulls_last=True))
            if column in UNKNOWN
            else ("-" if descending else "") + column
            for column in columns
        ]


def in_state(rows: QuerySet[Organisation], state: str, day: date) -> QuerySet[Organisation]:
    """Those on the register, those that left, or all."""
    match state:
        case "left":
            return rows.filter(left_on__lte=day)
        case "active":
            return rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=day))
    return rows


def _above_size(wanted: bool) -> Q:
    """Whether the latest year that says anything about it says that the organisation is above designated size."""
    said = OrganisationYear.objects.filter(
        organisation=OuterRef("pk"), above_designated_size__isnull=False, withdrawn_at__isnull=True
    )
    later = OrganisationYear.objects.filter(
        organisation=OuterRef("organisation"), above_designated_size__isnull=False, withdrawn_at__isnull=True,
        year__gt=OuterRef("year"),
    )  # fmt: skip
    return Q(Exists(said.filter(~Exists(later), above_designated_size=wanted)))
