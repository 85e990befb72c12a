"""People: sealed at rest, read for a purpose and on record, found exactly, erased for good."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from kechuang.values import KechuangError
from kechuang_web.accounts.models import User
from kechuang_web.audit.services import Actor
from kechuang_web.register import sealing
from kechuang_web.register.history import story
from kechuang_web.register.models import Person, PersonalReading
from kechuang_web.register.sealing import SealBrokenError, keyed_hash
from kechuang_web.register.services import (
    erase_person,
    find_people,
    read_personal,
    record_person,
    undo_row,
)
from kechuang_web.register.tests.conftest import REGION, ROBOT, SOURCE

SECRET = {"name": "张晓明", "phone": "13812345678", "identity": "120224199001011234", "email": "zhang@example.org"}


@pytest.fixture
def zhang(firm):
    return record_person(
        actor=ROBOT, region=REGION, personal=SECRET, values={"organisation": firm.pk, "kind": "contact"},
        reason="企业来函", source=SOURCE,
    )  # fmt: skip


def raw_bytes() -> bytes:
    """Every value of every table, as the database stores it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row]
    return b"\n".join(found)


def test_nothing_personal_stands_readable_in_the_database(zhang, firm):
    record_person(
        actor=ROBOT, region=REGION, pk=zhang.pk, personal={"phone": "13900001111"}, reason="换号", lock_version=0
    )
    everything = raw_bytes()
    assert firm.name.encode() in everything  # the search sees what is there
    for text in (*SECRET.values(), "13900001111", "晓明"):
        assert text.encode() not in everything
        assert text.encode().hex().encode() not in everything
    assert zhang.label == "张**"


def test_a_reading_needs_a_purpose_and_is_on_record_before_anything_is_shown(zhang, cast):
    officer = Actor.person(cast["officer"])
    with pytest.raises(KechuangError, match="needs a purpose"):
        read_personal(actor=officer, region=REGION, pk=zhang.pk, purpose=" ")
    assert not PersonalReading.objects.exists()
    shown = read_personal(
        actor=officer, region=REGION, pk=zhang.pk, purpose="走访联系", words="3月走访", columns=("phone",)
    )
    assert shown == {"phone": "13812345678"}
    reading = PersonalReading.objects.get()
    assert (reading.actor, reading.actor_role, reading.person, reading.columns) == (
        cast["officer"],
        "officer",
        zhang,
        ["phone"],
    )
    assert (reading.purpose, reading.words) == ("走访联系", "3月走访")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM register_personalreading")


def test_who_may_see_the_register_may_not_read_personal_data_for_that(zhang, cast):
    for role in ("planner", "leader", "viewer", "auditor", "administrator", "park_operator"):
        with pytest.raises(PermissionDenied):
            read_personal(actor=Actor.person(cast[role]), region=REGION, pk=zhang.pk, purpose="看看")
        assert find_people(actor=Actor.person(cast[role]), region=REGION, kind="phone", value="13812345678") == []
    assert not PersonalReading.objects.exists()


def test_an_enterprise_reads_its_own_people_and_no_others(zhang, firm, make_firm, cast):
    clerk: User = cast["enterprise"]
    clerk.organisation = firm.uscc
    assert read_personal(actor=Actor.person(clerk), region=REGION, pk=zhang.pk, purpose="核对")["name"] == "张晓明"
    other = record_person(
        actor=ROBOT, region=REGION, personal={"name": "李"}, values={"organisation": make_firm("别家").pk},
        reason="x", source=SOURCE,
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        read_personal(actor=Actor.person(clerk), region=REGION, pk=other.pk, purpose="核对")


def test_people_are_found_exactly_without_opening_anything(zhang):
    assert find_people(actor=ROBOT, region=REGION, kind="phone", value="+86 138-1234 5678") == [zhang]
    assert find_people(actor=ROBOT, region=REGION, kind="phone", value="１３８１２３４５６７８") == [zhang]
    assert find_people(actor=ROBOT, region=REGION, kind="identity", value="120224199001011234") == [zhang]
    assert find_people(actor=ROBOT, region=REGION, kind="name", value="张晓明") == [zhang]
    for value in ("1381234567", "", "  "):
        assert find_people(actor=ROBOT, region=REGION, kind="phone", value=value) == []
    assert find_people(actor=ROBOT, region="tianjin", kind="phone", value="13812345678") == []
    assert not PersonalReading.objects.exists()


def test_the_hash_cannot_be_computed_without_the_key(settings):
    first = keyed_hash("phone", "13812345678")
    settings.KECHUANG_PERSONAL_KEY = "another key that is also long enough to be used"
    assert keyed_hash("phone", "13812345678") != first


def test_another_key_or_altered_bytes_open_nothing(zhang, settings):
    row = Person.objects.get(pk=zhang.pk)
    altered = bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1])
    with pytest.raises(SealBrokenError):
        sealing.open_fields(altered, row.sealing_key)
    settings.KECHUANG_PERSONAL_KEY = "another key that is also long enough to be used"
    with pytest.raises(SealBrokenError) as refused:
        read_personal(actor=ROBOT, region=REGION, pk=zhang.pk, purpose="核对")
    assert "KECHUANG_PERSONAL_KEY" in refused.value.zh
    settings.KECHUANG_PERSONAL_KEY = ""
    with pytest.raises(KechuangError, match="is not set"):
        record_person(actor=ROBOT, region=REGION, personal={"name": "王"}, reason="x", source=SOURCE)


def test_the_installations_key_can_be_changed(zhang, settings):
    old = settings.KECHUANG_PERSONAL_KEY
    settings.KECHUANG_PERSONAL_KEY = f"a new key that is long enough to be used now,{old}"
    assert read_personal(actor=ROBOT, region=REGION, pk=zhang.pk, purpose="核对")["name"] == "张晓明"
    sealed_anew = sealing.reseal_person_key(Person.objects.get(pk=zhang.pk).sealing_key)
    settings.KECHUANG_PERSONAL_KEY = "a new key that is long enough to be used now"
    assert sealing.open_fields(Person.objects.get(pk=zhang.pk).sealed, sealed_anew)["name"] == "张晓明"


def test_the_story_of_a_person_says_that_personal_data_changed_and_not_what(zhang):
    changed = record_person(
        actor=ROBOT, region=REGION, pk=zhang.pk, personal={"name": "张大明"}, reason="更名", lock_version=0
    )
    step = story(changed)[0]
    assert [(one.column, one.after) for one in step.columns] == [("sealed", "（已加密）")]
    undone = undo_row(actor=ROBOT, region=REGION, table="person", pk=zhang.pk, lock_version=1)
    assert read_personal(actor=ROBOT, region=REGION, pk=undone.pk, purpose="核对")["name"] == "张晓明"
    assert find_people(actor=ROBOT, region=REGION, kind="name", value="张晓明") == [undone]
    assert find_people(actor=ROBOT, region=REGION, kind="name", value="张大明") == []


def test_erased_is_erased_in_the_history_too(zhang):
    changed = record_person(
        actor=ROBOT, region=REGION, pk=zhang.pk, personal={"phone": "1"}, reason="x", lock_version=0
    )
    erase_person(actor=ROBOT, region=REGION, pk=zhang.pk, reason="本人要求", lock_version=changed.lock_version)
    row = Person.objects.get(pk=zhang.pk)
    for past in Person.history.filter(id=zhang.pk):
        assert sealing.open_fields(past.sealed, row.sealing_key) == {}
    assert read_personal(actor=ROBOT, region=REGION, pk=zhang.pk, purpose="核对") == {}
    assert find_people(actor=ROBOT, region=REGION, kind="phone", value="13812345678") == []


def test_an_unknown_field_is_refused(firm):
    with pytest.raises(KechuangError, match="no field wage"):
        record_person(actor=ROBOT, region=REGION, personal={"wage": "1"}, reason="x", source=SOURCE)
