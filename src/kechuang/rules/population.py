"""A rule over a whole population: a table of firms becomes a table of facts, and one standard SELECT judges it.

The table has one row a firm and columns named by fact: ``staff_total``, ``sales_revenue`` (the last accounting year),
``sales_revenue_2021`` (a year) or ``sales_revenue__1`` (years before the last). Amounts are rounded to whole 分 as they enter,
so that 万元 in doubles, as Excel gives them, cannot move a firm across a threshold; a mean of staff is taken as the nearest
600th, which holds every mean of months and quarters and two decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kechuang.rules.amounts import read_value
from kechuang.rules.derived import Derived, mean_growth
from kechuang.rules.facts import FactType
from kechuang.rules.levers import levers_for
from kechuang.rules.rule import Rule
from kechuang.tree import (
    UNDEFINED_RANK,
    Column,
    Layout,
    Lever,
    Undefined,
    Value,
    column_name,
    grid_of,
    rank_of,
    verdict_sql,
)
from kechuang.tree.gap_columns import gap_costs
from kechuang.values import KechuangError, unit

FIRMS = "firm_facts"
#: Parts of one in which a yearly mean is kept where it arrives as a double: months (24), quarters (8), two decimals (100).
MEAN_PARTS = 600
_EPOCH = date(1970, 1, 1).toordinal()
_YEAR = re.compile(r"(.+)_((?:19|20)\d{2})")
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
_MOST_WORDS = 2_000_000


@dataclass(frozen=True, slots=True)
class Population:
    """Firms as facts, ready to be judged: the table ``firm_facts`` of a connection, and how each fact stands in it."""

    connection: duckdb.DuckDBPyConnection
    rule: Rule
    layout: Layout
    count: int

    def verdict_sql(self, rule: Rule | None = None) -> str:
        """The SELECT that judges every firm by the rule, or by the same rule with other parameters."""
        judged = rule or self.rule
        return verdict_sql(
            judged.root, table=FIRMS, score=judged.score, layout=self._layout(judged), keep=("row_no", "id")
        )

    def counts(self, rule: Rule | None = None) -> dict[str, int]:
        """How many firms get each answer."""
        rows = self.connection.execute(
            f"SELECT answer, count(*) FROM ({self.verdict_sql(rule)}) AS v GROUP BY answer"
        ).fetchall()
        found = {str(answer): int(count) for answer, count in rows}
        return {answer: found.get(answer, 0) for answer in ("yes", "no", "unknown", "needs_person")}

    def write(self, path: Path) -> None:
        """Write ``id``, ``answer`` and the bounds of the score as Parquet."""
        self.connection.execute(
            f"COPY (SELECT * EXCLUDE (row_no) FROM ({self.verdict_sql()}) AS v ORDER BY row_no) TO ? (FORMAT PARQUET)",
            [str(path)],
        )

    def changes(self, other: Rule) -> dict[tuple[str, str], int]:
        """What-if: how many firms go from one answer to another under another version or other parameters."""
        rows = self.connection.execute(
            f"SELECT a.answer, b.answer, count(*) FROM ({self.verdict_sql()}) AS a "
            f"JOIN ({self.verdict_sql(other)}) AS b ON a.row_no = b.row_no GROUP BY a.answer, b.answer"
        ).fetchall()
        return {(str(before), str(after)): int(count) for before, after, count in rows}

    def changed(self, other: Rule, before: str, after: str, most: int = 100) -> tuple[str, ...]:
        """The ids of firms that go from one answer to another, the first ``most``."""
        rows = self.connection.execute(
            f"SELECT a.id FROM ({self.verdict_sql()}) AS a JOIN ({self.verdict_sql(other)}) AS b ON a.row_no = b.row_no "
            "WHERE a.answer = ? AND b.answer = ? ORDER BY a.row_no LIMIT ?",
            [before, after, most],
        ).fetchall()
        return tuple(str(row[0]) for row in rows)

    def gap_costs(self, levers: tuple[Lever, ...]) -> NDArray[np.int64]:
        """What each firm's cheapest plan costs in 分, in the table's order; ``NEVER`` where no plan is sure to do.

        Raises:
            TooWideError: the rule has to be asked firm by firm.
        """
        usable = levers_for(self.rule, levers)
        return gap_costs(self.rule.root, usable, self._layout(self.rule), FIRMS, self._fetch)

    def _fetch(self, sql: str) -> list[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
        found = []
        for column in self.connection.execute(sql).fetchnumpy().values():
            masked = np.ma.asarray(column)
            found.append((np.asarray(masked.filled(0), dtype=np.int64), ~np.ma.getmaskarray(masked)))
        return found

    def _layout(self, rule: Rule) -> Layout:
        for key in rule.keys():  # noqa: SIM118  a rule is no mapping
            column = self.layout.columns.get(key)
            if column is None:
                raise KechuangError(
                    zh=f"人群表是为另一版本准备的，缺少“{key}”。",
                    en=f"The table was made for another version: it lacks '{key}'.",
                )
            if column.ranked and column.scale % lcm(grid_of(rule.root, key), _grid(rule, key)):
                raise KechuangError(
                    zh=f"“{key}”的门槛不在已备刻度上，请重新读取人群表。",
                    en=f"A threshold of '{key}' does not lie on the grid that was made; read the table again.",
                )
        return self.layout


def open_population(
    path: Path, rule: Rule, *, money_unit: str = "元", threads: int | None = None, others: tuple[Rule, ...] = ()
) -> Population:
    """Read a Parquet or CSV file of firms for a rule; ``others`` are versions it will be compared with.

    Raises:
        KechuangError: the file cannot be read, has no column the rule asks for, or holds a value that cannot be.
    """
    connection = duckdb.connect(config={"threads": threads} if threads else {})
    reader = "read_csv" if path.suffix.lower() == ".csv" else "read_parquet"
    try:
        connection.execute(f"CREATE VIEW source AS SELECT * FROM {reader}('{str(path).replace(chr(39), chr(39) * 2)}')")
    except duckdb.Error as error:
        raise KechuangError(
            zh=f"文件“{path.name}”不能读取，须是 Parquet 或 CSV。",
            en=f"The file '{path.name}' cannot be read; give Parquet or CSV.",
        ) from error
    return make_population(connection, "source", rule, money_unit=money_unit, others=others)


def make_population(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    rule: Rule,
    *,
    money_unit: str = "元",
    others: tuple[Rule, ...] = (),
) -> Population:
    """Turn a table of a connection into the table ``firm_facts`` of facts. Money columns are in ``money_unit``."""
    size = unit(money_unit)
    if size.dimension != "money":
        raise KechuangError(zh=f"“{money_unit}”不是金额单位。", en=f"'{money_unit}' is no unit of money.")
    reader = _Reader(connection, source, rule, others, int(size.factor))
    return reader.make()


class _Reader:
    """Makes the table of facts, column by column."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, source: str, rule: Rule, others: tuple[Rule, ...], fen: int
    ) -> None:
        self.connection = connection
        self.source = source
        self.rule = rule
        self.rules = (rule, *others)
        self.fen = fen
        self.columns: dict[str, Column] = {}
        self.selected: dict[str, str] = {}
        described = connection.execute(f"DESCRIBE {source}").fetchall()
        self.types = {str(row[0]): str(row[1]) for row in described}
        self.keys = {key: name for name in self.types for key in self._keys(name)}

    def make(self) -> Population:
        """The table ``firms`` and its layout."""
        wanted = {key: rule for rule in self.rules for key in rule.keys()}  # noqa: SIM118  a rule is no mapping
        plain = [key for key in wanted if key.partition(".")[0] in self.rule.facts]
        derived = {key: rule.derived[key] for key, rule in wanted.items() if key in rule.derived}
        for one in derived.values():
            plain += [f"{one.fact}.{back}" if back else one.fact for back in range(one.years)]
            plain += [one.since] if one.since else []
        read = list(dict.fromkeys([*plain, *self._inferred(plain)]))
        if not any(key in self.keys for key in read):
            raise KechuangError(
                zh=f"表里没有规则“{self.rule.code}”所用的任何一列。",
                en=f"The table has no column that rule '{self.rule.code}' reads.",
            )
        for key in read:
            self._read(key)
        identity = next((name for name in ("id", "uscc") if name in self.types), None)
        chosen = ", ".join(f"{text} AS {column_name(key)}" for key, text in self.selected.items())
        number = f'CAST("{identity}" AS VARCHAR)' if identity else "CAST(row_number() OVER () AS VARCHAR)"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE firm_plain AS SELECT row_number() OVER () AS row_no, {number} AS id, {chosen} FROM {self.source}"
        )
        self._check_values()
        sums = [f"{self._sum(one)} AS {key}" for key, one in derived.items() if one.form == "sum"]
        extra = "".join(f", {text}" for text in sums)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {FIRMS} AS SELECT *{self._completed()}{extra} FROM firm_plain"
        )
        for key, one in derived.items():
            if one.form == "mean_growth":
                self._growth(key, one)
        for key in wanted:
            self.columns.setdefault(key, Column(present=False))
        (count,) = self.connection.execute(f"SELECT count(*) FROM {FIRMS}").fetchone() or (0,)
        return Population(self.connection, self.rule, Layout(self.columns), int(count))

    # ---- columns ----------------------------------------------------------------------------------------------------

    def _keys(self, name: str) -> Iterator[str]:
        """The keys that a column of the source stands for."""
        facts = self.rule.facts
        code, _, back = name.partition("__")
        found = _YEAR.fullmatch(name)
        for word, years in ((code, back or "0"), (found[1], found[2]) if found else ("", "0")):
            try:
                fact = facts.find(word) if word else None
            except KechuangError:
                continue
            if fact is not None and years.isdigit():
                count = int(years) if int(years) < 100 else self.rule.as_of.year - 1 - int(years)
                if 0 <= count < 10:
                    yield f"{fact.code}.{count}" if count else fact.code

    def _inferred(self, keys: list[str]) -> Iterator[str]:
        inference = self.rule.facts.inference
        for when, then in inference.implies:
            if when in keys or then in keys:
                yield from (when, then)
        for total, parts in inference.totals:
            if {total, *parts} & set(keys):
                yield from (total, *parts)

    def _read(self, key: str) -> None:
        fact = self.rule.facts.get(key.partition(".")[0])
        name = self.keys.get(key)
        if name is None:
            self.selected[key] = f"CAST(NULL AS {_sql_type(fact)})"
            self.columns[key] = Column(present=True, scale=1)
            return
        kind, quoted = self.types[name], '"' + name.replace('"', '""') + '"'
        if kind == "VARCHAR":
            self._words(key, fact, quoted)
            return
        scale = 1
        whole = kind in _INTEGERS
        match fact.kind:
            case "money":
                text = (
                    f"CAST({quoted} AS BIGINT) * {self.fen}"
                    if whole
                    else f"CAST(round({quoted} * {self.fen}) AS BIGINT)"
                )
            case "count" if fact.mean and not whole:
                scale = MEAN_PARTS
                text = f"CAST(round({quoted} * {scale}) AS BIGINT)"
            case "count" | "points":
                text = f"CAST({quoted} AS BIGINT)"
            case "date":
                text = f"date_diff('day', DATE '1970-01-01', CAST({quoted} AS DATE)) + {_EPOCH}"
            case _:
                text = quoted
        self.selected[key] = text
        self.columns[key] = Column(scale=scale, largest=(fact.most or 10**9) * scale)

    def _words(self, key: str, fact: FactType, quoted: str) -> None:
        """A column of text: each different text is read once, by the reader that reads a single firm."""
        rows = self.connection.execute(
            f"SELECT DISTINCT {quoted} FROM {self.source} WHERE {quoted} IS NOT NULL LIMIT {_MOST_WORDS}"
        ).fetchall()
        values = {str(row[0]): read_value(fact, str(row[0])) for row in rows}
        scale = 1
        for value in values.values():
            if isinstance(value, Fraction):
                scale = lcm(scale, value.denominator)
        table = f"words_{column_name(key)}"
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} (word VARCHAR, value {_sql_type(fact)})")
        if values:
            self.connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?)",
                [[word, _stored(value, scale)] for word, value in values.items()],
            )
        self.selected[key] = f"(SELECT value FROM {table} WHERE word = {quoted})"
        self.columns[key] = Column(scale=scale, largest=(fact.most or 10**9) * scale)

    def _check_values(self) -> None:
        """Refuse a table with values that cannot be: negative where nothing is, or larger than anything is."""
        for key in self.selected:
            fact = self.rule.facts.get(key.partition(".")[0])
            if fact.kind not in ("money", "count") or key not in self.keys:
                continue
            column, largest = column_name(key), self.columns[key].largest
            bad = f"abs({column}) > {largest}" + ("" if fact.signed else f" OR {column} < 0")
            row = self.connection.execute(f"SELECT count(*), min(id) FROM firm_plain WHERE {bad}").fetchone()
            if row is not None and row[0]:
                raise KechuangError(
                    zh=f"“{fact.name.zh}”一列有{row[0]}个负数或过大的数（如 {row[1]}），请核对单位。",
                    en=f"The column '{key}' has {row[0]} values that are negative or too large (such as {row[1]}); check the unit.",
                )

    # ---- what follows -----------------------------------------------------------------------------------------------

    def _completed(self) -> str:
        """A REPLACE clause with what follows from other facts."""
        inference = self.rule.facts.inference
        texts: dict[str, str] = {}
        for when, then in inference.implies:
            if when in self.selected and then in self.selected:
                texts[then] = f"COALESCE({texts.get(then, then)}, CASE WHEN {when} THEN TRUE END)"
                texts[when] = f"COALESCE({texts.get(when, when)}, CASE WHEN NOT {then} THEN FALSE END)"
        for total, parts in inference.totals:
            if total in self.selected and all(part in self.selected for part in parts):
                texts[total] = f"COALESCE({total}, {' + '.join(parts)})"
                texts |= {part: f"COALESCE({part}, CASE WHEN {total} = 0 THEN 0 END)" for part in parts}
        return " REPLACE (" + ", ".join(f"{text} AS {key}" for key, text in texts.items()) + ")" if texts else ""

    def _sum(self, one: Derived) -> str:
        keys = [f"{one.fact}.{back}" if back else one.fact for back in range(one.years)]
        scale = 1
        for key in keys:
            scale = lcm(scale, self.columns[key].scale)
        terms = []
        for back, key in enumerate(keys):
            value = f"{column_name(key)} * {scale // self.columns[key].scale}"
            if one.since is not None:
                end = date(self.rule.as_of.year - 1 - back, 12, 31).toordinal()
                value = f"COALESCE({value}, CASE WHEN {column_name(one.since)} > {end} THEN 0 END)"
            terms.append(value)
        self.columns[one.code] = Column(scale=scale, largest=sum(self.columns[key].largest for key in keys))
        return " + ".join(terms)

    def _growth(self, key: str, one: Derived) -> None:
        """Mean growth as its rank: computed exactly, firm by firm, before it meets the query."""
        keys = [f"{one.fact}.{back}" if back else one.fact for back in range(one.years - 1, -1, -1)]
        since = column_name(one.since) if one.since else "CAST(NULL AS BIGINT)"
        columns = ", ".join([since, *map(column_name, keys)])
        rows = self.connection.execute(f"SELECT row_no, {columns} FROM firm_plain").fetchall()
        ends = [date(self.rule.as_of.year - 1 - back, 12, 31).toordinal() for back in range(one.years - 1, -1, -1)]
        scale = 1
        for rule in self.rules:
            scale = lcm(scale, grid_of(rule.root, key), _grid(rule, key))
        known: dict[tuple[Any, ...], int | None] = {}
        ranks = [
            known[row[1:]] if row[1:] in known else known.setdefault(row[1:], _rank(row, ends, one, scale))
            for row in rows
        ]
        table = pa.table({"row_no": [row[0] for row in rows], "rank": pa.array(ranks, pa.int64())})
        self.connection.register("ranks", table)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {FIRMS} AS SELECT f.*, r.rank AS {key} FROM {FIRMS} AS f JOIN ranks AS r USING (row_no)"
        )
        self.connection.unregister("ranks")
        self.columns[key] = Column(scale=scale, ranked=True)


def _grid(rule: Rule, key: str) -> int:
    return grid_of(rule.score, key) if rule.score is not None else 1


def _rank(row: tuple[Any, ...], ends: list[int], one: Derived, scale: int) -> int | None:
    start, values = row[1], row[2:]
    found: list[Fraction] = []
    for value, end in zip(values, ends, strict=True):
        if value is not None:
            found.append(Fraction(value))
        elif start is None or start <= end:
            return None
    growth = mean_growth(found, zero_middle=one.zero_middle)
    return UNDEFINED_RANK if isinstance(growth, Undefined) else rank_of(growth, scale)


def _stored(value: Value, scale: int) -> int | bool | str:
    """A value as its column holds it."""
    if isinstance(value, bool | str):
        return value
    return 0 if isinstance(value, Undefined) else int(value * scale)


def _sql_type(fact: FactType) -> str:
    return {"flag": "BOOLEAN", "choice": "VARCHAR"}.get(fact.kind, "BIGINT")


def summary(population: Population) -> Mapping[str, Any]:
    """What ``rules run`` prints."""
    rule = population.rule
    return {"rule": rule.code, "version": rule.version, "as_of": rule.as_of.isoformat(), "firms": population.count,
            "answers": population.counts()}  # fmt: skip
