"""Sheets of figures about the region itself, its parks and towns: one row a figure, straight into the region's ledger.

Such a sheet is known by its heads (对象, 数据元, 数值…, or the library's own names). Rows are read one by one, so that every fault is told
at its row; what may be left out is filled in from the dictionary, and a row without a number gets one that follows from what it says:
the same row handed in again is the same fact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from kechuang.dictionary import Attribute, Dictionary
from kechuang.ledger import Catalogue, Draft, check_draft, draft_from_record, draft_record
from kechuang.values import KechuangError, Quantity
from kechuang_web.stores import selectors

#: The columns as the office writes them, in the order of the template. The library's own names are taken too.
COLUMNS = {
    "对象": "subject",
    "数据元": "attribute",
    "口径": "definition",
    "时点": "period",
    "数值": "value",
    "单位": "unit",
    "来源": "title",
    "发布单位": "publisher",
    "可信度": "confidence",
    "统计截止日": "as_of",
    "发布日": "published",
    "网址": "address",
    "文中位置": "locator",
    "公开范围": "visibility",
    "更正编号": "supersedes",
    "备注": "note_zh",
}
#: Columns that only the library's own files have.
_MORE = ("id", "vintage", "keywords", "period_basis", "note")
_KNOWN = frozenset(COLUMNS.values()) | frozenset(_MORE)
_WORDS = {"高": "high", "中": "medium", "低": "low", "公开": "public", "内部": "internal"}
#: A sheet with all of these is one of figures.
_TELLING = frozenset({"subject", "attribute", "value"})


def name_columns(head: Iterable[str]) -> list[str]:
    """The library's name of each head; a head that means nothing stays as it is."""
    return [COLUMNS.get(cell.strip(), cell.strip()) for cell in head]


def is_head(cells: Iterable[str]) -> bool:
    """Whether a row is the head of a sheet of figures."""
    return set(name_columns(cells)) >= _TELLING


def unknown_columns(names: Iterable[str]) -> list[str]:
    """The heads that mean nothing here; empty ones do not count."""
    return [name for name in names if name and name not in _KNOWN]


class FigureReader:
    """Turns rows into drafts, against the dictionary and the subjects of a region."""

    def __init__(self, region: str) -> None:
        self.region = region
        self.dictionary: Dictionary = selectors.dictionary(region)
        self.subjects = selectors.subjects(region)
        self.catalogue = Catalogue(self.dictionary, self.subjects)
        self._named = {one.name.zh: one.code for one in self.dictionary} | {
            one.name.en: one.code for one in self.dictionary
        }

    def read(self, said: dict[str, str]) -> Draft:
        """The draft that a row's cells say, by the library's names of their columns.

        Raises:
            KechuangError: something is missing, unknown, or not what its attribute can be; one sentence.
        """
        record: dict[str, Any] = {key: cell for key, cell in self._fill(said).items() if cell}
        value, symbol = record.pop("value", None), record.pop("unit", None)
        if value is None:
            raise KechuangError(
                zh="没有数值；没有数就不要写这一行。", en="There is no value; leave the row out where there is none."
            )
        if "keywords" in record:
            record["keywords"] = str(record["keywords"]).split()
        if symbol is None:
            record["text"] = value
        else:
            quantity = Quantity.parse(value, symbol)
            record |= {
                "low": str(quantity.low),
                "high": str(quantity.high),
                "unit": quantity.unit.symbol,
                "bound": quantity.bound,
            }
        return self.take(record)

    def take(self, record: dict[str, Any]) -> Draft:
        """The draft of a record in the library's own columns, checked.

        Raises:
            KechuangError: as :meth:`read`.
        """
        draft = draft_from_record(record)
        check_draft(draft, self.catalogue)
        return draft

    def _fill(self, said: dict[str, str]) -> dict[str, str]:
        filled = {
            key: _WORDS.get(cell, cell) if key in {"confidence", "visibility"} else cell for key, cell in said.items()
        }
        if (subject := self.subjects.named(filled.get("subject", ""))) is not None:
            filled["subject"] = subject.code
        filled["attribute"] = self._named.get(filled.get("attribute", ""), filled.get("attribute", ""))
        if filled["attribute"] in self.dictionary:
            attribute = self.dictionary.attribute(filled["attribute"])
            filled["definition"] = filled.get("definition") or _meant(attribute)
            filled["unit"] = filled.get("unit") or attribute.unit or ""
        if not filled.get("id"):
            told = "\x1f".join(f"{name}={cell}" for name, cell in sorted(filled.items()) if name != "id" and cell)
            filled["id"] = f"{self.region}/u{hashlib.sha256(told.encode()).hexdigest()[:10]}"
        return filled


def _meant(attribute: Attribute) -> str:
    """The definition that a row without one means; none where several stand side by side and nobody can tell."""
    standing = [one for one in attribute.definitions if one.successor is None]
    return attribute.definition.key if len(standing) == 1 or attribute.definition.version.isdigit() else ""


def json_lines(text: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Line number and record of a .jsonl file; ``None`` for a line that is no record. Blank lines are passed over."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        yield number, record if isinstance(record, dict) else None


def template_columns() -> list[str]:
    """The columns of the file to fill in."""
    return list(COLUMNS)


def dump_draft(draft: Draft) -> str:
    """A draft as one line of JSON, for the stage."""
    return json.dumps(draft_record(draft), ensure_ascii=False, sort_keys=True, default=str)


def load_draft(text: str) -> Draft:
    """The way back of :func:`dump_draft`."""
    return draft_from_record(json.loads(text))
