"""Monitoring 10,000 indicators with 60 monthly figures each (600,000 facts), and the real region.

All figures of the large part are synthetic: stocks that grow at different paces, so that every status of pace occurs.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

from bench.frame import Result, measure
from kechuang.content import load_region
from kechuang.dictionary import Attribute, Definition, Dictionary, Release, ReleaseCalendar
from kechuang.ledger import Fact, Ledger
from kechuang.monitoring import ContentStore, MonitoringReport, Policy, monitor, monitor_store
from kechuang.plan.book import Baseline, DocumentRef, ExpectedPath, Indicator, PlanBook, Target, Thresholds
from kechuang.values import Period, Quantity, Sentence, Source

INDICATORS, MONTHS = 10_000, 60
AS_OF = date(2025, 6, 30)
RECORDED = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8)))
NAME = Sentence("指标", "indicator")


def make_facts() -> list[Fact]:
    """Monthly stocks for 2021-2025; indicator n reaches 0-149 % of its target."""
    source = Source("公报（虚构）", "统计局（虚构）")
    periods = [Period.parse(f"{2021 + month // 12}-{month % 12 + 1:02}") for month in range(MONTHS)]
    amounts = [Quantity.of(amount, "家") for amount in range(151)]
    return [
        Fact(
            id=f"f{indicator}-{month}",
            subject=f"region/{indicator}",
            attribute="count",
            definition="count@1",
            period=period,
            value=amounts[(month + 1) * (indicator % 150) // MONTHS],
            source=source,
            confidence="high",
            published=period.end + timedelta(days=20),
            synthetic=True,
            seq=indicator * MONTHS + month + 1,
            recorded_at=RECORDED,
            recorded_by="bench",
            digest="",
        )
        for indicator in range(INDICATORS)
        for month, period in enumerate(periods)
    ]


def make_book() -> PlanBook:
    """One indicator per subject, a stock of 100 by 2025 from 0 in 2020."""
    target = (Target("plan", Quantity.of(100, "家"), Period.year(2025)),)
    baseline = Baseline(Quantity.of(0, "家"), Period.year(2020))
    return PlanBook(
        code="bench",
        region="bench",
        title=NAME,
        period=Period.parse("2021-2025"),
        version=1,
        effective_from=date(2021, 1, 1),
        document=DocumentRef("规划", published=date(2021, 1, 1)),
        thresholds=Thresholds(Fraction(95, 100), Fraction(80, 100)),
        indicators=tuple(
            Indicator(
                code=f"i{number}",
                name=NAME,
                definition="count@1",
                attribute="count",
                subject=f"region/{number}",
                unit="家",
                shape="stock",
                direction="up",
                source=None,
                targets=target,
                baseline=baseline,
                path=ExpectedPath("linear"),
            )
            for number in range(INDICATORS)
        ),
    )


def run() -> list[Result]:
    """The whole run, with and without its sentences, and the real region after loading."""
    ledger, book = Ledger(make_facts()), make_book()
    dictionary = Dictionary(
        [Attribute("count", NAME, "quantity", "家", "stock", (Definition("count@1", "1", NAME),), None, "public")]
    )
    calendar = ReleaseCalendar((Release("count", None, NAME, NAME, "month", 1, (), "observed", "high"),))
    policy = Policy(Fraction(3, 5), 24, 5)

    def large() -> MonitoringReport:
        return monitor(
            book, ledger, dictionary, as_of=AS_OF, known_at=AS_OF.replace(year=2026), policy=policy, calendar=calendar
        )

    began = time.perf_counter()
    large()  # the first view puts every line in order of time
    first = time.perf_counter() - began
    seconds, report = measure(large, repeat=3)
    statuses = Counter(str(case.status) for case in report.indicators)
    note = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
    told, _ = measure(report.to_dict, repeat=2)
    store = ContentStore(load_region("baodi"))
    real, _ = measure(lambda: monitor_store(store, as_of=date(2023, 9, 1)), repeat=10)
    return [
        Result("statuses of 10,000 indicators × 60 periods", seconds, "run", 1.0, note),
        Result("the same over a ledger just loaded", first, "run"),
        Result("all their sentences and JSON", told, "run"),
        Result("the real region, loaded", real, "run", 0.03),
    ]
