"""The plan store: documents, review, versions and amendments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from kechuang.plan.book.tests.books import small_book
from kechuang.values import KechuangError
from kechuang_web.audit.append_only import AppendOnlyError
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.stores import plan_services as services
from kechuang_web.stores import selectors
from kechuang_web.stores.errors import OwnAmendmentError, StaleError, StateError
from kechuang_web.stores.models import Amendment, PlanDocument, PlanVersion, Reading

TEXT = "到2025年，国家高新技术企业达到280家。推动科技城建设。"
READING = {
    "text": TEXT,
    "sections": [],
    "quantities": [{"start": TEXT.index("280"), "end": TEXT.index("280") + 4, "value": 280, "unit": "家"}],
    "tasks": [
        {
            "start": TEXT.index("推动"),
            "end": TEXT.index("推动") + 7,
            "task": "推动科技城建设",
            "verbs": ["推动"],
            "objects": ["科技城"],
            "section": "四",
        }
    ],
    "entities": [{"name": "科技城", "kind": "park", "start": TEXT.index("科技城")}],
    "warnings": [],
}


def upload(cast, data=b"plan"):
    document, _new = services.import_document(
        actor=Actor.person(cast["planner"]), region="baodi", name="规划.txt", data=data, text=TEXT, reading=READING
    )
    return document


@pytest.fixture
def book():
    return small_book(region="baodi")


@pytest.fixture
def version(cast, book):
    return services.publish_plan(actor=Actor.person(cast["planner"]), book=book)


@pytest.fixture
def changed(book):
    return replace(book, title=replace(book.title, zh=book.title.zh + "（修订）"))


@pytest.fixture
def submitted(cast, version, changed):
    planner = Actor.person(cast["planner"])
    drafted = services.draft_amendment(
        actor=planner,
        base=version,
        proposed=changed,
        reason="更名",
        effective_from=version.effective_from + timedelta(days=30),
        evidence=["文号：宝科发〔2023〕8号"],
    )
    return services.submit_amendment(actor=planner, amendment=drafted, lock_version=0)


def test_an_import_keeps_every_reading_and_the_same_bytes_only_once(cast):
    document = upload(cast)
    assert [(row.kind, TEXT[row.start : row.end]) for row in document.readings.all()] == [
        ("quantity", "280家"),
        ("task", "推动科技城建设"),
        ("entity", "科技城"),
    ]
    again, new = services.import_document(
        actor=Actor.person(cast["planner"]), region="baodi", name="x", data=b"plan", text=TEXT, reading=READING
    )
    assert (again.pk, new) == (document.pk, False)
    assert Reading.objects.count() == 3


def test_a_reading_that_cannot_be_stored_leaves_no_document(cast):
    bad = {**READING, "quantities": [{"start": 5, "end": 5}]}
    with pytest.raises(IntegrityError), transaction.atomic():
        services.import_document(
            actor=Actor.person(cast["planner"]), region="baodi", name="x", data=b"x", text=TEXT, reading=bad
        )
    assert PlanDocument.objects.count() == 0
    assert Entry.objects.count() == 0


def test_the_second_of_two_reviewers_is_told_and_overwrites_nothing(cast):
    row = upload(cast).readings.first()
    planner = Actor.person(cast["planner"])
    services.decide_reading(actor=planner, reading=row, state="accepted", lock_version=0)
    with pytest.raises(StaleError, match="planner"):
        services.decide_reading(actor=planner, reading=row, state="rejected", lock_version=0)
    row.refresh_from_db()
    assert (row.state, row.lock_version) == ("accepted", 1)


def test_deciding_several_is_all_or_none(cast):
    document = upload(cast)
    first, second, _third = document.readings.all()
    planner = Actor.person(cast["planner"])
    services.decide_reading(actor=planner, reading=second, state="rejected", lock_version=0)
    with pytest.raises(StaleError):
        services.decide_readings(
            actor=planner, document=document, choices=[(first.pk, 0), (second.pk, 0)], state="accepted"
        )
    first.refresh_from_db()
    assert first.state == "pending"


def test_a_correction_keeps_what_was_read_and_undo_brings_it_back(cast):
    row = upload(cast).readings.first()
    planner = Actor.person(cast["planner"])
    corrected = services.decide_reading(
        actor=planner, reading=row, state="corrected", corrected={"value": 281}, lock_version=0
    )
    assert (corrected.content, corrected.payload["value"]) == ({"value": 281}, 280)
    undone = services.decide_reading(actor=planner, reading=corrected, state="pending", lock_version=1)
    assert (undone.content["value"], undone.decided_by) == (280, None)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 3), (0, 10_000)])
def test_a_span_outside_the_text_is_not_added(cast, start, end):
    with pytest.raises(StateError):
        services.add_reading(
            actor=Actor.person(cast["planner"]),
            document=upload(cast),
            kind="quantity",
            start=start,
            end=end,
            payload={},
        )


def test_the_book_of_a_version_comes_back_the_same(version, book):
    assert selectors.plan_version(1, region="baodi").book == book
    assert Entry.objects.get(action="plan.published").after == version.digest


def test_a_published_version_cannot_be_changed_or_published_again(cast, version, book):
    with pytest.raises(AppendOnlyError):
        version.save()
    with pytest.raises(StateError, match="already"):
        services.publish_plan(actor=Actor.person(cast["planner"]), book=book)


def test_nobody_approves_their_own_amendment_however_they_try(cast, submitted):
    author = cast["planner"]
    author.role = "approver"
    author.save()
    with pytest.raises(OwnAmendmentError):
        services.approve_amendment(actor=Actor.person(author), amendment=submitted, lock_version=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=submitted.pk).update(
            state="approved", decided_by=author, decided_at=submitted.created_at
        )


def test_an_approved_amendment_is_the_next_version_from_its_day_on(cast, submitted, version, changed):
    approved = services.approve_amendment(
        actor=Actor.person(cast["approver"]), amendment=submitted, lock_version=1, note="同意"
    )
    assert (approved.number, approved.effective_from) == (2, version.effective_from + timedelta(days=30))
    before = selectors.plan_on(approved.effective_from - timedelta(days=1), region="baodi")
    after = selectors.plan_on(approved.effective_from, region="baodi")
    assert (before.number, after.number) == (1, 2)
    assert after.book.title == changed.title
    assert after.book.amended.approved_by == "approver 同志"
    assert selectors.plan_on(date(1999, 1, 1), region="baodi") is None


def test_an_amendment_of_a_version_that_was_replaced_is_refused(cast, submitted, version, changed):
    planner = Actor.person(cast["planner"])
    other = services.draft_amendment(
        actor=planner, base=version, proposed=replace(changed, predecessor="x"), reason="另一项", evidence=["x"],
        effective_from=version.effective_from + timedelta(days=40),
    )  # fmt: skip
    other = services.submit_amendment(actor=planner, amendment=other, lock_version=0)
    approver = Actor.person(cast["approver"])
    services.approve_amendment(actor=approver, amendment=submitted, lock_version=1)
    with pytest.raises(StateError, match="later one"):
        services.approve_amendment(actor=approver, amendment=other, lock_version=1)
    assert PlanVersion.objects.count() == 2


@pytest.mark.parametrize("lacks", ["difference", "reason", "evidence"])
def test_an_unfinished_draft_is_kept_but_not_submitted(cast, version, book, changed, lacks):
    planner = Actor.person(cast["planner"])
    drafted = services.draft_amendment(
        actor=planner, base=version, proposed=book if lacks == "difference" else changed,
        reason=" " if lacks == "reason" else "理由", evidence=[] if lacks == "evidence" else ["依据"],
        effective_from=version.effective_from,
    )  # fmt: skip
    with pytest.raises(StateError, match={"difference": "nothing", "reason": "reason", "evidence": "evidence"}[lacks]):
        services.submit_amendment(actor=planner, amendment=drafted, lock_version=0)
    drafted.refresh_from_db()
    assert drafted.state == "draft"


def test_a_submission_sent_back_is_its_authors_draft_again(cast, submitted):
    approver = Actor.person(cast["approver"])
    with pytest.raises(StateError):
        services.return_amendment(actor=approver, amendment=submitted, lock_version=1, note="")
    back = services.return_amendment(actor=approver, amendment=submitted, lock_version=1, note="请补充口径")
    assert (back.state, back.note) == ("draft", "请补充口径")
    again = services.submit_amendment(actor=Actor.person(cast["planner"]), amendment=back, lock_version=2)
    assert again.state == "submitted"


def test_a_published_document_is_not_reviewed_any_more(cast, book):
    document = upload(cast)
    planner = Actor.person(cast["planner"])
    services.publish_plan(actor=planner, book=book, document=document)
    with pytest.raises(StateError, match="published"):
        services.decide_reading(actor=planner, reading=document.readings.first(), state="accepted", lock_version=0)
    with pytest.raises(StateError, match="published"):
        services.add_reading(actor=planner, document=document, kind="task", start=0, end=2, payload={})


def test_a_refusal_needs_its_reason_and_a_withdrawal_its_author(cast, submitted):
    approver = Actor.person(cast["approver"])
    with pytest.raises(StateError):
        services.reject_amendment(actor=approver, amendment=submitted, lock_version=1, note=" ")
    with pytest.raises(StateError):
        services.withdraw_amendment(actor=approver, amendment=submitted, lock_version=1)
    rejected = services.reject_amendment(actor=approver, amendment=submitted, lock_version=1, note="证据不足")
    with pytest.raises(KechuangError):
        services.approve_amendment(actor=approver, amendment=rejected, lock_version=2)


@pytest.mark.parametrize("role", ["viewer", "leader", "lead_unit", "auditor", "administrator", "officer"])
def test_services_refuse_those_who_may_not(cast, role, book):
    actor = Actor.person(cast[role])
    with pytest.raises(PermissionDenied):
        services.publish_plan(actor=actor, book=book)
    with pytest.raises(PermissionDenied):
        services.import_document(actor=actor, region="baodi", name="x", data=b"x", text="x", reading={})
