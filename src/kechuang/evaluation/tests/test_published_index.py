"""Our figures are those of established software on a published case."""

from pathlib import Path

import numpy as np

from kechuang.evaluation import build_index, read_framework, read_recipe, read_table, replicate

FOLDER = Path(__file__).with_name("asem")


def published():
    return (
        read_table(FOLDER / "data.csv"),
        read_framework(FOLDER / "meta.csv"),
        read_recipe(FOLDER / "steps.yaml"),
    )


def test_every_score_of_the_published_index_is_met():
    result, expected = build_index(*published()), read_table(FOLDER / "published.csv")
    assert result.units == expected.units
    for code in result.codes:
        mine = result.scores[:, result.codes.index(code)]
        np.testing.assert_allclose(mine, expected.column(code), atol=1e-9, rtol=0, err_msg=code)


def test_the_published_ranks_are_met():
    result, expected = build_index(*published()), read_table(FOLDER / "published.csv")
    index = expected.column("Index")
    assert [int(rank) for rank in result.ranks] == [1 + int((index > mine + 1e-9).sum()) for mine in index]


def test_every_step_leaves_its_table_and_says_what_it_did():
    result = build_index(*published())
    assert [table.step for table in result.tables] == ["denominate", "impute", "treat", "normalise", "aggregate"]
    treated = next(table for table in result.tables if table.step == "treat")
    assert "“Services”缩尾4处。" in {note.zh for note in treated.notes}


def test_replications_are_the_same_for_the_same_seed_and_surround_the_nominal_rank():
    table, framework, recipe = published()
    once = replicate(table, framework, recipe, replications=300, seed=7, vary=["weights", "treat", "normalise"])
    again = replicate(table, framework, recipe, replications=300, seed=7, vary=["normalise", "treat", "weights"])
    np.testing.assert_array_equal(once.ranks, again.ranks)
    other = replicate(table, framework, recipe, replications=300, seed=8, vary=["weights", "treat", "normalise"])
    assert (once.ranks != other.ranks).any()
    nominal = build_index(table, framework, recipe).ranks
    low, high = once.intervals[:, 0], once.intervals[:, 2]
    assert ((low <= nominal) & (nominal <= high)).mean() >= 0.9
