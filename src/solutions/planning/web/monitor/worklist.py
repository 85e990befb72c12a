"""The bureau's work list: figures to be got, the cheapest first, and promises that nobody answers for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kechuang.monitoring import Due, RadarItem, Work
from kechuang.values import Period, Sentence
from solutions.planning.web.monitor.situation import Situation

LACKS = {
    ("indicator", "owner"): Sentence("指标没有责任单位", "indicators without a lead unit"),
    ("task", "owner"): Sentence("任务没有责任单位", "tasks without a lead unit"),
    ("indicator", "owner_ended"): Sentence("责任单位已撤并", "indicators whose lead unit has ended"),
    ("task", "owner_ended"): Sentence("任务的责任单位已撤并", "tasks whose lead unit has ended"),
    ("indicator", "source"): Sentence("指标没有数据来源", "indicators without a source"),
    ("task", "source"): Sentence("任务没有证据来源", "tasks without a source of evidence"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure to be got."""

    code: str
    name: Sentence
    status: str
    since: Period | None
    next: Due | None
    how: Sentence
    unit: Sentence | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """Promises that lack the same thing."""

    what: Sentence
    items: tuple[dict[str, Any], ...]

    @property
    def first(self) -> Sentence:
        """The first name, and how many more."""
        name = self.items[0]["name"]
        rest = len(self.items) - 1
        return Sentence(f"{name.zh}等" if rest else name.zh, f"{name.en} and {rest} more" if rest else name.en)


def make_worklist(situation: Situation) -> dict[str, Any]:
    """Everything on the work list."""
    gaps = [_gap(situation, work) for work in situation.report.works]
    radar = _radar(situation.report.radar)
    zh, en = f"{len(gaps)}项数据要补齐", f"{len(gaps)} figures to be got"
    lacking = sum(len(row.items) for row in radar)
    if lacking:
        zh, en = f"{zh}，{lacking}处缺责任单位或出处", f"{en}; {lacking} promises lack an owner or a source"
    return {"lead": Sentence(zh + "。", en + "."), "gaps": gaps, "radar": radar}


def _gap(situation: Situation, work: Work) -> Gap:
    status = situation.report.indicator(work.code)
    code = status.status.value if status.status else "not_collected"
    return Gap(work.code, work.name, code, status.since, work.release, work.how, work.unit)


def _radar(items: tuple[RadarItem, ...]) -> list[Lacking]:
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for item in items:
        name = "planning:indicator" if item.kind == "indicator" else "planning:task"
        groups.setdefault((item.kind, item.lack), []).append(
            {"name": item.name, "address": reverse(name, args=[item.code])}
        )
    return [Lacking(LACKS[key], tuple(found)) for key, found in groups.items()]


EXPORT_HEAD = ("指标", "状态", "最近一次收录", "下次发布", "约于", "怎样补", "由谁")


def export_rows(situation: Situation) -> list[tuple[Any, ...]]:
    """The figures to be got, as a table."""
    rows = []
    for work in situation.report.works:
        status = situation.report.indicator(work.code)
        rows.append(
            (
                work.name.zh,
                status.status.label("zh") if status.status else "",
                status.since.text if status.since else "从未收录",
                work.release.period.text if work.release else "",
                work.release.day.isoformat() if work.release else "",
                work.how.zh,
                work.unit.zh if work.unit else "待明确",
            )
        )
    return rows
