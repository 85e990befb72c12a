"""The reader of quantified statements on the labelled texts and on the plan it exists for."""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from kechuang.plan.reading.quantities import Context, read_quantities

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
        given = [q.to_dict() for q in read_quantities(text, context=Context(filed_as=doc))[0]]
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
    assert 2 * found / (labels + predicted) >= 0.99
    assert 2 * strict / (labels + predicted) >= 0.97


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


def test_a_text_that_names_no_year_keeps_its_years_unknown():
    quantities, damages = read_quantities("新增高新技术企业12家，技术合同成交额达到3亿元。")
    assert [q.year for q in quantities] == [None, None]
    assert damages == ()


def test_a_five_year_plan_that_names_no_year_is_read_as_of_the_plan_in_force_and_flagged():
    quantities, damages = read_quantities("本规划的主要目标是：五年新增高新技术企业12家。")
    assert [(q.year, q.year_basis) for q in quantities] == [(2030, "assumed")]
    assert [d.what for d in damages] == ["year_assumed"]


def test_the_name_of_the_file_tells_the_year_where_the_text_does_not():
    quantities, _ = read_quantities(
        "加快平台建设，推动项目投产，引入3个项目。", context=Context(filed_as="某区2025年要点.txt")
    )
    assert [(q.year, q.kind) for q in quantities] == [(2025, "target")]


def test_a_year_is_not_cut_from_a_value_that_does_not_contradict_its_sentence():
    quantities, damages = read_quantities("投入由201558元增加到301558元。")
    assert [q.value for q in quantities] == [201558, 301558]
    assert damages == ()


def test_a_table_keeps_whether_a_target_is_binding():
    text = "指标 单位 2020年 2025年 属性\n研发经费投入强度 % 2.3 3 预期性\n森林覆盖率 % 41 42 约束性\n"
    quantities, _ = read_quantities(text)
    assert [q.obligation for q in quantities] == ["预期性", "预期性", "约束性", "约束性"]
    assert [text[q.num_start : q.num_end] for q in quantities] == ["2.3", "3", "41", "42"]


def test_values_are_exact_and_never_floats():
    quantities, _ = read_quantities("到2025年，占比达到2.80%，新增1,234家，年均增长5%-7%。")
    assert [q.value for q in quantities] == [Decimal("2.80"), 1234, (5, 7)]
    assert [q.to_dict()["value"] for q in quantities] == [2.8, 1234, [5, 7]]
