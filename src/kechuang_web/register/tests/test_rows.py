"""One row: recorded, changed, ended, withdrawn, restored, taken back; guarded, explained, logged."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from kechuang.values import KechuangError
from kechuang_web.audit.append_only import AppendOnlyError
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.register.history import row_on, story
from kechuang_web.register.models import Organisation, PersonalReading, Row, Title
from kechuang_web.register.services import (
    end_row,
    record_organisation,
    record_row,
    record_title,
    restore_row,
    undo_row,
    withdraw_row,
)
from kechuang_web.register.tables import TABLES
from kechuang_web.register.tests.conftest import REGION, ROBOT, SOURCE
from kechuang_web.stores.errors import StaleError, StateError


def change(row, table="organisation", actor=ROBOT, reason="来函更正", **values):
    return record_row(
        actor=actor, region=REGION, table=table, pk=row.pk, values=values, reason=reason, lock_version=row.lock_version
    )


def test_a_change_tells_who_changed_what_when_and_why(firm, cast):
    before = timezone.now()
    change(
        firm,
        actor=Actor.person(cast["officer"]),
        reason="企业来函",
        address="九园工业园9号路",
        registered_capital=350_000_000_00,
    )
    last, first = story(firm)
    assert (last.who, last.why, last.kind) == ("officer", "企业来函", "changed")
    assert before <= last.at <= timezone.now()
    assert [(one.label, one.before, one.after) for one in last.columns] == [
        ("地址", "", "九园工业园9号路"),
        ("注册资本", "", "3.5亿元"),
    ]
    assert (first.kind, first.who, first.why) == ("recorded", "command:test", "首次登记")
    assert "企业名录" in first.source
    assert ("机构类别", "", "企业") in [(one.label, one.before, one.after) for one in first.columns]
    with translation.override("en"):
        assert story(firm)[0].columns[0].label == "Address"


def test_the_story_costs_the_same_however_long_it_is(firm, park, django_assert_num_queries):
    row = firm
    for number in range(6):
        row = change(row, address=f"{number}号", park=park if number % 2 else None)
    with django_assert_num_queries(2):
        assert len(story(row)) == 7


def test_a_row_is_shown_as_it_was_on_a_day(firm):
    row = change(firm, address="新址")
    past = type(firm).history.filter(id=firm.pk).order_by("history_id")
    assert row_on(row, timezone.localdate()).address == "新址"
    assert past[0].instance.address == ""
    assert row_on(row, timezone.localdate() - timedelta(days=1)) is None


def test_two_people_at_one_row_never_overwrite_each_other(firm, cast):
    change(firm, actor=Actor.person(cast["officer"]), address="甲")
    with pytest.raises(StaleError) as refused:
        change(firm, address="乙")
    assert "officer" in refused.value.zh
    assert Organisation.objects.get(pk=firm.pk).address == "甲"


def test_a_change_of_nothing_writes_nothing(firm):
    entries = Entry.objects.count()
    same = change(firm, name=firm.name, uscc=firm.uscc)
    assert (same.lock_version, len(story(firm)), Entry.objects.count()) == (0, 1, entries)


def test_undo_takes_the_last_change_back_and_undoing_again_brings_it_back(firm):
    changed = change(firm, address="错的", website="https://example.org")
    undone = undo_row(actor=ROBOT, region=REGION, table="organisation", pk=firm.pk, lock_version=changed.lock_version)
    assert (undone.address, undone.website) == ("", "")
    again = undo_row(actor=ROBOT, region=REGION, table="organisation", pk=firm.pk, lock_version=undone.lock_version)
    assert again.address == "错的"
    assert [one.why for one in story(again)][:2] == ["撤销：撤销：来函更正", "撤销：来函更正"]


def test_undoing_the_first_entry_withdraws_the_row(firm):
    undone = undo_row(actor=ROBOT, region=REGION, table="organisation", pk=firm.pk, lock_version=0)
    assert undone.withdrawn_at is not None
    assert not Organisation.objects.living().exists()


def test_a_row_with_others_attached_is_not_withdrawn_and_the_sentence_says_which(firm):
    title = record_title(
        actor=ROBOT, region=REGION, reason="公示", source=SOURCE,
        values={"organisation": firm.pk, "kind": "hnte", "issued_on": "2023-12-08", "number": "GR202312000001"},
    )  # fmt: skip
    with pytest.raises(StateError, match="1 rows") as refused:
        withdraw_row(actor=ROBOT, region=REGION, table="organisation", pk=firm.pk, reason="重复", lock_version=0)
    assert "称号" in refused.value.zh
    withdraw_row(actor=ROBOT, region=REGION, table="title", pk=title.pk, reason="录错", lock_version=0)
    gone = withdraw_row(actor=ROBOT, region=REGION, table="organisation", pk=firm.pk, reason="重复", lock_version=0)
    back = restore_row(
        actor=ROBOT, region=REGION, table="organisation", pk=firm.pk, reason="误作废", lock_version=gone.lock_version
    )
    assert Organisation.objects.living().get() == back
    assert [one.kind for one in story(back)] == ["restored", "withdrawn", "recorded"]


def test_a_title_without_a_day_of_expiry_runs_as_long_as_its_kind_says(firm):
    values = {"organisation": firm, "kind": "hnte", "issued_on": date(2023, 12, 8)}
    title = record_title(actor=ROBOT, region=REGION, values=values, reason="公示", source=SOURCE)
    assert title.expires_on == date(2026, 12, 8)
    ended = end_row(
        actor=ROBOT, region=REGION, table="title", pk=title.pk, on=date(2025, 1, 1), reason="撤销", lock_version=0
    )
    assert (ended.ended_on, story(ended)[0].kind) == (date(2025, 1, 1), "ended")


def test_things_that_do_not_end_say_so(firm):
    row = record_row(
        actor=ROBOT, region=REGION, table="organisation_year", reason="名单", source=SOURCE,
        values={"organisation": firm, "year": 2023, "above_designated_size": True},
    )  # fmt: skip
    with pytest.raises(StateError, match="do not end"):
        end_row(
            actor=ROBOT,
            region=REGION,
            table="organisation_year",
            pk=row.pk,
            on=date(2024, 1, 1),
            reason="x",
            lock_version=0,
        )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"uscc": "91350100M000100Y44"}, "校验码应为“3”"),
        ({"kind": "nonsense"}, "不在词表中"),
        ({"registered_on": "2023-13-01"}, "2023-13-01"),
        ({"registered_on": "2020-05-01", "left_on": "2019-01-01"}, "早于开始日期"),
        ({"registered_capital": -5}, "不能为负数"),
        ({"name": ""}, "名称"),
        ({"name": "名" * 201}, "名称"),
        ({"park": 99999}, "99999"),
        ({"nonsense": 1}, "没有“nonsense”这一栏"),
        ({"merged_into": 1}, "没有“merged_into”这一栏"),
        ({"region": "elsewhere"}, "没有“region”这一栏"),
    ],
)
def test_what_cannot_stand_is_refused_in_one_sentence_and_nothing_is_written(firm, values, said):
    with pytest.raises(KechuangError) as refused:
        change(firm, **values)
    assert said in refused.value.zh
    assert refused.value.en
    kept = Organisation.objects.get(pk=firm.pk)
    assert (kept.lock_version, len(story(kept))) == (0, 1)


def test_one_credit_code_is_one_living_organisation_in_a_region(firm, make_firm):
    with pytest.raises(KechuangError, match="in the register already"):
        make_firm("另一家", uscc=firm.uscc)
    assert make_firm("孪生里的一家", uscc=firm.uscc, region="tianjin").pk != firm.pk


def test_rows_of_two_regions_never_point_to_each_other(firm):
    with pytest.raises(KechuangError, match="not in the register of this region"):
        record_title(
            actor=ROBOT, region="tianjin", reason="x", source=SOURCE, values={"organisation": firm, "kind": "hnte"}
        )
    with pytest.raises(KechuangError, match="no row"):
        record_row(
            actor=ROBOT,
            region="tianjin",
            table="organisation",
            pk=firm.pk,
            values={"name": "x"},
            reason="",
            lock_version=0,
        )


def test_a_new_row_needs_a_source(db):
    with pytest.raises(KechuangError, match="needs a source"):
        record_row(actor=ROBOT, region=REGION, table="site", values={"code": "park/x", "name": "x"}, reason="x")


def test_a_new_name_keeps_the_old_one_as_a_former_name(firm):
    renamed = record_organisation(
        actor=ROBOT, region=REGION, pk=firm.pk, values={"name": "天津新美科技有限公司"}, reason="更名", lock_version=0,
        renamed_on=date(2024, 3, 1),
    )  # fmt: skip
    (former,) = renamed.names.all()
    assert (former.name, former.until) == ("天津华美精密机械有限公司", date(2024, 3, 1))


def test_who_may_not_edit_is_refused_and_a_park_edits_its_own(firm, park, make_firm, cast):
    with pytest.raises(PermissionDenied):
        change(firm, actor=Actor.person(cast["viewer"]), address="x")
    operator = cast["park_operator"]
    operator.park = "park/jiuyuan"
    with pytest.raises(PermissionDenied):
        change(firm, actor=Actor.person(operator), address="x")
    with pytest.raises(PermissionDenied):  # nor can one bring another's tenant into the park by saying so
        change(firm, actor=Actor.person(operator), park=park)
    mine = make_firm("园内企业", park=park)
    assert change(mine, actor=Actor.person(operator), address="园内").address == "园内"


def test_every_table_can_be_written_through_the_one_service(firm, park):
    plain = {
        "person": {"organisation": firm}, "organisation_name": {"organisation": firm, "name": "旧名"},
        "organisation_year": {"organisation": firm, "year": 2023}, "division": {"code": "120115001", "name": "海滨街道"},
        "site": {"code": "park/new", "name": "新园"}, "plot": {"number": "津宝2020-01"}, "building": {"name": "1号楼"},
        "space": {"name": "101"}, "tenancy": {"organisation": firm, "site": park}, "title": {"organisation": firm, "kind": "hnte"},
        "designation": {"name": "火炬特色产业基地"}, "intellectual_property": {"organisation": firm, "name": "一种装置"},
        "carrier": {"name": "思创"}, "equipment": {"name": "电镜"}, "technology_contract": {"name": "开发合同"},
        "project": {"name": "项目"}, "fund": {"name": "专项"}, "budget_line": {"year": 2023, "purpose": "兑现"},
        "payment": {"organisation": firm}, "financing": {"organisation": firm}, "agreement": {"name": "协议"},
        "relation": {"organisation": firm, "kind": "supplies", "other_name": "甲"}, "organisation": {"name": "乙"},
    }  # fmt: skip
    assert plain.keys() == TABLES.keys()
    for code, values in plain.items():
        row = record_row(actor=ROBOT, region=REGION, table=code, values=values, reason="登记", source=SOURCE)
        assert str(row) is not None
        assert story(row)[0].kind == "recorded", code
        entry = Entry.objects.filter(kind=f"register.{code}", key=str(row.pk)).get()
        assert entry.action == "register.recorded"


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("relation", {"kind": "supplies", "other_name": "甲"}),
        ("relation", {"kind": "supplies", "organisation": 0}),
        ("relation", {"kind": "supplies", "organisation": 0, "other": 0}),
        ("relation", {"kind": "owns", "organisation": 0, "other_name": "甲", "share": "100.01"}),
        ("technology_contract", {"name": "x", "amount": 100, "technical_amount": 101}),
        ("title", {"kind": "hnte", "issued_on": "2023-01-02", "expires_on": "2023-01-01"}),
        ("budget_line", {"year": 20233, "purpose": "x"}),
    ],
)
def test_the_database_too_refuses_what_makes_no_sense(firm, table, values):
    filled = {name: firm.pk if value == 0 else value for name, value in values.items()}
    with pytest.raises(KechuangError):
        record_row(actor=ROBOT, region=REGION, table=table, values=filled, reason="x", source=SOURCE)
    model = TABLES[table].model
    links = {f"{name}_id" if name in TABLES[table].links else name: value for name, value in filled.items()}
    with pytest.raises(DatabaseError), transaction.atomic():
        model(region=REGION, **links).save()


def test_the_past_can_be_neither_changed_nor_deleted(firm):
    past = Organisation.history.first()
    past.name = "改写"
    for attempt in (past.save, past.delete):
        with pytest.raises(AppendOnlyError):
            attempt()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Organisation.history.all().update(name="改写")
    tables = [TABLES[code].model.history.model._meta.db_table for code in TABLES] + [PersonalReading._meta.db_table]
    change(firm, address="x")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT event_object_table FROM information_schema.triggers"
        )
        protected = {name for (name,) in cursor.fetchall()}
    assert set(tables) - protected == set()


def test_every_table_has_the_same_words_for_its_rows():
    for table in TABLES.values():
        assert issubclass(table.model, Row)
        assert all(str(column.verbose_name) for column in table.columns.values())
        assert not table.model.END or table.model.END in table.columns


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_the_same_moment_one_is_told(make_firm):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection")
    firm = make_firm("甲公司")
    gate, refused, kept = threading.Barrier(4), [], []

    def write(number: int) -> None:
        try:
            gate.wait(10)
            kept.append(change(firm, address=f"{number}号").address)
        except StaleError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(kept), len(refused)) == (1, 3)
    assert Organisation.objects.get(pk=firm.pk).address == kept[0]


@pytest.mark.django_db
def test_a_year_of_a_title_kind_reassessed_each_year_ends_with_the_year(firm):
    title = Title(region=REGION, kind="tech_sme", issued_on=date(2023, 5, 4))
    values = {"organisation": firm, "kind": title.kind, "issued_on": title.issued_on}
    stored = record_title(actor=ROBOT, region=REGION, values=values, reason="入库", source=SOURCE)
    assert stored.expires_on == date(2024, 1, 1)
