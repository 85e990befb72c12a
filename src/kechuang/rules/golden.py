"""Golden cases: worked examples beside the rules, which must come out as written before a rule counts.

``rules/golden/<rule>_<version>.yaml`` names the rule, a ``base`` firm, and cases that change a few facts of it. The linter
also asks that every threshold has a pair: a case that just meets it and one that just fails it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from kechuang.content import (
    ContentError,
    RegionFolder,
    Where,
    YamlMap,
    check_keys,
    day_of,
    map_of,
    maps_of,
    read_yaml,
    text_of,
)
from kechuang.rules.cases import FactSet, read_facts
from kechuang.rules.checking import Check, check_rule
from kechuang.rules.library import FOLDER, RuleBook
from kechuang.rules.rule import Rule
from kechuang.tree import Test, Undefined, walk
from kechuang.values import KechuangError, Sentence

_EXPECTED = {"answer", "score", "interval", "route", "unmet", "missing"}
#: Nearest a case must come to a threshold to count as just above or just below it, as a part of the threshold.
NEAR = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """One worked example: facts, the day, and what must come out."""

    rule: str
    version: str
    known: FactSet
    expected: Mapping[str, Any]
    where: Where


def load_golden(folder: RegionFolder, book: RuleBook) -> tuple[GoldenCase, ...]:
    """The golden cases of a region and of the regions above it.

    Raises:
        ContentError: a file is wrong; names file and line.
    """
    return tuple(
        case
        for region in folder.chain
        for path in sorted((region.path / FOLDER / "golden").glob("*.yaml"))
        for case in _read(path, book)
    )


def _read(path: Path, book: RuleBook) -> Iterator[GoldenCase]:
    document = read_yaml(path)
    if not isinstance(document, YamlMap):
        raise ContentError(Where(path, 1), zh="应当是键值表。", en="a mapping is expected.")
    check_keys(document, {"rule", "version", "as_of", "base", "cases"})
    rule, version = text_of(document, "rule"), text_of(document, "version")
    day = day_of(document, "as_of")
    base = map_of(document, "base", None) or YamlMap(document.where)
    for entry in maps_of(document, "cases"):
        check_keys(entry, {"id", "as_of", "facts", "expect", "only"})
        expected = map_of(entry, "expect")
        check_keys(expected, _EXPECTED)
        facts = map_of(entry, "facts", None) or YamlMap(entry.where)
        given = dict(facts) if entry.get("only") is True else {**base, **facts}
        try:
            values = read_facts(given, book.facts)
        except KechuangError as error:
            raise ContentError(entry.where, zh=error.zh, en=error.en) from error
        known = FactSet(text_of(entry, "id"), day_of(entry, "as_of", day), values)
        yield GoldenCase(rule, version, known, expected, entry.where)


def failures(book: RuleBook, cases: tuple[GoldenCase, ...]) -> Iterator[ContentError]:
    """The golden cases that do not come out as written."""
    for case in cases:
        try:
            result = check_rule(_rule(book, case), case.known)
        except KechuangError as error:
            yield ContentError(case.where, zh=error.zh, en=error.en)
            continue
        for key, wanted in case.expected.items():
            found = _found(result, key)
            wanted = list(wanted) if isinstance(wanted, list) else wanted
            if not _agrees(key, found, wanted):
                yield ContentError(
                    case.where,
                    zh=f"黄金案例“{case.known.id}”的 {key} 应为 {wanted}，算得 {found}。",
                    en=f"golden case '{case.known.id}': {key} must be {wanted}, and came out as {found}.",
                )


def _rule(book: RuleBook, case: GoldenCase) -> Rule:
    rule = book.rule(case.rule, case.known.as_of or date.min)
    if rule.version != case.version:
        raise KechuangError(
            zh=f"案例的日期{case.known.as_of}属于版本{rule.version}，不是{case.version}。",
            en=f"the case's day {case.known.as_of} falls under version {rule.version}, not {case.version}.",
        )
    return rule


def _found(result: Check, key: str) -> Any:
    match key:
        case "answer":
            return result.answer
        case "score":
            interval = result.interval
            return interval[0] if interval and interval[0] == interval[1] else None
        case "interval":
            return list(result.interval) if result.interval else None
        case "route":
            return result.route
        case "missing":
            return list(result.missing())
        case _:
            return [one.node.label.clause or one.node.label.code for one in result.unmet()]


def _agrees(key: str, found: Any, wanted: Any) -> bool:
    if key in ("unmet", "missing"):
        return set(wanted) <= set(found)
    return bool(found == wanted)


def uncovered(book: RuleBook, cases: tuple[GoldenCase, ...], code: str, version: str) -> Iterator[Sentence]:
    """The thresholds of a rule that no pair of golden cases holds from just below and just above."""
    met: dict[str, set[bool]] = {}
    for case in cases:
        if (case.rule, case.version) != (code, version):
            continue
        try:
            rule = _rule(book, case)
        except KechuangError:
            continue
        facts = check_rule(rule, case.known).facts
        for name, test in _thresholds(rule).items():
            side = _near(test, facts)
            if side is not None:
                met.setdefault(name, set()).add(side)
    start = next(one.valid_from for one in book.versions(code) if one.version == version)
    tests = _thresholds(book.rule(code, start))
    for name, test in tests.items():
        lacking = {True, False} - met.get(name, set())
        if lacking:
            sides_zh = "、".join("刚好达到" if side else "刚好达不到" for side in sorted(lacking, reverse=True))
            sides_en = " and ".join("just meets" if side else "just fails" for side in sorted(lacking, reverse=True))
            yield Sentence(
                f"规则“{code}”{version}的“{test.label.name.zh}”缺少{sides_zh}的黄金案例",
                f"'{test.label.name.en}' of rule '{code}' {version} lacks a golden case that {sides_en} it",
            )


def _thresholds(rule: Rule) -> dict[str, Test]:
    """The comparisons of a rule by the code of their node, without those that only keep facts in agreement."""
    nodes = [*walk(rule.root), *(walk(rule.score) if rule.score is not None else ())]
    tests = [node for node in nodes if isinstance(node, Test)]
    return {test.label.code: test for test in tests if not test.label.code.startswith("agrees.")}


def _near(test: Test, facts: Mapping[str, Any]) -> bool | None:
    """Whether a case meets a threshold closely (true), fails it closely (false), or is far from it or unknown."""
    values = [facts.get(key) for key, _ in (*test.left, *test.below)]
    if any(value is None or isinstance(value, Undefined | str) for value in values):
        return None
    left = sum((weight * Fraction(facts[key]) for key, weight in test.left), Fraction(0))
    below = (
        sum((weight * Fraction(facts[key]) for key, weight in test.below), Fraction(0)) if test.below else Fraction(1)
    )
    if below == 0:
        return None
    have = left / below
    slack = max(abs(test.threshold) * NEAR, Fraction(1) if test.kind in ("count", "number") else Fraction(1, 50))
    if test.kind == "date":
        slack = Fraction(2)
    if test.kind == "money" and test.threshold == 0:
        slack = Fraction(100_000_000)
    if abs(have - test.threshold) > slack:
        return None
    return {">=": have >= test.threshold, ">": have > test.threshold, "<=": have <= test.threshold}.get(
        test.op, have < test.threshold
    )
