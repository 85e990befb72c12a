"""Random trees and random firms for the property tests."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from kechuang.tree import (
    Agrees,
    All,
    AnyOf,
    AtLeast,
    Bands,
    Best,
    Choice,
    Flag,
    Label,
    Manual,
    Not,
    Passes,
    Step,
    Sum,
    Tiers,
    compare,
)
from kechuang.values import Sentence

NUMBERS = ("staff", "tech", "sales", "sales.1")
FLAGS = ("resident", "award")
PERSON_FLAG = "judged"
CHOICES = ("field",)
WORDS = ("software", "energy", "none")
GIVEN = "points"
MEANS = ("staff", "tech")


@st.composite
def labels(draw, *, draft=True):
    mark = draw(st.sampled_from(("E", "E", "E", "P"))) if draft else "E"
    return Label("n", Sentence("节点", "node"), None, mark)


numbers = st.sampled_from(NUMBERS)
small = st.integers(-3, 3).filter(bool)


@st.composite
def comparisons(draw, *, draft=True):
    label = draw(labels(draft=draft))
    op = draw(st.sampled_from((">=", ">", "<=", "<")))
    if draw(st.booleans()):
        left, below = draw(st.lists(numbers, min_size=2, max_size=2, unique=True))
        share = Fraction(draw(st.integers(0, 6)), 6)
        return compare(label, ((left, 1),), op, share, kind="share", below=((below, 1),))
    terms = draw(st.dictionaries(numbers, small, min_size=1, max_size=2))
    return compare(label, tuple(terms.items()), op, draw(st.integers(-8, 12)), kind="number")


@st.composite
def leaves(draw, *, draft=True):
    kind = draw(st.sampled_from(("test", "test", "flag", "person", "choice", "manual")))
    if kind == "test":
        return draw(comparisons(draft=draft))
    label = draw(labels(draft=draft))
    match kind:
        case "flag":
            return Flag(label, draw(st.sampled_from(FLAGS)), draw(st.booleans()))
        case "person":
            return Flag(label, PERSON_FLAG, draw(st.booleans()), "person")
        case "choice":
            return Choice(label, "field", draw(st.frozensets(st.sampled_from(WORDS), min_size=1)))
    return Manual(label)


@st.composite
def bands(draw, *, draft=True):
    """Steps of one share, or any conditions; points fall; sometimes an expert gives them."""
    count = draw(st.integers(1, 3))
    lows = sorted(draw(st.lists(st.integers(0, 9), min_size=count + 1, max_size=count + 1)), reverse=True)
    expert = draw(st.booleans())
    spread = draw(st.integers(0, 3)) if expert else 0
    highs = [low + spread for low in lows]
    if draw(st.booleans()):
        left, below = draw(st.lists(numbers, min_size=2, max_size=2, unique=True))
        shares = sorted(draw(st.lists(st.integers(0, 6), min_size=count, max_size=count)), reverse=True)
        whens = [
            compare(draw(labels(draft=False)), ((left, 1),), ">=", Fraction(one, 6), kind="share", below=((below, 1),))
            for one in shares
        ]
    else:
        whens = [draw(conditions(1, draft=draft)) for _ in range(count)]
    steps = tuple(Step(when, low, high) for when, low, high in zip(whens, lows, highs, strict=False))
    return Bands(draw(labels(draft=draft)), steps, (lows[-1], highs[-1]), GIVEN if expert else None)


@st.composite
def points(draw, depth=1, *, draft=True):
    if depth == 0 or draw(st.booleans()):
        return draw(bands(draft=draft))
    parts = tuple(draw(st.lists(points(depth - 1, draft=draft), min_size=1, max_size=3)))
    if draw(st.booleans()):
        return Best(draw(labels(draft=draft)), parts)
    return Sum(draw(labels(draft=draft)), parts, draw(st.none() | st.integers(0, 25)))


@st.composite
def conditions(draw, depth=2, *, draft=True):
    if depth == 0:
        return draw(leaves(draft=draft))
    kind = draw(st.sampled_from(("leaf", "all", "any", "not", "at_least", "tiers", "passes")))
    if kind == "leaf":
        return draw(leaves(draft=draft))
    label = draw(labels(draft=draft))
    below = conditions(depth - 1, draft=draft)
    match kind:
        case "all":
            return All(label, tuple(draw(st.lists(below, min_size=1, max_size=3))))
        case "any":
            return AnyOf(label, tuple(draw(st.lists(below, min_size=1, max_size=3))))
        case "not":
            return Not(label, draw(conditions(depth - 1, draft=False)))
        case "at_least":
            parts = tuple(draw(st.lists(below, min_size=1, max_size=3)))
            return AtLeast(label, draw(st.integers(0, len(parts))), parts)
        case "tiers":
            tiers = tuple(draw(st.lists(st.tuples(below, below), min_size=1, max_size=2)))
            return Tiers(label, tiers, draw(below))
    return Passes(label, draw(points(depth - 1, draft=draft)), draw(st.integers(0, 20)), draw(st.booleans()))


@st.composite
def roots(draw):
    """A rule as it is built: conditions, and facts that must agree."""
    agrees = Agrees(draw(labels(draft=False)), draw(comparisons(draft=False)))
    return All(draw(labels()), (draw(conditions()), agrees))


_means = st.builds(Fraction, st.integers(0, 24), st.sampled_from((1, 2, 3)))
#: Firms whose every fact is known, but for what a person decides.
known_firms = st.fixed_dictionaries(
    {
        "staff": _means,
        "tech": _means,
        "sales": st.integers(-2, 12),
        "sales.1": st.integers(-2, 12),
        "resident": st.booleans(),
        "award": st.booleans(),
        "field": st.sampled_from(WORDS),
    }
)
#: Facts of one firm; a fact is left out as often as not, and means come in halves and thirds.
firms = st.fixed_dictionaries(
    {},
    optional={
        "staff": _means,
        "tech": _means,
        "sales": st.integers(-2, 12),
        "sales.1": st.integers(-2, 12),
        "resident": st.booleans(),
        "award": st.booleans(),
        PERSON_FLAG: st.booleans(),
        "field": st.sampled_from(WORDS),
        GIVEN: st.integers(0, 12),
    },
)
