"""Records: what bureaus send, by record type. Checked as a file's rows are, and committed in one transaction."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import StringConstraints

from kechuang.register import RecordType, read_record
from kechuang_web.api.errors import RefusalError, not_found
from kechuang_web.api.idempotency import once
from kechuang_web.api.resources.register import Cell, Source
from kechuang_web.api.schemas import Sentence, Strict, both
from kechuang_web.api.security import TokenAuth, actor_of
from kechuang_web.register.bulk import commit_records
from kechuang_web.register.services import RowSource
from kechuang_web.register.words import record_types
from kechuang_web.stores.selectors import region_code

router = Router(tags=["register"], auth=TokenAuth("region:read"))

MOST_RECORDS = 500
#: So many problems are told of one call.
MOST_PROBLEMS = 100
TypeCode = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class RecordTypeOut(Schema):
    """One record type and its fields."""

    code: str
    name: Sentence
    yearly: bool
    key: list[str]
    fields: list[dict[str, Any]]


class RecordTypes(Schema):
    """Every record type."""

    items: list[RecordTypeOut]


class Records(Strict):
    """Records of one type, all or none. Values as people write them: numbers in the unit of the field, or with a unit of their own."""

    records: list[dict[Annotated[str, StringConstraints(max_length=60)], Cell]] = Field(
        min_length=1, max_length=MOST_RECORDS
    )
    source: Source
    reason: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    accept_doubts: bool = Field(False, description="Also records about which somebody should be asked / 存疑的也收")


class Outcome(Schema):
    """What became of the records."""

    new: int
    changed: int
    unchanged: int
    restored: int
    facts: int
    corrections: int
    conflicts: int
    unlinked: int
    organisations: list[int]


@router.get("/record-types", response=RecordTypes, summary="Record types / 记录类型")
def list_types(request: HttpRequest) -> dict[str, Any]:
    """What can be sent, with every field, its unit and its choices."""
    return {"items": [_show(one) for one in record_types(region_code()).values()]}


@router.get("/record-types/{code}", response=RecordTypeOut, summary="One record type / 一种记录类型")
def one_type(request: HttpRequest, code: TypeCode) -> dict[str, Any]:
    """As in the list."""
    return _show(_type(code))


@router.post(
    "/records/{code}", auth=TokenAuth("register:write"), response={201: Outcome}, summary="Send records / 报送记录"
)
@once()
def send(request: HttpRequest, code: TypeCode, body: Records) -> dict[str, Any]:
    """Recorded, or found unchanged. Needs the permission to confirm files (`intake.commit`); others hand a file in instead."""
    kind, values, problems = _type(code), [], []
    for place, raw in enumerate(body.records):
        read, found = read_record(kind, raw)
        values.append({**read, "locator": f"records[{place}]"})
        problems += [
            {
                "where": f"records.{place}.{problem.fields[0] if problem.fields else ''}",
                "zh": problem.message.zh,
                "en": problem.message.en,
            }
            for problem in found
            if problem.severity == "error" or not body.accept_doubts
        ]
    if problems:
        raise RefusalError(
            422, "records_refused", f"有 {len(problems)} 处问题，一条都没有收；请按 details 改正后重发。",
            f"{len(problems)} problems, so nothing was taken in; put right what the details name and send it again.",
            details=problems[:MOST_PROBLEMS],
        )  # fmt: skip
    done = commit_records(
        actor=actor_of(request), region=region_code(), record_type=code, records=values, reason=body.reason,
        source=RowSource(**body.source.model_dump()),
    )  # fmt: skip
    return {
        **{name: getattr(done, name) for name in Outcome.model_fields if name != "organisations"},
        "organisations": sorted(done.touched),
    }


def _type(code: str) -> RecordType:
    found = record_types(region_code()).get(code)
    if found is None:
        raise not_found()
    return found


def _show(one: RecordType) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": both(one.name),
        "yearly": one.yearly,
        "key": list(one.key),
        "fields": [
            {
                "code": field.code, "name": both(field.name), "type": field.type, "unit": field.unit, "required": field.required,
                "personal": field.personal, "attribute": field.attribute, "help": both(field.help),
                "choices": [{"code": choice.code, "name": both(choice.name)} for choice in field.choices],
            }
            for field in one.fields
        ],
    }  # fmt: skip
