"""Files into the register: an upsert by key, figures to the ledger, all or nothing, the same twice changes nothing."""

from __future__ import annotations

import tracemalloc
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied

from kechuang.values import KechuangError
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.register.bulk import Committed, commit_records
from kechuang_web.register.figures import figures_of
from kechuang_web.register.history import story
from kechuang_web.register.models import (
    Financing,
    IntellectualProperty,
    Organisation,
    OrganisationName,
    OrganisationYear,
    Person,
    Project,
    Relation,
    Site,
    Space,
    TechnologyContract,
    Tenancy,
    Title,
)
from kechuang_web.register.services import RowSource, find_people, read_personal, record_row, withdraw_row
from kechuang_web.register.tests.conftest import REGION, ROBOT, SOURCE
from kechuang_web.register.words import record_types
from kechuang_web.stores import ledger_services, selectors

LIST = RowSource("高企名单", "市科技局", "高企.xlsx")
CODE, OTHER_CODE = "91350100M000100Y43", "91120224MA05W9R00D"


def commit(record_type: str, *records, source=LIST, **options) -> Committed:
    return commit_records(
        actor=ROBOT, region=REGION, record_type=record_type, records=iter(records), source=source, **options
    )


def numbers(done: Committed) -> tuple[int, int, int]:
    return done.new, done.changed, done.unchanged


def title(pk, number=1, **values):
    return {
        "organisation": pk,
        "kind": "hnte",
        "year": 2023,
        "number": f"GR{number}",
        "locator": f"名单!A{number}",
        **values,
    }


def test_the_same_file_twice_changes_nothing_and_a_correction_is_a_change(firm):
    records = [title(firm.pk), title(firm.pk, 2, kind="tech_sme", issued_on=date(2023, 5, 1))]
    assert numbers(commit("title", *records)) == (2, 0, 0)
    entries, past = Entry.objects.count(), Title.history.count()
    assert numbers(commit("title", *records)) == (0, 0, 2)
    assert (Entry.objects.count(), Title.history.count()) == (entries, past)
    done = commit("title", title(firm.pk, 7), source=RowSource("更正名单", "市科技局"), batch="b2")
    assert (numbers(done), done.touched) == ((0, 1, 0), {firm.pk})
    row = Title.objects.get(kind="hnte")
    assert (row.number, row.lock_version, row.batch, row.source_title) == ("GR7", 1, "b2", "更正名单")
    last, first = story(row)
    assert [(one.label, one.before, one.after) for one in last.columns] == [("证书编号", "GR1", "GR7")]
    assert (first.kind, first.who, "高企.xlsx 名单!A1" in first.source) == ("recorded", "command:test", True)


def test_what_a_record_leaves_empty_stays_as_it_was(firm):
    commit("title", title(firm.pk, issuer="市科技局"))
    done = commit("title", {"organisation": firm.pk, "kind": "hnte", "year": 2023, "number": "", "issuer": None})
    assert numbers(done) == (0, 0, 1)
    assert Title.objects.get().issuer == "市科技局"


def test_a_file_that_names_one_thing_twice_records_it_once(firm):
    done = commit("title", title(firm.pk), title(firm.pk), title(firm.pk, 3))
    assert numbers(done) == (1, 1, 1)
    assert Title.objects.get().number == "GR3"
    assert Title.history.count() == 1


def test_organisations_are_found_by_number_code_or_exact_name_and_else_recorded(firm, make_firm):
    twins = [make_firm("同名公司"), make_firm("同名公司")]
    done = commit(
        "title",
        {"uscc": CODE.lower(), "kind": "hnte", "year": 2020},
        {"name": "天津华美精密机械 有限公司", "kind": "hnte", "year": 2021},
        {"name": "新来的公司", "kind": "hnte", "year": 2021},
        {"name": "新来的公司", "kind": "hnte", "year": 2022},
        {"name": "换了名的", "uscc": OTHER_CODE, "kind": "hnte", "year": 2022},
        {"name": "码写错的", "uscc": CODE[:-1] + "4", "kind": "hnte", "year": 2022},
    )
    assert done.new == 6
    assert len(done.created) == 3
    assert firm.titles.count() == 2
    new = Organisation.objects.get(name="新来的公司")
    assert new.titles.count() == 2
    assert story(new)[0].kind == "recorded"
    assert Organisation.objects.get(uscc=OTHER_CODE).name == "换了名的"
    wrong = Organisation.objects.get(name="码写错的")
    assert (wrong.uscc, wrong.unlinked) == (None, {"uscc": CODE[:-1] + "4"})
    third = commit("title", {"name": "同名公司", "kind": "hnte", "year": 2023}).created
    assert len(third) == 1  # a name that two bear names neither
    assert not Title.objects.filter(organisation__in=twins).exists()


def test_organisation_records_keep_names_codes_places_and_people(park):
    record = {
        "uscc": CODE, "name": "天津华美精密机械有限公司", "former_names": "宝坻机械厂、华美机械", "kind": "enterprise", "park": "九园",
        "town": "某镇", "registered_capital": 5_000_000_00, "industry": "3670", "contact_person": "张晓明", "contact_phone": "13812345678",
        "legal_representative": "王芳", "locator": "名录!2",
    }  # fmt: skip
    done = commit("organisation", record)
    assert (numbers(done), len(done.created), done.unlinked) == ((1, 0, 0), 1, 1)
    row = Organisation.objects.get()
    assert (row.uscc, row.registered_capital, row.town, row.unlinked) == (CODE, 5_000_000_00, "某镇", {"park": "九园"})
    assert set(row.names.values_list("name", "kind")) == {("宝坻机械厂", "former"), ("华美机械", "former")}
    (contact,) = find_people(actor=ROBOT, region=REGION, kind="phone", value="13812345678")
    assert (contact.organisation, contact.kind, contact.label) == (row, "contact", "张**")
    assert read_personal(actor=ROBOT, region=REGION, pk=contact.pk, purpose="核对") == {
        "name": "张晓明",
        "phone": "13812345678",
    }
    assert numbers(commit("organisation", record)) == (0, 0, 1)
    again = commit("organisation", {**record, "park": "九园工业园", "name": "华美精密机械", "kind": None})
    assert numbers(again) == (0, 1, 0)
    row.refresh_from_db()
    assert (row.name, row.park, row.kind, row.unlinked) == ("天津华美精密机械有限公司", park, "enterprise", None)
    assert row.names.get(name="华美精密机械").kind == "also"
    assert (Organisation.objects.count(), Person.objects.count(), OrganisationName.objects.count()) == (1, 2, 3)


def test_a_code_that_contradicts_the_one_held_is_kept_aside(firm):
    commit("organisation", {"organisation": firm.pk, "name": firm.name, "uscc": OTHER_CODE, "address": "九园"})
    firm.refresh_from_db()
    assert (firm.uscc, firm.address, firm.unlinked) == (CODE, "九园", {"uscc": OTHER_CODE})


def test_yearly_figures_are_facts_and_the_flag_a_row(firm):
    record = {"organisation": firm.pk, "year": 2023, "operating_revenue": 12_345_67, "science_staff": Decimal("31.5"),
              "above_designated_size": True, "main_product": "精密机械", "locator": "年报!7", "returned_on": date(2024, 3, 1)}  # fmt: skip
    tax = RowSource("税务明细", "税务局", "税务.csv")
    done = commit("enterprise_year", record, source=tax, batch="b1")
    assert (numbers(done), done.facts, done.touched) == ((1, 0, 0), 4, {firm.pk})
    found = figures_of(firm)
    revenue = found.get("operating_revenue", 2023)
    assert (revenue.quantity.low, revenue.quantity.unit.symbol, revenue.visibility) == (
        Fraction(1_234_567, 10**6),
        "万元",
        "internal",
    )
    assert revenue.source.locator == "税务.csv 年报!7"
    assert (revenue.published, revenue.definition) == (date(2024, 3, 1), "operating_revenue@1")
    assert found.get("science_staff", 2023).quantity.low == Fraction(63, 2)
    assert found.get("above_designated_size", 2023).value == "yes"
    assert OrganisationYear.objects.get().above_designated_size is True
    assert numbers(commit("enterprise_year", record, source=tax, batch="b1")) == (0, 0, 1)
    changed = commit("enterprise_year", {**record, "operating_revenue": 999_00}, source=tax, batch="b1")
    assert (numbers(changed), changed.corrections, changed.conflicts) == ((0, 1, 0), 1, 0)
    other = commit("enterprise_year", {**record, "operating_revenue": 1_000_00}, source=RowSource("自报", "企业"))
    assert (other.conflicts, other.corrections) == (1, 0)
    assert other.differences[0].other_source == "税务局"
    assert figures_of(firm).differ("operating_revenue", 2023)
    assert ledger_services.verify_ledger(f"{REGION}/organisations").report.ok
    assert len(selectors.ledger(REGION)) == 0


def test_a_year_for_an_organisation_that_is_new_records_it(db):
    done = commit("enterprise_year", {"name": "新来的公司", "year": 2022, "operating_revenue": 100})
    assert (numbers(done), len(done.created)) == ((1, 0, 0), 1)
    assert figures_of(Organisation.objects.get()).get("operating_revenue", 2022).quantity.base == 100


def test_every_record_type_goes_somewhere_and_comes_back_unchanged(firm, park):
    who = {"organisation": firm.pk, "locator": "表!3"}
    day, later = date(2023, 1, 2), date(2025, 1, 2)
    records = {
        "agreement": {"title": "共建协议", "kind": "enclave", "partners": "北京某区", "site": "九园工业园", "signed_on": day},
        "carrier": {"title": "思创", "kind": "makerspace", "level": "city", "name": firm.name, "number": "ZC1"},
        "designation": {"title": "火炬基地", "kind": "torch_base", "stage": "applied", "owner": "区科技局", "conditions": "产值\n专利"},
        "enterprise_year": {**who, "year": 2023, "operating_revenue": 5},
        "equipment": {**who, "title": "电镜", "number": "E1", "value": 1_000_00, "shared": True, "kind": "analysis"},
        "financing": {**who, "kind": "bank_loan", "provider_name": "某银行", "amount": 7, "rate": Fraction(435, 10000), "signed_on": day, "due_on": later},
        "funding": {**who, "kind": "hnte_reward", "title": "奖补", "year": 2023, "amount": 30_000_00, "source": "district"},
        "intellectual_property": {**who, "kind": "invention", "number": "ZL1", "title": "一种装置", "acquisition": "own"},
        "organisation": {**who, "name": firm.name, "website": "https://example.org"},
        "person": {**who, "person": "李强", "kind": "talent", "phone": "13900001111", "degree": "doctor"},
        "project": {**who, "number": "P1", "title": "某项目", "kind": "research", "area": Decimal(3), "field": "electronics"},
        "relation": {**who, "kind": "supplies", "other_name": "别处的公司", "share": Fraction(1, 4)},
        "site": {"title": "新园区", "kind": "park", "area": Decimal("1.5"), "parent": "九园工业园"},
        "space": {"site": "九园工业园", "building_name": "1号楼", "unit": "101", "area": Decimal("80.5"), "state": "vacant"},
        "technology_contract": {**who, "number": "HT1", "title": "开发", "kind": "development", "amount": 900, "technical_amount": 9,
                                "buyer_name": "外地公司"},
        "tenant": {**who, "site": "九园工业园", "entered_on": day, "floor_area": Decimal(200), "incubated": True},
        "title": {**who, "kind": "hnte", "year": 2023, "batch": "第一批"},
    }  # fmt: skip
    assert records.keys() == record_types(REGION).keys()
    for code, record in records.items():
        first = commit(code, record)
        assert (first.new + first.changed, first.unchanged) == (1, 0), code
        assert numbers(commit(code, record)) == (0, 0, 1), code
    assert Financing.objects.get().rate == Decimal("4.35")
    assert Relation.objects.get().share == Decimal(25)
    assert Project.objects.get().area == Decimal(2000)
    assert Site.objects.get(name="新园区").area == Decimal(15000)
    assert Site.objects.get(name="新园区").parent == park
    assert Space.objects.get().site == park
    assert Tenancy.objects.get().site == park
    assert IntellectualProperty.objects.get().acquired_by == "own"
    assert TechnologyContract.objects.get().buyer_name == "外地公司"
    assert Title.objects.get().series == "第一批"


def test_the_other_side_is_linked_where_the_register_holds_it(firm, make_firm):
    buyer = make_firm("买方公司", uscc=OTHER_CODE)
    commit("technology_contract", {"organisation": firm.pk, "name": firm.name, "number": "H1", "title": "x", "kind": "service",
                                   "amount": 5, "buyer_uscc": OTHER_CODE, "buyer_name": "买方"})  # fmt: skip
    row = TechnologyContract.objects.get()
    assert (row.organisation, row.buyer, row.buyer_name, row.seller_name) == (firm, buyer, "买方", firm.name)


def test_rooms_of_two_places_that_are_not_held_are_two_rooms(db):
    rooms = [{"site": name, "unit": "101", "state": "vacant"} for name in ("甲园", "乙园")]
    assert numbers(commit("space", *rooms)) == (2, 0, 0)
    assert numbers(commit("space", *rooms)) == (0, 0, 2)
    assert [row.unlinked["site"] for row in Space.objects.order_by("pk")] == ["甲园", "乙园"]


def test_rows_of_a_merged_organisation_are_the_survivors(firm, make_firm):
    top = make_firm("存续公司")
    commit("title", title(firm.pk))
    Organisation.objects.filter(pk=firm.pk).update(merged_into=top)
    assert numbers(commit("title", title(firm.pk), title(top.pk))) == (0, 0, 2)
    assert Title.objects.get().organisation == firm
    assert commit("title", {"uscc": CODE, "kind": "tech_sme", "year": 2022}).touched == {top.pk}
    assert Title.objects.get(kind="tech_sme").organisation == top


def test_a_row_that_was_withdrawn_stands_again_when_the_source_says_it_again(firm):
    commit("title", title(firm.pk))
    row = Title.objects.get()
    withdraw_row(actor=ROBOT, region=REGION, table="title", pk=row.pk, reason="录错", lock_version=0)
    done = commit("title", title(firm.pk))
    assert (numbers(done), done.restored) == ((0, 1, 0), 1)
    assert [one.kind for one in story(Title.objects.standing().get())] == ["restored", "withdrawn", "recorded"]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"kind": "nonsense", "year": 2023}, "不在词表中"),
        (
            {"kind": "hnte", "year": 2023, "issued_on": date(2023, 2, 1), "expires_on": date(2023, 1, 1)},
            "名单!9：结束日期早于开始日期",
        ),
        ({"organisation": 987654, "kind": "hnte", "year": 2023}, "987654"),
    ],
)
def test_one_bad_record_stores_none_and_the_sentence_says_where(firm, record, said):
    bad = {"organisation": firm.pk, "locator": "名单!9", **record}
    many = [title(firm.pk, number, year=1950 + number) for number in range(60)]
    with pytest.raises(KechuangError) as refused:
        commit("title", *many, bad)
    assert said in refused.value.zh
    assert not Title.objects.exists()
    assert not Entry.objects.filter(action="register.committed").exists()


@pytest.mark.django_db(transaction=True)
def test_a_crash_in_the_middle_leaves_nothing(make_firm):
    firm = make_firm("甲公司")

    def stream():
        for number in range(1500):
            yield title(firm.pk, number, year=1, name=None) | {"kind": "hnte", "year": 100 + number}
        raise RuntimeError("the power failed")

    def figures():
        for number in range(1500):
            yield {"name": f"公司{number}", "year": 2023, "operating_revenue": number + 1}
        raise RuntimeError("the power failed")

    for record_type, records in (("title", stream()), ("enterprise_year", figures())):
        with pytest.raises(RuntimeError):
            commit_records(actor=ROBOT, region=REGION, record_type=record_type, records=records, source=LIST)
    assert not Title.objects.exists()
    assert not Title.history.exists()
    assert Organisation.objects.count() == 1
    assert selectors.ledger_head(f"{REGION}/organisations").count == 0
    assert ledger_services.kept_heads(f"{REGION}/organisations") == ()


def test_who_may_not_commit_is_refused_and_an_unknown_type_too(firm, cast):
    with pytest.raises(PermissionDenied):
        commit_records(
            actor=Actor.person(cast["viewer"]),
            region=REGION,
            record_type="title",
            records=[title(firm.pk)],
            source=LIST,
        )
    done = commit_records(
        actor=Actor.person(cast["officer"]), region=REGION, record_type="title", records=[title(firm.pk)], source=LIST
    )
    assert done.new == 1
    assert story(Title.objects.get())[0].who == "officer"
    with pytest.raises(KechuangError, match="no record type"):
        commit("nonsense")


def test_progress_is_told_and_memory_does_not_grow_with_the_file(db):
    def peak(count: int, tag: int) -> int:
        seen: list[int] = []
        tracemalloc.start()
        commit(
            "intellectual_property",
            *(),
            *({"name": "甲公司", "kind": "invention", "number": f"ZL{tag}-{n}", "title": "装置"} for n in range(count)),
            progress=seen.append,
        )
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert seen == list(range(1000, count + 1, 1000))
        return top

    small = peak(1000, 1)
    assert peak(3000, 2) < 1.6 * small


def test_a_row_of_another_path_is_met_by_its_key(firm, park):
    record_row(actor=ROBOT, region=REGION, table="title", reason="手工", source=SOURCE,
               values={"organisation": firm, "kind": "hnte", "issued_on": date(2023, 12, 8)})  # fmt: skip
    assert numbers(commit("title", title(firm.pk, number=5))) == (0, 1, 0)
