"""Faulty, hostile and regional declarations of record types and kinds."""

from __future__ import annotations

import pytest

from kechuang.content import ContentError, load_region
from kechuang.register import load_record_types, load_vocabulary

DICTIONARY = """\
about: organisation
attributes:
  revenue:
    name: {zh: 收入, en: revenue}
    unit: 万元
    measure: flow
    definitions:
      "1": {text: {zh: 全年, en: of the year}}
"""
KINDS = """\
colour:
  name: {zh: 颜色, en: colour}
  kinds:
    red: {name: {zh: 红, en: red}, aliases: [赤]}
    pink: {name: {zh: 粉, en: pink}, group: red}
"""
RECORD = """\
name: {zh: 车, en: car}
table: car
key: [plate]
groups:
  money: {zh: 钱, en: money}
fields:
  plate: {name: {zh: 车牌, en: plate}, required: true}
  colour: {name: {zh: 颜色, en: colour}, type: choice, kinds: colour}
  bought_on: {name: {zh: 购入, en: bought on}, type: date}
  sold_on: {name: {zh: 卖出, en: sold on}, type: date}
  year: {name: {zh: 年, en: year}, type: year, year_of: bought_on}
  price: {name: {zh: 价, en: price}, type: money, unit: 元, group: money}
  tax: {name: {zh: 税, en: tax}, type: money, unit: 元, group: money}
  total: {name: {zh: 合计, en: total}, type: money, unit: 元}
  revenue: {attribute: revenue, aliases: [营收]}
sums:
  - {total: total, parts: [price, tax]}
order:
  - [bought_on, sold_on]
limits:
  - {part: tax, whole: price}
"""


@pytest.fixture
def region(tmp_path):
    """A country and a city below it, as functions that write files and load."""

    def write(record=RECORD, kinds=KINDS, dictionary=DICTIONARY, city=()):
        for code, parent in (("land", ""), ("city", "parent: land\n")):
            folder = tmp_path / code
            folder.mkdir(exist_ok=True)
            (folder / "region.yaml").write_text(f"code: {code}\nname: 甲\nadcode: '1'\n{parent}", "utf-8")
        files = {
            "land/records/car.yaml": record,
            "land/register/words.yaml": kinds,
            "land/dictionary/firms.yaml": dictionary,
            **dict(city),
        }
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        return load_region(tmp_path / "city")

    return write


def test_a_declaration_is_read_whole(region):
    car = load_record_types(region())["car"]
    assert car.field("revenue").name.zh == "收入"
    assert (car.field("revenue").type, car.field("revenue").unit) == ("money", "万元")
    assert car.field("revenue").help.zh == "全年"
    assert [choice.code for choice in car.field("colour").choices] == ["red", "pink"]
    assert car.field("price").group.zh == "钱"
    assert (car.order, car.limits[0].whole) == ((("bought_on", "sold_on"),), "price")


def test_a_city_adds_fields_headings_and_kinds(region):
    added = "fields:\n  seats: {name: {zh: 座, en: seats}, type: count, unit: 个}\naliases:\n  price: [价钱]\n"
    kinds = "colour:\n  kinds:\n    blue: {name: {zh: 蓝, en: blue}}\n"
    folder = region(city={"city/records/car.yaml": added, "city/register/more.yaml": kinds}.items())
    car = load_record_types(folder)["car"]
    assert [field.code for field in car.fields][-1] == "seats"
    assert car.field("price").headings == ("价", "价钱")
    assert [choice.code for choice in car.field("colour").choices] == ["red", "pink", "blue"]
    assert load_vocabulary(folder).find("colour", "蓝").code == "blue"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("table: car", "tabel: car", 2, "not known here"),
        ("key: [plate]", "key: [number]", 3, "no field 'number'"),
        ("key: [plate]", "key: [plate]\nyearly: yes", 4, "true or false"),
        ("key: [plate]", "key: []", 3, "'key' is missing"),
        ("type: choice, kinds: colour", "type: choice, kinds: taste", 8, "no list of kinds 'taste'"),
        ("type: choice, kinds: colour", "type: choice", 8, "has 'choices' or 'kinds'"),
        ("type: date}\n  sold", "type: daet}\n  sold", 9, "must be one of"),
        ("year_of: bought_on", "year_of: price", 11, "'year_of' is for a year"),
        ("type: money, unit: 元, group: money}\n  tax", "type: money, group: money}\n  tax", 12, "have a unit"),
        (
            "type: money, unit: 元, group: money}\n  tax",
            "type: money, unit: 人, group: money}\n  tax",
            12,
            "does not fit",
        ),
        ("group: money}\n  tax", "group: gold}\n  tax", 12, "'groups' has no 'gold'"),
        ("attribute: revenue", "attribute: profit", 15, "no attribute 'profit'"),
        ("{attribute: revenue,", "{attribute: revenue, type: text,", 15, "do not fit the attribute"),
        ("{attribute: revenue,", "{attribute: revenue, unit: 人,", 15, "do not fit the attribute"),
        ("parts: [price, tax]", "parts: [price]", 17, "two parts or more"),
        ("parts: [price, tax]", "parts: [price, year]", 17, "two parts or more"),
        ("[bought_on, sold_on]", "[bought_on, price]", 19, "two or more dates"),
        ("[bought_on, sold_on]", "bought_on", 19, "two or more dates"),
        ("{part: tax, whole: price}", "{part: tax, whole: sold_on}", 21, "numbers of one dimension"),
        ("  plate: {", "  Plate: {", 7, "lower snake case"),
        ("fields:", "fields: []\nmore:", None, "not known here"),
    ],
)
def test_a_wrong_record_type_is_refused_with_its_line(region, old, new, line, said):
    assert old in RECORD
    with pytest.raises(ContentError, match=said) as refused:
        load_record_types(region(record=RECORD.replace(old, new, 1)))
    assert refused.value.where.path.name == "car.yaml"
    assert line is None or refused.value.where.line == line


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("aliases: [赤]", "aliases: 赤", "a list is expected"),
        ("aliases: [赤]", "aliases: [粉]", "may name one only"),
        ("aliases: [赤]", "aliases: [{a: b}]", "must be a text"),
        ("group: red", "group: green", "no other kind 'green'"),
        ("group: red", "group: pink", "no other kind 'pink'"),
        ("group: red", "lasts: {years: 3, to_year_end: true}", "either 'years'"),
        ("group: red", "lasts: {years: 0}", "either 'years'"),
        ("group: red", "reference: {zh: 某文, en: a text}", "needs a 'confidence'"),
        ("group: red", "level: planet", "must be one of"),
        ("    pink", "    Pink!", "letters, digits"),
        ("colour:", "- colour", "not valid YAML"),
    ],
)
def test_a_wrong_kind_is_refused(region, old, new, said):
    assert old in KINDS
    with pytest.raises(ContentError, match=said) as refused:
        load_vocabulary(region(kinds=KINDS.replace(old, new, 1)))
    assert refused.value.where.path.name == "words.yaml"


@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "7", "a: &x [*x]", "a: &a [" + "1, " * 999 + "1]\nb: [" + "*a, " * 999 + "*a]"]
)
def test_files_that_are_no_declaration_are_refused(region, text):
    for options in ({"record": text}, {"kinds": text}, {"dictionary": text}):
        with pytest.raises(ContentError):
            load_record_types(region(**options))


@pytest.mark.parametrize(
    ("city", "said"),
    [
        ({"city/records/car.yaml": "fields:\n  plate: {name: {zh: 牌, en: plate}}\n"}, "already declared"),
        ({"city/records/car.yaml": "name: {zh: 车, en: car}\n"}, "not known here"),
        ({"city/records/car.yaml": "aliases:\n  wheels: [轮]\n"}, "no field 'wheels'"),
        ({"city/register/more.yaml": "colour:\n  name: {zh: 色, en: c}\n  kinds: {}\n"}, "only 'kinds'"),
        ({"city/register/more.yaml": "colour:\n  kinds:\n    red: {name: {zh: 红, en: red}}\n"}, "already declared"),
    ],
)
def test_a_city_cannot_change_what_the_country_declares(region, city, said):
    with pytest.raises(ContentError, match=said):
        load_record_types(region(city=city.items()))
