"""What check_record and read_value accept, refuse and doubt."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.content import load_region
from kechuang.register import check_record, form_fields, load_record_types, read_record, read_value, show_value
from kechuang.values import KechuangError

TYPES = load_record_types(load_region("baodi"))
YEAR = TYPES["enterprise_year"]
GOOD_CODE = "91350100M000100Y43"


def problems(record_type, **record):
    return [(problem.code, problem.severity, problem.fields[0]) for problem in check_record(TYPES[record_type], record)]


@pytest.mark.parametrize(
    ("record_type", "field", "raw", "value"),
    [
        ("enterprise_year", "operating_revenue", "1,234.5", 1_234_500_000),
        ("enterprise_year", "operating_revenue", "12345千元", 1_234_500_000),
        ("enterprise_year", "operating_revenue", "１２３４．５ 万元", 1_234_500_000),
        ("enterprise_year", "operating_revenue", "0.005元", 0),
        ("enterprise_year", "operating_revenue", 1_234_500_000, 1_234_500_000),
        ("enterprise_year", "net_profit", "(20.5)", -20_500_000),
        ("enterprise_year", "staff_total", "31.5", Decimal("31.5")),
        ("enterprise_year", "staff_total", Fraction(745, 24), Fraction(745, 24)),
        ("enterprise_year", "ip_total", "３件", 3),
        ("enterprise_year", "year", "2023年度", 2023),
        ("enterprise_year", "hnte_certificate_valid", "√", True),
        ("enterprise_year", "hnte_certificate_valid", False, False),
        ("enterprise_year", "energy_use", "1.2万吨标准煤", Decimal(12000)),
        ("enterprise_year", "uscc", " 91350100-m000100y43 ", GOOD_CODE),
        ("financing", "rate", "3.85", Decimal("0.0385")),
        ("financing", "rate", "3.85%", Decimal("0.0385")),
        ("title", "issued_on", "2023年12月1日", date(2023, 12, 1)),
        ("title", "issued_on", "2023.12.1", date(2023, 12, 1)),
        ("title", "issued_on", "20231201", date(2023, 12, 1)),
        ("title", "issued_on", datetime(2023, 12, 1, 8, 0, tzinfo=UTC), date(2023, 12, 1)),
        ("title", "issued_on", "2023-12-01 00:00:00", date(2023, 12, 1)),
        ("title", "kind", "国家级高新技术企业", "hnte"),
        ("organisation", "industry", "C3670", "3670"),
        ("organisation", "industry", "36 汽车制造业", "36"),
        ("organisation", "industry", "汽车制造业", "36"),
        ("organisation", "name", "  ", None),
    ],
)
def test_a_value_is_read_as_people_write_it(record_type, field, raw, value):
    found = read_value(TYPES[record_type].field(field), raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("record_type", "field", "raw", "said"),
    [
        ("enterprise_year", "operating_revenue", "很多", "应为数字"),
        ("enterprise_year", "operating_revenue", "12人", "单位“人”"),
        ("enterprise_year", "operating_revenue", "-1", "不能为负数"),
        ("enterprise_year", "operating_revenue", 12.5, "应为整数或文字"),
        ("enterprise_year", "operating_revenue", "9" * 400, "应为数字"),
        ("enterprise_year", "operating_revenue", "9" * 17, "数太大"),
        ("enterprise_year", "ip_total", "1.5", "应为整数"),
        ("enterprise_year", "ip_total", True, "应为"),
        ("enterprise_year", "year", "23", "四位年份"),
        ("enterprise_year", "year", "0203", "1900"),
        ("enterprise_year", "hnte_certificate_valid", "不详", "“是”或“否”"),
        ("enterprise_year", "uscc", "91350100M000100Y44", "校验码应为“3”"),
        ("title", "issued_on", "2023-02-30", "应为日期"),
        ("title", "issued_on", "45261", "应为日期"),
        ("title", "kind", "高薪技术企业", "是否“高新技术企业”"),
        ("organisation", "industry", "9900", "不在可选项里"),
        ("organisation", "industry", "99", "不在可选项里"),
        ("organisation", "contact_phone", "打不通", "电话"),
        ("organisation", "name", "甲\x00乙", "控制字符"),
        ("organisation", "name", "长" * 6000, "最多"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(record_type, field, raw, said):
    with pytest.raises(KechuangError) as refused:
        read_value(TYPES[record_type].field(field), raw)
    assert said in refused.value.zh
    assert len(refused.value.zh) < 300


def test_a_row_needs_the_code_or_the_name_and_its_required_fields():
    assert problems("enterprise_year", operating_revenue="5") == [
        ("missing", "error", "year"),
        ("either", "error", "uscc"),
    ]
    assert problems("enterprise_year", year="2023", name="甲公司") == []
    # A code that is wrong is one problem, not two.
    assert problems("enterprise_year", year="2023", uscc="123") == [("value", "error", "uscc")]


def test_an_unknown_field_is_named():
    assert problems("title", name="甲", kind="高企", year="2023", colour="red") == [
        ("unknown_field", "error", "colour")
    ]


def test_the_year_of_a_title_follows_from_its_day():
    values, found = read_record(TYPES["title"], {"name": "甲", "kind": "高企", "issued_on": "2023-12-01"})
    assert found == []
    assert values["year"] == 2023


def test_sums_must_hold_in_facts_with_a_doubt_and_in_amounts_of_the_register_with_an_error():
    wrong = {"year": "2023", "name": "甲", "total_assets": "100", "total_liabilities": "60", "net_assets": "50"}
    assert problems("enterprise_year", **wrong) == [("sum", "doubt", "total_assets")]
    assert problems("enterprise_year", **(wrong | {"net_assets": "40"})) == []
    # What is not filled in is unknown, and nothing can be said of the sum.
    assert problems("enterprise_year", **(wrong | {"net_assets": ""})) == []
    contract = {"number": "1", "name": "甲", "kind": "技术服务", "amount": "100", "technical_amount": "80"}
    assert problems("technology_contract", **contract, other_amount="30") == [("sum", "error", "amount")]


@pytest.mark.parametrize(
    ("total", "first", "second", "held"),
    [
        ("1235千元", "567千元", "667千元", True),  # each rounded to 千元: off by one
        ("1235千元", "567千元", "665千元", False),
        ("12345.67元", "5000.00元", "7345.66元", False),  # to the 分: nothing is rounded
        ("1亿元", "6000万元", "3900万元", False),  # round amounts hide no million
    ],
)
def test_rounding_alone_is_no_fault(total, first, second, held):
    found = problems(
        "enterprise_year", year="2023", name="甲", total_assets=total, total_liabilities=first, net_assets=second
    )
    assert (found == []) is held


def test_a_part_larger_than_its_whole_is_asked_about():
    assert problems("enterprise_year", year="2023", name="甲", staff_total="10", science_staff="11") == [
        ("limit", "doubt", "science_staff")
    ]


def test_days_in_the_wrong_order_are_an_error():
    assert problems("title", name="甲", kind="高企", issued_on="2023-12-01", expires_on="2022-12-01") == [
        ("order", "error", "expires_on")
    ]


@given(code=st.sampled_from(sorted(TYPES)), data=st.data())
@settings(deadline=None, max_examples=120)
def test_whatever_is_typed_gives_problems_and_never_breaks(code, data):
    fields = st.sampled_from([field.code for field in TYPES[code].fields])
    typed = st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.none(), st.booleans(), st.dates())
    record = data.draw(st.dictionaries(fields, typed, max_size=8))
    values, found = read_record(TYPES[code], record)
    assert all(problem.message.zh and problem.message.en for problem in found)
    # What was read reads the same again, typed and shown.
    for name, value in values.items():
        field = TYPES[code].field(name)
        assert read_value(field, value) == value
        if not isinstance(value, Fraction):
            assert read_value(field, show_value(field, value)) == value


@pytest.mark.parametrize("code", sorted(TYPES))
def test_a_form_has_a_control_for_every_field(code):
    form = form_fields(TYPES[code])
    assert [one.code for one in form] == [field.code for field in TYPES[code].fields]
    assert all(one.choices for one in form if one.input == "select")


def test_a_form_keeps_what_was_typed_and_refused():
    form = {one.code: one.value for one in form_fields(YEAR, {"year": 2023, "ip_total": "三", "rd_expense": 1_000_000})}
    assert (form["year"], form["ip_total"], form["rd_expense"]) == ("2023", "三", "1")


def test_yes_no_and_unknown_are_three_things():
    field = next(one for one in form_fields(YEAR) if one.code == "above_designated_size")
    assert [value for value, _ in field.choices] == ["是", "否"]
    assert field.value == ""
