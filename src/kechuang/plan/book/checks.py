"""What is wrong, or worth a look, in a book: each finding names the place, the value, the reason and the next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kechuang.dictionary import Dictionary
from kechuang.plan.book.book import Clause, PlanBook
from kechuang.plan.book.sums import target_sums
from kechuang.plan.book.targets import Indicator, SourceSpan, Target, Thresholds, Watched
from kechuang.plan.book.tasks import Task
from kechuang.plan.book.words import value_word
from kechuang.values import Sentence, unit


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault (``error``) that a published book must not have, or a point to look at (``warning``).

    ``place`` names the row: ``indicators/hnte_count``, ``tasks/4.1-01``, or ``""`` for the plan itself.
    """

    level: Literal["error", "warning"]
    place: str
    sentence: Sentence


def check_book(book: PlanBook, dictionary: Dictionary | None = None) -> tuple[Finding, ...]:
    """Every finding, errors first; nothing means that the book can be published.

    With a dictionary, definitions, attributes and units are held against it as well.
    """
    found = [
        *_check_head(book),
        *_check_codes(book),
        *_check_clauses(book),
        *_check_references(book),
        *(finding for indicator in book.indicators for finding in _check_indicator(book, indicator)),
        *(finding for task in book.tasks for finding in _check_task(task)),
        *_check_closing(book),
    ]
    if dictionary is not None:
        found += [
            *(f for indicator in book.indicators for f in _check_definitions(dictionary, indicator)),
            *(f for watched in book.watched for f in _check_definitions(dictionary, watched)),
        ]
    return tuple(sorted(found, key=lambda finding: finding.level))


def _error(place: str, zh: str, en: str) -> Finding:
    return Finding("error", place, Sentence(zh, en))


def _warning(place: str, zh: str, en: str) -> Finding:
    return Finding("warning", place, Sentence(zh, en))


def _check_head(book: PlanBook) -> Iterator[Finding]:
    if book.version < 1:
        yield _error("", f"版次{book.version}不对，应从1起。", f"Version {book.version} is wrong; versions start at 1.")
    if book.version > 1 and book.amended is None:
        yield _error(
            "", f"第{book.version}版没有修订记录。", f"Version {book.version} carries no record of its amendment."
        )
    if book.amended is not None and book.amended.author == book.amended.approved_by:
        yield _error(
            "",
            f"修订由{book.amended.author}提出又由其批准，应由他人批准。",
            f"{book.amended.author} proposed and approved the amendment; somebody else must approve it.",
        )
    yield from _check_thresholds("", book.thresholds)


def _check_thresholds(place: str, thresholds: Thresholds) -> Iterator[Finding]:
    if not 0 < thresholds.at_risk <= thresholds.on_track:
        yield _error(
            place,
            "判断线不对：风险线应大于0且不高于正常线。",
            "The thresholds are wrong: at risk must lie above 0 and not above on track.",
        )


def _check_codes(book: PlanBook) -> Iterator[Finding]:
    tables = {
        "clauses": [row.id for row in book.clauses],
        "indicators": [row.code for row in book.indicators],
        "programmes": [row.code for row in book.programmes],
        "tasks": [row.code for row in book.tasks],
        "principles": [row.code for row in book.principles],
        "safeguards": [row.code for row in book.safeguards],
        "units": [row.code for row in book.units],
        "watched": [row.code for row in book.watched],
        "set_aside": [row.event_id for row in book.set_aside],
    }
    for table, codes in tables.items():
        for code, times in Counter(codes).items():
            if times > 1:
                yield _error(
                    f"{table}/{code}", f"编码“{code}”用了{times}次。", f"The code “{code}” is used {times} times."
                )
            if not code.strip():
                yield _error(f"{table}/", "编码为空。", "A code is empty.")
    both = {row.code for row in book.indicators} & {row.code for row in book.watched}
    for code in sorted(both):
        yield _error(
            f"watched/{code}",
            f"“{code}”既是指标又是关注数字，请保留一处。",
            f"“{code}” is an indicator and a watched figure; keep one.",
        )


def _check_clauses(book: PlanBook) -> Iterator[Finding]:
    length = book.document.length
    for clause in book.clauses:
        place = f"clauses/{clause.id}"
        if not 0 <= clause.start <= clause.end or (length is not None and clause.end > length):
            yield _error(
                place,
                f"位置{clause.start}—{clause.end}不在原文范围内。",
                f"Its characters {clause.start}-{clause.end} lie outside the document.",
            )
        if not clause.path or clause.path[-1] != clause.title:
            yield _error(
                place, "标题路径的末级应是条款标题。", "The path of titles must end with the clause's own title."
            )


def _check_references(book: PlanBook) -> Iterator[Finding]:
    clauses = {clause.id: clause for clause in book.clauses}
    units = {row.code for row in book.units}
    programmes = {row.code for row in book.programmes}
    for place, clause, span in _spans(book):
        if clause is not None and clause not in clauses:
            yield _error(place, f"条款“{clause}”不存在。", f"There is no clause “{clause}”.")
        elif span is not None:
            yield from _check_span(place, span, clauses[span.clause])
    for place, code in _units(book):
        if code not in units:
            yield _error(
                place,
                f"单位“{code}”不在单位表中，请先登记。",
                f"The unit “{code}” is not among the plan's units; enter it first.",
            )
    for task in book.tasks:
        if task.programme not in programmes:
            yield _error(
                f"tasks/{task.code}", f"工程“{task.programme}”不存在。", f"There is no programme “{task.programme}”."
            )


def _check_span(place: str, span: SourceSpan, clause: Clause) -> Iterator[Finding]:
    if not clause.start <= span.start < span.end <= clause.end:
        yield _error(
            place,
            f"出处{span.start}—{span.end}不在条款{span.clause}（{clause.start}—{clause.end}）之内。",
            f"Its source {span.start}-{span.end} lies outside clause {span.clause} ({clause.start}-{clause.end}).",
        )


def _spans(book: PlanBook) -> Iterator[tuple[str, str | None, SourceSpan | None]]:
    """Every reference to a clause: where it stands, the clause's id, and the span if there is one."""
    for table in ("indicators", "tasks", "principles", "safeguards", "watched"):
        for row in getattr(book, table):
            yield f"{table}/{row.code}", row.source.clause if row.source else None, row.source
    for unit_row in book.units:
        for span in unit_row.sources:
            yield f"units/{unit_row.code}", span.clause, span
    for programme in book.programmes:
        yield f"programmes/{programme.code}", programme.clause, None
    for task in book.tasks:
        yield f"tasks/{task.code}", task.section, None
    for indicator in book.indicators:
        for target in indicator.targets:
            yield f"indicators/{indicator.code}", target.clause, None


def _units(book: PlanBook) -> Iterator[tuple[str, str]]:
    for table in ("indicators", "tasks"):
        for row in getattr(book, table):
            for code in (row.lead_unit, *row.supporting_units):
                if code is not None:
                    yield f"{table}/{row.code}", code


def _check_indicator(book: PlanBook, indicator: Indicator) -> Iterator[Finding]:
    place = f"indicators/{indicator.code}"
    if indicator.target is None:
        yield _warning(
            place,
            "还没有规划目标，请补充或改列为关注数字。",
            "It has no target of the plan yet; set one or watch it only.",
        )
    if indicator.source is None and indicator.carried_from is None:
        yield _warning(place, "没有写明出处。", "It names no source in the document.")
    if indicator.definition.partition("@")[0] != indicator.attribute or "@" not in indicator.definition:
        yield _error(
            place,
            f"口径“{indicator.definition}”不是数据元“{indicator.attribute}”的口径（应写成“数据元@版本”）。",
            f"“{indicator.definition}” is no definition of “{indicator.attribute}”; write attribute@version.",
        )
    if indicator.thresholds is not None:
        yield from _check_thresholds(place, indicator.thresholds)
    yield from _check_amounts(place, indicator)
    for target in indicator.targets:
        yield from _check_target(place, book, indicator, target)
    yield from _check_path(place, indicator)
    for line in target_sums(indicator).lines:
        if line.verdict in ("short", "over", "open"):
            yield Finding("warning", place, line.sentence)


def _check_amounts(place: str, indicator: Indicator) -> Iterator[Finding]:
    wanted = unit(indicator.unit)
    amounts = [target.quantity for target in indicator.targets] + [point.quantity for point in indicator.path.points]
    amounts += [indicator.baseline.quantity] if indicator.baseline else []
    for amount in amounts:
        if amount.unit.dimension != wanted.dimension:
            yield _error(
                place,
                f"“{amount.label('zh')}”与指标单位“{indicator.unit}”不能换算。",
                f"“{amount.label('en')}” does not convert into the indicator's unit “{indicator.unit}”.",
            )
        if amount.low > amount.high:
            yield _error(
                place, f"区间“{amount.to_text()}”前大后小。", f"The range “{amount.to_text()}” runs downwards."
            )


def _check_target(place: str, book: PlanBook, indicator: Indicator, target: Target) -> Iterator[Finding]:
    layer = value_word(target.layer)
    if target.layer == "plan" and not book.period.start <= target.period.end <= book.period.end:
        yield _error(
            place,
            f"目标期{target.period.label('zh')}不在规划期{book.period.label('zh')}之内。",
            f"The target's period {target.period} lies outside the plan's, {book.period}.",
        )
    if target.layer == "share" and target.holder is None:
        yield _error(place, "分解目标没有写明由谁承担。", "A share does not say who carries it.")
    if target.layer in ("assigned", "share") and target.assigned_by is None:
        yield _warning(place, f"{layer.zh}目标没有写明由谁下达。", f"A target {layer.en} does not say by whom.")
    if indicator.shape in ("cumulative", "one_off") and target.layer == "plan" and target.period.grain != "years":
        yield _warning(
            place,
            "累计或新增目标应写明起止年份（如2021-2025）。",
            "A cumulative or one-off target should name its first and last year (2021-2025).",
        )
    base = indicator.baseline
    comparable = indicator.shape in ("stock", "ratio", "yearly_reassessed", "ceiling")
    if (
        base
        and comparable
        and target.layer == "plan"
        and target.quantity.unit.dimension == base.quantity.unit.dimension
    ):
        step = target.quantity.base - base.quantity.base
        if (step < 0) if indicator.direction == "up" else (step > 0):
            yield _warning(
                place,
                f"目标{target.quantity.label('zh')}与基期{base.quantity.label('zh')}相比方向相反，请核对。",
                f"The target {target.quantity.label('en')} runs against the direction from {base.quantity.label('en')}; check it.",
            )


def _check_path(place: str, indicator: Indicator) -> Iterator[Finding]:
    path, shape = indicator.path, indicator.shape
    if shape == "yearly_reassessed" and path.kind == "linear":
        yield _error(
            place,
            "年度重新评价的数不能按直线推进，请用季节规律或期末判断。",
            "A yearly re-assessed count never runs straight; use a seasonal profile or judge at the end.",
        )
    if path.kind == "linear" and indicator.baseline is None and shape not in ("cumulative", "ceiling", "growth"):
        yield _error(
            place,
            "没有基期，无法均匀推进，请补基期或改为期末判断。",
            "Without a baseline no straight path exists; add one or judge at the end.",
        )
    if path.kind == "milestones" and not path.points and not indicator.layer("yearly"):
        yield _error(
            place,
            "按节点推进，却没有节点或年度目标。",
            "It goes by milestones, but has no points and no yearly targets.",
        )
    if path.kind == "seasonal" and not path.profile:
        yield _error(place, "按季节规律推进，却没有写明哪一种规律。", "It follows a seasonal profile, but names none.")
    periods = [point.period for point in path.points]
    if periods != sorted(periods) or len(set(periods)) != len(periods):
        yield _error(
            place, "节点应按期间先后排列，不得重复。", "The points must stand in order of their periods, each once."
        )


def _check_task(task: Task) -> Iterator[Finding]:
    place = f"tasks/{task.code}"
    if task.status_rule == "each_object" and not task.objects:
        yield _error(
            place, "按各对象判定完成，却没有列出对象。", "It is done when every object is, but lists no object."
        )
    for link in task.evidence:
        for name in link.objects:
            if name not in task.objects:
                yield _error(
                    place,
                    f"佐证{link.event_id}所指的“{name}”不是这项任务的对象。",
                    f"Evidence {link.event_id} names “{name}”, which is no object of the task.",
                )
    for (event, stage), times in Counter((link.event_id, link.stage) for link in task.evidence).items():
        if times > 1 and not all(link.objects for link in task.evidence if link.event_id == event):
            yield _warning(
                place,
                f"佐证{event}以同一阶段（{value_word(stage).zh}）登记了{times}次。",
                f"Evidence {event} is entered {times} times at the same stage ({value_word(stage).en}).",
            )


def _check_closing(book: PlanBook) -> Iterator[Finding]:
    if book.closed is None:
        return
    known = {"indicator": {row.code for row in book.indicators}, "task": {row.code for row in book.tasks}}
    for outcome in book.closed.outcomes:
        if outcome.code not in known[outcome.kind]:
            yield _error(
                "",
                f"结项中的“{outcome.code}”不在规划里。",
                f"The closing names “{outcome.code}”, which the plan lacks.",
            )


def _check_definitions(dictionary: Dictionary, row: Indicator | Watched) -> Iterator[Finding]:
    table = "indicators" if isinstance(row, Indicator) else "watched"
    place = f"{table}/{row.code}"
    if row.attribute not in dictionary:
        yield _error(
            place,
            f"数据元“{row.attribute}”不在数据元目录中。",
            f"The attribute “{row.attribute}” is not in the dictionary.",
        )
        return
    declared = dictionary.attribute(row.attribute).unit
    if declared is not None and unit(declared).dimension != unit(row.unit).dimension:
        yield _error(
            place,
            f"单位“{row.unit}”与数据元目录中的“{declared}”不能换算。",
            f"Its unit “{row.unit}” does not convert into the dictionary's “{declared}”.",
        )
    keys = {definition.key for definition in dictionary.definitions}
    named = (row.definition, *(r.definition for r in row.related)) if isinstance(row, Indicator) else row.definitions
    for key in named:
        if key not in keys:
            yield _error(place, f"口径“{key}”不在数据元目录中。", f"The definition “{key}” is not in the dictionary.")
