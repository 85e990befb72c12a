"""No figure enters the ledger by accident: every row needs its rule, every rule its row, every value its kind."""

import shutil

import pytest

from kechuang.content import ContentError, load_region
from kechuang.ledger import load_ledger


@pytest.fixture
def content(tmp_path):
    """A function that copies the content of Baodi with one text replaced in one file, and loads its ledger."""
    root = tmp_path / "content"
    shutil.copytree(load_region("baodi").path.parent, root, ignore=shutil.ignore_patterns("plan"))

    def change(name, old, new, count=1):
        path = root / "baodi" / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, count), "utf-8")
        return load_ledger(load_region("baodi", root=root))

    return change


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("observations.csv", "o009,科技企业孵化器", "o009,孵化器", r"observations.csv, line 10: '孵化器' .* has no rule"),
        ("observations.yaml", "indicator: 众创空间}", "indicator: 众创}", "line 11: '众创空间' .* has no rule"),
        ("observations.yaml", "{indicator: 户籍人口}", "{indicator: 常住人口}", "2 rules"),
        ("observations.yaml", "{indicator: 众创空间}", "{indicator: 众创空间, unit: 个}", "has no rule"),
        ("observations.csv", "o009,", "o008,", "line 10: the id 'o008' is empty or used twice"),
        ("observations.csv", ",7,家,宝坻区,listed", ",七,家,宝坻区,listed", "line 9: Value '七' cannot be read"),
        ("observations.csv", ",7,家,宝坻区,listed", ",7,亿元,宝坻区,listed", "line 9: the unit '亿元'"),
        ("observations.csv", ",7,家,宝坻区,listed", ",7,家,宝坻县,listed", "line 9: no subject is named '宝坻县'"),
        ("observations.csv", "3.5:46.5:50", "3.5:96.5", "line 18: '3.5:96.5' holds 2 numbers, its rule 3"),
        ("observations.csv", "o017,三次产业结构,2018", "o017,三次产业结构,2018-13", "line 18: Period '2018-13'"),
        ("observations.csv", "high,www.tjbd.gov.cn", "sure,www.tjbd.gov.cn", "line 2: the confidence 'sure'"),
        ("observations.csv", "http://www.exploringtianjin.com/2019-07", "http://elsewhere/2019-07", "line 3: .* is not registered"),
        ("observations.yaml", "  o243:", "  o999:", "has no row 'o999'"),
        ("observations.yaml", "attribute: hnte_count\n", "attribute: hnte\n", "no attribute 'hnte'"),
        ("observations.yaml", "definition: supported", "definition: helped", "no definition 'hnte_count@helped'"),
        ("observations.yaml", "as_of: period_end", "as_of: year_end", "as_of must be"),
        ("observations.yaml", "bound: about", "bound: nearly", "'bound' is “nearly”"),
        ("observations.yaml", "source: press_2020_10_30", "source: press", "the source 'press' is not registered"),
        ("observations.yaml", "o216: {definition: settled}", "o216: {definition: settled, source: cstsa}", "another address"),
        ("observations.yaml", "unknown_publisher_confidence: medium", "unknown_publisher_confidence: high", "only be medium or low"),
        ("observations.yaml", "00:00:00+08:00", "00:00:00", "needs a time zone"),
        ("observations.yaml", "  e47:", "  e99:", "has no row 'e99'"),
        ("events.csv", "e01,2013-11-30", "e01,2013-11-31", "line 2: Period '2013-11-31'"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_mapped_exactly_is_refused_with_its_place(content, name, old, new, reason):
    with pytest.raises(ContentError, match=reason):
        content(name, old, new)


def test_a_rule_without_a_row_is_refused(content):
    with pytest.raises(ContentError, match="this rule matches no row"):
        content("observations.yaml", "rules:\n", "rules:\n  - {when: {indicator: 无此指标}, attribute: hnte_count}\n")


def test_lowering_the_cap_lowers_what_no_publisher_stands_behind(content):
    ledger = content("observations.yaml", "unknown_publisher_confidence: medium", "unknown_publisher_confidence: low")
    levels = {fact.confidence for fact in ledger if fact.attribute != "event" and fact.source.publisher is None}
    assert levels == {"low"}
    assert ledger.get("baodi/o104").confidence == "high"


def test_an_edited_figure_changes_the_chain_from_its_row_on(content):
    before = load_ledger(load_region("baodi")).facts
    after = content("observations.csv", "o009,科技企业孵化器,2019,7,", "o009,科技企业孵化器,2019,8,").facts
    changed = [first.id for first, second in zip(before, after, strict=True) if first.digest != second.digest]
    assert changed[0] == "baodi/o009"
    assert len(changed) == 300 - 8
