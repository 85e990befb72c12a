"""The ledger: read facts, append facts. Nothing here changes or deletes one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from kechuang.ledger import Catalogue, check_draft, draft_from_record, fact_record
from kechuang_web.api.errors import not_found
from kechuang_web.api.idempotency import once
from kechuang_web.api.paging import Paging, page_of
from kechuang_web.api.schemas import Code, Day, Fact, FactIn, Facts, Strict
from kechuang_web.api.security import TokenAuth, actor_of
from kechuang_web.stores import ledger_services, selectors
from kechuang_web.stores.mapping import row_to_fact
from kechuang_web.stores.models import LedgerFact
from kechuang_web.stores.nature import as_declared

router = Router(tags=["ledger"], auth=TokenAuth("ledger:read"))
READ_SORTS = {"seq": "seq"}
MOST_FACTS = 200


class Head(Schema):
    """How many facts there are, and the digest that vouches for all of them (SM3 chain)."""

    count: int
    digest: str


class FactFilter(Schema):
    """Which facts."""

    subject: str = Field("", max_length=120)
    attribute: str = Field("", max_length=80)
    definition: str = Field("", max_length=120)
    visibility: Literal["", "public", "internal"] = ""
    since: Day | None = Field(None, description="Periods that end on this day or later / 时点不早于")
    until: Day | None = Field(None, description="Periods that end on this day or earlier / 时点不晚于")
    current: bool = Field(False, description="Leave out facts that were corrected / 不含已被更正的")
    sort: Literal["seq", "-seq"] = "seq"


class Append(Strict):
    """Facts to append, all or none."""

    facts: list[FactIn] = Field(min_length=1, max_length=MOST_FACTS)
    reason: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="Why, for the log / 录入原因，记入日志"
    )


class Appended(Schema):
    """The facts as the ledger took them in, and its head since."""

    facts: list[Fact]
    head: Head


@router.get("/ledger/head", response=Head, summary="The head of the chain / 链首")
def head(request: HttpRequest) -> dict[str, Any]:
    """Keep it: with it anyone can later show that no fact was altered or dropped."""
    found = selectors.ledger_head()
    return {"count": found.count, "digest": found.digest}


@router.get("/ledger/facts", response=Facts, summary="Facts / 台账事实")
def list_facts(request: HttpRequest, paging: Query[Paging], wanted: Query[FactFilter]) -> dict[str, Any]:
    """In the order in which they were recorded. To follow the ledger, keep the last `seq` and ask on from its cursor."""
    rows = selectors.facts()
    for name in ("subject", "attribute", "definition", "visibility"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.since:
        rows = rows.filter(period_end__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(period_end__lte=wanted.until)
    if wanted.current:
        corrected = selectors.facts().filter(supersedes__isnull=False).values("supersedes")
        rows = rows.exclude(fact_id__in=corrected)
    return page_of(rows, paging, wanted.sort, READ_SORTS, _show)


@router.get("/ledger/facts/{path:fact_id}", response=Fact, summary="One fact / 一条事实")
def one_fact(request: HttpRequest, fact_id: Code) -> dict[str, Any]:
    """By its id."""
    row = selectors.facts().filter(fact_id=fact_id).first()
    if row is None:
        raise not_found()
    return _show(row)


@router.post(
    "/ledger/facts", auth=TokenAuth("ledger:write"), response={201: Appended}, summary="Append facts / 录入台账"
)
@once()
def append(request: HttpRequest, body: Append) -> dict[str, Any]:
    """All of them or none. Attribute, definition and subject must be declared; a correction names the fact it `supersedes`."""
    catalogue = Catalogue(selectors.dictionary(), selectors.subjects())
    drafts = [draft_from_record(fact.model_dump(mode="json")) for fact in body.facts]
    for draft in drafts:
        check_draft(draft, catalogue)
    region = selectors.region_code()
    drafts = as_declared(region, drafts)
    facts = ledger_services.append_facts(actor=actor_of(request), region=region, drafts=drafts, reason=body.reason)
    after = selectors.ledger_head(region)
    return {"facts": [fact_record(fact) for fact in facts], "head": {"count": after.count, "digest": after.digest}}


def _show(row: LedgerFact) -> dict[str, Any]:
    return fact_record(row_to_fact(row))
