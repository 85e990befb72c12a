"""The levers of a region, and the gap they leave: what to change, at what cost, and by when to begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from kechuang.content import (
    ContentError,
    RegionFolder,
    YamlMap,
    check_keys,
    choice_of,
    map_of,
    sentence_of,
    text_of,
    whole_of,
)
from kechuang.rules.amounts import money_of
from kechuang.rules.cases import FactSet
from kechuang.rules.facts import FactCatalogue
from kechuang.rules.rule import Rule
from kechuang.tree import Facts, Lever, TooWideError, Value, applied, cheapest
from kechuang.values import KechuangError, Language, format_number

FILE = "rules/levers.yaml"


@dataclass(frozen=True, slots=True)
class Change:
    """One fact to change, and the last day to begin so that it counts from the next year on."""

    fact: str
    before: Value
    after: Value
    by: date
    lever: Lever


@dataclass(frozen=True, slots=True)
class Gap:
    """The cheapest plan: its cost in 分 and its changes. ``cost`` is ``None`` where no plan is sure to do."""

    cost: int | None
    changes: tuple[Change, ...] = ()

    def to_dict(self, rule: Rule, lang: Language = "zh") -> dict[str, Any]:
        """The gap as the command prints it: cost in 元, amounts as text with their unit."""
        cost = self.cost
        yuan = None if cost is None else cost // 100 if cost % 100 == 0 else cost / 100
        return {
            "cost": yuan,
            "changes": [
                {
                    "fact": change.fact,
                    "from": _shown(rule, change.fact, change.before),
                    "to": _shown(rule, change.fact, change.after),
                    "by": change.by.isoformat(),
                    "how": change.lever.name.text(lang),
                }
                for change in self.changes
            ],
        }


def load_levers(folder: RegionFolder, facts: FactCatalogue) -> tuple[Lever, ...]:
    """The levers of a region; one of a lower region replaces that of the same code above it.

    Raises:
        ContentError: a declaration is wrong.
    """
    found: dict[str, Lever] = {}
    for _, document in folder.yaml_all(FILE):
        if not isinstance(document, YamlMap):
            continue
        check_keys(document, {"levers"})
        declared = map_of(document, "levers")
        for code in declared:
            found[code] = _lever(code, map_of(declared, code), facts)
    return tuple(found.values())


def _lever(code: str, entry: YamlMap, facts: FactCatalogue) -> Lever:
    check_keys(entry, {"name", "changes", "sets", "cost", "most", "lead_days", "basis"})
    choice_of(entry, "basis", {"assumed", "observed", "decided"})
    changes, sets = map_of(entry, "changes", None) or YamlMap(entry.where), map_of(entry, "sets", None)
    moved = tuple((key, _amount(changes, key, facts)) for key in changes)
    flags: list[tuple[str, bool]] = []
    for key in sets or ():
        value = sets[key] if sets is not None else None
        if key not in facts or facts.get(key).kind != "flag" or not isinstance(value, bool):
            raise ContentError(
                entry.at("sets"), zh=f"“{key}”应为是否类事实和 true/false。", en=f"'{key}' must be a yes/no fact."
            )
        flags.append((key, value))
    if not moved and not flags:
        raise ContentError(entry.where, zh="要写 changes 或 sets。", en="write 'changes' or 'sets'.")
    most = whole_of(entry, "most", 1)
    if most < 1 or (flags and most > 1):
        raise ContentError(
            entry.at("most"), zh="most 应为正整数；sets 只能用一次。", en="'most' is at least 1, and 1 with 'sets'."
        )
    return Lever(
        code,
        sentence_of(entry, "name"),
        moved,
        tuple(flags),
        _money(entry, "cost"),
        most,
        whole_of(entry, "lead_days", 0),
    )


def _amount(changes: YamlMap, key: str, facts: FactCatalogue) -> int:
    if key not in facts or facts.get(key).kind not in ("money", "count"):
        raise ContentError(changes.at(key), zh=f"没有数值类事实“{key}”。", en=f"there is no numeric fact '{key}'.")
    return _money(changes, key) if facts.get(key).kind == "money" else whole_of(changes, key)


def _money(entry: YamlMap, key: str) -> int:
    try:
        return money_of(text_of(entry, key))
    except ContentError:
        raise
    except KechuangError as error:
        raise ContentError(entry.at(key), zh=error.zh, en=error.en) from error


def levers_for(rule: Rule, levers: tuple[Lever, ...]) -> tuple[Lever, ...]:
    """The levers that move what a rule looks at, with their effect on its sums over several years."""
    keys = set(rule.keys())
    sums = {code: one.fact for code, one in rule.derived.items() if one.form == "sum"}
    found = []
    for lever in levers:
        more = tuple((code, amount) for code, fact in sums.items() for key, amount in lever.changes if key == fact)
        changes = tuple((key, amount) for key, amount in (*lever.changes, *more) if key in keys)
        sets = tuple((key, value) for key, value in lever.sets if key in keys)
        if changes or sets:
            found.append(Lever(lever.code, lever.name, changes, sets, lever.cost, lever.most, lever.lead_days))
    return tuple(found)


def gap_of(rule: Rule, facts: Facts, known: FactSet, levers: tuple[Lever, ...], *, answer: str) -> Gap:
    """The cheapest way for a firm that does not meet a rule; nothing for an answer that is open."""
    if answer == "yes":
        return Gap(0)
    if answer != "no":
        return Gap(None)
    usable = levers_for(rule, levers)
    try:
        plan = cheapest(rule.root, facts, usable)
    except TooWideError:
        return Gap(None)
    if plan is None:
        return Gap(None)
    return Gap(plan.cost, tuple(_changes(rule, known, levers, plan.units)))


def _changes(rule: Rule, known: FactSet, levers: tuple[Lever, ...], units: Mapping[str, int]) -> Iterator[Change]:
    """What the plan changes, fact by fact, among those the rule looks at."""
    for code in rule.sources():
        used = [lever for lever in levers if units.get(lever.code) and code in lever.keys]
        before = known.value(code, rule.as_of)
        if before is None or not used:
            continue
        after = applied({code: before}, tuple(used), units)[code]
        if after != before:
            slowest = max(used, key=lambda lever: lever.lead_days)
            yield Change(code, before, after, begin_by(rule.as_of, slowest.lead_days), slowest)


def begin_by(as_of: date, lead_days: int) -> date:
    """The last day to begin so that it stands in the figures of a coming year-end: this year's, else a later one.

    >>> begin_by(date(2023, 5, 20), 180), begin_by(date(2023, 11, 1), 180)
    (datetime.date(2023, 7, 4), datetime.date(2024, 7, 4))
    """
    year = as_of.year
    while date(year, 12, 31) - timedelta(days=lead_days) < as_of:
        year += 1
    return date(year, 12, 31) - timedelta(days=lead_days)


def _shown(rule: Rule, code: str, value: Value) -> Any:
    """A value as a fact file holds it."""
    if isinstance(value, bool | str):
        return value
    fact = rule.facts.get(code.partition(".")[0])
    if fact.kind == "money":
        number = int(value) if isinstance(value, int | Fraction) else 0
        return f"{_amount_in(number, 10**6)}万元" if number % 10_000 == 0 else f"{_amount_in(number, 100)}元"
    return value if isinstance(value, int) else str(value)


def _amount_in(number: int, size: int) -> str:
    """An amount of 分 in a larger unit, without grouping, so that it can be read back."""
    return format_number(Fraction(number, size)).replace(",", "")
