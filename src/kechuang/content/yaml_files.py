"""YAML with line numbers and without YAML's surprises.

What is read is ordinary dicts, lists, texts, whole numbers, ``Decimal`` (a number with a point is never a float), dates,
``True``/``False`` and ``None``; maps and lists also know the line each of their entries stands on. Only ``true`` and
``false`` are truth values (``no``, ``on``, ``y`` stay words), ``012`` and ``3:46`` stay text, and a key given twice is
an error: in a file of policy the second one would silently win.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kechuang.content.errors import ContentError, Where
from kechuang.content.texts import read_text

MAX_BYTES = 20_000_000
MAX_DEPTH = 60
#: Entries a file may unfold into. Aliases are allowed, and a few lines of them could otherwise unfold into billions.
MAX_ENTRIES = 300_000

_WHOLE = re.compile(r"[+-]?(0|[1-9][0-9]*)")
_POINT = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+([+-][0-9]{2}:[0-9]{2}|Z)?")
_NUMERIC = frozenset("+-0123456789")
_TRUTHS = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlMap(dict[str, Any]):
    """A mapping that knows where it stands: ``map.where`` and ``map.at("key")``."""

    __slots__ = ("_lines", "where")

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where
        self._lines: dict[str, int] = {}

    def at(self, key: str) -> Where:
        """The line of an entry; the line of the map itself when the key is absent."""
        return Where(self.where.path, self._lines.get(key, self.where.line or 1))

    def put(self, key: str, value: Any, line: int) -> None:
        """Add an entry and remember its line."""
        self[key] = value
        self._lines[key] = line


class YamlList(list[Any]):
    """A list that knows where it stands: ``list.where`` and ``list.at(0)``."""

    __slots__ = ("_lines", "where")

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where
        self._lines: list[int] = []

    def at(self, index: int) -> Where:
        """The line of an item."""
        return Where(self.where.path, self._lines[index])

    def put(self, value: Any, line: int) -> None:
        """Add an item and remember its line."""
        self.append(value)
        self._lines.append(line)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file: a :class:`YamlMap`, a :class:`YamlList`, or a plain value.

    Raises:
        ContentError: the file is absent, too large, not UTF-8, not YAML, or gives a key twice.
    """
    return parse_yaml(read_text(path, MAX_BYTES), path)


def parse_yaml(text: str, path: Path) -> Any:
    r"""Like :func:`read_yaml`, from text; ``path`` is named in errors.

    >>> parsed = parse_yaml("rate: 2.8\nsince: 2023-09-01\nopen: no\n", Path("baodi/x.yaml"))
    >>> parsed["rate"], parsed["since"], parsed["open"], parsed.at("open").line
    (Decimal('2.8'), datetime.date(2023, 9, 1), 'no', 3)
    """
    builder = _Builder(path)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "a character that YAML does not allow"
        line = mark.line + 1 if mark is not None else None
        raise ContentError(
            Where(path, line), zh=f"YAML 写法有误（{problem}）。", en=f"this is not valid YAML ({problem})."
        ) from error
    return builder.found


class _Builder:
    """Builds values from YAML's events, with a stack of its own: a file nested ever deeper must not exhaust Python's."""

    def __init__(self, path: Path) -> None:
        self.found: Any = None
        self._path = path
        self._open: list[tuple[YamlMap | YamlList, int]] = []
        self._keys: list[tuple[str, int] | None] = []
        self._sizes: list[int] = []  # entries of each open collection, aliases unfolded
        self._anchors: dict[str, Any] = {}
        self._anchor_of: dict[int, str] = {}
        self._anchor_sizes: dict[str, int] = {}
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take in the next event."""
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._start(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise self._error(event, "一个文件只能有一份文档", "a file holds one document")

    def _start(self, event: Any) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise self._error(event, "嵌套过深", "the file is nested too deeply")
        line = event.start_mark.line + 1
        kind = YamlMap if isinstance(event, yaml.MappingStartEvent) else YamlList
        self._check_value(event)
        value = kind(Where(self._path, line))
        if event.anchor:
            self._anchors[event.anchor] = value
            self._anchor_of[id(value)] = event.anchor
        self._sizes.append(1)
        self._open.append((value, line))
        self._keys.append(None)

    def _end(self, event: Any) -> None:
        value, line = self._open.pop()
        self._keys.pop()
        size = self._sizes.pop()
        anchor = self._anchor_of.pop(id(value), None)
        if anchor is not None:
            self._anchor_sizes[anchor] = size
        self._add(value, line, event, size)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            raise self._error(event, f"没有名为 {event.anchor} 的锚", f"no anchor is named {event.anchor}")
        value = self._anchors[event.anchor]
        if any(value is container for container, _ in self._open):
            raise self._error(event, f"锚 {event.anchor} 包含自身", f"the anchor {event.anchor} holds itself")
        self._check_value(event)
        self._add(value, event.start_mark.line + 1, event, self._anchor_sizes.get(event.anchor, 1))

    def _scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if self._open and self._keys[-1] is None and isinstance(self._open[-1][0], YamlMap):
            self._key(event.value, line)
            return
        value = _plain(event.value, Where(self._path, line)) if event.implicit[0] else event.value
        if event.anchor:
            self._anchors[event.anchor] = value
            self._anchor_sizes[event.anchor] = 1
        self._add(value, line, event, 1)

    def _key(self, key: str, line: int) -> None:
        mapping = self._open[-1][0]
        if isinstance(mapping, YamlMap) and key in mapping:
            raise ContentError(
                Where(self._path, line),
                zh=f"“{key}”写了两次（上一次在第{mapping.at(key).line}行），请删去一处。",
                en=f"'{key}' is given twice (first on line {mapping.at(key).line}); remove one.",
            )
        self._keys[-1] = key, line

    def _check_value(self, event: Any) -> None:
        """A collection or an alias cannot stand where a key belongs."""
        if self._open and self._keys[-1] is None and isinstance(self._open[-1][0], YamlMap):
            raise self._error(event, "键只能是文字", "a key must be plain text")

    def _add(self, value: Any, line: int, event: Any, size: int) -> None:
        if not self._open:
            self.found = value
            return
        self._sizes[-1] += size
        if self._sizes[-1] > MAX_ENTRIES:
            raise self._error(
                event,
                f"展开后超过{MAX_ENTRIES:,}项，不像内容文件；请检查引用（*）",
                f"it unfolds into more than {MAX_ENTRIES:,} entries, which no content file does; check the aliases (*)",
            )
        container = self._open[-1][0]
        key = self._keys[-1]
        if isinstance(container, YamlList):
            container.put(value, line)
        elif key is not None:
            container.put(key[0], value, key[1])
            self._keys[-1] = None

    def _error(self, event: Any, zh: str, en: str) -> ContentError:
        return ContentError(Where(self._path, event.start_mark.line + 1), zh=f"{zh}。", en=f"{en}.")


def _plain(text: str, where: Where) -> Any:
    """The value of a scalar without quotes."""
    if not text or text in ("~", "null", "Null", "NULL"):
        return None
    if text[0] in _NUMERIC:
        if _WHOLE.fullmatch(text):
            return int(text)
        if _POINT.fullmatch(text):
            return Decimal(text)
        if _DAY.fullmatch(text) or _MOMENT.fullmatch(text):
            return _day(text, where)
    return _TRUTHS.get(text, text)


def _day(text: str, where: Where) -> date | datetime:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else datetime.fromisoformat(text)
    except ValueError as error:
        raise ContentError(
            where,
            zh=f"“{text}”不是存在的日期，请写成 2023-09-01。",
            en=f"'{text}' is not a day that exists; write 2023-09-01.",
        ) from error
