"""Rules: one rule over 1,000,000 firms beside the same rule written by hand, amounts exactly on an edge, one firm explained.

Everything is synthetic; about a third of the firms lie on the edge of a band. The hand-written queries know no unknown: they
are what somebody would write who has every figure.
"""

from __future__ import annotations

import time
from datetime import date
from fractions import Fraction

import duckdb
import numpy as np
import pyarrow as pa

from bench.frame import Result, measure
from kechuang.content import load_region
from kechuang.rules import FactSet, check_rule, load_rules
from kechuang.rules.population import make_population
from kechuang.tree.gap_columns import NEVER

COUNT, THREADS, SEED = 1_000_000, 2, 7
DAY = date(2023, 5, 20)
FLAGS = ("resident_enterprise", "sound_accounts", "prohibited_product", "barred_industry", "major_incident", "research_dishonesty",
         "on_bad_list", "hnte_certificate_valid", "national_award_top3_5y", "provincial_rd_body", "led_standard_5y")  # fmt: skip
GOOD = ("resident_enterprise", "sound_accounts")

HAND = """
SELECT id, resident_enterprise AND sound_accounts AND staff_total <= 500 AND sales_revenue <= 20000000000
    AND total_assets <= 20000000000 AND NOT prohibited_product AND NOT barred_industry AND NOT major_incident
    AND NOT research_dishonesty AND NOT on_bad_list
    AND ((a + b + c >= 60 AND a > 0) OR hnte_certificate_valid OR national_award_top3_5y OR provincial_rd_body OR led_standard_5y)
    AS passes, a + b + c AS score
FROM (SELECT *,
    CASE WHEN 10 * science_staff >= 3 * staff_total THEN 20 WHEN 4 * science_staff >= staff_total THEN 16
         WHEN 5 * science_staff >= staff_total THEN 12 WHEN 20 * science_staff >= 3 * staff_total THEN 8
         WHEN 10 * science_staff >= staff_total THEN 4 ELSE 0 END AS a,
    greatest(
        CASE WHEN 50 * rd_expense >= 3 * sales_revenue THEN 50 WHEN 20 * rd_expense >= sales_revenue THEN 40
             WHEN 25 * rd_expense >= sales_revenue THEN 30 WHEN 100 * rd_expense >= 3 * sales_revenue THEN 20
             WHEN 50 * rd_expense >= sales_revenue THEN 10 ELSE 0 END,
        CASE WHEN 10 * rd_expense >= 3 * cost_expense THEN 50 WHEN 4 * rd_expense >= cost_expense THEN 40
             WHEN 5 * rd_expense >= cost_expense THEN 30 WHEN 20 * rd_expense >= 3 * cost_expense THEN 20
             WHEN 10 * rd_expense >= cost_expense THEN 10 ELSE 0 END) AS b,
    CASE WHEN ip_class1 >= 1 THEN 30 WHEN ip_class2 >= 4 THEN 24 ELSE 6 * ip_class2 END AS c
    FROM firm_facts)
"""


def population(count: int = COUNT, *, missing: float = 0.0) -> pa.Table:
    """Invented firms with every fact of the rule; a share of the facts can be missing."""
    chance = np.random.default_rng(SEED)
    staff = chance.integers(5, 600, count)
    share = chance.choice([5, 10, 15, 20, 25, 30, 40], count)
    sales = chance.integers(1, 25_000, count) * 10_000  # 元
    percent = chance.choice([1, 2, 3, 4, 5, 6, 8], count)
    edge = chance.random(count) < 1 / 3
    rd = sales * percent // 100
    rd = np.where(edge, rd - (chance.random(count) < 0.5), (rd * chance.uniform(0.7, 1.3, count)).astype(np.int64))
    columns: dict[str, np.ndarray] = {
        "id": np.arange(count), "staff_total": staff, "science_staff": staff * share // 100, "sales_revenue": sales,
        "total_assets": chance.integers(1, 230_000_000, count), "rd_expense": np.maximum(rd, 0),
        "cost_expense": sales * 9 // 10, "ip_class1": (chance.random(count) < 0.2).astype(np.int64),
        "ip_class2": chance.integers(0, 6, count),
    }  # fmt: skip
    for flag in FLAGS:
        likely = 0.97 if flag in GOOD else 0.03
        columns[flag] = chance.random(count) < likely
    arrays = {
        name: pa.array(values, mask=(chance.random(count) < missing) if missing and name != "id" else None)
        for name, values in columns.items()
    }
    return pa.table(arrays)


def run() -> list[Result]:
    """Whole population, edges, one firm."""
    book = load_rules(load_region("china"))
    rule = book.rule("tech_sme", DAY)
    results: list[Result] = []
    for missing in (0.0, 0.12):
        connection = duckdb.connect(config={"threads": THREADS})
        connection.register("source", population(missing=missing))
        began = time.perf_counter()
        firms = make_population(connection, "source", rule)
        entry = time.perf_counter() - began
        sql = firms.verdict_sql()
        tree, answer = measure(lambda c=connection, s=sql: c.execute(s).to_arrow_table(), repeat=5)
        hand, expected = measure(lambda c=connection: c.execute(HAND).to_arrow_table(), repeat=5)
        per = f"{COUNT:,} firms"
        note = f"{tree / hand:.2f} times the hand-written query; entry of the facts {entry:.2f} s"
        if not missing:
            wrong = _differences(answer, expected)
            note += f"; {wrong} answers or scores differ from it"
        label = f", {missing:.0%} of facts missing" if missing else ""
        results += [
            Result(f"tech_sme: verdict and score, DuckDB{label}", tree, per, 1.0, note),
            Result(f"the same by hand in SQL (knows no unknown){label}", hand, per),
        ]
        began = time.perf_counter()
        costs = firms.gap_costs(book.levers)
        seconds = time.perf_counter() - began
        able = int((costs < NEVER).sum())
        results.append(
            Result(f"tech_sme: cost of the cheapest way to qualify{label}", seconds, per, 10.0, f"{able:,} firms can")
        )
        connection.close()
    return [*results, *_edges(rule), _single(rule)]


def _differences(answer: pa.Table, expected: pa.Table) -> int:
    one, two = answer.sort_by("id").to_pydict(), expected.sort_by("id").to_pydict()
    return sum(
        (a == "yes") is not b or low != high or low != points
        for a, b, low, high, points in zip(
            one["answer"], two["passes"], one["score_least"], one["score_most"], two["score"], strict=True
        )
    )


def _edges(rule: object) -> list[Result]:
    """Every firm exactly on a threshold of R&D, amounts as 万元 in doubles."""
    chance = np.random.default_rng(SEED)
    percent = chance.choice([2, 3, 4, 5, 6], COUNT)
    sales = chance.integers(1, 200_000_000, COUNT) * 100  # 分·100: every percentage is whole 分
    rd = sales * percent // 100 * 100
    sales = sales * 100
    table = pa.table({
        "sales_revenue": sales / 1e6, "rd_expense": rd / 1e6, "cost_expense": np.full(COUNT, 1e9),
    })  # fmt: skip
    connection = duckdb.connect(config={"threads": THREADS})
    connection.register("source", table)
    firms = make_population(connection, "source", rule, money_unit="万元")  # type: ignore[arg-type]
    began = time.perf_counter()
    points = connection.execute(f"SELECT score_least FROM ({firms.verdict_sql()}) ORDER BY row_no").fetchnumpy()[
        "score_least"
    ]
    seconds = time.perf_counter() - began
    wrong = int((np.asarray(points) != np.array([0, 0, 10, 20, 30, 40, 50])[percent]).sum())
    floats = int((table["rd_expense"].to_numpy() / table["sales_revenue"].to_numpy() < percent / 100).sum())
    note = f"{wrong} wrong; the same doubles divided: {floats:,} wrong ({floats / COUNT:.1%})"
    return [
        Result("edge test: exactly on a threshold, amounts as 万元 in doubles", seconds, f"{COUNT:,} firms", None, note)
    ]


def _single(rule: object) -> Result:
    known = FactSet("one", DAY, {
        "staff_total": {None: Fraction(2401, 24)}, "science_staff": {None: 31}, "rd_expense": {2022: 26_000_000_00},
        "sales_revenue": {2022: 520_000_000_00}, "resident_enterprise": {None: True}, "on_bad_list": {None: False},
    })  # fmt: skip

    def once() -> None:
        for _ in range(100):
            result = check_rule(rule, known)  # type: ignore[arg-type]
            result.explain()
            result.questions()

    seconds, _ = measure(once, repeat=5)
    return Result("one firm: verdict, explanation and form", seconds / 100, "1 firm", 0.002)


if __name__ == "__main__":
    for result in run():
        print(result)
