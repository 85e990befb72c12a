"""What a region decides about intake: thresholds of recognition, jumps that are asked about, returns and when they are due."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kechuang.content import (
    ContentError,
    RegionFolder,
    YamlMap,
    check_keys,
    list_of,
    map_of,
    maps_of,
    number_of,
    sentence_of,
    text_of,
    whole_of,
)
from kechuang.values import Sentence

FILE = "intake.yaml"
_DUE = re.compile(r"(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Return:
    """A return that comes every year: words of its title, and the month and day of the next year by which it is due."""

    name: Sentence
    words: tuple[str, ...]
    month: int
    day: int

    def due(self, year: int) -> date:
        """The day by which the return of a year must have come."""
        return date(year + 1, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Policy:
    """How files are judged.

    Attributes:
        column, table, margin: points from which a column and a table count as recognised; what parts two types clearly.
        factors: jumps that a slip of units makes, largest first, each with how far from it a figure may lie.
        together: amounts of one row that must jump together.
        column_rows, column_share: rows and share of a column that jump alike, from which it is one question.
        outlier_decades: powers of ten from the middle of a column at which a figure without a past is asked about.
        volatile: fields that swing by themselves and say nothing about units.
        tenfold_away: powers of ten from what is usual, per head, at which a tenfold jump is asked about.
        returns: returns that are due on a day.
    """

    column: int
    table: int
    margin: int
    factors: Mapping[int, Decimal]
    together: int
    column_rows: int
    column_share: Decimal
    outlier_decades: Decimal
    volatile: frozenset[str]
    tenfold_away: Decimal
    returns: tuple[Return, ...]

    def return_of(self, texts: tuple[str, ...]) -> Return | None:
        """The return whose words stand in a title."""
        whole = "\n".join(texts)
        return next((one for one in self.returns if any(word in whole for word in one.words)), None)


def load_policy(folder: RegionFolder) -> Policy:
    """The policy in force for a region: the nearest ``intake.yaml`` up the chain.

    Raises:
        ContentError: the file is absent or a value wrong; names file and line.

    >>> from kechuang.content import load_region
    >>> load_policy(load_region("baodi")).return_of(("某区科技企业年报",)).due(2022)
    datetime.date(2023, 4, 30)
    """
    document = folder.yaml(FILE)
    check_keys(document, {"recognition", "history", "returns"})
    recognition, history = map_of(document, "recognition"), map_of(document, "history")
    check_keys(recognition, {"column", "table", "margin"})
    check_keys(
        history,
        {
            "factors",
            "tolerance",
            "together",
            "column_rows",
            "column_share",
            "outlier_decades",
            "volatile",
            "tenfold_away",
        },
    )
    tolerance = map_of(history, "tolerance")
    factors = sorted((int(one) for one in list_of(history, "factors")), reverse=True)
    return Policy(
        column=whole_of(recognition, "column"),
        table=whole_of(recognition, "table"),
        margin=whole_of(recognition, "margin"),
        factors={factor: number_of(tolerance, str(factor)) for factor in factors},
        together=whole_of(history, "together"),
        column_rows=whole_of(history, "column_rows"),
        column_share=number_of(history, "column_share"),
        outlier_decades=number_of(history, "outlier_decades"),
        volatile=frozenset(map(str, list_of(history, "volatile"))),
        tenfold_away=number_of(history, "tenfold_away"),
        returns=tuple(_return(one) for one in maps_of(document, "returns")),
    )


def _return(entry: YamlMap) -> Return:
    check_keys(entry, {"words", "due", "name"})
    found = _DUE.fullmatch(text_of(entry, "due"))
    try:
        day = date(2001, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise ContentError(
            entry.at("due"), zh="due 写月-日，如 05-31（2月最多28日）。", en="'due' is month-day such as 05-31."
        )
    words = tuple(str(word) for word in list_of(entry, "words"))
    return Return(sentence_of(entry, "name"), words, day.month, day.day)
