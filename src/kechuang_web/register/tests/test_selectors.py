"""Reading the register: who sees whom, finding by part of a name, filters, one organisation whole, figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.contrib.auth.models import AnonymousUser

from kechuang.ledger import Draft
from kechuang.values import Period, Quantity, Source
from kechuang_web.register import selectors
from kechuang_web.register.dossier import dossier
from kechuang_web.register.figures import figure_column, figures_of
from kechuang_web.register.models import Organisation
from kechuang_web.register.selectors import OrganisationFilter, organisations, organisations_for, search
from kechuang_web.register.services import record_organisation, record_person, record_row, record_title
from kechuang_web.register.tests.conftest import REGION, ROBOT, SOURCE
from kechuang_web.stores.ledger_bulk import append_many


def names(rows) -> set[str]:
    return {row.name for row in rows}


def figure(
    pk: int, value: int, year: int = 2023, publisher: str = "税务局", attribute: str = "operating_revenue"
) -> Draft:
    return Draft(
        id=f"{pk}-{attribute}-{year}-{publisher}-{value}", subject=f"organisation/{pk}", attribute=attribute,
        definition=f"{attribute}@1", period=Period.parse(str(year)), value=Quantity.of(value, "万元"),
        source=Source("明细", publisher), confidence="medium",
    )  # fmt: skip


def put(*drafts: Draft) -> None:
    append_many(actor=ROBOT, book=f"{REGION}/organisations", drafts=drafts)


def test_everybody_sees_what_is_theirs_and_nothing_else(firm, park, make_firm, cast):
    inner = record_row(
        actor=ROBOT, region=REGION, table="site", reason="x", source=SOURCE,
        values={"code": "park/jiuyuan_elevator", "name": "电梯产业园", "parent": park},
    )  # fmt: skip
    make_firm("园内", park=park)
    make_firm("园中园", park=inner)
    make_firm("外地区", region="tianjin")
    cast["park_operator"].park = "park/jiuyuan"
    cast["enterprise"].organisation = firm.uscc
    everything = {firm.name, "园内", "园中园"}
    for role in ("officer", "planner", "leader", "auditor", "approver"):
        assert names(organisations_for(cast[role], REGION)) == everything, role
    assert names(organisations_for(cast["park_operator"], REGION)) == {"园内", "园中园"}
    assert names(organisations_for(cast["enterprise"], REGION)) == {firm.name}
    for user in (cast["viewer"], cast["administrator"], AnonymousUser()):
        assert not organisations_for(user, REGION).exists()
    cast["enterprise"].organisation = ""
    cast["park_operator"].park = "park/unknown"
    assert not organisations_for(cast["enterprise"], REGION).exists()
    assert not organisations_for(cast["park_operator"], REGION).exists()


def test_an_enterprise_whose_row_was_merged_sees_the_one_that_stands_for_it(firm, make_firm, cast):
    top = make_firm("存续公司")
    Organisation.objects.filter(pk=firm.pk).update(merged_into=top)
    cast["enterprise"].organisation = firm.uscc
    assert names(organisations_for(cast["enterprise"], REGION)) == {"存续公司"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("机械", {"天津华美精密机械有限公司"}),
        ("華美", {"天津华美精密机械有限公司", "天津华美食品有限公司"}),
        ("华美 食品", {"天津华美食品有限公司"}),
        ("美", {"天津华美精密机械有限公司", "天津华美食品有限公司"}),
        ("91350100", {"天津华美精密机械有限公司"}),
        ("９１３５０１００m000", {"天津华美精密机械有限公司"}),
        ("老字号", {"天津华美食品有限公司"}),
        ("（天津）", set()),
        ("100%", set()),
        ("华_", {"天津华美精密机械有限公司", "天津华美食品有限公司"}),
        ("···", set()),
        ("不存在的", set()),
    ],
)
def test_organisations_are_found_by_any_part_of_any_name(firm, make_firm, words, found):
    food = make_firm("天津华美食品有限公司")
    record_row(
        actor=ROBOT, region=REGION, table="organisation_name", reason="x", source=SOURCE,
        values={"organisation": food, "name": "宝坻老字号糕点厂"},
    )  # fmt: skip
    assert names(search(organisations(REGION), words, REGION)) == found


def test_the_former_name_of_a_renamed_organisation_finds_it(firm):
    record_organisation(actor=ROBOT, region=REGION, pk=firm.pk, values={"name": "新名"}, reason="更名", lock_version=0)
    assert names(search(organisations(REGION), "精密", REGION)) == {"新名"}
    assert [row.pk for row in selectors.find_by_name(REGION, "天津华美精密机械 有限公司")] == [firm.pk]
    assert selectors.find_by_code(REGION, "91350100m000100y43").pk == firm.pk
    assert selectors.find_by_code(REGION, "91350100M000100Y44") is None
    assert selectors.find_by_name(REGION, "·") == []


def test_filters_and_counts(firm, make_firm, park):
    make_firm("农场", kind="cooperative", industry="0111", park=park)
    gone = make_firm("迁走的", industry="3670", left_on="2022-01-01")
    record_title(actor=ROBOT, region=REGION, reason="x", source=SOURCE,
                 values={"organisation": firm, "kind": "hnte", "issued_on": "2019-11-28"})  # fmt: skip
    record_row(actor=ROBOT, region=REGION, table="organisation_year", reason="x", source=SOURCE,
               values={"organisation": firm, "year": 2023, "above_designated_size": True})  # fmt: skip
    rows = organisations(REGION)

    def left(**conditions):
        return names(OrganisationFilter(**conditions).apply(rows, REGION))

    assert left() == {firm.name, "农场"}
    assert left(left=True) == {firm.name, "农场", "迁走的"}
    assert left(day=date(2021, 12, 31)) == {firm.name, "农场", "迁走的"}
    assert left(industry="01") == {"农场"}
    assert left(park="park/jiuyuan") == {"农场"}
    assert left(title="hnte", day=date(2022, 11, 27)) == {firm.name}
    assert left(title="hnte", day=date(2022, 11, 28)) == set()  # the first day on which it is no longer in force
    assert left(title="hnte", day=date(2019, 11, 27)) == set()
    assert left(above_designated_size=2023) == {firm.name}
    assert left(above_designated_size=2022) == set()
    assert selectors.counts(rows, "kind") == {"": 1, "cooperative": 1, "enterprise": 1}
    assert gone.pk not in selectors.by_number([firm.pk])


def test_a_dossier_holds_everything_in_a_number_of_queries_that_does_not_grow(
    firm, park, make_firm, django_assert_max_num_queries
):
    def fill(number: int) -> None:
        for table, values in {
            "title": {"organisation": firm, "kind": "hnte", "number": f"GR{number}"},
            "intellectual_property": {"organisation": firm, "name": f"装置{number}", "number": f"ZL{number}"},
            "project": {"organisation": firm, "name": f"项目{number}", "site": park},
            "technology_contract": {"organisation": firm, "name": f"合同{number}", "buyer": other},
            "payment": {"organisation": firm, "name": f"奖补{number}", "amount": 10_000_00},
            "financing": {"organisation": firm, "provider": other, "amount": 1},
            "relation": {"organisation": other, "kind": "supplies", "other": firm},
            "tenancy": {"organisation": firm, "site": park},
        }.items():
            record_row(actor=ROBOT, region=REGION, table=table, values=values, reason="x", source=SOURCE)
        record_person(
            actor=ROBOT,
            region=REGION,
            personal={"name": "张三"},
            values={"organisation": firm.pk},
            reason="x",
            source=SOURCE,
        )
        put(figure(firm.pk, number + 1, year=2000 + number))

    other = make_firm("买方")
    for number in range(4):
        fill(number)
    with django_assert_max_num_queries(24):
        whole = dossier(firm)
        assert {row.site.name for row in whole.projects} == {"九园工业园"}
        assert {row.buyer.name for row in whole.contracts_sold} == {"买方"}
        assert [row.organisation.name for row in whole.relations] == ["买方"] * 4
        assert {person.label for person in whole.people} == {"张*"}
        assert all(row.source_label == "企业名录 · 市场监管局 · 名录.xlsx Sheet1!A2" for row in whole.titles)
    assert len(whole.titles) == len(whole.payments) == len(whole.figures.periods) == 4
    assert whole.contracts_bought == ()
    assert len(dossier(other).contracts_bought) == 4


def test_figures_show_what_stands_and_where_sources_differ(firm):
    put(figure(firm.pk, 100), figure(firm.pk, 90, publisher="企业"), figure(firm.pk, 80, 2022))
    put(figure(firm.pk, 120))
    found = figures_of(firm)
    assert found.periods == ("2022", "2023")
    assert [(one.quantity.low, one.source.publisher) for one in found.all("operating_revenue", 2023)] == [
        (120, "税务局"),
        (90, "企业"),
    ]
    assert found.differ("operating_revenue", 2023)
    assert not found.differ("operating_revenue", 2022)
    assert found.get("operating_revenue", 2021) is None
    assert not found.differ("operating_revenue", 2021)


def test_a_column_holds_what_stands_for_those_asked(firm, make_firm):
    other, merged = make_firm("乙"), make_firm("丙")
    Organisation.objects.filter(pk=merged.pk).update(merged_into=other)
    put(figure(firm.pk, 100), figure(other.pk, 7), figure(merged.pk, 5, publisher="统计局"), figure(firm.pk, 1, 2022))
    put(figure(firm.pk, 110))
    column = figure_column("operating_revenue", 2023, region=REGION)
    assert sorted(zip(column.organisation, column.value, column.publisher, strict=True)) == sorted(
        [(firm.pk, Fraction(110), "税务局"), (other.pk, Fraction(7), "税务局"), (other.pk, Fraction(5), "统计局")]
    )
    assert len(column.rows()[other.pk]) == 2
    assert (
        figure_column("operating_revenue", 2023, region=REGION, organisations=[other.pk]).organisation == [other.pk] * 2
    )
    assert len(figure_column("operating_revenue", 1999, region=REGION)) == 0
    assert len(figure_column("operating_revenue", 2023, region="tianjin")) == 0
