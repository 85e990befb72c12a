"""One attribute of one organisation: every figure, whoever said it, with source, confidence and corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kechuang.values import Quantity
from kechuang_web.kit.language import say
from kechuang_web.register.models import Organisation
from kechuang_web.register.selectors import family
from kechuang_web.stores import selectors
from kechuang_web.stores.mapping import row_to_fact
from solutions.register.web import doors
from solutions.register.web.dossier.figures import anchor_of, attribute_of, facts_about


@dataclass(frozen=True, slots=True)
class Line:
    """One fact; ``conflict`` where another that stands says something else of the same period."""

    anchor: str
    fact: Any
    definition: Any
    corrected: bool
    conflict: bool
    value: Any


@dataclass(frozen=True, slots=True)
class FigurePage:
    """Everything that the template shows."""

    organisation: Organisation
    code: str
    name: Any
    help: Any
    dictionary: str
    lines: list[Line]
    chart: dict[str, Any] | None
    synthetic: bool


def make_figure_page(organisation: Organisation, code: str, day: date | None) -> FigurePage | None:
    """The page of an attribute; ``None`` when nothing is known of it here."""
    rows = list(facts_about(organisation, family(organisation), day).filter(attribute=code))
    attribute = attribute_of(code)
    if not rows:
        return None
    corrected = {row.supersedes for row in rows if row.supersedes}
    said: dict[tuple[str | None, str], set[Any]] = {}
    facts = [row_to_fact(row) for row in rows]
    for fact in facts:
        if fact.id not in corrected:
            meaning = fact.value.limits if isinstance(fact.value, Quantity) else fact.value
            said.setdefault((fact.period.text if fact.period else None, fact.definition), set()).add(meaning)
    lines = [
        Line(
            anchor_of(row),
            fact,
            definition_of(fact.definition),
            fact.id in corrected,
            len(said.get((fact.period.text if fact.period else None, fact.definition), ())) > 1,
            fact.value,
        )
        for row, fact in zip(rows, facts, strict=True)
    ]
    lines.reverse()
    return FigurePage(
        organisation=organisation,
        code=code,
        name=attribute.name if attribute else code,
        help=attribute.help if attribute else None,
        dictionary=doors.attribute_address(code) if attribute else "",
        lines=lines,
        chart=_chart(lines, attribute),
        synthetic=any(line.fact.synthetic for line in lines),
    )


def definition_of(key: str) -> Any:
    """What a definition says; its key when the dictionary has none."""
    known = selectors.dictionary()
    code = key.partition("@")[0]
    if code in known:
        for one in known.attribute(code).definitions:
            if one.key == key:
                return one.text
    return key


def _chart(lines: list[Line], attribute: Any) -> dict[str, Any] | None:
    """A line for each source and definition; none where there are fewer than two points."""
    if attribute is None or not attribute.unit:
        return None
    series: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in lines:
        fact = line.fact
        if line.corrected or fact.period is None or not isinstance(fact.value, Quantity):
            continue
        value = fact.value.to(attribute.unit)
        source = fact.source.publisher or fact.source.title
        series.setdefault((source, fact.definition), []).append(
            {"at": fact.period.end, "label": fact.period.label("zh"), "value": value.low}
        )
    if sum(len(points) for points in series.values()) < 2:
        return None
    return {
        "kind": "line",
        "title": say(attribute.name),
        "unit": attribute.unit,
        "series": [
            {
                "name": source,
                "style": "line",
                "emphasis": not number,
                "points": sorted(points, key=lambda one: one["at"]),
            }
            for number, ((source, _definition), points) in enumerate(series.items())
        ],
    }
