"""``kechuang foresee series``."""

import json

from kechuang.cli import main

DATA = "series,period,value\n高企,2019,60\n高企,2020,75\n高企,2021,92\n高企,2022,110\n合同,2021,3.5\n合同,2022,4\n"


def test_the_command_prints_every_series_by_level(tmp_path, capsys):
    path = tmp_path / "series.csv"
    path.write_text(DATA, encoding="utf-8")
    command = ["foresee", "series", "--data", str(path), "--horizon", "2", "--levels", "80,95"]
    assert main([*command, "--json"]) == 0
    out, err = capsys.readouterr()
    printed = json.loads(out)
    assert printed["合同"] == []
    assert "合同" in err
    first = printed["高企"][0]
    assert set(first) == {"period", "median", "80", "95"}
    assert first["period"] == "2023"
    assert first["95"][0] < first["80"][0] < first["median"] < first["80"][1] < first["95"][1]
    assert main(command) == 0
    assert "2024" in capsys.readouterr().out


def test_a_level_that_is_no_number_is_refused(tmp_path, capsys):
    path = tmp_path / "series.csv"
    path.write_text(DATA, encoding="utf-8")
    assert main(["foresee", "series", "--data", str(path), "--horizon", "2", "--levels", "most"]) == 2
    assert "most" in capsys.readouterr().err
