"""What a region's content knows of places and organisations, brought into the register: real, with its source, once.

What the register holds already is left as it is, whoever entered or changed it: a second loading adds what is new in the content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kechuang.content import CsvRow, RegionFolder, map_of
from kechuang.dictionary import Subjects
from kechuang.register import RecordType
from kechuang.resolution import fold
from kechuang.values import Sentence
from kechuang_web.audit.services import Actor
from kechuang_web.register.bulk.committing import Work
from kechuang_web.register.bulk.naming import Names
from kechuang_web.register.bulk.upserting import Item, TableWriter
from kechuang_web.register.models import Carrier, Division, Organisation, Row, Site
from kechuang_web.register.services.rows import RowSource
from kechuang_web.stores.selectors import subjects

ENTITIES = "entities.csv"
KINDS = "register.yaml"
_LEADING = re.compile(r"leading: ([^;]+)")
_CODE = re.compile(r"(?:ad)?code=(\d+)")
#: A statistical unit has a code like a town's and is none.
_DIVISIONS = {"district": "district", "town": "town", "statistical_unit": "statistical_unit"}
_NO_TYPE = RecordType("entity", Sentence("主体", "entity"), "organisation", (), ())


def load_entities(*, actor: Actor, folder: RegionFolder) -> int:
    """Add the divisions, sites, carriers and organisations of a region's ``entities.csv`` that the register lacks; how many.

    Runs in the caller's transaction.
    """
    if folder.find(ENTITIES, inherit=False) is None:
        return 0
    rows = list({row.cells["subject"] or row.cells["id"]: row for row in reversed(folder.csv(ENTITIES))}.values())[::-1]
    loader = _Loader(actor, folder)
    return (
        loader.divisions([row for row in rows if row.cells["kind"] in _DIVISIONS])
        + loader.sites([row for row in rows if row.cells["kind"] in ("park", "town")])
        + loader.carriers([row for row in rows if row.cells["kind"] == "carrier"])
        + loader.organisations([row for row in rows if row.cells["kind"] in ("enterprise", "institute")])
    )


class _Loader:
    def __init__(self, actor: Actor, folder: RegionFolder) -> None:
        self._actor, self._region = actor, folder.code
        self._file = f"content/{folder.code}/{ENTITIES}"
        kinds = folder.yaml(KINDS) if folder.find(KINDS, inherit=False) is not None else None
        self._site_kinds = map_of(kinds, "sites", None) or {} if kinds is not None else {}
        self._carrier_kinds = map_of(kinds, "carriers", None) or {} if kinds is not None else {}
        self._subjects: Subjects = subjects(folder.code)

    def divisions(self, rows: list[CsvRow]) -> int:
        """The district and its towns by their official codes."""
        held = set(Division.objects.filter(region=self._region).values_list("code", flat=True))
        wanted: list[tuple[CsvRow, dict[str, Any]]] = []
        for row in rows:
            found = _CODE.search(row.cells["attributes"])
            if found and found[1] not in held:
                held.add(found[1])
                wanted.append(
                    (row, {"code": found[1], "name": row.cells["name"], "level": _DIVISIONS[row.cells["kind"]]})
                )
        added = self._write(Division, wanted)
        district = next((one for one in added if one.level == "district"), None)
        self._put_within({one: district for one in added if district is not None and one is not district})
        return len(added)

    def sites(self, rows: list[CsvRow]) -> int:
        """Parks and their parts, and the towns, which files name as places."""
        held = set(Site.objects.filter(region=self._region).values_list("code", flat=True))
        wanted: list[tuple[CsvRow, dict[str, Any]]] = []
        for row in rows:
            code, leading = row.cells["subject"], _LEADING.search(row.cells["attributes"])
            if code in held:
                continue
            subject = self._subjects.get(code)
            aliases = subject.aliases if subject else ()
            wanted.append(
                (
                    row,
                    {
                        "code": code,
                        "name": subject.name.zh if subject else row.cells["name"],
                        "short_name": aliases[0] if aliases else "",
                        "kind": "town" if row.cells["kind"] == "town" else str(self._site_kinds.get(code, "")),
                        "leading": leading[1].strip().replace("|", "、") if leading else "",
                        "note": row.cells["attributes"],
                    },
                )
            )
        added = self._write(Site, wanted)
        by_code = {site.code: site for site in Site.objects.standing().in_region(self._region)} if added else {}
        inside = {one: by_code.get(subject.within or "") for one in added if (subject := self._subjects.get(one.code))}
        self._put_within(inside)
        return len(added)

    def carriers(self, rows: list[CsvRow]) -> int:
        """Incubators, spaces, centres that the plan and its reports name."""
        held = set(Carrier.objects.filter(region=self._region).values_list("code", flat=True))
        wanted = [
            (
                row,
                {
                    "code": row.cells["subject"],
                    "name": row.cells["name"],
                    "kind": str(self._carrier_kinds.get(row.cells["subject"], "")),
                    "note": row.cells["attributes"],
                },
            )
            for row in rows
            if row.cells["subject"] not in held
        ]
        return len(self._write(Carrier, wanted))

    def organisations(self, rows: list[CsvRow]) -> int:
        """Enterprises and institutes by the names their sources give; no code is known, and none is made up."""
        known = Organisation.objects.filter(region=self._region)
        held = set(known.filter(source_file=self._file).values_list("source_locator", flat=True))
        names = set(
            known.filter(name_key__in={fold(row.cells["name"]) for row in rows}).values_list("name_key", flat=True)
        )
        wanted = [
            (
                row,
                {
                    "name": row.cells["name"],
                    "name_key": fold(row.cells["name"]),
                    "kind": row.cells["kind"],
                    "note": row.cells["attributes"],
                },
            )
            for row in rows
            if row.cells["id"] not in held and fold(row.cells["name"]) not in names
        ]
        return len(self._write(Organisation, wanted))

    def _write(self, model: type[Row], wanted: list[tuple[CsvRow, dict[str, Any]]]) -> list[Any]:
        """Create rows, each with the source of its line and its history."""
        added: list[Any] = []
        by_source: dict[str, list[tuple[CsvRow, dict[str, Any]]]] = {}
        for row, values in wanted:
            address = row.cells["source_url"]
            title = " ".join(part for part in (row.cells["source"].replace(",", "，"), address) if part)
            by_source.setdefault(title[:300], []).append((row, values))
        for title, lines in by_source.items():
            work = Work(
                self._actor, self._region, _NO_TYPE, RowSource(title, file=self._file), "content", "载入地区资料", _NoNames(self._region)
            )  # fmt: skip
            items = [Item(values, row.cells["id"]) for row, values in lines]
            writer = TableWriter(work, model, tuple(lines[0][1]), "id")
            added += [one for _state, one in writer.write(items)]
        return added

    def _put_within(self, inside: dict[Any, Any]) -> None:
        for row, parent in inside.items():
            if parent is not None and parent.pk != row.pk:
                row.parent = parent
                row._history_user, row._actor_name, row._change_reason = (
                    self._actor.user,
                    self._actor.name,
                    "载入地区资料",
                )
                row.save()


class _NoNames(Names):
    """Nothing is named here that would have to be found."""

    def __init__(self, region: str) -> None:
        self.region, self.survivors = region, {}

    def prepare(self, records: Iterable[Any], columns: Any) -> None:
        """Nothing."""


__all__ = ["load_entities"]
