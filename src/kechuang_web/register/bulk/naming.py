"""Whom and what a record names: organisations by number, code or exact name; parks, towns and carriers by code or name.

An organisation that a record is about and that nobody recorded yet is recorded. Everything else that is named and not held (a
park, a buyer from elsewhere) stays as the text it was: nothing is invented, nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kechuang.resolution import fold
from kechuang.values import KechuangError, is_uscc, normalise_uscc
from kechuang_web.register.models import Carrier, Organisation, OrganisationName, Site
from kechuang_web.register.selectors import survivors


class Names:
    """The names of a region, read as they are asked for and remembered over a whole file."""

    def __init__(self, region: str) -> None:
        self.region = region
        self.survivors = survivors(region)
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, int | None] = {}
        self._sites: dict[str, Site] = {}
        self._carriers: dict[str, Carrier] = {}
        self._read_places()

    def _read_places(self) -> None:
        sites = list(Site.objects.standing().in_region(self.region))
        for row in sites:
            for word in (row.name, row.short_name, row.code, row.code.rpartition("/")[2]):
                self._sites.setdefault(fold(word), row)
        for row in Carrier.objects.standing().in_region(self.region):
            for word in (row.name, row.code):
                self._carriers.setdefault(fold(word), row)
        self._sites.pop("", None)
        self._carriers.pop("", None)

    def add_place(self, row: Site | Carrier) -> None:
        """A place that the same file recorded just now."""
        places: dict[str, Any] = self._sites if isinstance(row, Site) else self._carriers
        for word in (row.name, row.code):
            if fold(word):
                places.setdefault(fold(word), row)

    def site(self, text: str) -> Site | None:
        """The site that a text names."""
        return self._sites.get(fold(text))

    def carrier(self, text: str) -> Carrier | None:
        """The carrier that a text names."""
        return self._carriers.get(fold(text))

    def top(self, pk: int) -> int:
        """The organisation that stands for a row."""
        return self.survivors.get(pk, pk)

    def prepare(self, records: list[Mapping[str, Any]], columns: tuple[tuple[str, str], ...]) -> None:
        """Look up the organisations of a chunk of records in three queries; ``columns`` are pairs of code and name fields."""
        codes = {normalise_uscc(str(record.get(code) or "")) for record in records for code, _name in columns}
        keys = {fold(str(record.get(name) or "")) for record in records for _code, name in columns}
        codes, keys = codes - self._by_code.keys() - {""}, keys - self._by_name.keys() - {""}
        rows = Organisation.objects.standing().filter(region=self.region)
        for code, pk, merged in (
            rows.filter(uscc__in=codes).order_by("-merged_into").values_list("uscc", "pk", "merged_into")
        ):
            if merged is None or code not in self._by_code:
                self._by_code[code] = self.top(pk)
        found: dict[str, set[int]] = {key: set() for key in keys}
        for key, pk in rows.filter(name_key__in=keys).values_list("name_key", "pk"):
            found[key].add(self.top(pk))
        former = OrganisationName.objects.standing().filter(region=self.region, name_key__in=keys)
        for key, pk in former.values_list("name_key", "organisation"):
            found[key].add(self.top(pk))
        # A name that two organisations bear names neither.
        self._by_name.update({key: pks.pop() if len(pks) == 1 else None for key, pks in found.items()})

    def organisation(self, code: Any, name: Any) -> int | None:
        """The organisation with a code, or else the only one that bears or bore a name; ``None`` where there is none."""
        if code:
            found = self._by_code.get(normalise_uscc(str(code)))
            if found is not None or is_uscc(normalise_uscc(str(code))):
                return found
        return self._by_name.get(fold(str(name))) if name else None

    def remember(self, row: Organisation) -> None:
        """An organisation that was recorded just now."""
        if row.uscc:
            self._by_code[row.uscc] = row.pk
        self._by_name[row.name_key] = row.pk

    def check_numbers(self, numbers: set[int]) -> None:
        """Numbers that the caller resolved are organisations of this region.

        Raises:
            KechuangError: one is not.
        """
        held = set(Organisation.objects.filter(region=self.region, pk__in=numbers).values_list("pk", flat=True))
        for pk in numbers - held:
            raise KechuangError(
                zh=f"机构（编号{pk}）不在本地区的登记簿中；请重新对上机构后再提交。",
                en=f"The organisation number {pk} is not in the register of this region; resolve the organisations again.",
            )
