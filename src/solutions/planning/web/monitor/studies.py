"""Early achievement: the study that it proposes, who asked for it and what was decided (提请研究).

Nothing changes by itself. *Raise* leads to an amendment of the plan; *floor* and *note* stay on record beside the indicator.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kechuang.values import KechuangError
from kechuang_web.audit.services import Actor, record
from kechuang_web.kit.access import require
from kechuang_web.stores import selectors
from solutions.planning.web.models import Study
from solutions.planning.web.monitor.situation import Situation


class StudyError(KechuangError):
    """A study cannot be proposed or decided as asked."""


def studies_of(plan_code: str) -> dict[str, Study]:
    """The latest study of each indicator of a plan."""
    rows = Study.objects.filter(region=selectors.region_code(), plan_code=plan_code).select_related(
        "proposed_by", "decided_by"
    )
    return {study.indicator: study for study in rows.order_by("pk")}


@transaction.atomic
def propose_study(*, situation: Situation, code: str, reason: str, actor: Actor) -> Study:
    """Ask for a study of an indicator that met its target early.

    Raises:
        PermissionDenied: the person may not propose.
        StudyError: the indicator did not meet its target early on that day, no reason is given, or a study is open.
    """
    require(actor.user, "study.propose")
    if not reason.strip():
        raise StudyError(zh="请写明提请研究的理由。", en="Please say why a study is proposed.")
    if not any(one.kind == "study" and one.code == code for one in situation.report.proposals):
        raise StudyError(
            zh="这项指标在所选日期没有提前实现目标，不需要提请研究。",
            en="On this day the indicator has not met its target early; there is nothing to study.",
        )
    if Study.objects.select_for_update().filter(plan_code=situation.book.code, indicator=code, option="").exists():
        raise StudyError(zh="这项指标已有一件研究在办，请等其办结。", en="A study of this indicator is already open.")
    status = situation.report.indicator(code)
    study = Study.objects.create(
        region=selectors.region_code(),
        plan_code=situation.book.code,
        indicator=code,
        as_of=situation.day,
        finding={"zh": status.explanation.zh, "en": status.explanation.en},
        reason=reason.strip(),
        proposed_by=actor.user,
        proposed_at=timezone.now(),
    )
    record(
        actor=actor, action="study.proposed", kind="study", key=study.pk, label=status.name.zh,
        after={"indicator": code, "reason": study.reason},
    )  # fmt: skip
    return study


@transaction.atomic
def decide_study(*, study_id: int, option: str, opinion: str, actor: Actor) -> Study:
    """Decide an open study: raise the target, keep it as a floor, or note it.

    Raises:
        PermissionDenied: the person may not decide.
        StudyError: the option is none, the study is decided already, or the person proposed it.
    """
    require(actor.user, "study.decide")
    study = Study.objects.select_for_update().filter(pk=study_id, region=selectors.region_code()).first()
    if study is None:
        raise StudyError(
            zh="没有这件研究，可能已被移除；请回到指标页再看。", en="There is no such study; go back to the indicator."
        )
    if study.option:
        raise StudyError(
            zh=f"这件研究已由{study.decided_by.display_name}决定，不能再改；如需改变，请重新提请。",
            en=f"This study was decided by {study.decided_by.display_name}; propose a new one to change it.",
        )
    if option not in Study.Option.values:
        raise StudyError(zh="请在三种处理办法中选一种。", en="Choose one of the three ways to proceed.")
    if study.proposed_by_id == actor.user.pk:
        raise StudyError(zh="提请人不能决定自己提请的事项。", en="Who proposed a study does not decide it.")
    study.option, study.opinion, study.decided_by, study.decided_at = (
        option,
        opinion.strip(),
        actor.user,
        timezone.now(),
    )
    study.save()
    record(
        actor=actor, action="study.decided", kind="study", key=study.pk, label=study.indicator,
        after={"option": option, "opinion": study.opinion},
    )  # fmt: skip
    return study
