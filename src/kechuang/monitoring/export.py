"""The report as plain values: the format other hands rely on, and further keys for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kechuang.monitoring.case import Amount, IndicatorStatus
from kechuang.monitoring.proposals import Proposal, Work
from kechuang.monitoring.radar import RadarItem
from kechuang.monitoring.releases import Due
from kechuang.monitoring.tasks import TaskStatus
from kechuang.plan.book import Dissent, Indicator
from kechuang.values import Language, Sentence, json_number

if TYPE_CHECKING:
    from kechuang.monitoring.report import MonitoringReport


def report_to_dict(report: MonitoringReport, lang: Language) -> dict[str, Any]:
    """The whole report; texts in one language, names in both."""
    return {
        "as_of": report.as_of.isoformat(),
        "known_at": report.known_at.isoformat() if report.known_at else None,
        "plan": {"code": report.book.code, "version": report.book.version, "title": report.book.title.text(lang)},
        "headline": report.headline.text(lang),
        "indicators": [_indicator(case, lang) for case in (*report.indicators, *report.watched)],
        "tasks": [_task(task, lang) for task in report.tasks],
        "proposals": [_proposal(proposal, lang) for proposal in report.proposals],
        "works": [_work(work, lang) for work in report.works],
        "radar": [_radar(item, lang) for item in report.radar],
    }


def _indicator(case: IndicatorStatus, lang: Language) -> dict[str, Any]:
    estimate = case.judgement.estimate if case.judgement else None
    factor = case.promise.target.unit.factor if case.promise else 1
    return {
        "code": case.code,
        "name": case.name.text(lang),
        "shape": case.shape,
        "status": case.status.value if case.status else None,
        "reason": case.reason.value,
        "actual": _amount(case.actual),
        "expected": _amount(case.expected),
        "baseline": _amount(case.baseline),
        "target": _amount(case.target),
        "since": case.since.text if case.since else None,
        "explanation": case.explanation.text(lang),
        "sources": [
            {"title": source.title, "address": source.address, "locator": source.locator, "publisher": source.publisher}
            for source in case.sources
        ],
        "confidence": case.confidence,
        "gap": json_number(case.gap.low) if case.gap else None,
        "estimate": {
            "low": json_number(estimate.low / factor),
            "median": json_number(estimate.point / factor),
            "high": json_number(estimate.high / factor),
            "series": estimate.series,
        }
        if estimate
        else None,
        "lead_unit": case.lead_unit,
        "next_release": _release(case.next_release),
        "facts": [fact.id for fact in case.facts],
        "dissent": [_dissent(one) for one in case.indicator.dissent] if isinstance(case.indicator, Indicator) else [],
        "layers": [_layer(layer, lang) for layer in case.layers],
    }


def _dissent(dissent: Dissent) -> dict[str, str]:
    """A person's different view; it stands beside the status and never changes it."""
    return {"status": dissent.status, "by": dissent.by, "on": dissent.on.isoformat(), "reason": dissent.reason}


def _layer(case: IndicatorStatus, lang: Language) -> dict[str, Any]:
    promised = case.promised
    return {
        "layer": promised.layer if promised else None,
        "holder": promised.holder if promised else None,
        "assigned_by": promised.assigned_by if promised else None,
        "status": case.status.value if case.status else None,
        "actual": _amount(case.actual),
        "expected": _amount(case.expected),
        "target": _amount(case.target),
        "since": case.since.text if case.since else None,
        "explanation": case.explanation.text(lang),
    }


def _amount(amount: Amount | None) -> dict[str, Any] | None:
    return amount.to_dict() if amount else None


def _release(release: Due | None) -> dict[str, str] | None:
    return {"period": release.period.text, "due": release.day.isoformat()} if release else None


def _task(task: TaskStatus, lang: Language) -> dict[str, Any]:
    return {
        "code": task.code,
        "programme": task.task.programme,
        "name": task.name.text(lang),
        "status": task.status.value,
        "evidence": len(task.evidence),
        "state": task.state,
        "background": len(task.background),
        "overdue": [step.name.text(lang) for step in task.overdue],
        "explanation": task.explanation.text(lang),
        "events": [item.event.id for item in task.evidence],
        "lead_unit": task.task.lead_unit,
    }


def _proposal(proposal: Proposal, lang: Language) -> dict[str, Any]:
    return {
        "kind": proposal.kind,
        "code": proposal.code,
        "name": proposal.name.text(lang),
        "text": proposal.sentence.text(lang),
        "addressee": _text(proposal.addressee, lang),
        "options": [{"code": option.code, "text": option.sentence.text(lang)} for option in proposal.options],
    }


def _work(work: Work, lang: Language) -> dict[str, Any]:
    return {
        "code": work.code,
        "name": work.name.text(lang),
        "what": work.what.text(lang),
        "how": work.how.text(lang),
        "effort": work.effort,
        "unit": _text(work.unit, lang),
        "next_release": _release(work.release),
    }


def _radar(item: RadarItem, lang: Language) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "code": item.code,
        "name": item.name.text(lang),
        "lacks": item.lack,
        "text": item.sentence.text(lang),
    }


def _text(sentence: Sentence | None, lang: Language) -> str | None:
    return sentence.text(lang) if sentence else None
