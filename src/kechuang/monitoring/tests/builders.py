"""Small worlds for tests: one indicator, a handful of facts, one question. All figures here are synthetic."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

from kechuang.dictionary import Attribute, Definition, Dictionary, Release, ReleaseCalendar
from kechuang.ledger import Conflict, Draft, Ledger, append
from kechuang.monitoring import IndicatorStatus, Policy, monitor
from kechuang.plan.book import (
    Baseline,
    DocumentRef,
    ExpectedPath,
    Indicator,
    PathPoint,
    PlanBook,
    RelatedFigure,
    Target,
    Thresholds,
)
from kechuang.values import Period, Quantity, Sentence, Source

US = "region/900001"
POLICY = Policy(one_off_grace=Fraction(3, 5), stale_months=24, seasonal_series=5)
THRESHOLDS = Thresholds(on_track=Fraction(95, 100), at_risk=Fraction(80, 100))
RECORDED = datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=8)))
MEASURES = {"ratio": "ratio", "growth": "growth", "cumulative": "flow"}


def words(text: str) -> Sentence:
    return Sentence(text, text)


def quantity(text: str) -> Quantity:
    """``≥23 家`` with a blank between number and unit."""
    number, _, symbol = text.partition(" ")
    return Quantity.parse(number, symbol)


def make_indicator(
    shape="stock",
    target="100 家",
    period="2025",
    baseline=None,
    path="linear",
    points=(),
    direction="up",
    code="count",
    **more,
) -> Indicator:
    """An indicator whose baseline is written ``0 家@2020``."""
    base = None
    if baseline:
        amount, _, at = baseline.partition("@")
        base = Baseline(quantity(amount), Period.parse(at))
    return Indicator(
        code=code,
        name=words("指标"),
        definition=f"{code}@1",
        attribute=code,
        subject=US,
        unit=quantity(target).unit.symbol,
        shape=shape,
        direction=direction,
        source=None,
        targets=(Target("plan", quantity(target), Period.parse(period)),),
        baseline=base,
        path=ExpectedPath(path, tuple(PathPoint(Period.parse(p), quantity(q)) for p, q in points)),
        **more,
    )


def make_book(*indicators: Indicator, thresholds=THRESHOLDS, **more) -> PlanBook:
    return PlanBook(
        code="plan",
        region="here",
        title=words("规划"),
        period=Period.parse("2021-2025"),
        version=1,
        effective_from=date(2021, 1, 1),
        document=DocumentRef("规划", published=date(2021, 1, 1)),
        thresholds=thresholds,
        indicators=indicators,
        **more,
    )


def make_fact(period, value, code="count", number=0, **more) -> Draft:
    """A fact; ``definition`` defaults to the code's first version."""
    more.setdefault("definition", f"{code}@1")
    more.setdefault("subject", US)
    return Draft(
        id=more.pop("id", f"{more['subject']}-{code}-{period}-{number}"),
        attribute=code,
        period=Period.parse(period) if period else None,
        value=quantity(value),
        source=Source("公报（虚构）", "统计局（虚构）"),
        confidence=more.pop("confidence", "high"),
        synthetic=True,
        **more,
    )


def make_dictionary(**measures: str) -> Dictionary:
    return Dictionary(
        Attribute(
            code=code,
            name=words(code),
            type="quantity",
            unit="家",
            measure=measure,
            definitions=(Definition(f"{code}@1", "1", words(code)),),
            owner=None,
            sensitivity="public",
        )
        for code, measure in measures.items()
    )


def make_release(code="count", grain="year", lag=3, **more) -> Release:
    return Release(
        code, None, words("年报"), more.pop("publisher", words("统计局")), grain, lag, (), "observed", "medium"
    )


def make_ledger(facts) -> Ledger:
    return append(Ledger(), list(facts), recorded_at=RECORDED, recorded_by="测试")


def ask(
    indicator: Indicator,
    facts=(),
    as_of="2023-09-01",
    *,
    known_at=None,
    measure=None,
    measures=None,
    releases=(),
    conflicts: tuple[Conflict, ...] = (),
    thresholds=THRESHOLDS,
    policy=POLICY,
    **more,
) -> IndicatorStatus:
    """The status of one indicator in a world that holds only these facts."""
    measures = {indicator.attribute: measure or MEASURES.get(indicator.shape, "stock"), **(measures or {})}
    report = monitor(
        make_book(indicator, thresholds=thresholds, **more),
        make_ledger(facts),
        make_dictionary(**measures),
        as_of=date.fromisoformat(as_of),
        known_at=date.fromisoformat(known_at) if known_at else None,
        policy=policy,
        calendar=ReleaseCalendar(tuple(releases)),
        conflicts=conflicts,
    )
    return report.indicators[0]


def near(code: str, why="口径不同") -> RelatedFigure:
    return RelatedFigure(f"{code}@1", words(why))
