"""Closing a plan and drafting the next one from what was left open."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from kechuang.plan.book import DocumentRef, PlanBook, close_plan, succeed
from kechuang.values import KechuangError, Period, Sentence
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require
from kechuang_web.stores.models import PlanVersion
from kechuang_web.stores.plan_services import add_version
from solutions.planning.web.monitor.situation import Situation


@dataclass(frozen=True, slots=True)
class Closing:
    """What a person says when a plan is closed; ``document`` is the paper in which the evaluation was adopted."""

    by: str
    evaluation: str
    evaluation_en: str = ""
    document: str = ""


def preview(situation: Situation, closing: Closing | None = None) -> PlanBook:
    """The book as closing it on the situation's day would leave it. Nothing is stored.

    Raises:
        PlanBookError: the plan's period has not ended by that day, or it is closed already.
    """
    said = closing or Closing("", "")
    report = situation.report
    return close_plan(
        situation.book,
        on=situation.day,
        by=said.by,
        evaluation=Sentence(said.evaluation, said.evaluation_en or said.evaluation),
        indicators={case.code: case.status.value for case in report.indicators if case.status is not None},
        tasks={task.code: task.state if task.state == "completed" else task.status.value for task in report.tasks},
        notes={case.code: case.explanation for case in report.indicators}
        | {task.code: task.explanation for task in report.tasks},
        document=said.document or None,
    )


@transaction.atomic
def close(*, situation: Situation, closing: Closing, actor: Actor) -> PlanVersion:
    """Close the plan with its final evaluation: a further edition of the same version, for it promises nothing new.

    Raises:
        PermissionDenied: the person may not publish plans.
        KechuangError: who closes it or the evaluation is missing, the period has not ended, or it is closed already.
    """
    require(actor.user, "plan.publish")
    if not closing.by.strip() or not closing.evaluation.strip():
        raise KechuangError(
            zh="请写明由谁结项和总体评价。", en="Please say who closes the plan and give the final evaluation."
        )
    version = PlanVersion.objects.select_for_update().get(pk=situation.published.pk)
    book = preview(situation, closing)
    row = add_version(actor=actor, book=book, document=version.document, edition=version.edition + 1)
    record(
        actor=actor, action="plan.closed", kind="plan_version", key=row.pk, label=str(row),
        after={"on": situation.day.isoformat(), "by": closing.by, "open": len(open_items(book))},
    )  # fmt: skip
    return row


def open_items(book: PlanBook) -> list[tuple[str, str]]:
    """Kind and code of what a closed plan hands on."""
    return [(one.kind, one.code) for one in book.closed.outcomes if one.open] if book.closed else []


def draft_next(book: PlanBook, *, code: str, title: str, period: str) -> PlanBook:
    """The draft of the next plan with everything the closed one left open.

    Raises:
        KechuangError: the plan is not closed, a field is missing, or the period does not follow.
    """
    if not code.strip() or not title.strip():
        raise KechuangError(
            zh="请写明下期规划的编码和名称。", en="Please give the code and the title of the next plan."
        )
    if book.closed is None:
        raise KechuangError(zh="规划尚未结项，不能结转。", en="The plan is not closed yet; close it first.")
    _closed, draft = succeed(
        book,
        code=code.strip(),
        title=Sentence(title.strip(), title.strip()),
        period=Period.parse(period.strip()),
        effective_from=Period.parse(period.strip()).start,
        document=DocumentRef(title.strip()),
    )
    return draft
