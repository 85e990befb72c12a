"""The verdict of a population in SQL is the verdict of each firm, also with facts missing."""

from __future__ import annotations

import os
import sqlite3

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.tree import (
    UNDEFINED,
    UNDEFINED_RANK,
    Column,
    Label,
    Layout,
    column_name,
    compare,
    grid_of,
    judge,
    rank_of,
    score,
    verdict_sql,
)
from kechuang.tree.tests.trees import (
    CHOICES,
    FLAGS,
    GIVEN,
    MEANS,
    NUMBERS,
    PERSON_FLAG,
    conditions,
    firms,
    points,
    roots,
)
from kechuang.values import KechuangError, Sentence

SCALE = 6
LAYOUT = Layout({key: Column(scale=SCALE, largest=10**6) for key in MEANS}, Column(largest=10**6))
KEYS = (*NUMBERS, *FLAGS, PERSON_FLAG, *CHOICES, GIVEN)
KINDS = {**dict.fromkeys((*FLAGS, PERSON_FLAG), "BOOLEAN"), **dict.fromkeys(CHOICES, "VARCHAR(20)")}


def stored(key, facts):
    value = facts.get(key)
    return int(value * SCALE) if key in MEANS and value is not None else value


class DuckDB:
    mark = "?"

    def __init__(self):
        self.connection = duckdb.connect()

    def fetch(self, sql, rows):
        columns = ", ".join(f"{column_name(key)} {KINDS.get(key, 'BIGINT')}" for key in KEYS)
        cursor = self.connection.cursor()
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE firms (id BIGINT, {columns})")
        marks = ", ".join("?" * (len(KEYS) + 1))
        cursor.executemany(f"INSERT INTO firms VALUES ({marks})", rows)
        return cursor.execute(sql).fetchall()


class SQLite(DuckDB):
    def __init__(self):
        self.connection = sqlite3.connect(":memory:")

    def fetch(self, sql, rows):
        columns = ", ".join(f"{column_name(key)} {KINDS.get(key, 'BIGINT')}" for key in KEYS)
        self.connection.execute("DROP TABLE IF EXISTS firms")
        self.connection.execute(f"CREATE TABLE firms (id BIGINT, {columns})")
        self.connection.executemany(f"INSERT INTO firms VALUES ({', '.join('?' * (len(KEYS) + 1))})", rows)
        return self.connection.execute(sql).fetchall()


class PostgreSQL(DuckDB):
    def __init__(self):
        psycopg = pytest.importorskip("psycopg")
        self.connection = psycopg.connect(os.environ["KECHUANG_DATABASE"])

    def fetch(self, sql, rows):
        columns = ", ".join(f"{column_name(key)} {KINDS.get(key, 'BIGINT')}" for key in KEYS)
        with self.connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS firms")
            cursor.execute(f"CREATE TEMP TABLE firms (id BIGINT, {columns})")
            cursor.executemany(f"INSERT INTO firms VALUES ({', '.join(['%s'] * (len(KEYS) + 1))})", rows)
            return cursor.execute(sql).fetchall()


postgres = pytest.param(
    PostgreSQL,
    marks=[
        pytest.mark.postgres,
        pytest.mark.skipif(
            not os.environ.get("KECHUANG_DATABASE", "").startswith("postgresql"), reason="no PostgreSQL server is given"
        ),
    ],
)


@pytest.fixture(scope="module", params=[DuckDB, SQLite, postgres])
def engine(request):
    opened = request.param()
    yield opened
    opened.connection.close()


@settings(deadline=None, max_examples=60)
@given(root=conditions() | roots(), scored=points(), population=st.lists(firms, min_size=1, max_size=6))
def test_the_same_query_gives_every_firm_the_verdict_it_gets_alone(engine, root, scored, population):
    sql = verdict_sql(root, table="firms", score=scored, layout=LAYOUT, keep=("id",))
    rows = [(index, *(stored(key, facts) for key in KEYS)) for index, facts in enumerate(population)]
    found = {row[0]: row[1:] for row in engine.fetch(sql, rows)}
    for index, facts in enumerate(population):
        interval = score(scored, facts).interval
        assert found[index] == (judge(root, facts).answer, *interval), (sql, facts)


@pytest.mark.parametrize("op", [">=", ">", "<=", "<"])
def test_a_derived_fraction_meets_sql_as_a_rank_that_keeps_every_comparison(op):
    from fractions import Fraction

    test = compare(Label("g", Sentence("增长", "growth")), (("growth", 1),), op, Fraction(35, 100), kind="share")
    scale = grid_of(test, "growth")
    layout = Layout({"growth": Column(scale=scale, ranked=True)})
    sql = verdict_sql(test, table="firms", layout=layout, keep=("id",))
    values = [Fraction(n, d) for d in (1, 3, 7, 20, 1000, 999_983) for n in range(d // 3, d // 2 + 2)][:2000]
    values += [Fraction(35, 100), Fraction(35, 100) + Fraction(1, 10**30), Fraction(35, 100) - Fraction(1, 10**30)]
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE firms (id BIGINT, growth BIGINT)")
    rows = [*enumerate(rank_of(value, scale) for value in values), (-1, UNDEFINED_RANK), (-2, None)]
    connection.executemany("INSERT INTO firms VALUES (?, ?)", rows)
    found = dict(connection.execute(sql).fetchall())
    connection.close()
    assert [found[index] for index in range(len(values))] == [judge(test, {"growth": value}).answer for value in values]
    assert (found[-1], found[-2]) == ("needs_person", "unknown")
    assert judge(test, {"growth": UNDEFINED}).answer == "needs_person"


def test_a_test_whose_products_could_leave_64_bits_is_refused_with_a_sentence():
    test = compare(Label("x", Sentence("研发占比", "R&D share")), (("rd", 1),), ">=", 10**9 + 7, kind="money")
    wide = Layout(plain=Column(largest=10**19))
    with pytest.raises(KechuangError, match="64 bits"):
        verdict_sql(test, table="firms", layout=wide)


def test_a_column_the_table_does_not_have_is_unknown_for_everyone(engine):
    test = compare(Label("x", Sentence("研发", "R&D")), (("rd", 1),), ">=", 5, kind="money")
    sql = verdict_sql(test, table="firms", layout=Layout({"rd": Column(present=False)}))
    assert engine.fetch(sql, [(1, *[None] * len(KEYS))]) == [("unknown",)]
