"""One indicator with everything behind it: pace, observations, peers, targets in layers, and the sentence of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kechuang.monitoring import IndicatorStatus
from kechuang.plan.book import Indicator, SourceSpan, Target, target_sums
from kechuang.values import Period, Quantity, Sentence
from kechuang.values import unit as unit_of
from kechuang.values.quantities import english_unit
from kechuang_web.stores import selectors
from solutions.planning.web.monitor import words
from solutions.planning.web.monitor.observations import make_chart, read_observations
from solutions.planning.web.monitor.overview import decisions
from solutions.planning.web.monitor.peers import rank_peers
from solutions.planning.web.monitor.rows import make_row
from solutions.planning.web.monitor.situation import Situation

#: Characters of the document shown before and after a source sentence.
AROUND = 60


@dataclass(frozen=True, slots=True)
class Quote:
    """The very words of the plan, where this installation holds the document."""

    before: str
    marked: str
    after: str


def make_indicator_page(situation: Situation, code: str, decided: dict[str, Any]) -> dict[str, Any]:
    """Everything on the page of an indicator or watched figure.

    Raises:
        KeyError: the plan has no such code.
    """
    status = situation.report.indicator(code)
    row = make_row(status)
    what = status.indicator
    expected = status.expected
    return {
        "code": code,
        "name": status.name,
        "status": row.status,
        "word": row.word,
        "explanation": status.explanation,
        "baseline": row.baseline,
        "baseline_period": row.baseline_period,
        "actual": row.actual,
        "actual_period": row.actual_period,
        "expected": rounded(expected.quantity) if expected else None,
        "target": row.target,
        "target_period": row.target_period,
        "decisions": decisions(situation, decided, code),
        "decided": decided.get(code),
        "chart": make_chart(situation, status),
        "observations": read_observations(situation, status),
        "nothing": Sentence("本系统尚未收录这项指标的数据。", "No figure of this indicator is collected here yet."),
        "obtain": next((work.how for work in situation.report.works if work.code == code), Sentence("", "")),
        "peers": rank_peers(situation, status),
        "facts": facts_of(situation, status),
        "layers": layers_of(situation, what) if isinstance(what, Indicator) else [],
        "sums": [line.sentence for line in target_sums(what).lines] if isinstance(what, Indicator) else [],
        "clause": clause_of(situation, what.source),
        "quote": quote_of(situation, what.source),
        "related": related_of(situation, what) if isinstance(what, Indicator) else [],
        "succession": succession_of(what) if isinstance(what, Indicator) else [],
        "history": history_of(situation.book.code, code),
    }


def rounded(quantity: Quantity) -> Quantity:
    """A point on the path, for reading: to one decimal, marked ≈ where that is not exact. Judging uses the exact value."""
    tenth = Fraction(round(quantity.low * 10), 10)
    return quantity if tenth == quantity.low else Quantity(tenth, tenth, quantity.unit, "about")


def facts_of(situation: Situation, status: IndicatorStatus) -> list[tuple[Sentence, Sentence]]:
    """The particulars of the indicator, in reading order."""
    what = status.indicator
    definition = situation.dictionary.attribute(what.attribute).definition
    rows = [(Sentence("形态", "Shape"), words.SHAPES[what.shape])] if what.shape else []
    if isinstance(what, Indicator):
        definition = situation.dictionary.definition(what.definition)
        rows = [
            (Sentence("口径", "Definition"), definition.text),
            *rows,
            (Sentence("方向", "Direction"), words.DIRECTIONS[what.direction]),
            (Sentence("性质", "Kind"), words.KINDS[what.kind]),
            (Sentence("序时", "Path"), words.PATHS[what.path.kind]),
            (Sentence("责任单位", "Lead unit"), situation.unit_name(what.lead_unit) or words.TO_BE_ASSIGNED),
        ]
    else:
        rows = [(Sentence("口径", "Definition"), definition.text), *rows]
    rows.append((Sentence("单位", "Unit"), Sentence(what.unit, english_unit(unit_of(what.unit)))))
    if status.next_release is not None:
        due = Period(status.next_release.day, status.next_release.day, "day")
        about = status.next_release.period
        rows.append(
            (
                Sentence("下次发布", "Next release"),
                Sentence(
                    f"{about.label('zh')}的数，约{due.label('zh')}前",
                    f"{about.label('en')}, by about {due.label('en')}",
                ),
            )
        )
    if status.confidence is not None:
        rows.append((Sentence("判断的可信度", "Confidence of the status"), words.CONFIDENCE[status.confidence]))
    if situation.book.thresholds is not None and isinstance(what, Indicator):
        policy = situation.book.thresholds_of(what)
        track, risk = 100 * policy.on_track, 100 * policy.at_risk
        rows.append(
            (
                Sentence("判断标准", "Standard"),
                Sentence(
                    f"达到序时的{float(track):g}%为正常，{float(risk):g}%为有风险，以下为滞后",
                    f"{float(track):g}% of the path is on track, {float(risk):g}% at risk, below off track",
                ),
            )
        )
    return rows


def layers_of(situation: Situation, what: Indicator) -> list[dict[str, Any]]:
    """Targets of every layer, when there is more than the plan's own."""
    if len(what.targets) < 2:
        return []
    return [
        _layer(situation, target) for target in sorted(what.targets, key=lambda target: (target.period, target.layer))
    ]


def _layer(situation: Situation, target: Target) -> dict[str, Any]:
    who = situation.subjects.get(target.holder).name if target.holder else None
    by = None
    if target.assigned_by or who or target.document:
        on = f" {target.assigned_on.isoformat()}" if target.assigned_on else ""
        parts = [part for part in (who.zh if who else "", target.assigned_by or "", target.document or "") if part]
        by = Sentence(
            " · ".join(parts) + on, " · ".join([who.en if who else "", *parts[1 if who else 0 :]]).strip(" ·") + on
        )
    return {"layer": words.LAYERS[target.layer], "period": target.period, "quantity": target.quantity, "by": by}


def clause_of(situation: Situation, source: SourceSpan | None) -> dict[str, Any] | None:
    """The clause that a source span points to."""
    if source is None:
        return None
    clause = situation.book.clause(source.clause)
    path = " › ".join((*clause.path, clause.title)) if clause.title else " › ".join(clause.path)
    return {"id": clause.id, "path": path, "summary": clause.summary, "start": source.start, "end": source.end}


def quote_of(situation: Situation, source: SourceSpan | None) -> Quote | None:
    """The words of the plan at a span, with some around them; ``None`` without the document."""
    text = situation.original
    if source is None or text is None or not 0 <= source.start < source.end <= len(text):
        return None
    before = text[max(0, source.start - AROUND) : source.start].rpartition("\n")[2]
    after = text[source.end : source.end + AROUND].partition("\n")[0]
    return Quote(before, text[source.start : source.end], after)


def related_of(situation: Situation, what: Indicator) -> list[dict[str, Sentence]]:
    """Definitions that are near and must not be mixed in."""
    return [
        {"definition": situation.dictionary.definition(one.definition).text, "why": one.why} for one in what.related
    ]


def succession_of(what: Indicator) -> list[dict[str, Any]]:
    """Renamings, replacements and ends."""
    verbs = {"renamed": ("更名为", "renamed to"), "replaced": ("由", "replaced by"), "ended": ("停止", "ended")}
    found = []
    for change in what.succession:
        zh, en = verbs[change.kind]
        if change.kind == "replaced":
            said = Sentence(f"{change.old}由{change.new}接替", f"{change.old} replaced by {change.new}")
        elif change.new:
            said = Sentence(f"{change.old}{zh}{change.new}", f"{change.old} {en} {change.new}")
        else:
            said = Sentence(f"{change.old}{zh}", f"{change.old} {en}")
        if change.note:
            said = Sentence(f"{said.zh}。{change.note.zh}", f"{said.en}. {change.note.en}")
        found.append({"period": change.period, "what": said})
    return found


def history_of(plan_code: str, code: str) -> list[dict[str, Any]]:
    """The versions of the plan with the target that this indicator had in each, where it changed."""
    found: list[dict[str, Any]] = []
    last: tuple[Quantity, Period] | None = None
    numbers = (
        selectors.latest_editions().filter(plan_code=plan_code).order_by("number").values_list("number", flat=True)
    )
    if len(numbers) < 2:
        return []
    for number in numbers:
        version = selectors.plan_version(number, plan_code)
        if version is None:
            continue
        indicator = next((one for one in version.book.indicators if one.code == code), None)
        target = indicator.target if indicator else None
        now = (target.quantity, target.period) if target else None
        if now == last and found:
            continue
        last = now
        if target is None:
            continue
        zh = f"第{version.number}版：{target.period.label('zh')}目标{target.quantity.label('zh')}"
        en = f"version {version.number}: {target.quantity.label('en')} by {target.period.label('en')}"
        found.append({"day": version.effective_from, "what": Sentence(zh, en)})
    return found if len(found) > 1 else []
