"""Owner radar: promises without a living owner or without a source that would ever tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kechuang.monitoring.case import IndicatorStatus
from kechuang.monitoring.tasks import TaskStatus
from kechuang.plan.book import Indicator
from kechuang.values import Sentence

Lack = Literal["owner", "owner_ended", "source"]


@dataclass(frozen=True, slots=True)
class RadarItem:
    """A promise that lacks something without which nobody can be asked about it."""

    kind: Literal["indicator", "task"]
    code: str
    name: Sentence
    lack: Lack
    sentence: Sentence


def sweep(indicators: Iterable[IndicatorStatus], tasks: Iterable[TaskStatus], as_of: date) -> tuple[RadarItem, ...]:
    """Every lack, indicators first, in the plan's order."""
    found: list[RadarItem] = []
    for case in indicators:
        if isinstance(case.indicator, Indicator):
            found += _indicator(case, case.indicator, as_of)
    for task in tasks:
        if task.task.lead_unit is None:
            found.append(_item("task", task.code, task.name, "owner"))
        if not task.evidence and not task.background:
            found.append(_item("task", task.code, task.name, "source"))
    return tuple(found)


def _indicator(case: IndicatorStatus, indicator: Indicator, as_of: date) -> Iterator[RadarItem]:
    if indicator.lead_unit is None:
        yield _item("indicator", case.code, case.name, "owner")
    for change in indicator.succession:
        if change.what == "unit" and change.kind == "ended" and change.period.end <= as_of:
            yield _item("indicator", case.code, case.name, "owner_ended", change.old)
    if not case.evidence.releases and not case.evidence.figures:
        yield _item("indicator", case.code, case.name, "source")


def _item(kind: Literal["indicator", "task"], code: str, name: Sentence, lack: Lack, old: str = "") -> RadarItem:
    match lack:
        case "owner":
            said = Sentence(
                f"“{name.zh}”没有责任单位，待明确。", f"“{name.en}” has no responsible unit; one is to be assigned."
            )
        case "owner_ended":
            said = Sentence(
                f"“{name.zh}”的责任单位“{old}”已撤销，待重新明确。",
                f"The unit behind “{name.en}”, {old}, has ended; assign another.",
            )
        case _ if kind == "task":
            said = Sentence(f"“{name.zh}”没有任何证据来源。", f"“{name.en}” has no source of evidence.")
        case _:
            said = Sentence(
                f"“{name.zh}”没有数据来源和发布时间。", f"“{name.en}” has no source of figures and no release time."
            )
    return RadarItem(kind, code, name, lack, said)
