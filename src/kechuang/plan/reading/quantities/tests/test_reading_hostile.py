"""The reader on text that means harm or means nothing: it never raises, stays linear, and keeps its places."""

from __future__ import annotations

import itertools
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.plan.reading.quantities import Context, Section, read_quantities
from kechuang.plan.reading.quantities.characters import compact, fold
from kechuang.plan.reading.quantities.numerals import arabic_at, chinese_number

WORDS = [
    "到2025年",
    "“十四五”期间",
    "由2015年的",
    "力争",
    "新增",
    "累计",
    "达到",
    "增长",
    "突破",
    "高新技术企业",
    "研发投入强度",
    "分别",
    "、",
    "，",
    "。",
    "；",
    "\n",
    "：",
    "（",
    "）",
    "“",
    "”",
    "280",
    "2.8",
    "%",
    "家",
    "亿元",
    "万",
    "个",
    "以上",
    "左右",
    "由201558家增加到151家",
    "二百",
    "三成",
    "翻一番",
    "倍",
    "个百分点",
    "第",
    "3",
    "前10名",
    "5G",
    "4+1",
    "１２",
    "萬億",
    "∶",
    "1,234",
    "1",
    "234",
    "—",
    "-",
    "～",
    "20XX年",
    "179雏鹰企业40",
]
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=40).map("".join))


def hostile(kind: str, size: int) -> str:
    chars = random.Random(7)
    return {
        "digits": lambda: "1" * size,
        "myriads": lambda: "万" * size,
        "spaces": lambda: " " * size,
        "chinese": lambda: "".join(chr(chars.randrange(0x4E00, 0x9FA5)) for _ in range(size)),
        "colons": lambda: "1:" * (size // 2),
    }[kind]()


@pytest.mark.parametrize("kind", ["digits", "myriads", "spaces", "chinese", "colons"])
def test_a_megabyte_of_noise_is_read_in_seconds_and_gives_nothing(kind):
    text = hostile(kind, 1_000_000)
    begun = time.process_time()
    quantities, _ = read_quantities(text)
    assert time.process_time() - begun < 10
    assert quantities == () or kind == "chinese"


@settings(deadline=None, max_examples=300)
@given(texts)
def test_any_text_gives_ordered_spans_inside_it_and_numbers_inside_their_statements(text):
    quantities, damages = read_quantities(text)
    for quantity in quantities:
        assert 0 <= quantity.start <= quantity.num_start < quantity.num_end <= quantity.end <= len(text)
    starts = [q.num_start for q in quantities]
    assert starts == sorted(starts)
    assert all(a.num_end <= b.num_start for a, b in itertools.pairwise(quantities))
    assert all(0 <= d.start <= d.end <= len(text) for d in damages)


@settings(deadline=None, max_examples=200)
@given(texts)
def test_folding_keeps_every_offset_and_compacting_knows_where_each_character_stood(text):
    folded = fold(text)
    assert len(folded) == len(text)
    tight = compact(folded, 0, len(folded))
    assert len(tight.places) == len(tight.text)
    assert all(
        folded[p] == c or (c == " " and folded[p] == "\n") for p, c in zip(tight.places, tight.text, strict=True)
    )


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(WORDS), max_size=20).map("".join))
def test_a_plain_sentence_at_the_end_changes_nothing_before_it(text):
    text += "。\n"
    before, _ = read_quantities(text)
    after, _ = read_quantities(text + "各有关单位认真组织学习。\n")
    assert before == after


def test_the_same_text_reads_the_same_twice():
    text = "2020年达到58家，到2025年，高新技术企业突破280家。"
    assert read_quantities(text) == read_quantities(text)


def test_nothing_gives_nothing():
    assert read_quantities("") == ((), ())
    assert read_quantities("\n\n  \n") == ((), ())


def test_sections_that_lie_outside_the_text_do_no_harm():
    context = Context(sections=(Section(1, "目标", 0, 900), Section(2, "x", 5, 3), Section(0, "", -4, 1)))
    assert len(read_quantities("高新技术企业达到5家。", context=context)[0]) == 1


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_agree_with_the_numeral_library(number):
    import cn2an

    assert chinese_number(cn2an.an2cn(number).replace("〇", "零")) == number


@given(st.integers(min_value=0, max_value=10**12))
@settings(deadline=None)
def test_arabic_numbers_with_separators_are_exact(number):
    assert arabic_at(f"{number:,}家", 0) == (number, len(f"{number:,}"))
