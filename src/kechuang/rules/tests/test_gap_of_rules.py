"""Whoever does what the gap says meets the rule; levers are read with care."""

from __future__ import annotations

from datetime import date

import pytest

from kechuang.content import ContentError, load_region
from kechuang.rules import FactSet, check, load_golden, load_rules, read_facts
from kechuang.rules.levers import load_levers


@pytest.fixture(scope="module")
def book():
    return load_rules(load_region("tianjin"))


def applied(known, changes, facts, day):
    """The fact set after the changes, written as a fact file would hold them."""
    values = {code: dict(years) for code, years in known.values.items()}
    for change in changes:
        (new,) = read_facts({change["fact"]: change["to"]}, facts)[change["fact"]].values()
        years = values.setdefault(change["fact"], {})
        years[None if None in years else day.year - 1] = new
    return FactSet(known.id, known.as_of, values)


def test_doing_what_the_gap_says_meets_the_rule_in_every_golden_case(book):
    tried = 0
    for case in load_golden(load_region("tianjin"), book):
        result = check(book, case.rule, case.known)
        gap = result.gap()
        assert (gap.cost is None) or gap.cost >= 0
        if result.answer != "no":
            assert gap.changes == ()
            assert gap.cost == (0 if result.answer == "yes" else None)
        elif gap.cost is not None:
            changes = gap.to_dict(result.rule)["changes"]
            after = applied(result.known, changes, book.facts, case.known.as_of)
            assert check(book, case.rule, after).answer == "yes", (case.rule, case.known.id, changes)
            assert all(date.fromisoformat(one["by"]) >= case.known.as_of for one in changes)
            tried += 1
    assert tried > 60


@pytest.mark.parametrize(
    "text",
    [
        "levers: {a: {name: 甲, cost: 1万元, basis: assumed}}",
        "levers: {a: {name: 甲, changes: {colour: 1}, cost: 1万元, basis: assumed}}",
        "levers: {a: {name: 甲, changes: {rd_expense: 1}, cost: 1万元, basis: assumed}}",
        "levers: {a: {name: 甲, sets: {staff_total: true}, cost: 1万元, basis: assumed}}",
        "levers: {a: {name: 甲, sets: {on_bad_list: false}, most: 2, cost: 1万元, basis: assumed}}",
        "levers: {a: {name: 甲, changes: {ip_class1: 1}, cost: 5, basis: assumed}}",
        "levers: {a: {name: 甲, changes: {ip_class1: 1}, cost: 5元}}",
        "levers: [1]",
    ],
)
def test_a_lever_that_cannot_be_is_refused_with_its_line(book, tmp_path, text):
    folder = tmp_path / "mou"
    (folder / "rules").mkdir(parents=True)
    (folder / "region.yaml").write_text('code: mou\nname: 某区\nadcode: "1"\nparent: china\n', "utf-8")
    (folder / "rules" / "levers.yaml").write_text(text, "utf-8")
    with pytest.raises(ContentError, match=r"levers\.yaml, line 1"):
        load_levers(load_region(folder), book.facts)
