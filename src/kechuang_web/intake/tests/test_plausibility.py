"""Figures of the ledger, as a file's figures are held against them."""

from fractions import Fraction

import pytest

from kechuang.content import load_region
from kechuang.register import load_record_types
from kechuang_web.intake.plausibility import _in_own_unit


@pytest.mark.parametrize(
    ("field", "value", "symbol", "own"),
    [
        ("operating_revenue", Fraction(12_005, 10), "万元", 1_200_500_000),
        ("operating_revenue", Fraction(3), "元", 300),
        ("staff_total", Fraction(120), "人", 120),
    ],
)
def test_a_figure_of_the_ledger_is_compared_in_the_unit_of_the_record(field, value, symbol, own):
    fields = {one.code: one for one in load_record_types(load_region("baodi"))["enterprise_year"].fields}
    assert _in_own_unit(fields[field], value, symbol) == own
