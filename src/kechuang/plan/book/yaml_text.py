"""YAML for plan books: a small, safe reading that remembers lines, and a writing that people like to edit.

Read is what content needs: mappings, lists, texts. Refused are aliases and anchors (a short file could unfold into
gigabytes), tags (a file never says which code to run), a key given twice, several documents, and files beyond the limits.
Every scalar is text, and a bare ``null``, ``~`` or nothing is ``None``; what a text means is decided by its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from kechuang.plan.book.book import PlanBookError
from kechuang.plan.book.codec import Path, path_text

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Limits:
    """How big a file may be: bytes of text, nodes, levels of nesting."""

    size: int = 8_000_000
    nodes: int = 400_000
    depth: int = 24


@dataclass(slots=True)
class YamlText:
    """A file's data and the line each path stands on, counted from 1."""

    name: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def locate(self, path: Path) -> tuple[str, str]:
        """File, line and path for a message, in Chinese and English; an absent path takes its parent's line."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        line, text = self.lines.get(known, 1), path_text(path)
        return f"{self.name} 第{line}行 {text}".rstrip(), f"{self.name} line {line} {text}".rstrip()


def read_yaml(text: str, name: str, limits: Limits = Limits()) -> YamlText:
    """Read one YAML document.

    Raises:
        PlanBookError: the text is not YAML, or holds something refused; the message names file and line.

    >>> read_yaml("codes: [3.10, on]", "x.yaml").data
    {'codes': ['3.10', 'on']}
    """
    if len(text) > limits.size:
        raise _refuse(name, 1, f"文件超过{limits.size:,}字", f"the file is longer than {limits.size:,} characters")
    result = YamlText(name, None)
    builder = _Builder(name, limits, result.lines)
    try:
        builder.events = yaml.parse(text, Loader=_Loader)
        result.data = builder.document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = mark.line + 1 if mark else 1
        raise _refuse(name, line, f"不是有效的YAML（{problem}）", f"not valid YAML ({problem})") from None
    return result


def _refuse(name: str, line: int, zh: str, en: str) -> PlanBookError:
    return PlanBookError(zh=f"{name} 第{line}行：{zh}。", en=f"{name} line {line}: {en}.")


class _Builder:
    """Turns parse events into data, counting nodes and levels."""

    def __init__(self, name: str, limits: Limits, lines: dict[Path, int]) -> None:
        self.name, self.limits, self.lines = name, limits, lines
        self.nodes = 0
        self.events: Iterator[Any] = iter(())

    def document(self) -> Any:
        data, documents = None, 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refuse(
                        event, "一个文件只能有一份内容，不能用“---”分成几份", "one file holds one document"
                    )
                data = self.node(next(self.events), ())
        return data

    def node(self, event: Any, path: Path) -> Any:
        self.nodes += 1
        if self.nodes > self.limits.nodes or len(path) > self.limits.depth:
            raise self._refuse(event, "内容过多或嵌套过深", "too many entries or too deep a nesting")
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self._refuse(event, "不允许使用锚点和引用（& 与 *）", "anchors and aliases (& and *) are not allowed")
        if event.tag is not None:
            raise self._refuse(event, f"不允许使用标签“{event.tag}”", f"the tag “{event.tag}” is not allowed")
        self.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style
            return None if plain and event.value in _NULLS else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, (*path, len(items))))
            return items
        return self._mapping(path)

    def _mapping(self, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            if not isinstance(inner, yaml.ScalarEvent) or inner.tag is not None or inner.anchor:
                raise self._refuse(inner, "键应为一个词", "a key must be one word")
            key = inner.value
            if key in data:
                raise self._refuse(inner, f"键“{key}”重复", f"the key “{key}” stands twice")
            self.lines[*path, key] = _line(inner)
            data[key] = self.node(next(self.events), (*path, key))
        return data

    def _refuse(self, event: Any, zh: str, en: str) -> PlanBookError:
        return _refuse(self.name, _line(event), zh, en)


def _line(event: Any) -> int:
    line: int = event.start_mark.line + 1
    return line


def write_yaml(data: Mapping[str, Any], width: int = 120) -> str:
    """Plain data as YAML that :func:`read_yaml` reads back the same: short groups on one line, the rest in blocks.

    >>> print(write_yaml({"name": {"zh": "雏鹰企业", "en": "eaglet firms"}, "day": "2021-09-28"}), end="")
    name: {zh: 雏鹰企业, en: eaglet firms}
    day: 2021-09-28
    """
    text: str = yaml.serialize(_to_node(data), Dumper=_Dumper, allow_unicode=True, width=width)
    return text


class _Dumper(yaml.BaseDumper):
    """The emitter of PyYAML without its guessing of types: a date or a number is written bare, as text is."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_STR, _SEQ, _MAP = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_SHORT = 90
#: Characters that YAML takes for line ends or drops unless they are written as escapes.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def _to_node(value: Any, top: bool = True) -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [(_to_node(key, False), _to_node(item, False)) for key, item in value.items()]
        flow = not top and _fits(value.values(), str(value))
        return yaml.MappingNode(_MAP, pairs, flow_style=flow or not pairs)
    if isinstance(value, list | tuple):
        return yaml.SequenceNode(_SEQ, [_to_node(item, False) for item in value], flow_style=_fits(value, str(value)))
    if value is None:
        return yaml.ScalarNode(_STR, "null")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return yaml.ScalarNode(_STR, text, style='"' if text in _NULLS or _BREAKS.search(text) else None)


def _fits(items: Any, text: str) -> bool:
    return len(text) <= _SHORT and not any(isinstance(item, Mapping | list | tuple) for item in items)
