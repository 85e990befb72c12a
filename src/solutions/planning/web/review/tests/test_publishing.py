"""From the review to version 1: the check says what will and will not be in the plan, and publishing happens once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from kechuang.plan.book import book_from_dict
from kechuang_web.audit.services import Actor
from kechuang_web.stores.models import PlanVersion, Reading
from solutions.planning.web.review import services

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())
REAL = ROOT.parent / "shared" / "plan_reading" / "texts" / "baodi_plan.txt"


@pytest.fixture
def address(document):
    return reverse("planning:publish", args=[document.pk])


@pytest.fixture
def reviewed(cast, document):
    """Figures and tasks accepted."""
    rows = document.readings.filter(kind__in=["quantity", "task"])
    choices = [(row.pk, row.lock_version) for row in rows]
    services.accept_many(actor=Actor.person(cast["planner"]), document=document, choices=choices)
    return document


FIELDS = {
    "title_zh": "样区规划", "title_en": "", "first_year": 2021, "last_year": 2025, "effective_from": "2021-09-28",
    "publisher": "区科技局", "number": "", "code": "sample-2021", "on_track": 95, "at_risk": 80,
}  # fmt: skip


def test_what_was_accepted_becomes_version_1_with_its_sources(sign_in, reviewed, address):
    answer = sign_in("planner").post(address, FIELDS)
    version = PlanVersion.objects.get()
    assert answer["Location"] == reverse("planning:version", args=["sample-2021", 1])
    book = book_from_dict(version.book)
    assert [(one.code, one.target.quantity.label()) for one in book.indicators] == [
        ("hnte_count", "280家"),
        ("gazelle_count", "30家"),
    ]
    assert [one.name.zh for one in book.tasks] == ["推动京津中关村科技城建设"]
    text = reviewed.text
    assert all("达到" in text[one.source.start : one.source.end] for one in book.indicators)
    assert (version.document_id, book.document.sha256) == (reviewed.pk, reviewed.text_sha256)


def test_undecided_readings_are_left_out_only_when_the_person_says_they_know(cast, sign_in, document, address):
    first = document.readings.filter(kind="quantity").first()
    services.decide(actor=Actor.person(cast["planner"]), reading=first, state="accepted", lock_version=0)
    client = sign_in("planner")
    page = client.get(address).content.decode()
    assert "还有 2 条指标数值和任务没有审" in page
    assert client.post(address, FIELDS).status_code == 422
    assert not PlanVersion.objects.exists()
    assert client.post(address, FIELDS | {"aware": "on"}).status_code == 302
    assert len(book_from_dict(PlanVersion.objects.get().book).indicators) == 1


def test_a_target_without_an_attribute_is_listed_and_left_out(cast, sign_in, reviewed, address):
    row = reviewed.readings.filter(kind="quantity").last()
    Reading.objects.filter(pk=row.pk).update(payload=row.payload | {"name": "会展场次", "unit": "场"})
    client = sign_in("planner")
    page = client.get(address).content.decode()
    assert "没有对应指标" in page
    assert client.post(address, FIELDS).status_code == 422
    client.post(address, FIELDS | {"aware": "on"})
    assert [one.code for one in book_from_dict(PlanVersion.objects.get().book).indicators] == ["hnte_count"]


def test_the_indicator_that_the_reviewer_chose_is_the_one_published(cast, sign_in, reviewed, address):
    row = reviewed.readings.filter(kind="quantity").last()
    changed = row.payload | {"name": "会展场次", "attribute": "eaglet_count"}
    services.decide(
        actor=Actor.person(cast["planner"]),
        reading=row,
        state="corrected",
        lock_version=row.lock_version,
        corrected=changed,
    )
    sign_in("planner").post(address, FIELDS)
    assert [one.code for one in book_from_dict(PlanVersion.objects.get().book).indicators] == [
        "hnte_count",
        "eaglet_count",
    ]


def test_nothing_accepted_is_nothing_to_publish(sign_in, document, address):
    assert sign_in("planner").post(address, FIELDS | {"aware": "on"}).status_code == 422
    assert not PlanVersion.objects.exists()


def test_publishing_twice_makes_one_version(sign_in, reviewed, address):
    client = sign_in("planner")
    assert client.post(address, FIELDS).status_code == 302
    again = client.post(address, FIELDS | {"code": "another"})
    assert again["Location"] == reverse("planning:version", args=["sample-2021", 1])
    assert PlanVersion.objects.count() == 1


def test_a_code_that_is_taken_is_refused(sign_in, reviewed, published, address):
    answer = sign_in("planner").post(address, FIELDS | {"code": published.plan_code})
    assert answer.status_code == 422
    assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"last_year": 2020}, {"at_risk": 99}, {"title_zh": ""}, {"code": "有 空格"}, {"effective_from": "昨天"}]
)
def test_a_mistake_in_the_form_publishes_nothing(sign_in, reviewed, address, changes):
    answer = sign_in("planner").post(address, FIELDS | changes)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not PlanVersion.objects.exists()


def test_checking_again_publishes_nothing(sign_in, reviewed, address):
    answer = sign_in("planner").post(address, FIELDS | {"check": "1", "last_year": 2024})
    assert answer.status_code == 200
    assert "不在规划期" in answer.content.decode(), "a target of 2025 lies outside a plan to 2024"
    assert not PlanVersion.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "approver", "officer", "auditor"])
def test_only_the_planner_publishes(sign_in, reviewed, address, role):
    assert sign_in(role).get(address).status_code == 403
    assert sign_in(role).post(address, FIELDS).status_code == 403
    assert sign_in("planner").post(address, FIELDS).status_code == 302


@pytest.mark.skipif(not REAL.exists(), reason="the original text of the plan (../shared/plan_reading) is not here")
def test_what_the_region_prepared_is_offered_and_taken_over_only_when_asked(cast, sign_in):
    actor = Actor.person(cast["planner"])
    document, _new = services.import_plan(actor=actor, region="baodi", name=REAL.name, data=REAL.read_bytes())
    rows = document.readings.filter(kind__in=["quantity", "task"])
    services.accept_many(actor=actor, document=document, choices=[(row.pk, 0) for row in rows])
    client, address = sign_in("planner"), reverse("planning:publish", args=[document.pk])
    page = client.get(address).content.decode()
    assert "逐字相同" in page
    assert "处不同</summary>" not in page, "nothing is taken over before the person asks"
    fields = FIELDS | {"code": "baodi-145"}
    checked = client.post(address, fields | {"check": "1", "prepared": "on"}).content.decode()
    assert "处不同</summary>" in checked, "what it changes is shown before it is published"
    assert client.post(address, fields | {"prepared": "on"}).status_code == 302
    book = book_from_dict(PlanVersion.objects.get().book)
    assert [(one.code, one.shape) for one in book.indicators if one.code == "tech_sme_count"] == [
        ("tech_sme_count", "yearly_reassessed")
    ], "the prepared definition knows that these firms are re-assessed each year"
    assert len(book.indicators) == 11
