"""The rules this repository ships: no faults, no threshold without its pair, every golden case as written."""

from __future__ import annotations

from datetime import date

import pytest

from kechuang.content import load_region
from kechuang.rules import lint, load_golden, load_rules
from kechuang.tree import All, walk


@pytest.fixture(scope="module")
def folder():
    return load_region("tianjin")


def test_the_linter_finds_nothing(folder):
    assert [(one.where and one.where.short, one.says.zh) for one in lint(folder)] == []


def test_every_rule_that_is_not_for_a_person_alone_has_golden_cases(folder):
    book = load_rules(folder)
    covered = {(case.rule, case.version) for case in load_golden(folder, book)}
    assert [
        (code, one.version)
        for code in book.codes()
        for one in book.versions(code)
        if (code, one.version) not in covered
    ] == []


@pytest.mark.parametrize(
    ("rule", "day", "version"),
    [
        ("tech_sme", date(2017, 6, 1), "2017"),
        ("tech_sme", date(2021, 12, 31), "2017"),
        ("tech_sme", date(2022, 1, 1), "2022"),
        ("hnte", date(2016, 1, 1), "2016"),
        ("eaglet", date(2021, 7, 8), "2019"),
        ("eaglet", date(2021, 7, 9), "2021"),
        ("gazelle", date(2020, 1, 1), "2019"),
        ("leading", date(2023, 1, 1), "2021"),
    ],
)
def test_the_version_of_a_day_is_the_one_in_force_then(folder, rule, day, version):
    assert load_rules(folder).version(rule, day).version == version


def test_every_condition_has_a_name_in_both_languages_and_every_parameter_a_clause(folder):
    book = load_rules(folder)
    for code in book.codes():
        for version in book.versions(code):
            rule = book.rule(code, version.valid_from)
            assert isinstance(rule.root, All)
            for node in walk(rule.root):
                assert node.label.name.zh, (code, node.label.code)
                assert node.label.name.en, (code, node.label.code)
            assert all(one.clause for one in rule.parameters.values()), code
