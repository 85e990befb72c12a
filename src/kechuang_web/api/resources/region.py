"""The region, what figures are about, and what the figures mean."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from kechuang.dictionary import Attribute, Definition
from kechuang_web.api.errors import not_found
from kechuang_web.api.paging import Paging, page_of_list
from kechuang_web.api.schemas import Code, Sentence, both
from kechuang_web.api.security import TokenAuth
from kechuang_web.api.tokens import allows
from kechuang_web.stores import selectors

router = Router(tags=["region"], auth=TokenAuth("region:read"))


class Region(Schema):
    """The region of this installation."""

    code: str
    subject: str
    name: Sentence
    synthetic: bool


class Subject(Schema):
    """Something that figures are about: region, town, park, carrier, institute."""

    code: str
    name: Sentence
    kind: str
    within: str | None


class Subjects(Schema):
    """A page of subjects."""

    items: list[Subject]
    next: str | None
    count: int | None


class DefinitionOut(Schema):
    """One way of counting (口径)."""

    key: str
    text: Sentence
    numerator: Sentence | None
    denominator: Sentence | None
    valid_from: str | None
    valid_to: str | None
    successor: str | None


class AttributeOut(Schema):
    """Something that is counted or stated (数据元)."""

    code: str
    name: Sentence
    type: str
    unit: str | None
    measure: str
    sensitivity: str
    owner: Sentence | None
    help: Sentence | None
    definitions: list[DefinitionOut]


class Attributes(Schema):
    """A page of the dictionary."""

    items: list[AttributeOut]
    next: str | None
    count: int | None


class Me(Schema):
    """Whose token this is and what it may do now."""

    name: str
    role: str
    park: str | None
    organisation: str | None
    scopes: list[str]
    expires_at: str


@router.get("/me", auth=TokenAuth(), response=Me, summary="The token: whose it is, what it may do / 令牌本身")
def me(request: HttpRequest) -> dict[str, Any]:
    """Scopes that the owner's role has lost since are not listed."""
    token = request.auth  # type: ignore[attr-defined]
    owner = token.owner
    return {
        "name": owner.get_username(),
        "role": owner.role,
        "park": owner.park or None,
        "organisation": owner.organisation or None,
        "scopes": [scope for scope in token.scopes if allows(token, scope)],
        "expires_at": token.expires_at.isoformat(timespec="seconds"),
    }


@router.get("/region", response=Region, summary="The region / 本地区")
def region(request: HttpRequest) -> dict[str, Any]:
    """Its code, the subject its figures are about, and whether it is synthetic (模拟)."""
    folder = selectors.region_folder()
    subjects = selectors.subjects()
    name = subjects.get(folder.subject).name
    return {
        "code": folder.code,
        "subject": folder.subject,
        "name": both(name),
        "synthetic": bool(getattr(folder, "synthetic", False)),
    }


@router.get("/subjects", response=Subjects, summary="What figures are about / 对象")
def list_subjects(request: HttpRequest, paging: Query[Paging], kind: str = "", q: str = "") -> dict[str, Any]:
    """Filter by kind (`park`, `town`, `carrier`…) and by a part of the name."""
    wanted = q.strip().lower()
    found = [
        {"code": one.code, "name": both(one.name), "kind": one.kind, "within": one.within}
        for one in selectors.subjects()
        if (not kind or one.kind == kind) and (not wanted or wanted in f"{one.name.zh} {one.name.en}".lower())
    ]
    return page_of_list(sorted(found, key=lambda one: one["code"]), paging)


@router.get("/dictionary", response=Attributes, summary="The data dictionary / 数据元目录")
def list_attributes(request: HttpRequest, paging: Query[Paging], q: str = "", measure: str = "") -> dict[str, Any]:
    """Filter by a part of code or name, and by measure (`stock`, `flow`, `ratio`…)."""
    wanted = q.strip().lower()
    found = [
        one
        for one in selectors.dictionary()
        if (not measure or one.measure == measure)
        and (not wanted or wanted in f"{one.code} {one.name.zh} {one.name.en}".lower())
    ]
    page = page_of_list([{"at": at} for at in range(len(found))], paging)
    return page | {"items": [_attribute(found[item["at"]]) for item in page["items"]]}


@router.get("/dictionary/{code}", response=AttributeOut, summary="One attribute with its definitions / 一个数据元")
def one_attribute(request: HttpRequest, code: Code) -> dict[str, Any]:
    """The attribute with every definition (口径) it ever had."""
    known = selectors.dictionary()
    if code not in known:
        raise not_found()
    return _attribute(known.attribute(code))


def _attribute(one: Attribute) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": both(one.name),
        "type": one.type,
        "unit": one.unit,
        "measure": one.measure,
        "sensitivity": one.sensitivity,
        "owner": both(one.owner),
        "help": both(one.help),
        "definitions": [_definition(definition) for definition in one.definitions],
    }


def _definition(one: Definition) -> dict[str, Any]:
    return {
        "key": one.key,
        "text": both(one.text),
        "numerator": both(one.numerator),
        "denominator": both(one.denominator),
        "valid_from": one.valid_from.text if one.valid_from else None,
        "valid_to": one.valid_to.text if one.valid_to else None,
        "successor": one.successor,
    }
