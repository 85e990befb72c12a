"""Titles on a time line, around the days that matter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kechuang.content import load_region
from kechuang.register import add_months, join_spans, load_vocabulary, title_span

WORDS = load_vocabulary(load_region("baodi"))
HNTE = WORDS.kind("title_kind", "hnte")
SME = WORDS.kind("title_kind", "tech_sme")
CHEETAH = WORDS.kind("title_kind", "cheetah")


def test_a_certificate_runs_three_years_to_the_day():
    span = title_span(HNTE, issued_on=date(2020, 12, 1))
    assert [span.in_force(day) for day in (date(2020, 11, 30), date(2020, 12, 1), date(2023, 11, 30))] == [
        False, True, True,
    ]  # fmt: skip
    assert span.state(date(2023, 12, 1)) == "lapsed"
    assert not span.stated


def test_a_certificate_of_a_leap_day_ends_on_the_first_of_march():
    assert title_span(HNTE, issued_on=date(2020, 2, 29)).ends == date(2023, 3, 1)


def test_a_yearly_title_falls_to_nothing_on_new_year():
    span = title_span(SME, issued_on=date(2023, 6, 15))
    assert span.in_force(date(2023, 12, 31)) is True
    assert span.in_force(date(2024, 1, 1)) is False


def test_with_the_year_alone_what_lies_inside_it_is_open():
    span = title_span(HNTE, year=2020)
    assert span.begins is None
    assert span.in_force(date(2019, 12, 31)) is False
    assert span.in_force(date(2020, 6, 1)) is None
    assert span.in_force(date(2021, 6, 1)) is True
    assert span.in_force(date(2023, 6, 1)) is None
    assert span.in_force(date(2024, 1, 1)) is False
    assert span.state(date(2020, 6, 1)) == "unknown"


def test_a_stated_end_goes_before_the_rule():
    span = title_span(HNTE, issued_on=date(2020, 12, 1), expires_on=date(2022, 1, 1))
    assert span.stated
    assert span.ends == date(2022, 1, 1)


def test_a_title_whose_length_is_not_known_has_an_open_end():
    span = title_span(CHEETAH, issued_on=date(2025, 7, 31))
    assert span.in_force(date(2025, 8, 1)) is None
    assert span.ends is None
    assert span.lapses_within(date(2025, 8, 1), 12) is None


def test_a_title_without_any_day_is_unknown_and_not_lapsed():
    assert title_span(HNTE).state(date(2023, 1, 1)) == "unknown"


def test_a_revoked_title_is_not_in_force_from_that_day():
    span = title_span(HNTE, issued_on=date(2020, 12, 1), ended_on=date(2022, 5, 1))
    assert span.in_force(date(2022, 4, 30)) is True
    assert span.state(date(2022, 5, 1)) == "revoked"
    assert span.lapses_within(date(2022, 4, 1), 3) is True


@pytest.mark.parametrize(("day", "months", "lapses"), [(date(2023, 9, 1), 3, True), (date(2023, 8, 1), 3, False)])
def test_what_lapses_soon_is_known_to_the_day(day, months, lapses):
    assert title_span(HNTE, issued_on=date(2020, 12, 1)).lapses_within(day, months) is lapses


def test_renewals_join_and_gaps_stay():
    spans = [title_span(HNTE, issued_on=day) for day in (date(2017, 12, 1), date(2020, 12, 1), date(2024, 11, 1))]
    assert join_spans(spans) == ((date(2017, 12, 1), date(2023, 12, 1)), (date(2024, 11, 1), date(2027, 11, 1)))


def test_joining_shows_only_what_was_surely_held():
    assert join_spans([title_span(HNTE, year=2020)]) == ((date(2020, 12, 31), date(2023, 1, 1)),)
    assert join_spans([title_span(CHEETAH, issued_on=date(2025, 7, 31))]) == ((date(2025, 7, 31), None),)


def test_months_are_added_without_skipping_or_losing_days():
    day = date(2020, 1, 31)
    moved = [add_months(day + timedelta(days=n), 1) for n in range(800)]
    assert moved == sorted(moved)
    assert moved[0] == date(2020, 3, 1)
