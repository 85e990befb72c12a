"""Content files: read without YAML's surprises, inherited downwards, and refused with file, line and reason."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kechuang.content import ContentError, check_keys, load_region, read_csv, read_yaml, sentence_of, text_of
from kechuang.content.yaml_files import parse_yaml
from kechuang.values import KechuangError

HERE = Path("baodi/some.yaml")


def parse(text):
    return parse_yaml(text, HERE)


@pytest.fixture
def root(tmp_path):
    """A country, a city and a district with a few files."""
    for code, parent, files in (
        ("country", None, {"rules.yaml": "a: 1\n", "shared.yaml": "from: country\n"}),
        ("city", "country", {"shared.yaml": "from: city\n"}),
        ("district", "city", {"figures.csv": "id,value\n1,2\n"}),
    ):
        folder = tmp_path / code
        folder.mkdir()
        above = f"parent: {parent}\n" if parent else ""
        (folder / "region.yaml").write_text(
            f"code: {code}\nname: {{zh: 某地, en: {code}}}\nadcode: '1'\n{above}", "utf-8"
        )
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.8", Decimal("2.8")), ("35", 35), ("-4", -4), ("'35'", "35"), ("012", "012"), ("3:46", "3:46"), ("1e3", "1e3"),
        (".inf", ".inf"), ("0x10", "0x10"), ("no", "no"), ("on", "on"), ("true", True), ("False", False), ("~", None),
        ("", None), ("2023-09-01", date(2023, 9, 1)), ("2022-05", "2022-05"), ("'2023-09-01'", "2023-09-01"),
        ("2016-2020", "2016-2020"), ("宝坻区", "宝坻区"), ("'>2000'", ">2000"),
    ],
)  # fmt: skip
def test_a_plain_value_means_what_it_looks_like(text, value):
    found = parse(f"k: {text}")["k"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "given twice"),
        ("a: 1\n b: 2\n", 2, "not valid YAML"),
        ("a: [1, 2\n", 2, "not valid YAML"),
        ("a:\n  - 2023-02-30\n", 2, "not a day"),
        ("? [a, b]\n: 1\n", 1, "plain text"),
        ("a: *nowhere\n", 1, "no anchor is named"),
        ("a: &a [*a]\n", 1, "holds itself"),
        ("a: >2000\n", 1, "not valid YAML"),
        ("a: 1\n---\nb: 2\n", 2, "one document"),
        ("a: \x00\n", None, "not valid YAML"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(text, line, reason):
    with pytest.raises(ContentError, match=reason) as refused:
        parse(text)
    assert line is None or refused.value.where.line == line
    assert "baodi/some.yaml" in refused.value.zh


def test_deep_nesting_and_tags_of_python_do_no_harm():
    with pytest.raises(ContentError):
        parse("[" * 100_000)
    assert parse("a: !!python/object/apply:os.system [echo]")["a"] == ["echo"]


def test_maps_and_lists_know_their_lines():
    found = parse("first: 1\nsecond:\n  - a\n  - b: c\n")
    assert found.at("second").line == 2
    assert found["second"].at(1).line == 4
    assert found["second"][1].at("b").line == 4


def test_a_missing_or_unknown_key_names_the_file_the_line_and_the_choices():
    entry = parse("outer:\n  nam: x\n")["outer"]
    with pytest.raises(ContentError, match="line 2: 'name' is missing"):
        text_of(entry, "name")
    with pytest.raises(ContentError, match="'nam' is not known here; it may be one of name, unit"):
        check_keys(entry, {"name", "unit"})
    assert text_of(entry, "name", None) is None
    assert sentence_of(parse("name: {zh: 宝坻区, en: Baodi}"), "name").en == "Baodi"


def test_files_are_inherited_from_the_nearest_region_and_merged_from_the_country_down(root):
    district = load_region("district", root=root)
    assert [region.code for region in district.chain] == ["country", "city", "district"]
    assert district.yaml("rules.yaml") == {"a": 1}
    assert district.yaml("shared.yaml") == {"from": "city"}
    assert [(region.code, found["from"]) for region, found in district.yaml_all("shared.yaml")] == [
        ("country", "country"),
        ("city", "city"),
    ]
    assert district.csv("figures.csv")[0]["value"] == "2"


def test_figures_are_not_inherited(root):
    (root / "city" / "events.csv").write_text("id\n1\n", "utf-8")
    with pytest.raises(ContentError, match="no such file"):
        load_region("district", root=root).csv("events.csv")


@pytest.mark.parametrize("rel", ["../city/shared.yaml", "/etc/passwd", "a/../../x"])
def test_nothing_outside_the_folder_is_read(root, rel):
    with pytest.raises(KechuangError, match="points out of"):
        load_region("district", root=root).find(rel)


@pytest.mark.parametrize("code", ["nowhere", "", "District", "宝坻", "a b"])
def test_an_unknown_region_is_refused_with_those_that_exist(root, code):
    with pytest.raises(KechuangError, match="known: city, country, district"):
        load_region(code, root=root)


def test_parents_in_a_circle_are_refused(root):
    (root / "country" / "region.yaml").write_text("code: country\nname: x\nadcode: '1'\nparent: district\n", "utf-8")
    with pytest.raises(ContentError, match="form a circle"):
        load_region("district", root=root)


def test_a_folder_is_a_region_wherever_it_stands(root, monkeypatch):
    assert load_region(root / "district").parent.code == "city"
    monkeypatch.setenv("KECHUANG_CONTENT", str(root))
    assert load_region("city").name.en == "city"
    monkeypatch.setenv("KECHUANG_CONTENT", str(root / "gone"))
    with pytest.raises(KechuangError, match="KECHUANG_CONTENT"):
        load_region("city")


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ("id,value\n1,2,3\n", 2, "3 cells"),
        ('id,value\n1,"a\nb"\n2\n', 4, "1 cells"),
        ("id,id\n", 1, "header"),
        ("", 1, "header"),
        ('id,value\n1,"open\n', None, "not valid CSV"),
    ],
)
def test_a_broken_table_is_refused_with_its_line(tmp_path, data, line, reason):
    path = tmp_path / "t.csv"
    path.write_text(data, "utf-8")
    with pytest.raises(ContentError, match=reason) as refused:
        read_csv(path)
    assert line is None or refused.value.where.line == line


def test_a_table_may_carry_a_byte_order_mark_blank_rows_and_line_breaks_in_cells(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('\ufeffid,note\n1," a\nb "\n,\n2,c\n', "utf-8")
    assert [(row.line, row["id"], row["note"]) for row in read_csv(path)] == [(2, "1", "a\nb"), (5, "2", "c")]


def test_files_that_are_not_text_are_refused(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    for read in (read_yaml, read_csv):
        with pytest.raises(ContentError, match="not UTF-8"):
            read(path)
        with pytest.raises(ContentError, match="cannot be read"):
            read(tmp_path / "gone")
