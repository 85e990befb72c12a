"""Exactness, bounds and conversions of quantities."""

from decimal import Decimal
from fractions import Fraction

import pytest

from kechuang.values import Period, Quantity, UnitMismatchError, ValueFormatError, unit


@pytest.mark.parametrize(
    ("stated", "asked", "answer"),
    [
        ("23", "23", True),
        ("22", "23", False),
        (">2000", "2000", True),
        (">2000", "2001", None),
        ("<5", "5", False),
        ("≤5", "5", None),
        ("≈170", "160", None),
        ("3~5", "3", True),
        ("3~5", "4", None),
        ("3~5", "6", False),
    ],
)
def test_a_bounded_statement_settles_only_what_it_settles(stated: str, asked: str, answer: bool | None) -> None:
    assert Quantity.parse(stated, "家").at_least(Quantity.parse(asked, "家")) is answer


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="exact"):
        Quantity.of(2.8, "%")  # type: ignore[arg-type]


def test_money_is_whole_fen_at_any_scale() -> None:
    assert Quantity.parse("40.5", "亿元").base == 405_000_000_000
    assert Quantity.of(Decimal("0.01"), "元").base == 1


def test_a_percentage_is_a_pair_of_integers() -> None:
    share = Quantity.parse("2.8", "%").base
    assert (share.numerator, share.denominator) == (7, 250)


def test_counts_of_different_things_are_not_compared() -> None:
    with pytest.raises(UnitMismatchError):
        Quantity.parse("5", "家").at_least(Quantity.parse("5", "项"))


@pytest.mark.parametrize("text", ["", "abc", "3.5:46.5", ">", "1e9", "NaN", "5~"])
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueFormatError):
        Quantity.parse(text, "家")


@pytest.mark.parametrize("text", [">2000", "3~5", "2.8", "-0.5", "≈170", "28"])
def test_text_round_trips(text: str) -> None:
    assert Quantity.parse(text, "%").to_text() == text


@pytest.mark.parametrize("text", ["2019", "2022-05", "2025-Q2", "2020-11-01", "2016-2020"])
def test_period_text_round_trips(text: str) -> None:
    assert Period.parse(text).text == text


@pytest.mark.parametrize("text", ["", "2019-13", "2019-00", "2020-02-30", "20", "2020-2016", "二〇一九"])
def test_a_period_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueFormatError):
        Period.parse(text)


@pytest.mark.parametrize("symbol", ["", " ", "3家", "万 元"])
def test_a_unit_with_digits_or_blanks_is_refused(symbol: str) -> None:
    with pytest.raises(ValueFormatError):
        unit(symbol)


def test_an_unknown_counting_word_is_its_own_dimension() -> None:
    assert unit("万场").dimension == "场"
    assert unit("万场").factor == Fraction(10_000)
