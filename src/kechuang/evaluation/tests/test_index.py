"""Small cases worked by hand, what must hold for any figures, and faults in the files."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.content.errors import ContentError
from kechuang.evaluation import build_index, read_framework, read_recipe, read_table, replicate
from kechuang.evaluation.index.building import descending_ranks
from kechuang.evaluation.index.replication import sensitivity
from kechuang.evaluation.index.steps.normalising import METHODS, Scale, normalise
from kechuang.evaluation.index.steps.treating import Treatment, treat
from kechuang.values import KechuangError

META = "code,name,parent,level,weight,direction,denominator\na,甲,idx,1,1,1,\nb,乙,idx,1,3,-1,pop\nidx,指数,,2,1,1,\n"
DATA = "unit,a,b,pop\nX,0,10,10\nY,5,40,10\nZ,10,20,10\n"
STEPS = "- denominate\n- normalise: {method: minmax, to: [0, 100]}\n- aggregate: {method: arithmetic}\n"


@pytest.fixture
def files(tmp_path):
    def write(data=DATA, meta=META, steps=STEPS):
        for name, text in (("data.csv", data), ("meta.csv", meta), ("steps.yaml", steps)):
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def read(folder):
    return (
        read_table(folder / "data.csv"),
        read_framework(folder / "meta.csv"),
        read_recipe(folder / "steps.yaml"),
    )


def test_a_small_index_worked_by_hand(files):
    result = build_index(*read(files()))
    # b is divided by 10 and less is better: X 100, Y 0, Z 66.67; weights 1 and 3.
    assert [round(result.score(unit), 6) for unit in "XYZ"] == [75.0, 12.5, 75.0]
    assert result.to_dict()["ranks"] == {"X": 1, "Y": 3, "Z": 1}
    assert result.score("Z", "b") == pytest.approx(200 / 3)


def test_a_missing_figure_leaves_the_mean_and_is_not_zero(files):
    result = build_index(*read(files(data="unit,a,b,pop\nX,0,10,10\nY,5,40,10\nZ,10,,10\n")))
    assert result.score("Z") == 100.0
    assert result.to_dict()["scores"]["Z"]["b"] is None


def test_a_unit_with_too_few_figures_is_left_out_and_named(files):
    data = "unit,a,b,pop\nX,0,10,10\nY,5,40,10\nZ,10,,10\n"
    result = build_index(*read(files(data=data, steps="- screen: {coverage: 65%}\n" + STEPS)))
    assert result.units == ("X", "Y")
    assert "Z" in result.tables[0].notes[0].zh
    # exactly the share that is asked for is enough
    assert build_index(*read(files(data=data, steps="- screen: {coverage: 50%}\n" + STEPS))).units == ("X", "Y", "Z")


def test_a_zero_denominator_gives_no_figure_and_says_so(files):
    result = build_index(*read(files(data="unit,a,b,pop\nX,0,10,0\nY,5,40,10\nZ,10,20,10\n")))
    assert math.isnan(result.tables[0].values[0, 1])
    assert "为零" in result.tables[0].notes[0].zh


def test_a_column_that_is_the_same_for_all_tells_nobody_apart(files):
    result = build_index(*read(files(data="unit,a,b,pop\nX,7,10,10\nY,7,40,10\nZ,7,20,10\n")))
    assert result.score("X") == 100.0
    assert "不能区分" in result.tables[1].notes[0].zh


def test_geometric_and_harmonic_means_by_hand(files):
    steps = "- normalise: {method: none}\n- aggregate: {method: %s}\n"
    data, meta = "unit,a,b\nX,2,8\nY,4,4\n", META.replace("-1,pop", "1,").replace(",1,3,1,", ",1,1,1,")
    geometric = build_index(*read(files(data, meta, steps % "geometric")))
    assert geometric.score("X") == pytest.approx(4)
    harmonic = build_index(*read(files(data, meta, steps % "harmonic")))
    assert harmonic.score("X") == pytest.approx(3.2)
    with pytest.raises(KechuangError, match="zero or below"):
        build_index(*read(files("unit,a,b\nX,0,8\nY,4,4\n", meta, steps % "geometric")))


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("minmax", [0, 25, 100]), ("rank", [1, 2, 3]), ("borda", [0, 1, 2]), ("percentile_rank", [0, 0.5, 1]),
        ("distance_to_max", [0, 0.25, 1]), ("fraction_of_max", [0.2, 0.4, 1]), ("none", [1, 2, 5]),
        ("zscore", [-0.8006407690254357, -0.32025630761017426, 1.1208970766356101]),
    ],
)  # fmt: skip
def test_each_way_of_normalising(method, expected):
    np.testing.assert_allclose(normalise(np.array([1.0, 2, 5]), Scale(method)), expected, atol=1e-12)


def test_distance_to_a_target_and_goalposts_know_the_direction(files):
    meta = META.replace("-1,pop", "-1,")
    target = "- normalise: {method: distance_to_target, targets: {a: 20, b: 5}}\n- aggregate\n"
    result = build_index(*read(files("unit,a,b\nX,0,10\nY,10,40\n", meta, target)))
    assert result.score("X", "b") == pytest.approx(30 / 35)
    assert result.score("Y", "a") == pytest.approx(0.5)
    posts = "- normalise: {method: goalposts, posts: {a: [0, 10], b: [0, 40]}, to: [0, 100]}\n- aggregate\n"
    result = build_index(*read(files("unit,a,b\nX,0,10\nY,15,40\n", meta, posts)))
    assert (result.score("X", "b"), result.score("Y", "a"), result.score("Y", "b")) == (75, 100, 0)


def test_an_outlier_is_winsorised_and_a_stubborn_column_logged():
    outlier = np.array([*range(1, 11), 100.0])
    assert treat(outlier, Treatment()).values.max() == 10
    low = treat(-outlier, Treatment())
    assert (low.values.min(), low.points) == (-10, 1)
    many = np.array([*range(1, 21), 100.0, 200.0])
    assert treat(many, Treatment(max_winsorised=1)).how == "log"
    assert treat(many, Treatment(max_winsorised=1, fallback="none")).how == "winsorised"
    flat = np.array([3.0, 3, 3, np.nan])
    np.testing.assert_array_equal(treat(flat, Treatment()).values, flat)


NUMBERS = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=4, max_size=12, unique=True)


@settings(deadline=None, max_examples=60)
@given(NUMBERS, st.floats(0.001, 1000), st.floats(-1e5, 1e5))
def test_scores_do_not_depend_on_the_unit_of_measure(column, factor, shift):
    values = np.array(column)
    for method in ("minmax", "zscore", "rank", "percentile_rank", "distance_to_max"):
        scale = Scale(method)
        if np.ptp(values) < 1e-2:
            continue
        np.testing.assert_allclose(normalise(values, scale), normalise(values * factor + shift, scale), atol=1e-4)


@settings(deadline=None, max_examples=60)
@given(NUMBERS, st.randoms())
def test_relabelling_units_changes_nothing_but_their_order(column, rng):
    values, places = np.array(column), list(range(len(column)))
    rng.shuffle(places)
    for method in METHODS:
        if method not in ("distance_to_reference", "distance_to_target", "goalposts"):
            moved = normalise(values[places], Scale(method))
            np.testing.assert_allclose(moved, normalise(values, Scale(method))[places], rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(descending_ranks(values[places]), descending_ranks(values)[places])


def test_replications_without_spread_keep_the_rank(files):
    table, framework, recipe = read(files(data="unit,a,b,pop\nX,10,10,10\nY,0,40,10\nZ,5,20,10\n"))
    found = replicate(table, framework, recipe, replications=50, seed=1, vary=["weights"])
    assert found.to_dict()["rank_intervals"] == {"X": [1, 1, 1], "Y": [3, 3, 3], "Z": [2, 2, 2]}
    assert found.tied_with("X") == ()


def test_the_choice_that_moves_a_unit_is_named(files):
    table, framework, recipe = read(files())
    moved = sensitivity(table, framework, recipe, replications=200, seed=1, vary=["weights", "noise"])
    assert moved["weights"]["Y"] == 0
    assert moved["weights"]["X"] + moved["weights"]["Z"] > 0


@pytest.mark.parametrize("vary", ["weather", "treat"])
def test_a_factor_that_is_unknown_or_has_no_step_is_refused(files, vary):
    with pytest.raises(KechuangError, match=f"'{vary}' cannot be varied"):
        replicate(*read(files()), replications=10, seed=1, vary=[vary])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"data": "unit,a,b,pop\nX,0,ten,10\nY,1,2,3\n"}, "data.csv, line 2.*'ten' in column 'b'"),
        ({"data": "unit,a,b,pop\nX,0,1,10\nX,1,2,3\n"}, "data.csv, line 3.*given twice"),
        ({"data": "unit,a,b,pop\n"}, "'unit' or every row is missing"),
        ({"data": "unit,a,b,pop\nX,inf,1,10\n"}, "'inf' in column 'a'"),
        ({"meta": META.replace("idx,1,3", "odd,1,3")}, "meta.csv, line 3.*parent 'odd'"),
        ({"meta": META + "other,别,,2,1,1,\n"}, "exactly one item"),
        ({"meta": META.replace(",3,-1", ",-3,-1")}, "line 3.*weight -3"),
        ({"meta": META.replace(",3,-1", ",3,0")}, "direction 0"),
        ({"steps": "- normalize: {method: minmax}\n- aggregate\n"}, "no step 'normalize'"),
        ({"steps": "- normalise: {method: max}\n- aggregate\n"}, "max"),
        ({"steps": "- aggregate\n- denominate\n"}, "last step"),
        ({"steps": "- screen: {coverage: 65}\n- aggregate\n"}, "65%"),
        ({"steps": "method: minmax\n"}, "list of steps"),
        ({"steps": "- normalise: {method: minmax, to: [5, 5]}\n- aggregate\n"}, "two different numbers"),
    ],
)
def test_a_fault_in_a_file_is_named_with_its_place(files, change, says):
    with pytest.raises(ContentError, match=says):
        build_index(*read(files(**change)))


def test_a_column_that_is_missing_is_named(files):
    with pytest.raises(KechuangError, match="no column 'pop'"):
        build_index(*read(files(data="unit,a,b\nX,0,10\nY,5,40\n")))
