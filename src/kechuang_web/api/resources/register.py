"""Organisations and what the register holds of them. A reader sees exactly the organisations that the pages would show them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Header, Query, Router, Schema
from pydantic import StringConstraints

from kechuang.ledger import fact_record
from kechuang.values import KechuangError
from kechuang_web.api.errors import RefusalError, not_found
from kechuang_web.api.idempotency import once
from kechuang_web.api.paging import Paging, page_of
from kechuang_web.api.schemas import Day, Fact, RowId, Rows, Strict
from kechuang_web.api.security import TokenAuth, actor_of
from kechuang_web.audit.services import record
from kechuang_web.register import models, selectors
from kechuang_web.register.dossier import dossier
from kechuang_web.register.figures import figures_of
from kechuang_web.register.services import (
    PERSONAL,
    RowSource,
    read_personal,
    record_organisation,
    record_row,
    record_title,
)
from kechuang_web.register.tables import TABLES, code_of
from kechuang_web.stores.selectors import region_code

router = Router(tags=["register"], auth=TokenAuth("register:read"))

#: What a dossier is made of, by the name in the address: the parts that are rows.
Part = Literal[
    "names", "years", "titles", "intellectual_property", "projects", "contracts_sold", "contracts_bought", "tenancies",
    "spaces", "equipment", "carriers", "payments", "financings", "agreements", "relations", "people",
]  # fmt: skip
#: Tables whose rows belong to an organisation; of people only the label is told here.
OWNED = {code: table for code, table in TABLES.items() if "organisation" in table.columns}
Owned = Literal[
    "organisation_name", "organisation_year", "person", "space", "tenancy", "title", "intellectual_property", "carrier",
    "equipment", "technology_contract", "project", "payment", "financing", "agreement", "relation",
]  # fmt: skip
#: Tables that are written row by row; people have a service of their own, which seals.
Written = Literal[
    "organisation", "organisation_name", "organisation_year", "title", "intellectual_property", "carrier", "equipment",
    "technology_contract", "project", "payment", "financing", "agreement", "relation", "tenancy",
]  # fmt: skip
Text = Annotated[str, StringConstraints(max_length=4000)]
Short = Annotated[str, StringConstraints(max_length=200)]
Cell = Text | bool | int | None


class OrganisationFilter(Schema):
    """Which organisations; empty is all that the reader may see."""

    q: str = Field("", max_length=100, description="Words of the name, present or former, or the code / 名称或信用代码")
    kind: str = Field("", max_length=60)
    industry: str = Field("", max_length=20, description="GB/T 4754, any length: `C`, `36`, `3670`")
    technology_field: str = Field("", max_length=60)
    emerging_class: str = Field("", max_length=60)
    park: str = Field("", max_length=80, description="A site's code; its parts are included / 园区代码")
    town: str = Field("", max_length=60)
    listing: str = Field("", max_length=60)
    title: str = Field("", max_length=60, description="A kind of title in force on `day` / 有效称号")
    above_designated_size: int | None = Field(
        None, ge=1990, le=2100, description="The year for which it was / 规上年度"
    )
    left: bool = Field(False, description="Also those that left / 含已迁出注销")
    day: Day | None = None
    sort: Literal["name", "-name", "id", "-id"] = "name"


class RowFilter(Schema):
    """Which rows of a table."""

    organisation: RowId | None = None
    changed_since: date | None = Field(
        None, ge=date(1990, 1, 1), le=date(2100, 12, 31), description="Changed on that day or later / 此日及以后改动的"
    )
    sort: Literal["id", "-id", "changed", "-changed"] = "id"


class FigureFilter(Schema):
    """Which figures."""

    attribute: str = Field("", max_length=80)
    period: str = Field("", max_length=20)


class Figures(Schema):
    """Figures of an organisation: all sources of a period, the latest recorded first."""

    items: list[Fact]


class Source(Strict):
    """Where rows come from."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    publisher: Short = ""
    file: Short = ""
    locator: Short = ""


class NewRow(Strict):
    """A row to record: columns of the table by name; rows of other tables by their number; money in 分."""

    values: dict[Annotated[str, StringConstraints(max_length=60)], Cell] = Field(max_length=60)
    source: Source
    reason: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class ChangedRow(Strict):
    """A change of a row: the columns that change, and the version that was read."""

    values: dict[Annotated[str, StringConstraints(max_length=60)], Cell] = Field(min_length=1, max_length=60)
    lock_version: int = Field(ge=0, le=2**31 - 1)
    reason: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    source: Source | None = None


@router.get("/organisations", response=Rows, summary="Organisations / 企业与机构")
def list_organisations(
    request: HttpRequest, paging: Query[Paging], wanted: Query[OrganisationFilter]
) -> dict[str, Any]:
    """A park sees its tenants, an enterprise itself, an agency its clients. Counts are of what the reader sees."""
    asked = wanted.model_dump(exclude={"q", "sort"})
    rows = selectors.OrganisationFilter(words=wanted.q, **asked).apply(selectors.organisations_for(request.user))
    return page_of(rows.select_related("park"), paging, wanted.sort, {"name": "name_key", "id": "id"}, show_row)


@router.get("/organisations/{pk}", response=dict[str, Any], summary="One organisation / 一家机构")
def one_organisation(request: HttpRequest, pk: RowId) -> dict[str, Any]:
    """Identity, former names, and how many rows each part has."""
    held = dossier(_organisation(request, pk))
    shown = show_row(held.organisation)
    counts = {part: len(getattr(held, part)) for part in Part.__args__}
    return shown | {"parts": counts, "figures": len(held.figures)}


@router.get("/organisations/{pk}/figures", response=Figures, summary="Figures by year / 历年数据")
def figures(request: HttpRequest, pk: RowId, wanted: Query[FigureFilter]) -> dict[str, Any]:
    """Facts of the organisations' book; where sources differ, each is there."""
    found = figures_of(_organisation(request, pk))
    return {
        "items": [
            fact_record(fact)
            for attribute, by_period in found.facts.items()
            if not wanted.attribute or attribute == wanted.attribute
            for period, facts in by_period.items()
            if not wanted.period or period == wanted.period
            for fact in facts
        ]
    }


@router.get("/organisations/{pk}/{part}", response=Rows, summary="One part of the dossier / 档案的一部分")
def one_part(request: HttpRequest, pk: RowId, part: Part) -> dict[str, Any]:
    """Titles, intellectual property, contracts, projects, space, money received… Rows of merged organisations are among them."""
    rows = getattr(dossier(_organisation(request, pk)), part)
    return {"items": [show_row(row) for row in rows], "next": None, "count": len(rows)}


@router.get("/register/{table}", response=Rows, summary="Rows of a table / 登记簿的一张表")
def list_rows(request: HttpRequest, paging: Query[Paging], wanted: Query[RowFilter], table: Owned) -> dict[str, Any]:
    """Of all organisations that the reader sees. To follow changes: sort by `changed` and keep the last cursor."""
    seen = selectors.organisations_for(request.user)
    if wanted.organisation is not None:
        seen = seen.filter(pk=wanted.organisation)
    model = OWNED[table].model
    rows: QuerySet = model.objects.standing().in_region(region_code())
    keys = seen.order_by().values("pk")
    rows = rows.filter(Q(organisation__in=keys) | Q(organisation__merged_into__in=keys))
    if wanted.changed_since:
        rows = rows.filter(changed_at__date__gte=wanted.changed_since)
    related = [name for name in OWNED[table].links if name != "person"]
    return page_of(rows.select_related(*related), paging, wanted.sort, {"id": "id", "changed": "changed_at"}, show_row)


@router.post(
    "/register/{table}",
    auth=TokenAuth("register:write"),
    response={201: dict[str, Any]},
    summary="Record a row / 登记一行",
)
@once()
def record_new(request: HttpRequest, table: Written, body: NewRow) -> dict[str, Any]:
    """One row with its source. A title's last day follows from the rules of its kind where it is not given."""
    _check_links(request, table, body.values)
    row = _recorder(table)(
        actor=actor_of(request), region=region_code(), values=body.values, reason=body.reason,
        source=RowSource(**body.source.model_dump()),
    )  # fmt: skip
    return show_row(row)


@router.patch(
    "/register/{table}/{pk}",
    auth=TokenAuth("register:write"),
    response=dict[str, Any],
    summary="Change a row / 修改一行",
)
@once(200)
def change(request: HttpRequest, table: Written, pk: RowId, body: ChangedRow) -> dict[str, Any]:
    """Only the named columns change. A version that is no longer the present one is refused: somebody else changed the row."""
    _see_row(request, table, pk)
    _check_links(request, table, body.values)
    row = _recorder(table)(
        actor=actor_of(request), region=region_code(), values=body.values, reason=body.reason, pk=pk,
        lock_version=body.lock_version, source=RowSource(**body.source.model_dump()) if body.source else None,
    )  # fmt: skip
    return show_row(row)


@router.get(
    "/people/{pk}/personal",
    auth=TokenAuth("personal:read"),
    response=dict[str, str],
    summary="Personal data of one person / 个人信息",
)
def personal(
    request: HttpRequest,
    pk: RowId,
    columns: Annotated[str, Query(pattern="^[a-z_,]{1,80}$", description=f"Of: {', '.join(PERSONAL)}")] = "name,phone",
    purpose: Annotated[str, Header(alias="X-Purpose", max_length=400)] = "",
) -> dict[str, str]:
    """Needs the scope `personal:read` and the header `X-Purpose` (URL-encoded where it is Chinese). Every reading is logged."""
    person = (
        models.Person.objects.standing().in_region(region_code()).filter(pk=pk).select_related("organisation").first()
    )
    if person is None or person.organisation is None or not selectors.may_see(request.user, _top(person.organisation)):
        raise not_found()
    words = _decoded(purpose).strip()
    if not words:
        raise RefusalError(
            400,
            "purpose_needed",
            "读取个人信息须以 X-Purpose 写明用途。",
            "Reading personal data needs X-Purpose, which says what for.",
        )
    actor, names = actor_of(request), tuple(name for name in columns.split(",") if name)
    with transaction.atomic():
        told = read_personal(actor=actor, region=region_code(), pk=pk, purpose=words, words=words, columns=names)
        record(actor=actor, action="personal.read", kind="register.person", key=pk, label=person.label,
               detail={"columns": list(names), "purpose": words[:200]})  # fmt: skip
    return told


def show_row(row: models.Row) -> dict[str, Any]:
    """A row as plain values: its columns, rows of other tables with their label, its version and its source."""
    table = TABLES[code_of(row)]
    shown: dict[str, Any] = {"id": row.pk}
    for name, column in table.columns.items():
        if column.is_relation:
            key = getattr(row, column.attname)
            shown[name] = None if key is None else {"id": key, "label": _label(row, name)}
        else:
            shown[name] = _plain(getattr(row, name))
    shown["synthetic"], shown["lock_version"] = row.synthetic, row.lock_version
    shown["changed_at"] = row.changed_at.isoformat(timespec="seconds")
    shown["source"] = {
        "title": row.source_title, "publisher": row.source_publisher, "file": row.source_file,
        "locator": row.source_locator, "batch": row.batch,
    }  # fmt: skip
    return shown


def _label(row: models.Row, name: str) -> str | None:
    """The label of a linked row, where it was read with this one."""
    return str(getattr(row, name)) if name in row._state.fields_cache else None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return str(value)
    return value


def _organisation(request: HttpRequest, pk: int) -> models.Organisation:
    found = selectors.organisations_for(request.user).select_related("park").filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _top(organisation: models.Organisation) -> models.Organisation:
    return organisation.merged_into or organisation


def _see_row(request: HttpRequest, table: str, pk: int) -> None:
    """404 for a row whose organisation the reader does not see, as for one that is not there."""
    row = TABLES[table].model.objects.filter(region=region_code(), pk=pk).first()
    organisation = row if table == "organisation" else getattr(row, "organisation", None)
    if organisation is None or not selectors.may_see(request.user, _top(organisation)):
        raise not_found()


def _check_links(request: HttpRequest, table: str, values: dict[str, Any]) -> None:
    """A row may point only to organisations that the writer sees; others are, to them, not there."""
    for name, model in TABLES[table].links.items():
        key = values.get(name)
        if model is not models.Organisation or key in (None, ""):
            continue
        if not str(key).isdecimal() or not selectors.organisations_for(request.user).filter(pk=int(str(key))).exists():
            raise KechuangError(
                zh=f"“{name}”填的“{str(key)[:20]}”不是您看得到的机构编号；请用机构列表里的 id。",
                en=f"“{name}” is “{str(key)[:20]}”, which is no organisation you see; use an id of the list of organisations.",
            )


def _recorder(table: str) -> Any:
    special = {"organisation": record_organisation, "title": record_title}
    if table in special:
        return special[table]
    return lambda **fields: record_row(table=table, **fields)


def _decoded(text: str) -> str:
    from urllib.parse import unquote

    from kechuang_web.api.bodies import is_unstorable

    words = unquote(text)
    return "" if is_unstorable(words) else words
