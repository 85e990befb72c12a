"""The plan, how its targets and tasks stand at a day, and the tasks."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from kechuang.monitoring import MonitoringReport
from kechuang.plan.book import book_to_dict
from kechuang_web.api.errors import not_found
from kechuang_web.api.paging import Paging, page_of_list
from kechuang_web.api.schemas import Code, Day, Rows, Sentence, both
from kechuang_web.api.security import TokenAuth
from kechuang_web.stores import selectors
from kechuang_web.stores.region_store import report_on

router = Router(tags=["plan"], auth=TokenAuth("plan:read"))


class Plan(Schema):
    """A published version."""

    code: str
    version: int
    title: Sentence
    effective_from: date
    published_at: str
    digest: str
    indicators: int
    tasks: int


class Asked(Schema):
    """Which day, as far as was known by when, in which language."""

    as_of: Day | None = Field(None, description="The day spoken of; today if left out / 监测日，缺省为今天")
    known_at: Day | None = Field(None, description="Only what was known here by that day / 只用当日已知的")
    lang: Literal["zh", "en"] = "zh"


class TaskFilter(Asked):
    """Which tasks."""

    status: str = Field("", max_length=40)
    programme: str = Field("", max_length=80)
    lead_unit: str = Field("", max_length=80)


@router.get("/plan", response=Plan, summary="The plan in force / 现行规划")
def plan(request: HttpRequest, wanted: Query[Asked]) -> dict[str, Any]:
    """The version in force on a day; before the first, the first."""
    found = selectors.plan_on(wanted.as_of) or selectors.first_plan()
    if found is None:
        raise not_found("还没有发布的规划。", "No plan is published yet.")
    return {
        "code": found.book.code,
        "version": found.number,
        "title": both(found.book.title),
        "effective_from": found.effective_from,
        "published_at": found.published_at.isoformat(timespec="seconds"),
        "digest": found.digest,
        "indicators": len(found.book.indicators),
        "tasks": len(found.book.tasks),
    }


@router.get("/plan/indicators", response=Rows, summary="Targets of the plan as they stand / 规划指标")
def indicators(request: HttpRequest, paging: Query[Paging], wanted: Query[Asked]) -> dict[str, Any]:
    """Each with `status`, `actual`, `expected`, `target`, `explanation`, `sources`; a missing figure is null, never zero."""
    return page_of_list(_report(wanted).to_dict(wanted.lang)["indicators"], paging)


@router.get("/plan/indicators/{code}", response=dict[str, Any], summary="One target / 一项指标")
def indicator(request: HttpRequest, code: Code, wanted: Query[Asked]) -> dict[str, Any]:
    """As in the list."""
    for found in _report(wanted).to_dict(wanted.lang)["indicators"]:
        if found["code"] == code:
            return dict(found)
    raise not_found()


@router.get("/plan/tasks", response=Rows, summary="Tasks of the plan as they stand / 规划任务")
def tasks(request: HttpRequest, paging: Query[Paging], wanted: Query[TaskFilter]) -> dict[str, Any]:
    """Filter by `status`, `programme`, `lead_unit`."""
    found = [
        task
        for task in _report(wanted).to_dict(wanted.lang)["tasks"]
        if all(
            not (asked := getattr(wanted, name)) or task[name] == asked for name in ("status", "programme", "lead_unit")
        )
    ]
    return page_of_list(found, paging)


@router.get("/plan/tasks/{code}", response=dict[str, Any], summary="One task / 一项任务")
def task(request: HttpRequest, code: Code, wanted: Query[Asked]) -> dict[str, Any]:
    """As in the list."""
    for found in _report(wanted).to_dict(wanted.lang)["tasks"]:
        if found["code"] == code:
            return dict(found)
    raise not_found()


@router.get("/plan/book", response=dict[str, Any], summary="The whole plan book / 规划全文数据")
def book(request: HttpRequest, wanted: Query[Asked]) -> dict[str, Any]:
    """The plan as data: targets, tasks, and the clause each comes from."""
    found = selectors.plan_on(wanted.as_of) or selectors.first_plan()
    if found is None:
        raise not_found("还没有发布的规划。", "No plan is published yet.")
    return book_to_dict(found.book)


@router.get("/monitoring", response=dict[str, Any], summary="The monitoring report of a day / 监测报告")
def monitoring(request: HttpRequest, wanted: Query[Asked]) -> dict[str, Any]:
    """Headline, indicators, tasks, proposals, figures to get: what `kechuang monitor --json` prints."""
    return _report(wanted).to_dict(wanted.lang)


def _report(wanted: Asked) -> MonitoringReport:
    return report_on(wanted.as_of or timezone.localdate(), known_at=wanted.known_at)
