"""Writing a chunk of rows of one table: looked up by key, compared, created or changed in bulk, with their history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.db import IntegrityError, transaction
from django.utils import timezone

from kechuang.register import Field
from kechuang.values import KechuangError
from kechuang_web.register import sealing
from kechuang_web.register.bulk.shapes import WHO, shape_of, stored_value, table_for
from kechuang_web.register.checks import fill_derived
from kechuang_web.register.models import Carrier, Person, Row, Site
from kechuang_web.register.models.fields import Code
from kechuang_web.register.services.people import put_personal
from kechuang_web.register.services.rows import find_fault
from kechuang_web.register.words import is_word, list_words
from kechuang_web.stores.nature import require_nature

if TYPE_CHECKING:
    from kechuang_web.register.bulk.committing import Work
    from kechuang_web.register.bulk.organisations import OrganisationWriter

State = Literal["new", "changed", "unchanged"]
#: Columns that every change of a row touches.
_STAMPS = (
    "source_title",
    "source_publisher",
    "source_file",
    "source_locator",
    "batch",
    "unlinked",
    "changed_at",
    "lock_version",
)
_BATCH = 200


@dataclass(slots=True)
class Item:
    """What one record says of a row: columns (by attribute name) with values, and what it names that is not held."""

    values: dict[str, Any]
    locator: str = ""
    synthetic: bool = False
    unlinked: dict[str, str] = field(default_factory=dict)
    personal: dict[str, str] = field(default_factory=dict)
    row: Row | None = None  # found by other means than the key


class TableWriter:
    """Upserts items into one table. ``key`` are the attribute names that tell rows apart, ``find`` the one they are looked up by."""

    def __init__(self, work: Work, model: type[Row], key: tuple[str, ...], find: str) -> None:
        self.work, self.model, self.key, self.find = work, model, key, find
        self._columns = {column.attname: column for column in model._meta.concrete_fields}
        self._words: set[tuple[str, str]] = set()

    def write(self, items: list[Item]) -> list[tuple[State, Row]]:
        """Create what is new, change what differs; the state and row of each item, in order."""
        held = self._held(items)
        created: list[Row] = []
        changed: dict[int, tuple[Row, set[str]]] = {}
        told: list[tuple[State, Row]] = []
        fresh: set[int] = set()
        for item in items:
            self._check_words(item)
            key = self._item_key(item)
            row = item.row or held.get(key)
            if row is None:
                row = self.model(region=self.work.region)
                self._fill(row, item, set())
                self._stamp(row, item)
                held[key] = row
                created.append(row)
                fresh.add(id(row))
                told.append(("new", row))
                continue
            names: set[str] = set()
            if row.withdrawn_at is not None:  # the source says it again: it stands again, and its story says since when
                row.withdrawn_at = None
                names.add("withdrawn_at")
                self._stamp(row, item)
                self.work.done.restored += 1
            self._fill(row, item, names)
            if not names:
                told.append(("unchanged", row))
            elif id(row) in fresh:  # a later line of the file about a row it brought itself
                told.append(("changed", row))
            else:
                changed.setdefault(id(row), (row, set()))[1].update(names)
                told.append(("changed", row))
        self._create(created)
        self._change(list(changed.values()))
        return told

    def _held(self, items: list[Item]) -> dict[tuple[Any, ...], Row]:
        wanted = {item.values.get(self.find) for item in items if item.row is None} - {None, ""}
        if not wanted:
            return {}
        if self.find == "organisation_id":
            wanted |= {pk for pk, top in self.work.names.survivors.items() if top in wanted}
        rows = self.model.objects.filter(region=self.work.region, **{f"{self.find}__in": wanted})
        # Standing rows come last and take the place of withdrawn ones with the same key.
        found = sorted(rows, key=lambda row: (row.withdrawn_at is None, -row.pk))
        return {self._row_key(row): row for row in found}

    def _row_key(self, row: Row) -> tuple[Any, ...]:
        return tuple(self._part(name, row.__dict__, row.unlinked or {}) for name in self.key)

    def _item_key(self, item: Item) -> tuple[Any, ...]:
        if item.personal and "name_hash" in self.key:
            item.values["name_hash"] = sealing.keyed_hash("name", item.personal.get("name", ""))
        return tuple(self._part(name, item.values, item.unlinked) for name in self.key)

    def _part(self, name: str, values: Mapping[str, Any], unlinked: Mapping[str, str]) -> Any:
        value = values.get(name)
        if name == "site_id" and value is None:  # the place may be a carrier, or one that is not held
            carrier = values.get("carrier_id")
            return ("carrier", carrier) if carrier is not None else ("named", unlinked.get("site", ""))
        if name == "organisation_id" and value is not None:
            return self.work.names.top(value)
        return "" if value is None else value

    def _fill(self, row: Row, item: Item, names: set[str]) -> bool:
        """Put on a row what an item says; whether that changed anything. ``names`` collects the columns."""
        before = {name: row.__dict__.get(name) for name in self._columns}
        for name, value in item.values.items():
            if name == "organisation_id" and row.pk and self.work.names.top(row.__dict__[name] or 0) == value:
                continue  # it stands under a row that was merged into this one: the same organisation
            if name in self._columns:
                setattr(row, name, value)
        if item.personal and isinstance(row, Person):
            put_personal(row, item.personal)
        row.unlinked = {
            **{k: v for k, v in (row.unlinked or {}).items() if row.__dict__.get(f"{k}_id") is None},
            **item.unlinked,
        } or None
        fill_derived(row)
        names |= {name for name in self._columns if row.__dict__.get(name) != before[name]}
        if names:
            self._stamp(row, item)
        return bool(names)

    def _stamp(self, row: Row, item: Item) -> None:
        source = self.work.source
        row.source_title, row.source_publisher, row.source_file = source.title, source.publisher, source.file
        row.source_locator, row.batch = item.locator[:200], self.work.batch
        row.synthetic = item.synthetic or self.work.synthetic
        require_nature(row.region, synthetic=row.synthetic)

    def _check_words(self, item: Item) -> None:
        for name, value in item.values.items():
            column = self._columns.get(name)
            if not isinstance(column, Code) or not column.words or not value or (column.words, value) in self._words:
                continue
            if not is_word(self.work.region, column.words, value):
                words = "、".join(list_words(self.work.region, column.words)[:12])
                raise KechuangError(
                    zh=f"{item.locator or '记录'}：{column.verbose_name}“{value}”不在词表中；可用的有：{words}…。",
                    en=f"{item.locator or 'A record'}: “{value}” is no word of the list {column.words}; it has {words}….",
                )
            self._words.add((column.words, value))

    def _create(self, rows: list[Row]) -> None:
        now = timezone.now()
        for row in rows:
            row.created_at = row.changed_at = now
        self._guarded(rows, lambda: self.model.objects.bulk_create(rows, batch_size=_BATCH))
        self._keep_past(rows, update=False)

    def _change(self, changed: list[tuple[Row, set[str]]]) -> None:
        if not changed:
            return
        now = timezone.now()
        rows = [row for row, _names in changed]
        for row in rows:
            row.changed_at = now
            row.lock_version += 1
        names = sorted({name for _row, found in changed for name in found} | {*_STAMPS, "synthetic"})
        columns = [self._columns[name].name for name in names]
        self._guarded(rows, lambda: self.model.objects.bulk_update(rows, columns, batch_size=_BATCH))
        self._keep_past(rows, update=True)

    def _keep_past(self, rows: list[Row], *, update: bool) -> None:
        if rows:
            self.model.history.bulk_history_create(  # type: ignore[attr-defined]
                rows, batch_size=_BATCH, update=update, default_user=self.work.actor.user,
                default_change_reason=self.work.reason, custom_historical_attrs={"actor_name": self.work.actor.name},
            )  # fmt: skip

    def _guarded(self, rows: list[Row], write: Any) -> None:
        """Write, and where the database refuses, say which row and why."""
        if not rows:
            return
        try:
            with transaction.atomic():
                write()
        except IntegrityError as error:
            for row in rows:
                fault = find_fault(row)
                if fault is not None:
                    where = row.source_locator or str(row)
                    raise KechuangError(zh=f"{where}：{fault.zh}", en=f"{where}: {fault.en}") from error
            raise KechuangError(
                zh=f"{rows[0].source_locator or rows[0]} 到 {rows[-1].source_locator or rows[-1]} 之间有两行登记的是同一项，没有写入；请核对。",
                en=f"Two rows between {rows[0].source_locator or rows[0]} and {rows[-1].source_locator or rows[-1]} record the same "
                "thing; nothing was written. Compare them.",
            ) from error


class Upserter:
    """Writes records of a type that has a table and a key of its own."""

    def __init__(self, work: Work, organisations: OrganisationWriter) -> None:
        self.work, self.organisations = work, organisations
        self.shape, self.table = shape_of(work.type), table_for(work.type)
        self.model = self.table.model
        self._columns = {column.name: column for column in self.model._meta.concrete_fields}
        self._about = self._owner()
        key = tuple(dict.fromkeys(self._key_column(code) for code in work.type.key))
        self.writer = TableWriter(work, self.model, key, self._attname(self.shape.find[-1]))

    def write(self, records: list[Mapping[str, Any]]) -> None:
        """Store a chunk and count what became of it."""
        work = self.work
        owners: Iterable[int | None] = [None] * len(records)
        if self._about:
            owners = self.organisations.ensure(records)
        if self.model.__name__ in {"TechnologyContract", "Relation", "Financing"}:
            work.names.prepare(
                records, (("buyer_uscc", "buyer_name"), ("other_uscc", "other_name"), ("", "provider_name"))
            )
        items = [self._item(record, owner) for record, owner in zip(records, owners, strict=True)]
        for state, row in self.writer.write(items):
            setattr(work.done, state, getattr(work.done, state) + 1)
            pk = getattr(row, "organisation_id", None)
            if pk is not None and state in ("new", "changed"):
                work.done.touched.add(work.names.top(pk))
            if state == "new" and isinstance(row, Site | Carrier):
                work.names.add_place(row)
        work.done.unlinked += sum(len(item.unlinked) for item in items)

    def _item(self, record: Mapping[str, Any], owner: int | None) -> Item:
        item = Item({}, str(record.get("locator") or ""), bool(record.get("synthetic")))
        if self._about and owner is not None:
            item.values[self._attname(self._about)] = owner
        for declared in self.work.type:
            value = record.get(declared.code)
            if value is None or value == "" or declared.code in WHO:
                continue
            if declared.code in self.shape.personal:
                item.personal[self.shape.personal[declared.code]] = str(value)
                continue
            self._put(item, declared, value)
        self._link_others(item, record)
        if self.model is Site:
            self._find_site(item)
        return item

    def _put(self, item: Item, declared: Field, value: Any) -> None:
        name = self.shape.column(declared.code)
        if name is None or name not in self._columns:
            return
        column = self._columns[name]
        if declared.names == "site":
            self._put_place(item, column, str(value))
        elif column.name == "conditions":
            item.values["conditions"] = [line.strip() for line in str(value).splitlines() if line.strip()]
        else:
            item.values[column.attname] = stored_value(column, declared, value)

    def _put_place(self, item: Item, column: Any, text: str) -> None:
        names = self.work.names
        site = names.site(text)
        if not column.is_relation:  # a town is kept by its code, or as it is written
            item.values[column.attname] = site.code if site else text[: column.max_length]
        elif site is not None:
            item.values[column.attname] = site.pk
        elif column.name == "site" and "carrier" in self._columns and (carrier := names.carrier(text)) is not None:
            item.values["carrier_id"] = carrier.pk
        else:
            item.unlinked[column.name] = text

    def _link_others(self, item: Item, record: Mapping[str, Any]) -> None:
        """The other side of a contract, a relation, a loan: linked where the register holds it, by name in any case."""
        names = self.work.names
        for column, code, name in (
            ("buyer", "buyer_uscc", "buyer_name"),
            ("other", "other_uscc", "other_name"),
            ("provider", "", "provider_name"),
        ):
            if column in self._columns and (record.get(code) or record.get(name)):
                found = names.organisation(record.get(code), record.get(name))
                if found is not None and found != item.values.get("organisation_id"):
                    item.values[f"{column}_id"] = found
                if not item.values.get(name):
                    item.values[name] = str(record.get(code) or "")
        if self.model.__name__ == "TechnologyContract" and record.get("name"):
            item.values["seller_name"] = str(record["name"]).strip()[:300]

    def _find_site(self, item: Item) -> None:
        code, name = item.values.get("code", ""), item.values.get("name", "")
        item.row = self.work.names.site(code) if code else self.work.names.site(name)
        if item.row is None and not code:
            item.values["code"] = f"site/{name}"[:80]

    def _owner(self) -> str:
        """The column of the organisation that a record is about, where its type has one."""
        return str(self.shape.column("uscc")) if any(code in self.work.type.by_code for code in WHO) else ""

    def _key_column(self, code: str) -> str:
        if code in self.shape.personal:
            return "name_hash"
        name = self.shape.column(code)
        return self._attname(str(name))

    def _attname(self, name: str) -> str:
        return str(self._columns[name].attname)
