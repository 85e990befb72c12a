"""Golden cases: what policy officers can read and amend. Every threshold has a pair just below and above."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kechuang.monitoring.tests.builders import ask, make_fact, make_indicator, near

FOLDER = Path(__file__).parent / "golden"


def cases():
    for path in sorted(FOLDER.glob("*.yaml")):
        table = yaml.safe_load(path.read_text("utf-8"))
        rows = table.pop("cases")
        for row in rows:
            yield pytest.param({**table, **row}, id=f"{path.stem}: {row['why']}")


@pytest.mark.parametrize("case", cases())
def test_golden_case(case):
    indicator = make_indicator(
        case["shape"],
        case["target"],
        case.get("period", "2025"),
        case.get("baseline"),
        case.get("path", "linear"),
        direction=case.get("direction", "up"),
        related=(near("running"),),
    )
    facts = [make_fact(period, value) for period, value in case.get("facts", {}).items()]
    facts += [make_fact(period, value, "running") for period, value in case.get("ytd", {}).items()]
    found = ask(indicator, facts, str(case["as_of"]), measures={"running": "ytd"})
    assert found.status == case["status"], found.explanation.zh
    assert found.explanation.zh
    assert found.explanation.en


def test_every_shape_has_golden_cases():
    from kechuang.monitoring.shapes import JUDGES

    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(JUDGES)
