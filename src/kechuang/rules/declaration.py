"""Reading a rule file: one version of one rule, checked line by line, built for a day with its parameters.

docs/rules.md shows the form. Every fault is an error with file, line and reason; a file that loads is a tree that runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal

from kechuang.content import (
    ContentError,
    YamlMap,
    check_keys,
    choice_of,
    day_of,
    flag_of,
    list_of,
    map_of,
    sentence_of,
    text_of,
    whole_of,
)
from kechuang.rules.amounts import money_of
from kechuang.rules.conditions import TreeBuilder
from kechuang.rules.derived import Derived
from kechuang.rules.expressions import (
    MOST_YEARS_BACK,
    Context,
    read_constant,
)
from kechuang.rules.facts import FactCatalogue
from kechuang.rules.labels import Other, mark_of, scalar_of
from kechuang.rules.rule import Benefit, Parameter, Rule
from kechuang.tree import (
    Agrees,
    All,
    AnyOf,
    Condition,
    Flag,
    Label,
    Not,
    Passes,
    Points,
    compare,
    leaves,
    most_points,
    walk,
)
from kechuang.values import KechuangError, Sentence

_TOP = {
    "rule", "version", "name", "issuer", "document", "kind", "valid", "supersedes", "confidence", "about", "parameters",
    "derived", "scores", "score", "conditions", "benefit", "title_years",
}  # fmt: skip


def build_rule(
    document: YamlMap,
    facts: FactCatalogue,
    as_of: date,
    *,
    other: Other,
    overrides: Mapping[str, str] | None = None,
) -> Rule:
    """The rule of a file as of a day.

    ``overrides`` are other values for parameters, as texts (``{"staff_cap": "600"}``): what-if.

    Raises:
        ContentError: the declaration is wrong; names file and line.
    """
    check_keys(document, _TOP)
    valid = map_of(document, "valid")
    check_keys(valid, {"from", "to", "presumed_to"})
    parameters = _parameters(document, facts, as_of, overrides or {})
    derived = _derived(document, facts)
    kinds = {code: one.kind(facts) for code, one in derived.items()}
    context = Context(facts, {code: one.value for code, one in parameters.items()}, kinds, as_of)
    names = {code: one.name for code, one in derived.items()}
    builder = TreeBuilder(context, names, other, mark_of(document, "E"))
    scores = map_of(document, "scores", None)
    for code in scores or ():
        if scores is not None:
            builder.scores[code] = builder.points(map_of(scores, code), code, 0)
    reported = text_of(document, "score", None)
    if reported is not None and reported not in builder.scores:
        raise ContentError(document.at("score"), zh=f"没有评分“{reported}”。", en=f"there is no score '{reported}'.")
    root = builder.joined(list_of(document, "conditions"), text_of(document, "rule"), sentence_of(document, "name"))
    _check_tree(root, document)
    root = All(root.label, (*root.parts, *_agreements(root, builder.scores.values(), facts, derived)))
    return Rule(
        code=text_of(document, "rule"),
        version=text_of(document, "version"),
        name=sentence_of(document, "name"),
        issuer=text_of(document, "issuer"),
        document=text_of(document, "document"),
        kind=text_of(document, "kind", "title"),
        valid_from=day_of(valid, "from"),
        valid_to=day_of(valid, "to", None),
        presumed_end=day_of(valid, "presumed_to", None),
        supersedes=text_of(document, "supersedes", None),
        as_of=as_of,
        root=root,
        score=builder.scores[reported] if reported else None,
        parameters=parameters,
        derived=derived,
        facts=facts,
        benefit=_benefit(document),
    )


def _parameters(
    document: YamlMap, facts: FactCatalogue, as_of: date, overrides: Mapping[str, str]
) -> dict[str, Parameter]:
    declared = map_of(document, "parameters", None)
    found: dict[str, Parameter] = {}
    context = Context(facts, {}, {}, as_of)
    for code in declared or ():
        if declared is None:
            break
        entry = map_of(declared, code)
        check_keys(entry, {"value", "values", "name", "clause", "confidence", "source"})
        text, where = _dated(entry, as_of)
        if code in overrides:
            text = overrides[code]
        try:
            value = read_constant(text, context)
        except KechuangError as error:
            raise ContentError(where, zh=error.zh, en=error.en) from error
        found[code] = Parameter(
            code,
            value,
            sentence_of(entry, "name", Sentence(code, code)),
            text_of(entry, "clause", None),
            mark_of(entry, "E"),
            text_of(entry, "source", None),
        )
    for code in overrides:
        if code not in found:
            raise KechuangError(
                zh=f"规则“{document.get('rule')}”没有参数“{code}”；可改：{'、'.join(found) or '无'}。",
                en=f"Rule '{document.get('rule')}' has no parameter '{code}'; it has: {', '.join(found) or 'none'}.",
            )
    return found


def _dated(entry: YamlMap, as_of: date) -> tuple[str, Any]:
    """The value in force on the day: ``value``, or of ``values`` by first day the latest that has begun."""
    values = map_of(entry, "values", None)
    if values is None:
        return scalar_of(entry, "value"), entry.at("value")
    begun: list[tuple[date, str]] = []
    for key in values:
        try:
            day = date.fromisoformat(key)
        except ValueError:
            raise ContentError(values.at(key), zh=f"“{key}”不是日期。", en=f"'{key}' is no day.") from None
        if day <= as_of:
            begun.append((day, key))
    if not begun:
        key = min(values)
        return scalar_of(values, key), values.at(key)
    return scalar_of(values, max(begun)[1]), values.at(max(begun)[1])


def _derived(document: YamlMap, facts: FactCatalogue) -> dict[str, Derived]:
    declared = map_of(document, "derived", None)
    found: dict[str, Derived] = {}
    for code in declared or ():
        if declared is None:
            break
        entry = map_of(declared, code)
        check_keys(entry, {"sum", "mean_growth", "years", "since", "zero_middle", "name"})
        if code in facts:
            raise ContentError(declared.at(code), zh=f"“{code}”已是事实的代码。", en=f"'{code}' is the code of a fact.")
        form: Literal["sum", "mean_growth"] = "sum" if "sum" in entry else "mean_growth"
        fact, since = text_of(entry, form), text_of(entry, "since", None)
        for key, name in ((form, fact), ("since", since)):
            if name is not None and name not in facts:
                raise ContentError(entry.at(key), zh=f"没有事实“{name}”。", en=f"there is no fact '{name}'.")
        if facts.get(fact).kind not in ("money", "count"):
            raise ContentError(entry.at(form), zh=f"“{fact}”不是数。", en=f"'{fact}' is no number.")
        years = whole_of(entry, "years")
        if not 2 <= years <= MOST_YEARS_BACK or (form == "mean_growth" and years > 4):
            raise ContentError(
                entry.at("years"), zh="年数应为2至9（增速至4）。", en="2 to 9 years are possible (growth: 4)."
            )
        zero = choice_of(entry, "zero_middle", {"zero", "person"}, "person")
        middle: Literal["zero", "person"] = "zero" if zero == "zero" else "person"
        called = sentence_of(
            entry,
            "name",
            Sentence(f"近{years}年{facts.get(fact).name.zh}", f"{facts.get(fact).name.en}, {years} years"),
        )
        found[code] = Derived(code, called, form, fact, years, since, middle)
    return found


def _benefit(document: YamlMap) -> Benefit | None:
    entry = map_of(document, "benefit", None)
    if entry is None:
        return None
    check_keys(entry, {"amount", "most", "once_per_firm", "excludes", "window", "confidence", "clause"})
    most = text_of(entry, "most", None)
    fen: int | None = None
    if most is not None:
        try:
            fen = money_of(most)
        except KechuangError as error:
            raise ContentError(entry.at("most"), zh=error.zh, en=error.en) from error
    return Benefit(
        sentence_of(entry, "amount"),
        fen,
        flag_of(entry, "once_per_firm"),
        tuple(str(one) for one in list_of(entry, "excludes", None) or ()),
        sentence_of(entry, "window", None),
    )


def _agreements(
    root: Condition, scores: Iterable[Points], facts: FactCatalogue, derived: Mapping[str, Derived]
) -> Iterator[Agrees]:
    """What must agree among the facts that a rule reads."""
    keys = {key for node in (root, *scores) for key in leaves(node)}
    read = {code for key in keys for code in (derived[key].sources if key in derived else (key,))}
    for agreement in facts.agreements:
        if {*agreement.parts, agreement.total} <= read:
            label = Label(f"agrees.{agreement.total}", agreement.says)
            terms = ((agreement.total, 1), *((part, -1) for part in agreement.parts))
            yield Agrees(label, compare(label, terms, ">=", 0, kind="number"))
    for when, then in facts.inference.implies:
        if {when, then} <= read:
            first, second = facts.get(when).name, facts.get(then).name
            says = Sentence(f"“{first.zh}”为是，“{second.zh}”却为否", f"'{first.en}' is yes, yet '{second.en}' is no")
            label = Label(f"agrees.{then}", says)
            yield Agrees(label, AnyOf(label, (Flag(label, when, wanted=False), Flag(label, then))))


def _check_tree(root: Condition, document: YamlMap) -> None:
    for node in walk(root):
        if isinstance(node, Not) and any(below.label.draft for below in walk(node.part)):
            raise ContentError(
                document.at("conditions"),
                zh=f"“{node.label.code}”：存疑（P、K）要标在 not 上，不能标在它下面。",
                en=f"'{node.label.code}': the mark P or K belongs on the 'not', not below it.",
            )
        if isinstance(node, Passes) and most_points(node.points) < node.mark + (1 if node.strict else 0):
            raise ContentError(
                document.at("conditions"),
                zh=f"“{node.label.name.zh}”：满分只有{most_points(node.points)}，永远达不到。",
                en=f"'{node.label.code}': at most {most_points(node.points)} points are possible; it can never be met.",
            )
