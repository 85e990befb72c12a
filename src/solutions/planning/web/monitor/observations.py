"""The figures behind an indicator: each with its definition, source and use, as rows, as chart lines and for export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from kechuang.ledger import Fact
from kechuang.monitoring import IndicatorStatus
from kechuang.plan.book import Indicator
from kechuang.values import Period, Quantity, Sentence, Source
from kechuang.values import unit as unit_of
from kechuang.values.quantities import english_unit
from kechuang_web.kit.registry import address_of
from solutions.planning.web.monitor.rows import expected_path
from solutions.planning.web.monitor.situation import Situation
from solutions.planning.web.monitor.words import CONFIDENCE


@dataclass(frozen=True, slots=True)
class Observation:
    """One fact as the indicator's page lists it.

    ``is_counted``: the status rests on it. ``why``: for a figure of a near definition, why it is not the indicator.
    """

    fact_id: str
    period: Period | None
    value: Quantity | str
    definition: Sentence
    key: str
    source: Source
    published: date | None
    confidence: Sentence
    is_counted: bool
    why: Sentence | None
    address: str


def read_observations(situation: Situation, status: IndicatorStatus) -> list[Observation]:
    """Every visible figure of the indicator and of the definitions related to it, newest first."""
    used = {fact.id for fact in status.facts}
    rows = []
    for fact, why in _facts(situation, status):
        definition = situation.dictionary.definition(fact.definition)
        rows.append(
            Observation(
                fact_id=fact.id,
                period=fact.period,
                value=fact.value,
                definition=definition.text,
                key=fact.definition,
                source=fact.source,
                published=fact.published,
                confidence=CONFIDENCE[fact.confidence],
                is_counted=fact.id in used,
                why=why,
                address=address_of("fact", fact.id),
            )
        )
    return sorted(rows, key=lambda row: row.period.end if row.period else date.min, reverse=True)


def _facts(situation: Situation, status: IndicatorStatus) -> Iterator[tuple[Fact, Sentence | None]]:
    what = status.indicator
    seen: set[str] = set()
    for fact in situation.view.series(what.subject, what.attribute):
        seen.add(fact.id)
        yield fact, None
    if isinstance(what, Indicator):
        for related in what.related:
            attribute = related.definition.partition("@")[0]
            for fact in situation.view.series(what.subject, attribute, related.definition):
                if fact.id not in seen:
                    seen.add(fact.id)
                    yield fact, related.why


def make_chart(situation: Situation, status: IndicatorStatus) -> dict[str, Any] | None:
    """The chart: a series for each definition, the expected path dashed, the target. ``None`` when nothing can be drawn."""
    unit = status.indicator.unit
    series: list[dict[str, Any]] = []
    groups: dict[str, list[dict[str, Any]]] = {}
    for fact, _why in _facts(situation, status):
        point = _point(fact, unit)
        if point is not None:
            groups.setdefault(fact.definition, []).append(point)
    own = status.indicator.definition if isinstance(status.indicator, Indicator) else None
    if status.baseline is not None and own is not None and status.baseline.period is not None:
        groups.setdefault(own, [])
        if all(point["at"] != status.baseline.period.end for point in groups[own]):
            groups[own].append(
                {
                    "at": status.baseline.period.end,
                    "label": _label(status.baseline.period),
                    "value": status.baseline.quantity.to(unit).low,
                    "note": Sentence("规划所列基期值", "baseline stated in the plan"),
                }
            )
    disputed = {fact.id for dispute in status.disputes for fact in dispute.facts}
    for key, points in groups.items():
        joined = key == own and not disputed
        series.append(
            {
                "name": situation.dictionary.definition(key).text,
                "style": "line" if joined and len(points) > 1 else "points",
                "emphasis": key == own,
                "points": sorted(points, key=lambda point: point["at"]),
            }
        )
    path = expected_path(status)
    if path and status.promise is not None:
        factor = status.promise.target.to(unit).unit.factor
        series.append(
            {
                "name": Sentence("序时进度", "expected path"),
                "style": "dashed",
                "points": [{"at": day, "value": amount / factor} for day, amount in path],
            }
        )
    if not any(line["points"] for line in series):
        return None
    chart: dict[str, Any] = {
        "kind": "line",
        "title": status.name,
        "unit": Sentence(unit, english_unit(unit_of(unit))),
        "series": series,
    }
    if status.promise is not None:
        chart["target"] = {
            "value": status.promise.target.to(unit).low,
            "at": status.promise.due,
            "label": Sentence(
                f"目标 {status.promise.period.label('zh')}", f"target {status.promise.period.label('en')}"
            ),
        }
    return chart


def _point(fact: Fact, unit: str) -> dict[str, Any] | None:
    if not isinstance(fact.value, Quantity) or fact.period is None:
        return None
    try:
        value = fact.value.to(unit)
    except ValueError:
        return None
    return {
        "at": fact.period.end,
        "label": _label(fact.period),
        "value": value.low,
        "text": None if value.exact else fact.value.label("zh"),
        "note": fact.source.title,
    }


def _label(period: Period) -> Sentence:
    return Sentence(period.label("zh"), period.label("en"))


EXPORT_HEAD = (
    "指标",
    "时点",
    "数值",
    "单位",
    "限定",
    "口径编码",
    "口径",
    "来源",
    "发布者",
    "网址",
    "位置",
    "发布日期",
    "可信度",
    "记录编号",
)


def export_rows(situation: Situation, status: IndicatorStatus) -> Iterator[tuple[Any, ...]]:
    """The observations with everything needed to trust or doubt them, one row each."""
    for row in read_observations(situation, status):
        quantity = row.value if isinstance(row.value, Quantity) else None
        yield (
            status.name.zh,
            row.period.text if row.period else "",
            quantity.to_text().lstrip("<>≥≤≈") if quantity else str(row.value),
            quantity.unit.symbol if quantity else "",
            "" if quantity is None or quantity.exact else quantity.bound,
            row.key,
            row.definition.zh,
            row.source.title,
            row.source.publisher or "未知",
            row.source.address or "未记录",
            row.source.locator or "",
            row.published.isoformat() if row.published else "",
            row.confidence.zh,
            row.fact_id,
        )
