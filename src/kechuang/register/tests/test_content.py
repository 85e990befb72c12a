"""The record types and the vocabulary that the regions declare hold together."""

from __future__ import annotations

from collections import Counter

import pytest

from kechuang.content import load_region
from kechuang.dictionary import load_dictionary
from kechuang.register import fold, load_record_types, load_vocabulary

BAODI = load_region("baodi")
TYPES = load_record_types(BAODI)
WORDS = load_vocabulary(BAODI)


def test_every_kind_of_record_is_declared():
    assert set(TYPES) == {
        "agreement", "carrier", "designation", "enterprise_year", "equipment", "financing", "funding",
        "intellectual_property", "organisation", "person", "project", "relation", "site", "space",
        "technology_contract", "tenant", "title",
    }  # fmt: skip


@pytest.mark.parametrize("code", sorted(TYPES))
def test_a_heading_names_one_field_of_a_record(code):
    counts = Counter(fold(heading) for field in TYPES[code].fields for heading in field.headings)
    assert [heading for heading, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("code", sorted(TYPES))
def test_a_row_about_an_organisation_carries_its_code_or_its_name(code):
    fields = TYPES[code].by_code
    assert ("uscc" in fields) == ("name" in fields)
    assert "uscc" not in fields or fields["uscc"].type == "uscc"
    if "uscc" in TYPES[code].key:
        assert ("uscc", "name") in TYPES[code].either


def test_names_telephones_and_identity_numbers_are_personal():
    personal = {(code, field.code) for code, record in TYPES.items() for field in record.fields if field.personal}
    assert {("person", "person"), ("person", "phone"), ("person", "identity"), ("person", "email")} <= personal
    assert ("organisation", "contact_phone") in personal


def test_the_figures_of_a_year_are_facts_about_organisations():
    dictionary = load_dictionary(BAODI)
    figures = [field for field in TYPES["enterprise_year"].fields if field.attribute is not None]
    assert len(figures) > 50
    for field in figures:
        assert field.code == field.attribute
        assert dictionary.attribute(field.attribute).about == "organisation"


def test_a_yearly_mean_of_staff_may_be_a_fraction():
    fields = TYPES["enterprise_year"].by_code
    assert {fields[code].type for code in ("staff_total", "science_staff")} == {"number"}
    assert fields["staff_year_end"].type == "count"


def test_attribute_names_are_told_apart():
    names = Counter(attribute.name.zh for attribute in load_dictionary(BAODI))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("kinds", "word", "code"),
    [
        ("title_kind", " 国家级高新 技术企业", "hnte"),
        ("title_kind", "专精特新“小巨人”", "srdi_giant"),
        ("title_kind", "科技领军（培育）企业", "leading_cultivation"),
        ("ip_kind", "发明", "invention"),
        ("industry", "3670", "36"),
        ("industry", "C3670", "36"),
        ("industry", "０４１２", "04"),
        ("technology_field", "先进制造", "advanced_manufacturing"),
    ],
)
def test_a_word_of_an_office_finds_its_kind(kinds, word, code):
    found = WORDS.find(kinds, word)
    assert found is not None
    assert found.code == code


def test_all_divisions_of_industry_stand_in_a_section():
    industry = WORDS.kinds("industry")
    divisions = [kind for kind in industry if kind.group is not None]
    assert [kind.code for kind in divisions] == [f"{number:02d}" for number in range(1, 98)]
    assert {kind.group for kind in divisions} == set("ABCDEFGHIJKLMNOPQRST")


def test_titles_of_the_city_stand_beside_those_of_the_country():
    assert "eaglet" in WORDS.kinds("title_kind").by_code
    assert "eaglet" not in load_vocabulary(load_region("china")).kinds("title_kind").by_code
