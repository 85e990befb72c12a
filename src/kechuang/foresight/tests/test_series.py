"""Small cases worked by hand, what must hold for any series, and faults in files."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.content.errors import ContentError
from kechuang.foresight.series import Series, chance_of_reaching, find_seasons, forecast, read_series
from kechuang.foresight.series.models import MODELS, combine
from kechuang.values import KechuangError


def yearly(*values, start=2016):
    return Series("高企", 1, start, np.array(values, float))


def test_a_straight_line_goes_on_and_a_constant_stays():
    assert MODELS["drift"](np.array([1.0, 2, 3]), 2).tolist() == [4, 5]
    assert combine(np.full(6, 7.0), 3).tolist() == pytest.approx([7, 7, 7])


def test_steady_growth_in_percent_is_followed_by_the_models_of_logs():
    past = 100 * 1.1 ** np.arange(8)
    # theta gives half the slope to a smoothed level, so it follows steady growth at half its pace, in percent
    np.testing.assert_allclose(MODELS["theta_of_logs"](past, 2), past[-1] * 1.1 ** (np.arange(1, 3) / 2), rtol=1e-6)
    assert combine(past, 1)[0] > MODELS["drift"](past, 1)[0] * 0.98


def test_a_count_is_never_forecast_below_zero():
    ahead = forecast(yearly(90, 70, 45, 20, 4), 6)
    assert ahead.median.min() >= 0
    assert ahead.intervals[95][:, 0].min() >= 0
    assert forecast(yearly(-5, -7, -11), 2).median.max() < 0


def test_periods_run_on():
    assert forecast(Series("x", 12, 12 * 2023 + 10, np.arange(4.0)), 3).periods == ("2024-03", "2024-04", "2024-05")
    assert forecast(Series("x", 4, 4 * 2023 + 1, np.arange(4.0)), 2).periods == ("2024-Q2", "2024-Q3")


def test_a_plain_season_is_found_and_put_back():
    factors = np.array([0.5, 1.0, 1.0, 1.5])
    past = np.tile(factors, 6) * np.linspace(100, 200, 24)
    found = find_seasons(past, 4)
    np.testing.assert_allclose(found.factors, factors, atol=0.05)
    ahead = forecast(Series("x", 4, 8000, past), 4).median
    assert ahead[0] < 0.6 * ahead[1] < ahead[1] < ahead[3]
    assert find_seasons(np.linspace(100, 200, 24), 4) is None
    assert find_seasons(past[:8], 4) is None


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(1, 10**6), min_size=3, max_size=15), st.sampled_from([1e-3, 7.0, 1e4]))
def test_the_unit_of_measure_changes_nothing(values, factor):
    one, other = forecast(yearly(*values), 3), forecast(yearly(*(value * factor for value in values)), 3)
    np.testing.assert_allclose(other.median, one.median * factor, rtol=1e-6, atol=1e-6 * factor * max(values))
    np.testing.assert_allclose(
        other.intervals[80], one.intervals[80] * factor, rtol=1e-6, atol=1e-6 * factor * max(values)
    )


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=20), st.integers(1, 30))
def test_any_numbers_give_finite_ordered_intervals(values, horizon):
    ahead = forecast(yearly(*values), horizon, (50, 80, 95))
    low, high = ahead.intervals[80].T
    assert np.isfinite(ahead.intervals[95]).all()
    assert (low <= ahead.median).all()
    assert (ahead.median <= high).all()
    assert (ahead.intervals[95][:, 0] <= low).all()


def test_chances_grow_with_a_nearer_target_and_never_reach_certainty():
    ahead = forecast(yearly(60, 75, 92, 110, 130), 5)
    chances = [chance_of_reaching(ahead, target, 5) for target in (10, 150, 200, 260, 10_000)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] <= 0.995
    assert chances[-1] >= 0.005
    assert chance_of_reaching(ahead, 200, 5, at_most=True) == pytest.approx(1 - chance_of_reaching(ahead, 200, 5))
    # the upper end of the 80 % interval is exceeded one time in ten
    assert chance_of_reaching(ahead, float(ahead.intervals[80][4, 1]), 5) == pytest.approx(0.1, abs=1e-9)


def test_too_little_is_refused_and_what_is_doubtful_is_said():
    with pytest.raises(KechuangError, match="has 2 values, too few"):
        forecast(yearly(1, 2), 3)
    assert "从未变动" in forecast(yearly(5, 5, 5, 5), 1).notes[0].zh
    assert "shorter than any" in forecast(yearly(5, 6, 5), 1).notes[0].en
    with pytest.raises(KechuangError, match="level 100"):
        forecast(yearly(1, 2, 3), 1, (100,))
    with pytest.raises(KechuangError, match="horizon 0"):
        forecast(yearly(1, 2, 3), 0)


def write(tmp_path, text):
    path = tmp_path / "series.csv"
    path.write_text("series,period,value\n" + text, encoding="utf-8")
    return path


def test_a_gap_is_bridged_and_named(tmp_path):
    (series,) = read_series(write(tmp_path, "a,2021,30\na,2018,\na,2019,10\na,2022,40\n"))
    assert series.values.tolist() == [10, 20, 30, 40]
    assert (series.start, series.bridged) == (2019, (2020,))
    assert "缺2020" in forecast(series, 1).notes[0].zh


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,2020,1\na,2020,2\n", "line 3.*'2020' twice"),
        ("a,2020,1\na,2020-05,2\n", "mixes years"),
        ("a,twenty,1\n", "'twenty' is not understood"),
        ("a,2020-13,1\n", "'2020-13' is not understood"),
        ("a,2020,many\n", "'many' is no number"),
        ("a,2020,inf\n", "'inf' is no number"),
        ("a,1,1\na,900000,2\n", "misses more periods"),
        ("", "all rows are missing"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path, text, says):
    with pytest.raises(ContentError, match=says):
        read_series(write(tmp_path, text))
