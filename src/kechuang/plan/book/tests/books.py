"""Books for tests: one small book written out, and a strategy that draws any book at all."""

from __future__ import annotations

import dataclasses
import types
from datetime import date
from fractions import Fraction
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from kechuang.plan.book import (
    Baseline,
    Clause,
    DocumentRef,
    EvidenceLink,
    Indicator,
    PlanBook,
    Programme,
    ResponsibleUnit,
    SourceSpan,
    Target,
    Task,
    Thresholds,
)
from kechuang.values import Period, Quantity, Sentence


def say(zh: str) -> Sentence:
    return Sentence(zh, f"[{zh}]")


def small_book(**changes: Any) -> PlanBook:
    """A book of two indicators and three tasks, without a finding."""
    clauses = (
        Clause("3", ("发展目标",), "发展目标", say("目标"), 10, 60),
        Clause("4", ("重点任务",), "重点任务", say("任务"), 60, 200),
    )
    hnte = Indicator(
        code="hnte_count", name=say("高企"), definition="hnte_count@1", attribute="hnte_count", subject="region/1",
        unit="家", shape="stock", direction="up", source=SourceSpan("3", 20, 30),
        baseline=Baseline(Quantity.of(151, "家"), Period.year(2019)),
        targets=(Target("plan", Quantity.of(280, "家"), Period.year(2025), clause="3"),),
    )  # fmt: skip
    contracts = Indicator(
        code="contracts", name=say("技术合同"), definition="contracts@1", attribute="contracts", subject="region/1",
        unit="亿元", shape="cumulative", direction="up", source=SourceSpan("3", 30, 40),
        targets=(Target("plan", Quantity.of(35, "亿元"), Period.parse("2021-2025"), clause="3"),),
    )  # fmt: skip
    tasks = tuple(
        Task(f"4-0{n}", "4", "4", say(f"任务{n}"), ("建设",), ("甲园", "乙园"), SourceSpan("4", 60 + n, 80 + n), rule)
        for n, rule in ((1, "single"), (2, "each_object"), (3, "standing"))
    )
    book = PlanBook(
        code="toy-145", region="toy", title=say("规划"), period=Period.parse("2021-2025"), version=1,
        effective_from=date(2021, 9, 28), document=DocumentRef("规划", length=200),
        thresholds=Thresholds(Fraction(95, 100), Fraction(80, 100)), clauses=clauses, indicators=(hnte, contracts),
        programmes=(Programme("4", say("工程"), "4"),), tasks=tasks,
        units=(ResponsibleUnit("st_bureau", say("区科技局"), ("区科技局",)),),
    )  # fmt: skip
    return dataclasses.replace(book, **changes)


def link(event: str, stage: Any, *objects: str) -> EvidenceLink:
    return EvidenceLink(event, stage, say("因"), objects)


_UNITS = ("家", "%", "亿元", "个百分点", "万户", "吨标准煤", "~", "/", "家/年")
#: Texts that a careless YAML writer loses: words YAML reads as something else, marks, blanks, lines, other planes.
_HARD = (
    "null",
    "~",
    "",
    "yes",
    "3.10",
    "2021-09-28",
    "0x1F",
    "- a",
    "a: b",
    "# x",
    " 空 ",
    "两\n行\n",
    "\u2028",
    "😀",
    "'\"",
)
texts = st.one_of(
    st.sampled_from(_HARD),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text("规划 ab:#-", max_size=30),
)


@st.composite
def quantities(draw: Any) -> Quantity:
    low = draw(st.one_of(st.integers(-(10**9), 10**9), st.fractions(max_denominator=10**6)))
    high = low + draw(st.one_of(st.integers(0, 10**4), st.fractions(0, 9, max_denominator=997)))
    bound = draw(st.sampled_from(("eq", "ge", "gt", "le", "lt", "about", "range")))
    unit = Quantity.of(0, draw(st.sampled_from(_UNITS))).unit
    return Quantity(Fraction(low), Fraction(high if bound == "range" else low), unit, bound)


periods = st.sampled_from(["2019", "2022-05", "2025-Q2", "2020-11-01", "2016-2020"]).map(Period.parse)
_SCALARS: dict[Any, Any] = {
    str: texts,
    int: st.integers(-(10**9), 10**9),
    bool: st.booleans(),
    date: st.dates(),
    Fraction: st.fractions(max_denominator=1000),
    Period: periods,
    Quantity: quantities(),
}


def any_of(hint: Any) -> Any:
    """A strategy for a type by its annotations; tables stay short."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.one_of(*(st.none() if part is type(None) else any_of(part) for part in args))
    if origin is tuple:
        return st.lists(any_of(args[0]), max_size=1 if args[0] in (str, Target) else 2).map(tuple)
    if origin is Literal:
        return st.sampled_from(args)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if dataclasses.is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{field.name: any_of(hints[field.name]) for field in dataclasses.fields(hint)})
    raise TypeError(hint)


def with_unique_keys(book: PlanBook) -> PlanBook:
    """The same book with every row's code its own, as a checked book has them."""
    tables = {"indicators": "code", "tasks": "code", "programmes": "code", "principles": "code", "safeguards": "code",
              "units": "code", "watched": "code", "clauses": "id", "set_aside": "event_id"}  # fmt: skip
    rows: dict[str, Any] = {
        table: tuple(
            dataclasses.replace(row, **{key: f"{getattr(row, key)}{place}"})
            for place, row in enumerate(getattr(book, table))
        )
        for table, key in tables.items()
    }
    return dataclasses.replace(book, **rows)


books = any_of(PlanBook).map(with_unique_keys)
