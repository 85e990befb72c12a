"""The reader of quantified statements on the labelled texts and on the plan it exists for."""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from kechuang.plan.reading.quantities import read_quantities

LABELLED = (
    next(p for p in Path(__file__).resolve().parents if (p / "pyproject.toml").exists()).parent / "shared/plan_reading"
)
needs_labels = pytest.mark.skipif(
    not LABELLED.exists(), reason="the labelled texts (../shared/plan_reading) are not here"
)

TARGETS = {
    "规模以上企业研发投入RD占销售收入比例": (Decimal("2.8"), "%", "level"),
    "国家级高新技术企业数": (280, "家", "level"),
    "国家科技型中小企业数": (200, "家", "level"),
    "市级科技领军培育企业数": (23, "家", "level"),
    "瞪羚企业数": (20, "家", "level"),
    "雏鹰企业数": (50, "家", "level"),
    "众创空间新增数": (1, "家", "increment"),
    "国家星创天地新增数": (1, "家", "increment"),
    "国家科技企业孵化器新增数": (1, "家", "increment"),
    "区级农业科技示范园区数": (5, "家", "level"),
    "技术合同成交额": (35, "亿元", "cumulative"),
}


def rows(name: str) -> dict[str, list[dict]]:
    grouped = defaultdict(list)
    for line in (LABELLED / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        grouped[row["doc"]].append(row)
    return grouped


@needs_labels
def test_the_plan_s_eleven_targets_are_right_in_every_field():
    text = (LABELLED / "texts/baodi_plan.txt").read_text(encoding="utf-8")
    targets = [q for q in read_quantities(text)[0] if q.kind == "target"]
    assert {q.name.removeprefix("宝坻区"): (q.value, q.unit, q.measure) for q in targets} == TARGETS
    assert {(q.year, q.bound) for q in targets} == {(2025, "eq")}


@needs_labels
def test_a_year_run_into_a_value_is_taken_apart_and_flagged():
    text = (LABELLED / "texts/baodi_plan.txt").read_text(encoding="utf-8")
    at = text.index("由201558家")
    quantities, damages = read_quantities(text)
    first, second = (q for q in quantities if at <= q.num_start < at + 20)
    assert (first.value, first.unit, first.kind, first.year) == (58, "家", "baseline", 2015)
    assert (second.value, second.kind) == (151, "actual")
    assert any(d.what == "year_and_value_run_together" and d.start == at + 1 and d.end == at + 7 for d in damages)


@needs_labels
def test_labelled_texts_reach_the_agreed_score():
    spec = importlib.util.spec_from_file_location("score", LABELLED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    gold, neutral = rows("gold.jsonl"), rows("neutral.jsonl")
    labels = predicted = found = strict = 0
    for doc, wanted in gold.items():
        text = (LABELLED / "texts" / doc).read_text(encoding="utf-8")
        given = [q.to_dict() for q in read_quantities(text)[0]]
        free = [
            p for p in given if not any(p["num_start"] < n["end"] and n["start"] < p["num_end"] for n in neutral[doc])
        ]
        labels, predicted = labels + len(wanted), predicted + len(free)
        for label in wanted:
            hits = [p for p in free if p["num_start"] < label["num_end"] and label["num_start"] < p["num_end"]]
            if hits:
                best = max(hits, key=lambda p: sum(score.judge(p, label).values()))
                free.remove(best)
                found += 1
                verdict = score.judge(best, label)
                strict += all(verdict[k] for k in ("value", "unit", "kind", "year", "measure"))
    assert 2 * found / (labels + predicted) >= 0.97
    assert 2 * strict / (labels + predicted) >= 0.93


def test_counts_without_a_unit_take_the_one_their_list_ends_with():
    text = "拥有国家入库科技型中小企业179雏鹰企业40瞪羚企业16市级科技领军(培育)企业8家。"
    quantities, damages = read_quantities(text)
    assert [(q.value, q.unit, q.unit_inferred) for q in quantities] == [
        (179, None, "家"),
        (40, None, "家"),
        (16, None, "家"),
        (8, "家", None),
    ]
    assert [text[d.start : d.end] for d in damages if d.what == "unit_dropped"] == ["179", "40", "16"]


def test_a_text_may_end_with_a_unit_for_each_of_something():
    (found,), _ = read_quantities("到2030年全员劳动生产率62万元/人")
    assert (found.value, found.unit, found.end) == (62, "万元/人", 19)
