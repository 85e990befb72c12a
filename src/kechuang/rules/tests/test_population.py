"""A population's verdicts are those of its firms one by one, for every rule that is shipped."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kechuang.content import load_region
from kechuang.rules import FactSet, check_rule, load_golden, load_rules
from kechuang.rules.levers import levers_for
from kechuang.rules.population import make_population, open_population
from kechuang.tree import TooWideError, cheapest
from kechuang.tree.gap_columns import NEVER
from kechuang.values import KechuangError


@pytest.fixture(scope="module")
def book():
    return load_rules(load_region("tianjin"))


@pytest.fixture(scope="module")
def golden(book):
    return load_golden(load_region("tianjin"), book)


def text(fact, value):
    """A value as a table holds it."""
    if value is None or fact.kind in ("flag", "choice", "points"):
        return value
    if fact.kind == "date":
        return date.fromordinal(value).isoformat()
    if fact.kind == "money":
        return f"{Fraction(value, 100).numerator}元" if value % 100 == 0 else f"{value}分"
    whole, rest = divmod(Fraction(value), 1)
    return f"{whole} {rest}" if rest else str(whole)


def table_of(sets, facts, day):
    """Fact sets as a table with a column a year."""
    names = {}
    for known in sets:
        for code, years in known.values.items():
            for year in years:
                names[f"{code}_{year}" if year is not None else code] = (code, year)
    columns = {}
    for name, (code, year) in names.items():
        fact = facts.get(code)
        values = [known.values.get(code, {}).get(year) for known in sets]
        kind = pa.bool_() if fact.kind == "flag" else pa.int64() if fact.kind == "points" else pa.string()
        columns[name] = pa.array([text(fact, value) for value in values], kind)
    # A fact given once is the latest year's; where others give it by year, the column of that year holds both.
    for name, (code, year) in names.items():
        latest = f"{code}_{day.year - 1}"
        if year is None and latest in columns:
            merged = [
                one if one is not None else two
                for one, two in zip(columns[latest].to_pylist(), columns[name].to_pylist(), strict=True)
            ]
            columns[latest] = pa.array(merged, columns[latest].type)
    for name, (code, year) in names.items():
        if year is None and f"{code}_{day.year - 1}" in columns:
            del columns[name]
    return pa.table({"id": [known.id for known in sets], **columns})


def variations(cases, chance):
    """Each case, and several with facts taken away or taken from another case."""
    for case in cases:
        yield case.known
        for number in range(4):
            values = {}
            for code, by_year in case.known.values.items():
                pick = chance.random()
                if pick < 0.12:
                    continue
                other = chance.choice(cases).known.values.get(code, by_year) if pick < 0.25 else by_year
                values[code] = other
            yield FactSet(f"{case.known.id}/{number}", case.known.as_of, values)


RULES = [("tech_sme", "2017"), ("tech_sme", "2022"), ("hnte", "2016"), ("eaglet", "2019"), ("eaglet", "2021"),
         ("gazelle", "2021"), ("leading_cultivation", "2021"), ("leading", "2021"), ("innovative_sme", "2022")]  # fmt: skip


@pytest.mark.parametrize(("code", "version"), RULES)
def test_columns_equal_single_verdicts_for_the_shipped_rules(book, golden, code, version):
    own = [case for case in golden if (case.rule, case.version) == (code, version)]
    day = max({case.known.as_of for case in own}, key=[case.known.as_of for case in own].count)
    own = [case for case in own if case.known.as_of == day]
    sets = list(variations(own, random.Random(f"{code} {version}")))
    rule = book.rule(code, day)
    connection = duckdb.connect()
    connection.register("source", table_of(sets, book.facts, day))
    population = make_population(connection, "source", rule)
    rows = connection.execute(f"SELECT * FROM ({population.verdict_sql()}) ORDER BY row_no").fetchall()
    assert len(rows) == len(sets)
    for row, known in zip(rows, sets, strict=True):
        single = check_rule(rule, known)
        assert row[2] == single.answer, (known.id, known.values)
        if rule.score is not None:
            assert row[3:5] == single.interval, (known.id, known.values)
    assert len({row[2] for row in rows}) >= (2 if code == "gazelle" else 3)


def edge(path, rows):
    pq.write_table(pa.table(rows), path)
    return path


def test_amounts_in_wan_yuan_doubles_exactly_on_an_edge_are_judged_as_they_are(book, tmp_path):
    chance = random.Random(5)
    sales, rd, wanted = [], [], []
    for _ in range(20_000):
        amount = chance.randrange(1, 4_000_000) * 100  # 元; every percentage of it is whole
        percent = chance.choice((2, 3, 4, 5, 6))
        below = chance.random() < 0.5
        spent = amount * percent - (1 if below else 0)  # in 分
        sales.append(amount / 10_000)
        rd.append(spent / 1_000_000)
        wanted.append({6: 50, 5: 40, 4: 30, 3: 20, 2: 10, 1: 0}[percent - below])
    path = edge(
        tmp_path / "edge.parquet", {"sales_revenue": sales, "rd_expense": rd, "cost_expense": [10_000_000.0] * len(rd)}
    )
    population = open_population(path, book.rule("tech_sme", date(2023, 5, 1)), money_unit="万元")
    rows = population.connection.execute(
        f"SELECT score_least FROM ({population.verdict_sql()}) ORDER BY row_no"
    ).fetchall()
    assert [row[0] for row in rows] == wanted


def test_other_parameters_over_the_same_population_say_who_gains_and_unchanged_ones_change_nothing(book, tmp_path):
    day = date(2022, 3, 1)
    rule, lower = book.rule("eaglet", day), book.rule("eaglet", day, {"revenue_floor": "5万元"})
    path = edge(tmp_path / "firms.parquet", {
        "id": ["a", "b"], "operating_revenue": [60_000, 40_000], "registered_on": [date(2019, 1, 1)] * 2,
        "registered_in_tianjin": [True] * 2, "research_dishonesty": [False] * 2, "on_bad_list": [False] * 2,
        "hnte_certificate_valid": [True] * 2,
    })  # fmt: skip
    population = open_population(path, rule)
    assert population.counts() == {"yes": 0, "no": 2, "unknown": 0, "needs_person": 0}
    assert population.changes(lower) == {("no", "no"): 1, ("no", "yes"): 1}
    assert population.changed(lower, "no", "yes") == ("a",)
    assert population.changes(book.rule("eaglet", day, {"revenue_floor": "10万元"})) == {("no", "no"): 2}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ({"sales_revenue": [-1]}, "negative"),
        ({"sales_revenue": [10**15]}, "too large"),
        ({"colour": ["red"]}, "no column"),
        ({"sales_revenue": ["many"]}, "unit"),
    ],
)
def test_a_table_that_cannot_be_is_refused(book, tmp_path, rows, says):
    with pytest.raises(KechuangError, match=says):
        open_population(edge(tmp_path / "x.parquet", rows), book.rule("tech_sme", date(2023, 5, 1)))


def test_a_file_that_is_no_table_is_refused(book, tmp_path):
    path = tmp_path / "x.parquet"
    path.write_text("no table", "utf-8")
    with pytest.raises(KechuangError, match="cannot be read"):
        open_population(path, book.rule("tech_sme", date(2023, 5, 1)))


@pytest.mark.parametrize(("code", "version"), [rule for rule in RULES if rule[0] == "tech_sme"])
def test_the_gap_of_a_population_costs_what_each_firm_is_told_alone(book, golden, code, version):
    own = [case for case in golden if (case.rule, case.version) == (code, version)]
    day = max({case.known.as_of for case in own}, key=[case.known.as_of for case in own].count)
    sets = list(variations([case for case in own if case.known.as_of == day], random.Random(version)))[::4]
    rule = book.rule(code, day)
    connection = duckdb.connect()
    connection.register("source", table_of(sets, book.facts, day))
    costs = make_population(connection, "source", rule).gap_costs(book.levers)
    alone = [cheapest(rule.root, check_rule(rule, known).facts, levers_for(rule, book.levers)) for known in sets]
    assert [None if cost == NEVER else int(cost) for cost in costs] == [plan and plan.cost for plan in alone]
    assert len({int(cost) for cost in costs}) > 5


def test_a_rule_whose_levers_meet_in_one_test_is_left_to_the_single_firm(book, tmp_path):
    rule = book.rule("leading", date(2022, 3, 1))
    path = edge(tmp_path / "firms.parquet", {"ip_total": [3]})
    with pytest.raises(TooWideError):
        open_population(path, rule).gap_costs(book.levers)
