"""On the public yearly series of the M3 competition: level with the best simple methods, and intervals that keep their promise.

A third of the series, chosen by number, so that the test stays short; ``python -m bench foresight`` runs them all.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from kechuang.foresight.series import Pool, Series, forecast, load_pools
from kechuang.foresight.series.models import combine, movement

DATA = Path(__file__).with_name("data") / "m3_yearly.csv"
LEVELS = (0.5, 0.8, 0.95)


@pytest.fixture(scope="module")
def pairs():
    with DATA.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 645
    return [(np.array(row["past"].split(), float), np.array(row["ahead"].split(), float)) for row in rows]


def smape(ahead, actual):
    return 200 * np.mean(np.abs(ahead - actual) / (np.abs(ahead) + np.abs(actual)))


@pytest.mark.parametrize(("last", "most"), [(0, 16.4), (8, 17.9)])
def test_accuracy_is_level_with_the_best_simple_methods(pairs, last, most):
    third = pairs[::3]
    scores = [smape(combine(past[-last:] if last else past, 6), ahead) for past, ahead in third]
    naive = [smape(np.full(6, past[-1]), ahead) for past, ahead in third]
    assert (
        np.mean(scores) < most * np.mean(naive) / 17.88 * 1.02
    )  # as hard for this third as for all (last value: 17.88)
    assert np.mean(scores) < np.mean(naive) - 0.5


@pytest.mark.parametrize("last", [0, 8, 6])
def test_shipped_intervals_cover_what_they_say(pairs, last):
    inside = dict.fromkeys((80, 95), 0)
    count = 0
    for number, (past, ahead) in enumerate(pairs[::3]):
        known = past[-last:] if last else past
        found = forecast(Series(str(number), 1, 0, known), 6, (80, 95))
        count += 6
        for level, both in found.intervals.items():
            inside[level] += int(((both[:, 0] <= ahead) & (ahead <= both[:, 1])).sum())
    assert 0.77 <= inside[80] / count <= 0.845
    assert 0.925 <= inside[95] / count <= 0.975


def test_a_pool_from_one_half_covers_the_other_half(pairs):
    """The promise does not rest on having seen the series: the pool is made from other ones."""
    errors = np.array([np.abs(ahead - combine(past, 6)) / movement(past) for past, ahead in pairs[::3]])
    lengths = np.array([0.0, 100.0])
    covered = []
    for halves in (errors[::2], errors[1::2]), (errors[1::2], errors[::2]):
        widths = np.quantile(halves[0], LEVELS, axis=0).T
        pool = Pool(1, lengths, np.array(LEVELS), np.stack([widths, widths]), len(halves[0]))
        covered.append((halves[1] <= pool.half_width(0.8, 20, 6)).mean())
    assert 0.77 <= np.mean(covered) <= 0.83


def test_intervals_lie_inside_each_other_and_widen(pairs):
    pool = load_pools()[1]
    for length in (4, 7, 20, 50):
        reach = np.array([pool.half_width(level / 100, length, 12) for level in (20, 50, 80, 95, 99)])
        assert (np.diff(reach, axis=0) > 0).all()
        assert (np.diff(reach, axis=1) >= 0).all()
