"""Reading three: why. The tree with the firm's figures, each line with its clause, and what is unmet or only a draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kechuang.tree.logic import Answer
from kechuang.tree.nodes import (
    Agrees,
    AnyOf,
    AtLeast,
    Bands,
    Choice,
    Condition,
    Flag,
    Manual,
    Mark,
    Not,
    Passes,
    Test,
    Tiers,
)
from kechuang.tree.showing import show_have, show_need, show_value
from kechuang.tree.verdict import Facts, Judged, Scored
from kechuang.values import Sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation.

    ``points`` is the interval of a line that scores, ``most`` what it could be at best; such a line has no answer.
    """

    depth: int
    code: str
    name: Sentence
    clause: str | None
    mark: Mark
    answer: Answer | None
    have: Sentence | None
    need: Sentence | None
    points: tuple[int, int] | None = None


def explain(judged: Judged | Scored, facts: Facts) -> tuple[Line, ...]:
    """The lines of a verdict, parents first.

    >>> from kechuang.tree import Flag, Label, judge
    >>> rule = Flag(Label("c1", Sentence("居民企业", "resident enterprise"), "第六条(一)"), "resident_enterprise")
    >>> (line,) = explain(judge(rule, {"resident_enterprise": True}), {"resident_enterprise": True})
    >>> line.name.zh, line.answer, line.have.zh, line.clause
    ('居民企业', 'yes', '是', '第六条(一)')
    """
    return tuple(_lines(judged, facts, 0))


def _lines(result: Judged | Scored, facts: Facts, depth: int) -> Iterator[Line]:
    label = result.node.label
    if isinstance(result.node, Agrees):
        return  # facts that agree need no line; a contradiction is said as a problem of the facts
    if isinstance(result, Scored):
        have, need = points_have(result, facts), None
        yield Line(depth, label.code, label.name, label.clause, label.mark, None, have, need, result.interval)
        if isinstance(result.node, Bands):
            return  # its steps are one figure against a table; the figure is shown, the step is the points
    else:
        have, need = have_and_need(result, facts)
        yield Line(depth, label.code, label.name, label.clause, label.mark, result.answer, have, need)
    for part in result.parts:
        yield from _lines(part, facts, depth + 1)


def points_have(scored: Scored, facts: Facts) -> Sentence | None:
    """The figure that a band looks at, where its steps look at one."""
    if not isinstance(scored.node, Bands):
        return None
    if scored.node.given is not None:
        return show_value(facts.get(scored.node.given))
    for step in scored.node.steps:
        if isinstance(step.when, Test):
            return show_have(step.when, facts)
    return None


def have_and_need(judged: Judged, facts: Facts) -> tuple[Sentence | None, Sentence | None]:
    """What the firm has and what the condition asks."""
    node = judged.node
    match node:
        case Test():
            return show_have(node, facts), show_need(node)
        case Flag():
            return show_value(facts.get(node.fact)), show_value(node.wanted)
        case Choice():
            among = sorted(node.among)
            return show_value(facts.get(node.fact)), Sentence("、".join(among), ", ".join(among))
        case Passes():
            (points,) = judged.parts
            low, high = points.interval if isinstance(points, Scored) else (0, 0)
            have = f"{low}" if low == high else f"{low}—{high}"
            sign = ">" if node.strict else "≥"
            return Sentence(f"{have}分", f"{have} points"), Sentence(
                f"{sign}{node.mark}分", f"{sign}{node.mark} points"
            )
        case AnyOf() | AtLeast():
            count = node.count if isinstance(node, AtLeast) else 1
            held = sum(part.answer == "yes" for part in judged.parts if isinstance(part, Judged))
            open_parts = sum(part.answer not in ("yes", "no") for part in judged.parts if isinstance(part, Judged))
            return (
                Sentence(
                    f"满足{held}项" + (f"，{open_parts}项未定" if open_parts else ""),
                    f"{held} met" + (f", {open_parts} open" if open_parts else ""),
                ),
                Sentence(f"至少{count}项", f"at least {count}"),
            )
        case Manual():
            return Sentence("须人工确认", "a person has to decide"), None
        case _:
            return None, None


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition that fails, or (``draft``) one that rests on unconfirmed text."""

    node: Condition
    have: Sentence | None
    need: Sentence | None
    answer: Answer


def unmet(judged: Judged, facts: Facts) -> tuple[Unmet, ...]:
    """The conditions that fail and matter: nothing below a part that holds, nothing of a tier that is not the firm's."""
    return tuple(_unmet(judged, facts))


def _unmet(judged: Judged, facts: Facts) -> Iterator[Unmet]:
    if judged.answer == "yes":
        return
    node = judged.node
    if node.label.draft:
        if judged.plain == "no":
            yield Unmet(node, *have_and_need(judged, facts), "needs_person")
        return
    if isinstance(node, Agrees):
        return  # said as a problem of the facts
    if isinstance(node, Test | Flag | Choice | Passes | Not):
        if judged.answer == "no":
            yield Unmet(node, *have_and_need(judged, facts), "no")
        return
    if isinstance(node, AnyOf | AtLeast) and judged.answer == "unknown":
        return  # another part may still hold
    if isinstance(node, AnyOf | AtLeast) and judged.answer == "no" and not _worth_opening(judged):
        yield Unmet(node, *have_and_need(judged, facts), "no")
        return
    parts = _own_tier(judged) if isinstance(node, Tiers) else judged.parts
    found = [one for part in parts if isinstance(part, Judged) for one in _unmet(part, facts)]
    if judged.answer == "no" and not any(one.answer == "no" for one in found):
        found.append(Unmet(node, *have_and_need(judged, facts), "no"))  # no part fails alone
    yield from found


def _worth_opening(judged: Judged) -> bool:
    return any(part.node.label.route or not isinstance(part.node, Flag | Test) for part in judged.parts)


def _own_tier(judged: Judged) -> tuple[Judged | Scored, ...]:
    """The tier that applies; all that may apply while that is open."""
    found: list[Judged | Scored] = []
    parts = [part for part in judged.parts if isinstance(part, Judged)]
    for when, then in zip(parts[:-1:2], parts[1:-1:2], strict=True):
        if when.trust is not False:
            found.append(then)
        if when.doubt is True:
            return tuple(found)
    return (*found, parts[-1])


def drafts(judged: Judged | Scored) -> Iterator[Judged | Scored]:
    """The nodes whose text is not confirmed and that the verdict looked at."""
    if judged.node.label.draft:
        yield judged
        return
    for part in judged.parts:
        yield from drafts(part)


def route_of(judged: Judged) -> str | None:
    """How the rule was met: the route of the first part, in the order of the declaration, that holds."""
    if judged.answer != "yes":
        return None
    if judged.node.label.route is not None:
        return judged.node.label.route
    found = (route_of(part) for part in judged.parts if isinstance(part, Judged))
    return next((route for route in found if route is not None), None)
