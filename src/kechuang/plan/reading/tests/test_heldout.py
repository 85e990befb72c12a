"""The reader on texts of other regions that it was not developed on (heldout/README.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kechuang.plan.reading import read_document, read_plan
from kechuang.plan.reading.tests.judging import Row, judge, rows

HERE = Path(__file__).parent
FLOORS = {"heldout": (0.99, 0.97), "heldout2": (0.985, 0.95), "heldout3": (0.99, 0.95)}  # finding, strict


def read(path: Path) -> list[Row]:
    reading = read_plan(read_document(path), filed_as=path.name).to_dict()["quantities"]
    assert isinstance(reading, list)
    return reading


@pytest.mark.parametrize("name", FLOORS)
def test_texts_of_other_regions_are_read_above_the_floor(name: str) -> None:
    marks = judge(HERE / name, read)
    finding, strict = FLOORS[name]
    assert marks.labels > 100
    assert marks.finding >= finding, marks.faults
    assert marks.strict_f1 >= strict, marks.faults


@pytest.mark.parametrize("name", FLOORS)
def test_labels_stand_where_they_say(name: str) -> None:
    for row in rows(HERE / name / "gold.jsonl"):
        text = (HERE / name / "texts" / row["doc"]).read_text(encoding="utf-8")
        assert text[row["num_start"] : row["num_end"]] == row["raw"]
        assert text[row["start"] : row["end"]] == row["span"]
        assert row["start"] <= row["num_start"] < row["num_end"] <= row["end"]


def test_a_judge_that_is_shown_the_labels_gives_full_marks_and_one_that_is_shown_nothing_none() -> None:
    folder = HERE / "heldout"
    labels = rows(folder / "gold.jsonl")
    full = judge(folder, lambda path: [row for row in labels if row["doc"] == path.name])
    assert (full.finding, full.strict_f1, full.faults) == (1, 1, [])
    wrong = judge(folder, lambda path: [{**row, "year": 1999} for row in labels if row["doc"] == path.name])
    assert (wrong.finding, wrong.strict_f1) == (1, 0)
    assert judge(folder, lambda _: []).finding == 0
