"""Changes between two versions of a book: field by field, readable, applicable and invertible."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from kechuang.plan.book.book import PlanBook, PlanBookError
from kechuang.plan.book.codec import Path, path_text
from kechuang.plan.book.digests import RUNNING
from kechuang.plan.book.files import book_from_dict, book_to_dict
from kechuang.plan.book.words import field_words, table_words, value_words
from kechuang.values import Sentence

#: The book's tables and the field that names a row.
ROW_KEYS: Mapping[str, str] = {
    "clauses": "id", "indicators": "code", "programmes": "code", "tasks": "code", "principles": "code",
    "safeguards": "code", "units": "code", "watched": "code", "set_aside": "event_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``old`` and ``new`` are plain data (as in the book's JSON); ``None`` is "not given".

    ``table`` is ``""`` for the book's own fields, else one of the tables; ``code`` names the row and ``path`` the field in it.
    For an added or removed row ``position`` says where it stands, and for ``reordered`` old and new are lists of codes.
    """

    kind: Literal["changed", "added", "removed", "reordered"]
    table: str
    code: str
    path: Path
    old: Any
    new: Any
    name: Sentence | None = None
    position: int = 0

    @property
    def governed(self) -> bool:
        """Whether the change alters the plan and so needs an amendment; recording evidence or dissent does not."""
        if not self.table:
            return self.path[0] not in RUNNING[""]
        if self.table in RUNNING[""]:
            return False
        return not self.path or (
            self.path[0] not in RUNNING.get(self.table, ())
            and not (self.path[0] == "milestones" and "done_on" in self.path)
        )

    @property
    def sentence(self) -> Sentence:
        """The change as a reader would say it, in both languages."""
        table = table_words(self.table)
        zh_row = f"{table.zh}“{self.name.zh if self.name else self.code}”" if self.table else table.zh
        en_row = f"{table.en} “{self.name.en if self.name else self.code}”" if self.table else table.en
        if self.kind == "added":
            return Sentence(f"新增{zh_row}（{self.code}）。", f"Added {en_row} ({self.code}).")
        if self.kind == "removed":
            return Sentence(f"删去{zh_row}（{self.code}）。", f"Removed {en_row} ({self.code}).")
        if self.kind == "reordered":
            return Sentence(f"调整{table.zh}的次序。", f"Put the table of {table.en} in another order.")
        field, old, new = field_words(self.path), value_words(self.old), value_words(self.new)
        if self.old is None:
            return Sentence(f"{zh_row}的{field.zh}补为{new.zh}。", f"{en_row}: {field.en} set to {new.en}.")
        if self.new is None:
            return Sentence(
                f"{zh_row}的{field.zh}删去（原为{old.zh}）。", f"{en_row}: {field.en} dropped (was {old.en})."
            )
        return Sentence(
            f"{zh_row}的{field.zh}由{old.zh}改为{new.zh}。", f"{en_row}: {field.en} from {old.en} to {new.en}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; :meth:`from_dict` reads it back."""
        plain: dict[str, Any] = {"kind": self.kind, "table": self.table, "code": self.code, "path": list(self.path)}
        plain |= {"old": self.old, "new": self.new, "position": self.position}
        return plain | ({"name": {"zh": self.name.zh, "en": self.name.en}} if self.name else {})

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Change:
        """The change that :meth:`to_dict` wrote."""
        name = data.get("name")
        return Change(
            data["kind"], data["table"], data["code"], tuple(data["path"]), data["old"], data["new"],
            Sentence(**name) if name else None, data["position"],
        )  # fmt: skip


def diff_books(old: PlanBook, new: PlanBook) -> tuple[Change, ...]:
    """What changed from one book to another, field by field; nothing if they are equal.

    ``apply_changes(old, diff_books(old, new)) == new``.

    Raises:
        PlanBookError: a code stands twice in a table, so that rows cannot be told apart.
    """
    before, after = book_to_dict(old), book_to_dict(new)
    own = [key for key in dict.fromkeys((*before, *after)) if key not in ROW_KEYS]
    changes = [
        Change("changed", "", "", (key, *path), was, now)
        for key in own
        for path, was, now in _differences(before.get(key), after.get(key))
    ]
    for table in ROW_KEYS:
        changes += _diff_table(table, before.get(table, []), after.get(table, []))
    return tuple(changes)


def _diff_table(table: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    old, new = _by_key(table, before), _by_key(table, after)
    places_old, places_new = list(old), list(new)
    for code in reversed(places_old):
        if code not in new:
            yield Change("removed", table, code, (), old[code], None, _name(old[code]), places_old.index(code))
    kept_old = [code for code in places_old if code in new]
    kept_new = [code for code in places_new if code in old]
    if kept_old != kept_new:
        yield Change("reordered", table, "", (), kept_old, kept_new)
    for place, code in enumerate(places_new):
        if code not in old:
            yield Change("added", table, code, (), None, new[code], _name(new[code]), place)
    for code in kept_new:
        for path, was, now in _differences(old[code], new[code]):
            yield Change("changed", table, code, path, was, now, _name(new[code]))


def _differences(old: Any, new: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            yield from _differences(old.get(key), new.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and _records(old, new):
        for place, pair in enumerate(zip(old, new, strict=True)):
            yield from _differences(*pair, (*path, place))
    elif old != new:
        yield path, old, new


def _records(*lists: list[Any]) -> bool:
    return all(isinstance(item, Mapping) for items in lists for item in items)


def _by_key(table: str, rows: Sequence[Any]) -> dict[str, Any]:
    keyed = {row[ROW_KEYS[table]]: row for row in rows}
    if len(keyed) != len(rows):
        words = table_words(table)
        raise PlanBookError(
            zh=f"{words.zh}表中有重复的编码，无法比较；请先改正。",
            en=f"A code stands twice in the table of {words.en}; correct it before comparing.",
        )
    return keyed


def _name(row: Mapping[str, Any]) -> Sentence | None:
    name = row.get("name")
    return Sentence(name["zh"], name["en"]) if isinstance(name, Mapping) else None


def apply_changes(book: PlanBook, changes: Iterable[Change]) -> PlanBook:
    """The book with the changes made, in their order.

    Raises:
        PlanBookError: a change does not fit: the book no longer holds what the change calls old, or the result is no book.
    """
    plain: dict[str, Any] = copy.deepcopy(book_to_dict(book))
    for change in changes:
        _apply(plain, change)
    return book_from_dict(plain)


def _apply(plain: dict[str, Any], change: Change) -> None:
    if not change.table:
        _set(plain, change.path, change)
        return
    rows: list[Any] = plain.setdefault(change.table, [])
    keys = [row[ROW_KEYS[change.table]] for row in rows]
    match change.kind:
        case "added":
            if change.code in keys or change.position > len(rows):
                raise _conflict(change)
            rows.insert(change.position, copy.deepcopy(change.new))
        case "removed":
            if change.code not in keys or rows[keys.index(change.code)] != change.old:
                raise _conflict(change)
            rows.pop(keys.index(change.code))
        case "reordered":
            if sorted(change.old) != sorted(change.new) or [key for key in keys if key in change.old] != change.old:
                raise _conflict(change)
            moved = iter(change.new)
            held = dict(zip(keys, rows, strict=True))
            rows[:] = [held[next(moved)] if key in change.old else held[key] for key in keys]
        case _:
            if change.code not in keys:
                raise _conflict(change)
            _set(rows[keys.index(change.code)], change.path, change)
    if not rows:
        del plain[change.table]


def _set(place: Any, path: Path, change: Change) -> None:
    try:
        for step in path[:-1]:
            place = place[step]
        held = place.get(path[-1]) if isinstance(place, Mapping) else place[path[-1]]
    except (KeyError, IndexError, TypeError, AttributeError):
        raise _conflict(change) from None
    if held != change.old:
        raise _conflict(change)
    if change.new is None:
        del place[path[-1]]
    else:
        place[path[-1]] = copy.deepcopy(change.new)


def _conflict(change: Change) -> PlanBookError:
    where = ".".join(part for part in (change.table, change.code, path_text(change.path)) if part)
    return PlanBookError(
        zh=f"修改与现有内容不符：{where}已不是修改前的内容；请对照当前版本重新比较。",
        en=f"The change does not fit: {where} is no longer what the change starts from; compare with the current version.",
    )


def invert(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The way back: applied to the newer book, the inverse of a diff gives the older one again."""
    turned = {"added": "removed", "removed": "added"}
    return tuple(
        replace(change, kind=turned.get(change.kind, change.kind), old=change.new, new=change.old)  # type: ignore[arg-type]
        for change in reversed(tuple(changes))
    )
