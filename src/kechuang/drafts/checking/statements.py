"""The statements of a draft: each figure with its exact amount, the period its sentence gives it, and whom it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

from kechuang.dictionary import Subjects
from kechuang.values import Bound, KechuangError, Period, Quantity

_SENTENCE_END = re.compile(r"[。；;！!？?\n]")
_RANGE = re.compile(r"(\d{4})年?[—–~～至到-]+(\d{4})年")
_FIVE_YEARS = re.compile(r"[“\"]?(十[一二三四五])五[”\"]?(?:时期|期间|以来)")
_DAY = re.compile(r"(\d{4})年(1[0-2]|[1-9])月(3[01]|[12]\d|[1-9])日")
_MONTH = re.compile(r"(?:(\d{4})年)?(?<!\d)(1[0-2]|[1-9])月(?:底|末|份)?")
_QUARTER = re.compile(r"(?:(\d{4})年)?第?([一二三四1-4])季度")
_HALF = re.compile(r"(?:(\d{4})年)?上半年")
_YEAR = re.compile(r"(\d{4})年")
_ORDER = "一二三四"
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_VERB = re.compile(r"(?:已|共|合计|累计|总数)?(?:为|是|有|达到?|增[至到]|突破|超过?|完成|实现|约)*约?$")
#: Words for the region itself and for the one above it.
_OWN, _ABOVE = ("全区", "我区", "本区", "区内"), ("全市", "我市", "本市", "市内")


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure of a draft.

    Attributes:
        start, end: of the statement; ``number`` is the span of the number alone.
        sentence: the span of the sentence it stands in.
        name: what is counted, as the reader names it.
        words: the draft's own words for it, before the figure.
        amount: exactly as written.
        tolerance: half of the last digit written, in the unit's base.
        period: that it speaks of; ``None`` where the draft gives none.
        subject: code of what it is about.
        aim: whether it is a target and not a result.
        measure: of the reader: ``level``, ``growth_rate``…
    """

    start: int
    end: int
    number: tuple[int, int]
    sentence: tuple[int, int]
    name: str
    words: str
    amount: Quantity
    tolerance: Fraction
    period: Period | None
    subject: str
    aim: bool
    measure: str


def read_statements(
    text: str, quantities: Iterable[Mapping[str, Any]], subjects: Subjects, region: str
) -> tuple[Statement, ...]:
    """The statements of a draft, in order; figures without a unit say nothing that could be held against a fact."""
    found = []
    for quantity in quantities:
        symbol = quantity["unit"] or quantity["unit_inferred"]
        amount = _amount(quantity, symbol)
        if amount is None:
            continue
        sentence = _sentence(text, quantity["start"])
        found.append(
            Statement(
                quantity["start"],
                quantity["end"],
                (quantity["num_start"], quantity["num_end"]),
                sentence,
                quantity["name"] or "",
                _words(text[quantity["start"] : quantity["num_start"]]),
                amount,
                _tolerance(text[quantity["num_start"] : quantity["num_end"]], amount),
                _period(text, sentence[0], quantity),
                _subject(text[sentence[0] : quantity["num_start"]], subjects, region),
                quantity["kind"] == "target",
                quantity["measure"],
            )
        )
    return tuple(found)


def _amount(quantity: Mapping[str, Any], symbol: str | None) -> Quantity | None:
    value = quantity["value"]
    if not symbol or isinstance(value, list) or value is None:
        return None
    bound: Bound = quantity["bound"] if quantity["bound"] in get_args(Bound) and quantity["bound"] != "range" else "eq"
    try:
        return Quantity.of(Decimal(str(value)), symbol, bound)
    except (KechuangError, ArithmeticError, ValueError):
        return None


def _tolerance(number: str, amount: Quantity) -> Fraction:
    """Half of the last digit that is written; a rounded 约 allows a twentieth."""
    digits = len(number.partition(".")[2]) if _NUMBER.fullmatch(number) else 0
    half = Fraction(1, 2 * 10**digits) * amount.unit.factor
    return max(half, abs(amount.base) / 20) if amount.bound == "about" else half


def _words(before: str) -> str:
    """The words before a figure without place and verb: ``全区登记企业数达到`` is about 登记企业数."""
    for word in (*_OWN, *_ABOVE):
        before = before.removeprefix(word)
    return _VERB.sub("", before.strip())


def _sentence(text: str, at: int) -> tuple[int, int]:
    before = [match.end() for match in _SENTENCE_END.finditer(text, 0, at)]
    after = _SENTENCE_END.search(text, at)
    return (before[-1] if before else 0), (after.start() if after else len(text))


def _period(text: str, begin: int, quantity: Mapping[str, Any]) -> Period | None:
    """The finest period that the sentence names before the figure, in the year the reader gives the figure."""
    before = text[begin : quantity["num_start"]]
    year = quantity["year"]
    spans = [*_RANGE.finditer(before), *_FIVE_YEARS.finditer(before)]
    last = max((match.end() for match in _YEAR.finditer(before)), default=-1)
    if spans and max(spans, key=lambda match: match.end()).end() >= last:
        return _years(max(spans, key=lambda match: match.end()))
    for form, made in ((_DAY, _day), (_MONTH, _month), (_QUARTER, _quarter), (_HALF, _half)):
        matches = list(form.finditer(before))
        # A month before another year was named belongs to that other time.
        if matches and matches[-1].end() >= last:
            of = int(matches[-1][1] or year or 0)
            if of:
                return made(of, matches[-1])
    return Period.year(year) if isinstance(year, int) else None


def _years(match: re.Match[str]) -> Period:
    """``2016—2020年`` as written; a numbered five-year plan runs from 1951 in steps of five: the thirteenth is 2016 to 2020."""
    if match.re is _RANGE:
        return Period.parse(f"{match[1]}-{match[2]}")
    first = 1951 + 5 * (11 + "一二三四五".index(match[1][1]))
    return Period.parse(f"{first}-{first + 4}")


def _day(year: int, match: re.Match[str]) -> Period:
    return Period.parse(f"{year}-{int(match[2]):02}-{int(match[3]):02}")


def _month(year: int, match: re.Match[str]) -> Period:
    return Period.parse(f"{year}-{int(match[2]):02}")


def _quarter(year: int, match: re.Match[str]) -> Period:
    place = _ORDER.index(match[2]) + 1 if match[2] in _ORDER else int(match[2])
    return Period.parse(f"{year}-Q{place}")


def _half(year: int, _: re.Match[str]) -> Period:
    return Period.parse(f"{year}-06")


def _subject(before: str, subjects: Subjects, region: str) -> str:
    """Whom the words before a figure name last: a subject by its name, else the region itself."""
    own = subjects.get(region)
    places = [(before.rfind(word), region) for word in _OWN]
    if own.within:
        places += [(before.rfind(word), own.within) for word in _ABOVE]
    for subject in subjects:
        for name in (subject.name.zh, *subject.aliases):
            if len(name) > 1:
                places.append((before.rfind(name), subject.code))
    at, code = max(places, key=lambda place: place[0])
    return code if at >= 0 else region
