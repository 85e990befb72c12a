"""What the reader owes any text at all: no exception, offsets inside it, nested sections, stable ids, linear time."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.plan.reading import Reading, read_plan

PIECES = [
    "一、总则\n", "（一）基本原则\n", "(三发展目标\n", "1.平台\n", "第二章 任务\n", "专栏1\n", "——坚持创新。加强。\n", "# 标题\n",
    "四、重点任务\n", "五、保障措施\n", "支持企业建设平台。", "到2025年，高企达到280家；", "由201558家增加到151家", "179雏鹰企业40",
    "京津中关村科技城", "《规划纲要》", "“", "）", "\n", "\t", " ", "、", "\u3000", "\ufeff", "\ufffd", "𠀀", "2.8%",
    "地理位置优势宝坻区拥有", "推进甲、乙、丙等镇街建设",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


def check(reading: Reading) -> None:
    length = len(reading.text)
    parts = [*reading.sections, *reading.clauses, *reading.quantities, *reading.tasks, *reading.warnings]
    assert all(0 <= one.start <= one.end <= length for one in parts)
    assert all(one.start < one.end for one in (*reading.sections, *reading.clauses, *reading.tasks))
    assert all(reading.text.startswith(one.name, one.start) for one in reading.entities)
    for kind in (reading.sections, reading.clauses):
        assert len({one.id for one in kind}) == len(kind)
    open_ends: list[int] = []
    for section in reading.sections:
        assert section.start <= section.body_start <= section.end
        while open_ends and open_ends[-1] <= section.start:
            open_ends.pop()
        assert not open_ends or section.end <= open_ends[-1]
        open_ends.append(section.end)
    places = [(clause.start, clause.end) for clause in reading.clauses]
    assert all(before[1] <= after[0] for before, after in pairwise(places))


@settings(deadline=None, max_examples=120)
@given(TEXTS)
def test_any_text_is_read_and_every_part_lies_in_it(text: str) -> None:
    reading = read_plan(text)
    assert reading.text == text
    check(reading)
    json.dumps(reading.to_dict(), ensure_ascii=False, allow_nan=False)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read_plan(text) == read_plan(text)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_appending_a_chapter_changes_no_id_before_it(text: str) -> None:
    before = {(clause.id, clause.start, clause.end) for clause in read_plan(text + "\n").clauses}
    after = {
        (clause.id, clause.start, clause.end)
        for clause in read_plan(text + "\n九十九、附加的一章\n又一句话。\n").clauses
    }
    assert before <= after


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n" * 1000, "（" * 5000, "“" * 5000, "一、" * 5000, "《" * 5000, "1." * 5000, "推进" * 5000, "、" * 5000, "(" * 3000 + ")" * 3000,
        "0" * 20_000, "支持企业" * 4000, "\t\t\t" * 3000, "——" * 5000, "第一章" * 3000, "\u0300" * 5000, "等" * 5000, "的" * 5000, "。" * 20_000,
    ],
)  # fmt: skip
def test_hostile_repetitions_end_quickly(text: str) -> None:
    started = time.process_time()
    check(read_plan(text))
    assert time.process_time() - started < 5.0


CHAPTER = (
    "{0}、重点任务\n（一）实施第{0}项工程\n1.创新平台\n建设第{0}号实验室推广绿色种养技术支持企业建设平台（含中试基地，打造“科创之区。"
    "到2025年，高新技术企业达到{1}家，技术合同成交额累计达35亿元。\n——坚持第{0}条。强化企业创新主体地位，完善服务体系。\n"
)


def test_time_grows_with_the_length_of_the_text_and_not_faster() -> None:
    def seconds(chapters: int) -> float:
        text = "".join(CHAPTER.format("一二三四五六七八九"[number % 9], number + 1) for number in range(chapters))
        started = time.process_time()
        read_plan(text)
        return time.process_time() - started

    seconds(20)  # tables are loaded
    small = seconds(60)
    assert seconds(480) < 8 * small * 3
