"""The description (OpenAPI) as sections for a page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

#: What the tags are called.
SECTIONS: dict[str, Any] = {
    "region": _("地区、对象与数据元"),
    "plan": _("规划与监测"),
    "ledger": _("台账"),
    "register": _("企业与机构"),
    "intake": _("数据文件"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter or member of a body."""

    name: str
    place: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation."""

    anchor: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]
    example: str


@dataclass(slots=True)
class Section:
    """The operations about one thing."""

    code: str
    name: Any
    entries: list[Entry] = field(default_factory=list)


def sections_of(description: dict[str, Any]) -> list[Section]:
    """The description's operations under their tags, in the order of :data:`SECTIONS`."""
    found: dict[str, Section] = {code: Section(code, name) for code, name in SECTIONS.items()}
    shapes = description.get("components", {}).get("schemas", {})
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            found.setdefault(tag, Section(tag, tag)).entries.append(_entry(path, method, operation, shapes))
    return [section for section in found.values() if section.entries]


def _entry(path: str, method: str, operation: dict[str, Any], shapes: dict[str, Any]) -> Entry:
    body = _body(operation, shapes)
    parameters = [
        Parameter(
            one["name"], one["in"], _kind(one["schema"], shapes), bool(one.get("required")), one.get("description", "")
        )
        for one in operation.get("parameters", [])
    ]
    members = body.get("properties", {})
    parameters += [
        Parameter(name, "body", _kind(shape, shapes), name in body.get("required", []), shape.get("description", ""))
        for name, shape in members.items()
    ]
    return Entry(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        words=operation.get("description", ""),
        scope=operation.get("x-scope", ""),
        parameters=tuple(parameters),
        answers=tuple(
            (str(status), answer["description"])
            for status, answer in sorted(operation["responses"].items(), key=lambda pair: str(pair[0]))
        ),
        example=_example(path, method, operation, body, shapes),
    )


def _body(operation: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        return _resolved(content["schema"], shapes)
    return {}


def _resolved(shape: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    reference = shape.get("$ref", "")
    return shapes.get(reference.rpartition("/")[2], shape) if reference else shape


def _kind(shape: dict[str, Any], shapes: dict[str, Any]) -> str:
    """A type in a word or two: ``text``, ``number ≥ 1``, ``a | b``."""
    shape = _resolved(shape, shapes)
    if "anyOf" in shape:
        return " | ".join(_kind(one, shapes) for one in shape["anyOf"] if one.get("type") != "null")
    if "enum" in shape:
        return " | ".join(str(one) or "“”" for one in shape["enum"])
    if shape.get("type") == "array":
        return f"[{_kind(shape.get('items', {}), shapes)}]"
    return str(shape.get("format") or shape.get("title" if shape.get("type") == "object" else "type") or "")


def _example(path: str, method: str, operation: dict[str, Any], body: dict[str, Any], shapes: dict[str, Any]) -> str:
    lines = [
        f"curl -s {'' if method == 'get' else f'-X {method.upper()} '}https://…{path}",
        '-H "Authorization: Bearer $TOKEN"',
    ]
    if method != "get":
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
        if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
            lines.append("-F file=@…")
        else:
            sample = dict.fromkeys(body.get("required", []), "…")
            lines.append(f"-H 'Content-Type: application/json' -d '{json.dumps(sample, ensure_ascii=False)}'")
    return " \\\n  ".join(lines)
