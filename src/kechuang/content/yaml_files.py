"""YAML with line numbers and without YAML's surprises.

What is read is ordinary dicts, lists, texts, whole numbers, ``Decimal`` (a number with a point is never a float), dates,
``True``/``False`` and ``None``; maps and lists also know the line each of their entries stands on. Only ``true`` and
``false`` are truth values (``no``, ``on``, ``y`` stay words), ``012`` and ``3:46`` stay text, and a key given twice is
an error: in a file of policy the second one would silently win.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kechuang.content.errors import ContentError, Where

MAX_BYTES = 20_000_000
#: Entries a file may unfold into. Aliases are allowed, and a few lines of them could otherwise unfold into billions.
MAX_ENTRIES = 300_000

_WHOLE = re.compile(r"[+-]?(0|[1-9][0-9]*)")
_POINT = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TAG = "tag:yaml.org,2002:"
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
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError(
                Where(path),
                zh=f"文件超过{MAX_BYTES // 1_000_000}MB，不像内容文件。",
                en=f"the file is larger than {MAX_BYTES // 1_000_000} MB, which no content file is.",
            )
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError(
            Where(path), zh="文件不是UTF-8编码，请转换后再用。", en="the file is not UTF-8; convert it."
        ) from error
    except OSError as error:
        raise ContentError(
            Where(path), zh=f"读不到文件（{error.strerror}）。", en=f"the file cannot be read ({error.strerror})."
        ) from error
    return parse_yaml(text, path)


def parse_yaml(text: str, path: Path) -> Any:
    r"""Like :func:`read_yaml`, from text; ``path`` is named in errors.

    >>> parsed = parse_yaml("rate: 2.8\nsince: 2023-09-01\nopen: no\n", Path("baodi/x.yaml"))
    >>> parsed["rate"], parsed["since"], parsed["open"], parsed.at("open").line
    (Decimal('2.8'), datetime.date(2023, 9, 1), 'no', 3)
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
        return None if node is None else _build(node, path, iter(range(MAX_ENTRIES)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        line = mark.line + 1 if mark is not None else None
        raise ContentError(
            Where(path, line), zh=f"YAML 写法有误（{problem}）。", en=f"this is not valid YAML ({problem})."
        ) from error
    except RecursionError as error:
        raise ContentError(Where(path), zh="嵌套过深。", en="the file is nested too deeply.") from error


def _build(node: Any, path: Path, left: Iterator[int]) -> Any:
    line = node.start_mark.line + 1
    if next(left, None) is None:
        raise ContentError(
            Where(path, line),
            zh=f"展开后超过{MAX_ENTRIES:,}项，不像内容文件；请检查引用（*）。",
            en=f"it unfolds into more than {MAX_ENTRIES:,} entries, which no content file does; check the aliases (*).",
        )
    if isinstance(node, yaml.MappingNode):
        mapping = YamlMap(Where(path, line))
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise ContentError(Where(path, key_line), zh="键只能是文字。", en="a key must be plain text.")
            key = key_node.value
            if key in mapping:
                raise ContentError(
                    Where(path, key_line),
                    zh=f"“{key}”写了两次（上一次在第{mapping.at(key).line}行），请删去一处。",
                    en=f"'{key}' is given twice (first on line {mapping.at(key).line}); remove one.",
                )
            mapping.put(key, _build(value_node, path, left), key_line)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        items = YamlList(Where(path, line))
        for item in node.value:
            items.put(_build(item, path, left), item.start_mark.line + 1)
        return items
    return _scalar(node.tag, node.value, Where(path, line))


def _scalar(tag: str, text: str, where: Where) -> Any:
    match tag.removeprefix(_TAG):
        case "null":
            return None
        case "bool" if text.lower() in ("true", "false"):
            return text.lower() == "true"
        case "int" if _WHOLE.fullmatch(text):
            return int(text)
        case "float" if _POINT.fullmatch(text):
            return Decimal(text)
        case "timestamp":
            return _day(text, where)
        case _:
            return text


def _day(text: str, where: Where) -> date | datetime | str:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else datetime.fromisoformat(text)
    except ValueError as error:
        raise ContentError(
            where,
            zh=f"“{text}”不是存在的日期，请写成 2023-09-01。",
            en=f"'{text}' is not a day that exists; write 2023-09-01.",
        ) from error
