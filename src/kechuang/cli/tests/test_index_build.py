"""``kechuang index build``."""

import json

import pytest

from kechuang.cli import main

META = "code,name,parent,level,weight,direction,denominator\na,甲,idx,1,1,1,\nb,乙,idx,1,3,-1,pop\nidx,指数,,2,1,1,\n"
DATA = "unit,a,b,pop\nX,0,10,10\nY,5,40,10\nZ,10,20,10\n"
STEPS = "- denominate\n- normalise: {method: minmax, to: [0, 100]}\n- aggregate: {method: arithmetic}\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in (("data.csv", DATA), ("meta.csv", META), ("steps.yaml", STEPS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_command_prints_scores_ranks_and_intervals(folder, capsys):
    command = ["index", "build", "--data", str(folder / "data.csv"), "--meta", str(folder / "meta.csv"), "--steps",
               str(folder / "steps.yaml"), "--replications", "20", "--seed", "3", "--vary", "weights,normalise"]  # fmt: skip
    assert main([*command, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["ranks"] == {"X": 1, "Y": 3, "Z": 1}
    assert set(printed) == {"steps", "scores", "ranks", "rank_intervals", "tied_with", "varied", "replications"}
    assert all(len(interval) == 3 for interval in printed["rank_intervals"].values())
    assert main(command) == 0
    assert "位次区间" in capsys.readouterr().out
    assert main(["index", "build", "--data", "absent.csv", "--meta", "x", "--steps", "y"]) == 2
