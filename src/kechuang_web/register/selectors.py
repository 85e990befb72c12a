"""Reading the register. Pages, exports and the interface see organisations through :func:`organisations_for` alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from kechuang.resolution import fold
from kechuang.values import normalise_uscc
from kechuang_web.accounts.roles import ROLES, organisations_of
from kechuang_web.register.models import Organisation, OrganisationName, OrganisationYear, Site, Title
from kechuang_web.register.models.organisations import OrganisationQuerySet
from kechuang_web.stores.selectors import region_code

#: Former names that a word may match; a word that more bear tells nothing.
_MOST_OTHERS = 5000
_CODE = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{4,18}")


def organisations(region: str | None = None) -> OrganisationQuerySet:
    """The living organisations of a region, one row each; for commands and engines. For a person: :func:`organisations_for`."""
    return Organisation.objects.in_region(region or region_code()).living()


def organisations_for(user: Any, region: str | None = None) -> OrganisationQuerySet:
    """The organisations that a person may see: all of them, a park's own, oneself, one's clients, or none.

    >>> organisations_for(request.user).filter(kind="enterprise")                                    # doctest: +SKIP
    """
    region = region or region_code()
    rows = organisations(region)
    if not user.has_perm("register.view"):
        return rows.none()
    if "register.view" not in ROLES[user.role].scoped:
        return rows
    codes = organisations_of(user)
    mine = Q(uscc__in=codes) | Q(pk__in=_absorbed(region).filter(uscc__in=codes).values("merged_into"))
    if user.park:
        mine |= Q(park__in=sites_within(region, user.park))
    return rows.filter(mine)


def may_see(user: Any, organisation: Organisation) -> bool:
    """Whether a person may see one organisation."""
    return organisations_for(user, organisation.region).filter(pk=organisation.pk).exists()


def sites_within(region: str, code: str) -> list[int]:
    """The numbers of a site and of everything inside it; none for an unknown code."""
    parts: defaultdict[int | None, list[int]] = defaultdict(list)
    found: list[int] = []
    for pk, parent, own in Site.objects.standing().in_region(region).values_list("pk", "parent", "code"):
        parts[parent].append(pk)
        if own == code:
            found.append(pk)
    for pk in found:  # grows as it is walked; a circle ends at what was seen
        found += [inner for inner in parts[pk] if inner not in found]
    return found


def search(rows: OrganisationQuerySet, words: str, region: str | None = None) -> OrganisationQuerySet:
    """Organisations whose code begins with, or whose present or former name contains, each of the words.

    Words of one Chinese character work as words of ten; width, case, blanks and traditional characters do not matter.
    """
    region = region or region_code()
    for word in words.split():
        rows = rows.filter(_named(region, word))
    return rows


def _named(region: str, word: str) -> Q:
    """Organisations that a word names.

    What only a few rows say (former names, merged rows) is read first, so that the query over all organisations walks the
    index of names.
    """
    key, code = fold(word), normalise_uscc(word) if _CODE.fullmatch(word) else ""
    matching, others = Q(), set[int]()
    if key:
        matching |= Q(name_key__contains=key)
        former = OrganisationName.objects.standing().filter(region=region, name_key__contains=key)
        others.update(former.values_list("organisation", flat=True)[:_MOST_OTHERS])
    if code:
        matching |= Q(uscc__startswith=code)
    if not matching:
        return Q(pk__isnull=True)
    for pk, top, name, uscc in _absorbed(region).values_list("pk", "merged_into", "name_key", "uscc"):
        if pk in others or (key and key in name) or (code and (uscc or "").startswith(code)):
            others.add(top)
    return matching | Q(pk__in=others) if others else matching


def _absorbed(region: str) -> OrganisationQuerySet:
    return Organisation.objects.filter(region=region, merged_into__isnull=False)


def find_by_code(region: str, uscc: str) -> Organisation | None:
    """The living organisation with a credit code, its own or that of a row merged into it."""
    rows = (
        Organisation.objects.standing().filter(region=region, uscc=normalise_uscc(uscc)).select_related("merged_into")
    )
    found = sorted(rows, key=lambda row: row.merged_into_id is not None)
    return (found[0].merged_into or found[0]) if found else None


def find_by_name(region: str, name: str) -> list[Organisation]:
    """The living organisations that bear a name or bore it, exactly but for width, blanks and signs."""
    key = fold(name)
    if not key:
        return []
    former = OrganisationName.objects.standing().filter(region=region, name_key=key).values("organisation")
    rows = Organisation.objects.standing().filter(Q(name_key=key) | Q(pk__in=former), region=region)
    return list(
        {(row.merged_into or row).pk: row.merged_into or row for row in rows.select_related("merged_into")}.values()
    )


def family(organisation: Organisation) -> list[int]:
    """The numbers of an organisation's row and of those merged into it: whatever points to one of them is its own."""
    top = organisation.merged_into_id or organisation.pk
    return [top, *Organisation.objects.filter(merged_into=top).order_by("pk").values_list("pk", flat=True)]


def survivors(region: str) -> dict[int, int]:
    """Merged row → the row that stands for it; few, read in one query."""
    return dict(_absorbed(region).values_list("pk", "merged_into"))


@dataclass(frozen=True, slots=True)
class OrganisationFilter:
    """What a list is narrowed by; empty is everything.

    ``industry`` is a code of any length (``C``, ``36``, ``3670``); ``park`` a site's code, its parts included; ``title`` a kind in
    force on ``day``; ``above_designated_size`` the year for which it was.
    """

    words: str = ""
    kind: str = ""
    industry: str = ""
    technology_field: str = ""
    emerging_class: str = ""
    park: str = ""
    town: str = ""
    listing: str = ""
    title: str = ""
    above_designated_size: int | None = None
    left: bool = False
    day: date | None = None

    def apply(self, rows: OrganisationQuerySet, region: str | None = None) -> OrganisationQuerySet:
        """The rows that remain."""
        region = region or region_code()
        for column in ("kind", "technology_field", "emerging_class", "town", "listing"):
            if value := getattr(self, column):
                rows = rows.filter(**{column: value})
        if self.industry:
            rows = rows.filter(industry__startswith=self.industry)
        if self.park:
            rows = rows.filter(park__in=sites_within(region, self.park))
        if not self.left:
            rows = (
                rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=self.day))
                if self.day
                else rows.filter(left_on__isnull=True)
            )
        if self.title:
            held = titles_in_force(Title.objects.filter(kind=self.title), self.day)
            rows = rows.filter(_has(held))
        if self.above_designated_size:
            years = OrganisationYear.objects.standing().filter(
                year=self.above_designated_size, above_designated_size=True
            )
            rows = rows.filter(_has(years))
        return search(rows, self.words, region) if self.words.strip() else rows


def _has(rows: Any) -> Q:
    """Organisations that a row of another table points to, directly or through one merged into them."""
    direct = rows.filter(organisation=OuterRef("pk"))
    inherited = rows.filter(organisation__merged_into=OuterRef("pk"))
    return Q(Exists(direct)) | Q(Exists(inherited))


def titles_in_force(rows: Any, day: date | None = None) -> Any:
    """The titles in force on a day (today where none is given): issued, and neither expired, ended nor revoked by then.

    ``expires_on`` is the first day on which the title is no longer in force.
    """
    from django.utils import timezone

    day = day or timezone.localdate()
    return (
        rows.standing()
        .filter(Q(issued_on__isnull=True) | Q(issued_on__lte=day))
        .filter(Q(expires_on__isnull=True) | Q(expires_on__gt=day))
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
    )


def counts(rows: OrganisationQuerySet, column: str) -> dict[str, int]:
    """How many organisations there are of each value of a column, the most first; ``""`` is not known."""
    grouped = rows.order_by().values_list(column).annotate(number=Count("pk")).order_by("-number", column)
    return {("" if value is None else value): number for value, number in grouped}


def by_number(keys: Iterable[int]) -> dict[int, Organisation]:
    """Organisations by their numbers, in one query."""
    return Organisation.objects.in_bulk(list(keys))
