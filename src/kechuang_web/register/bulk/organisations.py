"""Organisations in bulk: those that records are about, and the organisation records themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kechuang.resolution import fold
from kechuang.values import is_uscc, normalise_uscc
from kechuang_web.register.bulk.shapes import stored_value
from kechuang_web.register.bulk.upserting import Item, TableWriter
from kechuang_web.register.models import Organisation, OrganisationName, Person

if TYPE_CHECKING:
    from kechuang_web.register.bulk.committing import Work

_PARTED = re.compile(r"[、；;\n]")
#: Fields of an organisation record that are people, and what kind of person.
_PEOPLE = {"contact_person": "contact", "legal_representative": "legal_representative"}
_ELSEWHERE = {"uscc", "name", "former_names", "contact_phone", *_PEOPLE}


class OrganisationWriter:
    """Finds or records the organisations of a chunk of records."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._columns = {column.name: column for column in Organisation._meta.concrete_fields}
        self._writer = TableWriter(work, Organisation, ("uscc", "name_key"), "id")
        self._names = TableWriter(work, OrganisationName, ("organisation_id", "name_key"), "organisation_id")
        self._people = TableWriter(work, Person, ("organisation_id", "kind", "name_hash"), "organisation_id")

    def ensure(self, records: list[Mapping[str, Any]]) -> list[int | None]:
        """The organisation of each record: as resolved by the caller, else by code or exact name, else recorded now."""
        owners = self._find(records)
        missing: dict[str, Item] = {}
        for record, owner in zip(records, owners, strict=True):
            if owner is None and (key := self._identity(record)):
                missing.setdefault(key, self._bare(record))
        self._record(list(missing.values()))
        found: list[int | None] = []
        for record, owner in zip(records, owners, strict=True):
            found.append(owner or self.work.names.organisation(record.get("uscc"), record.get("name")))
        return found

    def write(self, records: list[Mapping[str, Any]]) -> None:
        """Store organisation records: what they are, their further names, whom to ask."""
        work = self.work
        owners = self._find(records)
        rows = Organisation.objects.in_bulk([owner for owner in owners if owner is not None])
        first: dict[str, Item] = {}
        items: list[Item] = []
        for record, owner in zip(records, owners, strict=True):
            item = self._item(record, rows.get(owner) if owner else None)
            key = self._identity(record)
            if item.row is None and key in first:  # the same organisation twice in one file
                first[key].values.update(item.values)
                items.append(first[key])
                continue
            if item.row is None:
                first[key] = item
            items.append(item)
        told = self._writer.write(list({id(item): item for item in items}.values()))
        by_item = dict(zip({id(item): item for item in items}, told, strict=True))
        seen: set[int] = set()
        names, people = [], []
        states: list[tuple[str, Organisation]] = []
        for item, record in zip(items, records, strict=True):
            state, row = by_item[id(item)]
            assert isinstance(row, Organisation)  # noqa: S101
            if state == "new" and id(item) not in seen:
                work.names.remember(row)
                work.done.created.append(row.pk)
            states.append(("unchanged" if id(item) in seen and state == "new" else state, row))
            seen.add(id(item))
            names += self._further_names(row, record, item)
            people += self._persons(row, record, item)
        changed = {
            row.organisation_id
            for state, row in (*self._names.write(names), *self._people.write(people))
            if state in ("new", "changed")
        }  # type: ignore[attr-defined]
        for state, row in states:
            state = "changed" if state == "unchanged" and row.pk in changed else state
            setattr(work.done, state, getattr(work.done, state) + 1)
            if state in ("new", "changed"):
                work.done.touched.add(row.pk)
        work.done.unlinked += sum(len(item.unlinked) for item in items)

    def _find(self, records: list[Mapping[str, Any]]) -> list[int | None]:
        names = self.work.names
        resolved = {int(record["organisation"]) for record in records if record.get("organisation")}
        names.check_numbers(resolved)
        names.prepare(records, (("uscc", "name"),))
        return [
            names.top(int(record["organisation"]))
            if record.get("organisation")
            else names.organisation(record.get("uscc"), record.get("name"))
            for record in records
        ]

    def _identity(self, record: Mapping[str, Any]) -> str:
        code = normalise_uscc(str(record.get("uscc") or ""))
        return code if is_uscc(code) else fold(str(record.get("name") or ""))

    def _bare(self, record: Mapping[str, Any]) -> Item:
        """An organisation of which nothing but code and name is known. A code that is wrong is kept aside, not as its code."""
        code = normalise_uscc(str(record.get("uscc") or ""))
        name = str(record.get("name") or "").strip()[:200] or code
        item = Item(
            {"name": name, "name_key": fold(name)[:200]},
            str(record.get("locator") or ""),
            bool(record.get("synthetic")),
        )
        if is_uscc(code):
            item.values["uscc"] = code
        elif code:
            item.unlinked["uscc"] = code
        return item

    def _record(self, items: list[Item]) -> None:
        for _state, row in self._writer.write(items):
            assert isinstance(row, Organisation)  # noqa: S101
            self.work.names.remember(row)
            self.work.done.created.append(row.pk)

    def _item(self, record: Mapping[str, Any], row: Organisation | None) -> Item:
        item = self._bare(record)
        item.row = row
        if row is not None:
            del (
                item.values["name"],
                item.values["name_key"],
            )  # another spelling is a further name, and only a person renames
            if row.uscc and item.values.get("uscc") not in (None, row.uscc):
                item.unlinked["uscc"] = item.values.pop("uscc")
        for declared in self.work.type:
            value = record.get(declared.code)
            if value is None or value == "" or declared.code in _ELSEWHERE or declared.code not in self._columns:
                continue
            column = self._columns[declared.code]
            if declared.names == "site":
                self._put_place(item, column, str(value))
            else:
                item.values[column.attname] = stored_value(column, declared, value)
        return item

    def _put_place(self, item: Item, column: Any, text: str) -> None:
        site = self.work.names.site(text)
        if not column.is_relation:
            item.values[column.attname] = site.code if site else text[: column.max_length]
        elif site is not None:
            item.values[column.attname] = site.pk
        else:
            item.unlinked[column.name] = text

    def _further_names(self, row: Organisation, record: Mapping[str, Any], item: Item) -> list[Item]:
        former = [(part.strip(), "former") for part in _PARTED.split(str(record.get("former_names") or ""))]
        spelled = [(str(record.get("name") or "").strip(), "also")]
        found: dict[str, Item] = {}
        for name, kind in (*former, *spelled):
            key = fold(name)
            if key and key != row.name_key and key not in found:
                values = {"organisation_id": row.pk, "name": name[:200], "name_key": key[:200], "kind": kind}
                found[key] = Item(values, item.locator, item.synthetic)
        return list(found.values())

    def _persons(self, row: Organisation, record: Mapping[str, Any], item: Item) -> list[Item]:
        found = []
        for code, kind in _PEOPLE.items():
            personal = {"name": str(record.get(code) or "").strip()}
            if kind == "contact":
                personal["phone"] = str(record.get("contact_phone") or "").strip()
            if any(personal.values()):
                held = {name: text for name, text in personal.items() if text}
                found.append(
                    Item({"organisation_id": row.pk, "kind": kind}, item.locator, item.synthetic, personal=held)
                )
        return found
