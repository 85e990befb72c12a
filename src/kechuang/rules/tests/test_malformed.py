"""1,000 damaged rule files and fact sets: each is an error in one sentence or still a rule, never a stack trace."""

from __future__ import annotations

import json
import random
import shutil

import pytest

from kechuang.content import load_region
from kechuang.content.regions import find_content_root
from kechuang.rules import FactSet, RuleBook, check, check_rule, lint, load_rules, read_fact_sets
from kechuang.rules.library import read_version
from kechuang.values import KechuangError

FILES = (
    "china/rules/hnte_2016.yaml",
    "china/rules/tech_sme_2022.yaml",
    "tianjin/rules/eaglet_2021.yaml",
    "tianjin/rules/leading_2021.yaml",
)
JUNK = ("{", "]", ": :", "null", "-1", "''", "true", "1e999", "9" * 60, "~", "!!python/object:x {}", "*a", "&a [*a]", "§", "\x00",
        "中文", "as_of", "$nothing", "staff_total /", ">=", "2022-02-30", "[[[[", "300%", "()", "2亿元", "{a: {b: {c: 1}}}")  # fmt: skip


def damaged(text, chance):
    """The text with a few accidents: lines lost, doubled, moved; words replaced by junk."""
    lines = text.splitlines()
    for _ in range(chance.randint(1, 4)):
        spot = chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                del lines[spot]
            case 1:
                lines.insert(spot, lines[chance.randrange(len(lines))])
            case 2:
                words = lines[spot].split(" ")
                words[chance.randrange(len(words))] = chance.choice(JUNK)
                lines[spot] = " ".join(words)
            case 3:
                cut = chance.randrange(len(lines[spot]) + 1)
                lines[spot] = lines[spot][:cut] + chance.choice(JUNK)
            case _:
                lines[spot] = "  " * chance.randint(1, 3) + lines[spot].lstrip()
        if not lines:
            lines = [""]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def book():
    return load_rules(load_region("tianjin"))


def test_five_hundred_damaged_rule_files_are_refused_or_still_rules(book, tmp_path):
    chance = random.Random(11)
    said = []
    for number in range(500):
        path = tmp_path / "rule.yaml"
        path.write_text(damaged((find_content_root() / FILES[number % len(FILES)]).read_text("utf-8"), chance), "utf-8")
        try:
            version = read_version(path, "tianjin")
            rule = RuleBook(book.facts, (version,)).rule(version.code, version.valid_from)
            assert check_rule(rule, FactSet("a", version.valid_from, {})).answer in ("unknown", "needs_person", "no")
        except KechuangError as error:
            said.append((error.zh, error.en))
    assert len(said) > 250
    assert all(zh and en and "\n" not in en for zh, en in said)


def test_a_region_with_a_damaged_rule_is_linted_to_the_end(tmp_path):
    for name in ("china", "tianjin"):
        shutil.copytree(find_content_root() / name, tmp_path / name)
    broken = tmp_path / "tianjin" / "rules" / "leading_2021.yaml"
    broken.write_text(broken.read_text("utf-8").replace("revenue_growth:", "revenue_growths:"), "utf-8")
    found = lint(load_region("tianjin", root=tmp_path))
    assert any(one.level == "error" and one.where and one.where.path.name == "leading_2021.yaml" for one in found)
    (tmp_path / "china" / "rules" / "hnte_2016.yaml").write_text("rule: [", "utf-8")
    (error,) = lint(load_region("tianjin", root=tmp_path))
    assert error.where is not None
    assert error.where.path.name == "hnte_2016.yaml"


def test_five_hundred_damaged_fact_sets_are_refused_or_judged(book, tmp_path):
    chance = random.Random(12)
    facts = {"职工总数": 120, "science_staff": "31 1/24", "sales_revenue": {"2020": "4100万元", "2022": "5200万元"},
             "hnte_certificate_valid": False, "registered_on": "2015-01-01", "points_organisation": [1, 2, 3, 4],
             "technology_field": "电子信息", "rd_expense": 1000000}  # fmt: skip
    whole = json.dumps([{"id": "a", "as_of": "2023-05-20", "facts": facts}], ensure_ascii=False, indent=1)
    refused = 0
    said = []
    for number in range(500):
        path = tmp_path / ("a.json" if number % 2 else "a.yaml")
        path.write_text(damaged(whole, chance), "utf-8")
        try:
            for known in read_fact_sets(path, book.facts):
                result = check(book, chance.choice(("hnte", "tech_sme", "eaglet")), known)
                assert result.answer in ("yes", "no", "unknown", "needs_person")
                json.dumps(result.to_dict())
        except KechuangError as error:
            refused += 1
            said.append((error.zh, error.en))
    assert refused > 250
    assert all(zh and en and "\n" not in en for zh, en in said)
