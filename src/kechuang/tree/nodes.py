"""What a tree is made of: conditions, which hold or do not, and points, which add up to a score.

A tree is data. It says nothing about how it is read; each reading (verdict, SQL, explanation, gap, form, leaves) is a walk
in a file of its own. Facts are named by keys (``staff_total``, ``sales_revenue.1`` for one year earlier). Numbers are
whole: money in 分, dates as days since the year 1, a share as a pair of integers that is multiplied out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd
from typing import Literal

from kechuang.values import Sentence

Mark = Literal["E", "P", "K"]
Operator = Literal[">=", ">", "<=", "<"]
Kind = Literal["money", "count", "share", "date", "number"]
#: Who can answer for a fact: the firm and the records about it, or a person who judges.
Asked = Literal["records", "person"]
Terms = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What every node carries besides its meaning.

    Attributes:
        code: stable within the tree (``c2_sales``).
        name: the condition in the words of an officer.
        clause: where it stands in the document.
        mark: how far its text is confirmed: E read, P partly read, K general knowledge. P and K are drafts: such a
            condition helps when it is met, and asks for a person when it is not.
        route: when this node holds, how the rule was met (``score``, ``direct:hnte_certificate_valid``).
    """

    code: str
    name: Sentence
    clause: str | None = None
    mark: Mark = "E"
    route: str | None = None

    @property
    def draft(self) -> bool:
        """Whether the text of the condition is not confirmed."""
        return self.mark != "E"


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear test on whole numbers in normal form: the weighted sum reaches the bound, and some facts are positive.

    ``strict`` asks for more than the bound. ``positive`` names what must be above zero for the test to mean anything (the
    parts of a share): with a zero there it fails, it is not unknown.
    """

    terms: Terms
    bound: int
    strict: bool
    positive: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison of a linear form of facts, or of a share of two, with a threshold.

    Attributes:
        left, below: numerator and, for a share, denominator, as sums of facts with whole weights.
        op, threshold: ``≥ 3/100``; money in 分, dates in days.
        kind: what the left side is, for showing it.
        asked: ``person`` when the facts are a person's judgement.
    """

    __test__ = False  # its name is no test for pytest
    label: Label
    left: Terms
    op: Operator
    threshold: Fraction
    kind: Kind
    below: Terms = ()
    asked: Asked = "records"
    linear: Linear = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "linear", _normal(self))


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes/no fact that must be as wanted."""

    label: Label
    fact: str
    wanted: bool = True
    asked: Asked = "records"


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact with declared choices that must be one of those named."""

    label: Label
    fact: str
    among: frozenset[str]
    asked: Asked = "records"


@dataclass(frozen=True, slots=True)
class Manual:
    """What only a person can decide, because its text or its thresholds are not held here."""

    label: Label


@dataclass(frozen=True, slots=True)
class Agrees:
    """Facts that must agree with each other. Missing ones are no contradiction; a contradiction is for a person."""

    label: Label
    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    label: Label
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    label: Label
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    label: Label
    part: Condition


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` of the parts hold."""

    label: Label
    count: int
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Tiers:
    """The first tier whose condition holds says what is asked; ``last`` is asked where none does."""

    label: Label
    tiers: tuple[tuple[Condition, Condition], ...]
    last: Condition


@dataclass(frozen=True, slots=True)
class Passes:
    """Points reach a mark (or, ``strict``, exceed it)."""

    label: Label
    points: Points
    mark: int
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a band: where ``when`` holds, ``low`` to ``high`` points; the two are equal unless an expert decides."""

    when: Condition
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Bands:
    """Points by steps, from the best downwards; the first that holds counts, else ``otherwise`` (low, high).

    Where an expert gives the points, ``given`` names the fact that holds them: it counts if it lies within a step that is
    still possible, and until it is there the step says how much it may be.
    """

    label: Label
    steps: tuple[Step, ...]
    otherwise: tuple[int, int] = (0, 0)
    given: str | None = None

    @property
    def best(self) -> int:
        """The most points there are."""
        return max(self.otherwise[1], *(step.high for step in self.steps)) if self.steps else self.otherwise[1]


@dataclass(frozen=True, slots=True)
class Sum:
    """Points added up, at most ``cap``."""

    label: Label
    parts: tuple[Points, ...]
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Best:
    """The best of several ways to earn points."""

    label: Label
    parts: tuple[Points, ...]


Condition = Test | Flag | Choice | Manual | Agrees | All | AnyOf | Not | AtLeast | Tiers | Passes
Points = Bands | Sum | Best
Node = Condition | Points


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in the order of the declaration."""
    match node:
        case All() | AnyOf() | AtLeast() | Sum() | Best():
            return node.parts
        case Not() | Agrees():
            return (node.part,)
        case Tiers():
            return (*(one for tier in node.tiers for one in tier), node.last)
        case Passes():
            return (node.points,)
        case Bands():
            return tuple(step.when for step in node.steps)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def most_points(node: Points) -> int:
    """The most points a node can give."""
    match node:
        case Bands():
            return node.best
        case Best():
            return max(most_points(part) for part in node.parts)
        case Sum():
            total = sum(most_points(part) for part in node.parts)
            return total if node.cap is None else min(total, node.cap)


def compare(
    label: Label,
    left: Terms,
    op: Operator,
    threshold: int | Fraction,
    *,
    kind: Kind,
    below: Terms = (),
    asked: Asked = "records",
) -> Test:
    """A test, with the threshold as a number of any exact kind.

    >>> share = compare(Label("rd", Sentence("研发投入占比", "R&D share")), (("rd_expense", 1),), ">=", Fraction(5, 100),
    ...                 kind="share", below=(("sales_revenue", 1),))
    >>> share.linear.terms, share.linear.bound, share.linear.positive
    ((('rd_expense', 20), ('sales_revenue', -1)), 0, ('rd_expense', 'sales_revenue'))
    """
    return Test(label, left, op, Fraction(threshold), kind, below, asked)


def _normal(test: Test) -> Linear:
    """Multiply a comparison out: whole weights, everything on the left, at least (or more than) a whole bound."""
    threshold, sign = test.threshold, 1 if test.op in (">=", ">") else -1
    scale = threshold.denominator
    weights: dict[str, int] = {}
    for key, weight in test.left:
        weights[key] = weights.get(key, 0) + sign * scale * weight
    for key, weight in test.below:
        weights[key] = weights.get(key, 0) - sign * threshold.numerator * weight
    bound = 0 if test.below else sign * threshold.numerator
    weights = {key: weight for key, weight in weights.items() if weight}
    common = gcd(bound, *weights.values()) or 1
    positive = tuple(key for key, _ in test.below)
    if test.below and sign == 1 and threshold > 0 and len(test.left) == 1:
        positive = (test.left[0][0], *positive)  # no part of nothing is ever a positive share
    return Linear(
        tuple((key, weight // common) for key, weight in weights.items()),
        bound // common,
        test.op in (">", "<"),
        positive,
    )
