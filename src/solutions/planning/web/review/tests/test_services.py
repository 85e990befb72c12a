"""Deciding about readings: each step can be taken back, nobody overwrites anybody, a published review is closed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from kechuang.plan.book.tests.books import small_book
from kechuang_web.audit.append_only import AppendOnlyError
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.stores import plan_services
from kechuang_web.stores.errors import StaleError, StateError
from kechuang_web.stores.models import PlanDocument, Reading
from solutions.planning.web.models import ReviewStep
from solutions.planning.web.review import services
from solutions.planning.web.review.reading import ImportRefusedError

PLAN = "样区科技创新“十四五”规划\n一、发展目标\n到2025年，国家高新技术企业达到280家。\n".encode()


@pytest.fixture
def planner(cast):
    return Actor.person(cast["planner"])


@pytest.fixture
def colleague(cast):
    other = type(cast["planner"]).objects.create_user("second", "x", display_name="李燕", role="planner")
    return Actor.person(other)


def quantity(document):
    return document.readings.filter(kind="quantity").first()


def test_an_import_keeps_the_text_the_bytes_and_every_reading(planner):
    document, new = services.import_plan(actor=planner, region="baodi", name="规划.txt", data=PLAN)
    assert new
    assert document.text == PLAN.decode()
    assert bytes(document.data) == PLAN
    assert [row.content["value"] for row in document.readings.filter(kind="quantity")] == [280]


def test_the_same_file_again_opens_the_review_it_has(planner, monkeypatch):
    first, _new = services.import_plan(actor=planner, region="baodi", name="规划.txt", data=PLAN)
    row = quantity(first)
    services.decide(actor=planner, reading=row, state="accepted", lock_version=0)
    monkeypatch.setattr(services, "read_apart", lambda *_a, **_k: pytest.fail("it was read again"))
    again, new = services.import_plan(actor=planner, region="baodi", name="改名.txt", data=PLAN)
    assert (again.pk, new) == (first.pk, False)
    assert quantity(again).state == "accepted"


def test_a_refused_file_leaves_nothing(planner):
    with pytest.raises(ImportRefusedError):
        services.import_plan(actor=planner, region="baodi", name="坏.pdf", data=b"%PDF-1.7 broken")
    assert not PlanDocument.objects.exists()
    assert not Entry.objects.filter(action="plan.imported").exists()


@pytest.mark.parametrize("role", ["viewer", "leader", "approver", "officer", "lead_unit", "auditor", "administrator"])
def test_who_may_not_is_refused_where_the_planner_is_not(cast, document, planner, role):
    row = quantity(document)
    other = Actor.person(cast[role])
    for deed in (
        lambda actor: services.import_plan(actor=actor, region="baodi", name="规划.txt", data=PLAN),
        lambda actor: services.decide(actor=actor, reading=row, state="accepted", lock_version=0),
        lambda actor: services.add(actor=actor, document=document, kind="task", start=0, end=4, payload={}),
    ):
        with pytest.raises(PermissionDenied):
            deed(other)
        deed(planner)


def test_undo_takes_back_ones_own_last_step_and_the_one_before(document, planner):
    row = quantity(document)
    accepted = services.decide(actor=planner, reading=row, state="accepted", lock_version=0)
    corrected = row.payload | {"value": 281}
    services.decide(actor=planner, reading=accepted, state="corrected", lock_version=1, corrected=corrected)
    assert services.undo(actor=planner, document=document)[0].state == "accepted"
    assert services.undo(actor=planner, document=document)[0].state == "pending"
    row.refresh_from_db()
    assert (row.state, row.corrected, row.content["value"]) == ("pending", None, 280)
    with pytest.raises(StateError):
        services.undo(actor=planner, document=document)


def test_undo_of_a_correction_brings_the_correction_before_back(document, planner):
    row = quantity(document)
    for version, value in enumerate((281, 282)):
        row = services.decide(
            actor=planner,
            reading=row,
            state="corrected",
            lock_version=version,
            corrected=row.payload | {"value": value},
        )
    assert services.undo(actor=planner, document=document)[0].content["value"] == 281


def test_undo_leaves_the_steps_of_others_alone(document, planner, colleague):
    first, second = document.readings.filter(kind="quantity")
    services.decide(actor=planner, reading=first, state="accepted", lock_version=0)
    services.decide(actor=colleague, reading=second, state="rejected", lock_version=0)
    assert [one.pk for one in services.undo(actor=planner, document=document)] == [first.pk]
    second.refresh_from_db()
    assert second.state == "rejected"


def test_undo_never_overwrites_what_a_colleague_decided_since(document, planner, colleague):
    row = quantity(document)
    accepted = services.decide(actor=planner, reading=row, state="accepted", lock_version=0)
    services.decide(actor=colleague, reading=accepted, state="rejected", lock_version=1)
    with pytest.raises(StaleError):
        services.undo(actor=planner, document=document)
    row.refresh_from_db()
    assert row.state == "rejected"


def test_a_bulk_acceptance_is_one_step_and_one_undo(document, planner):
    rows = list(document.readings.filter(kind__in=["quantity", "task"]))
    assert services.accept_many(actor=planner, document=document, choices=[(row.pk, 0) for row in rows]) == 3
    assert len(services.undo(actor=planner, document=document)) == 3
    assert set(document.readings.values_list("state", flat=True)) == {"pending"}


def test_a_bulk_acceptance_with_one_stale_row_accepts_none(document, planner, colleague):
    rows = list(document.readings.filter(kind__in=["quantity", "task"]))
    services.decide(actor=colleague, reading=rows[-1], state="rejected", lock_version=0)
    with pytest.raises(StaleError):
        services.accept_many(actor=planner, document=document, choices=[(row.pk, 0) for row in rows])
    assert document.readings.filter(state="accepted").count() == 0
    assert not ReviewStep.objects.filter(by=planner.user).exists()


def test_rows_of_another_document_are_not_accepted_along(upload, document, planner):
    foreign = quantity(upload(data=b"another", text="。" + document.text))
    with pytest.raises(StateError):
        services.accept_many(actor=planner, document=document, choices=[(foreign.pk, 0)])
    foreign.refresh_from_db()
    assert foreign.state == "pending"


def test_an_added_reading_can_be_corrected_and_taken_back_step_by_step(document, planner):
    added = services.add(
        actor=planner, document=document, kind="task", start=0, end=4, payload={"task": "目标", "verbs": ["定"]}
    )
    services.decide(
        actor=planner, reading=added, state="corrected", lock_version=0, corrected=added.payload | {"task": "发展目标"}
    )
    assert services.undo(actor=planner, document=document)[0].state == "added"
    assert services.undo(actor=planner, document=document)[0].state == "rejected"


def test_deciding_twice_with_the_same_version_is_refused(document, planner):
    row = quantity(document)
    services.decide(actor=planner, reading=row, state="accepted", lock_version=0)
    with pytest.raises(StaleError):
        services.decide(actor=planner, reading=row, state="accepted", lock_version=0)
    assert ReviewStep.objects.count() == 1


def test_after_publication_nothing_is_decided_added_or_taken_back(document, planner):
    row = quantity(document)
    services.decide(actor=planner, reading=row, state="accepted", lock_version=0)
    plan_services.publish_plan(actor=planner, book=small_book(region="baodi"), document=document)
    row.refresh_from_db()
    for deed in (
        lambda: services.decide(actor=planner, reading=row, state="rejected", lock_version=1),
        lambda: services.add(actor=planner, document=document, kind="task", start=0, end=4, payload={}),
        lambda: services.undo(actor=planner, document=document),
    ):
        with pytest.raises(StateError, match="published"):
            deed()
    assert Reading.objects.get(pk=row.pk).state == "accepted"


def test_the_steps_of_a_review_are_never_changed(document, planner):
    services.decide(actor=planner, reading=quantity(document), state="accepted", lock_version=0)
    with pytest.raises(AppendOnlyError):
        ReviewStep.objects.update(before_state="x")
