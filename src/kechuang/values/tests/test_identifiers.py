"""统一社会信用代码: what is right, and what is said about what is wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.values import is_uscc, normalise_uscc, uscc_check_character, uscc_fault
from kechuang.values.identifiers import ALPHABET

#: The standard's example, and one more whose check holds.
REAL = ("91350100M000100Y43", "91440300708461136T")


@pytest.mark.parametrize("code", REAL)
def test_a_real_code_has_no_fault(code):
    assert is_uscc(code)
    assert uscc_fault(code) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "没有填写"),
        ("9135010", "有7位，应为18位"),
        ("91350100M000100Y4O", "第18位是“O”"),
        ("9135O100M000100Y43", "第5位是“O”"),
        ("91A50100M000100Y43", "行政区划码"),
        ("91350100M000100Y44", "校验码应为“3”"),
        ("9" * 5000, "有5000位"),
    ],
)
def test_each_fault_is_named(text, says):
    fault = uscc_fault(text)
    assert says in fault.zh
    assert fault.en
    assert len(fault.zh) < 200


def test_full_width_lower_case_and_hyphens_are_read():
    assert normalise_uscc("９１３５０１００-ｍ０００１００ｙ４３ ") == REAL[0]


@settings(deadline=None)
@given(st.text(ALPHABET, min_size=9, max_size=9), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(body, place, other):
    first = "91120115" + body
    code = first + uscc_check_character(first)
    assert is_uscc(code)
    changed = code[:place] + other + code[place + 1 :]
    assert is_uscc(changed) == (changed == code)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_answered_and_both_answers_agree(text):
    assert (uscc_fault(text) is None) == is_uscc(normalise_uscc(text))
