"""The district plan this project exists for: its structure, tasks and names against the labels."""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from kechuang.plan.reading import Reading, read_document, read_plan
from kechuang.plan.reading.tests import shared

PLAN = "baodi_plan.txt"


def load_scorer() -> ModuleType:
    path = Path(__file__).resolve().parents[5] / "tools" / "score_tasks.py"
    spec = importlib.util.spec_from_file_location("score_tasks", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def plan() -> Reading:
    return read_plan(read_document(shared.folder() / "texts" / PLAN))


def test_every_labelled_section_is_found_at_its_place_with_level_and_title(plan: Reading) -> None:
    labels = {
        (row["start"], row["level"], row["title"], row["number"], row["lead_in"])
        for row in shared.rows("sections.jsonl")
    }
    read = {(one.start, one.level, one.title, one.number, one.lead_in) for one in plan.sections}
    assert read == labels


def test_paths_of_sections_are_the_labelled_ones(plan: Reading) -> None:
    labels = {row["start"]: row["path"] for row in shared.rows("sections.jsonl")}
    assert {one.start: list(one.path) for one in plan.sections} == labels


def test_tasks_are_found_with_recall_090_and_precision_080(plan: Reading) -> None:
    labels = [row for row in shared.rows("tasks.jsonl") if row["doc"] == PLAN]
    result = load_scorer().score(labels, [task.to_dict() for task in plan.tasks])
    assert result.recall >= 0.95
    assert result.precision >= 0.82


def test_most_tasks_name_the_labelled_section_and_an_object(plan: Reading) -> None:
    labels = [row for row in shared.rows("tasks.jsonl") if row["doc"] == PLAN]
    sections = {row["start"]: row["section"] for row in labels}
    agree = [task.section == sections[task.start] for task in plan.tasks if task.start in sections]
    assert sum(agree) >= 0.95 * len(agree)
    assert all(task.objects for task in plan.tasks)


def test_names_are_found_with_recall_085_and_precision_070(plan: Reading) -> None:
    labels = {row["name"] for row in shared.rows("entities.jsonl")}
    read = {entity.name for entity in plan.entities}
    assert len(labels & read) >= 0.85 * len(labels)
    assert len(labels & read) >= 0.70 * len(read)


def test_principles_programmes_and_safeguards_are_told_apart(plan: Reading) -> None:
    by_role = {
        role: [one.title for one in plan.sections if one.role == role]
        for role in ("principle", "programme", "safeguard")
    }
    assert len(by_role["principle"]) == 5
    assert [one.title for one in plan.sections if one.role == "programme" and one.level == 2] == [
        "实施京津中关村科技城创新引领工程",
        "实施一区四园创新能级提升工程",
        "实施六大产业创新发展工程",
        "实施创新型企业培育工程",
        "实施创新创业生态优化工程",
    ]
    assert by_role["safeguard"] == ["加强组织实施", "深化机制改革", "强化政策保障", "加强监督评估"]


def test_the_run_together_year_and_the_damaged_heading_are_flagged(plan: Reading) -> None:
    codes = {warning.what for warning in plan.warnings}
    assert {"year_and_value_run_together", "heading_bracket_lost", "sentences_fused", "unit_dropped"} <= codes


def test_a_plan_of_thirty_kilobytes_is_read_within_a_second(plan: Reading) -> None:
    started = time.process_time()
    read_plan(plan.text)
    assert time.process_time() - started < 1.0
