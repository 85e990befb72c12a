"""The review screen over HTTP: what is shown to whom, fragments, clashes, and how much it costs."""

from __future__ import annotations

import json
import re
import statistics
import time
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse

from kechuang_web.audit.services import Actor
from kechuang_web.stores.models import Reading
from solutions.planning.web.review import services

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").exists())
REAL = ROOT.parent / "shared" / "plan_reading" / "texts" / "baodi_plan.txt"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(document):
    return reverse("planning:review", args=[document.pk])


def row_of(document, kind="quantity"):
    return document.readings.filter(kind=kind).first()


def decide(client, row, decision, version):
    return client.post(
        reverse("planning:review_decide", args=[row.pk, decision]), {"lock_version": version}, headers=HTMX
    )


def correct(client, row, version, **changes):
    fields = {
        "name": "国家高新技术企业数", "value": "280", "bound": "eq", "unit": "家", "kind": "target", "year": "2025",
        "measure": "level", "attribute": "", "lock_version": version,
    }  # fmt: skip
    return client.post(reverse("planning:review_correct", args=[row.pk]), fields | changes, headers=HTMX)


@pytest.mark.parametrize(
    ("role", "sees", "decides"),
    [("planner", 200, 200), ("viewer", 200, 403), ("approver", 200, 403), ("auditor", 200, 403), ("public", 302, 302)],
)
def test_who_sees_and_who_decides(sign_in, document, address, role, sees, decides):
    client = sign_in(role)
    page = client.get(address)
    assert page.status_code == sees
    if sees == 200:
        assert ('data-act="accept"' in page.content.decode()) == (decides == 200)
    answer = client.post(reverse("planning:review_decide", args=[row_of(document).pk, "accept"]), {"lock_version": 0})
    assert answer.status_code == decides
    assert row_of(document).state == ("accepted" if decides == 200 else "pending")


def test_the_document_is_shown_with_every_reading_in_place_and_none_of_its_markup(sign_in, document, address):
    page = sign_in("planner").get(address).content.decode()
    text = re.search(r'<article class="rv-text".*?</article>', page, re.DOTALL)[0]
    assert "<b>" not in text
    assert "&lt;b&gt;研发机构&lt;/b&gt;" in text
    for row in document.readings.all():
        ids = re.findall(rf'data-r="[^"]*\b{row.pk}\b[^"]*"', text)
        assert ids, row


def test_each_tab_lists_its_kind_and_counts_all(sign_in, document, address):
    client = sign_in("planner")
    for tab, count in {"quantity": 2, "task": 1, "entity": 1, "warning": 1}.items():
        fragment = client.get(address, {"tab": tab}, headers=HTMX).content.decode()
        assert fragment.count('class="rv-row"') == count
        assert "<html" not in fragment
    assert "已审 <b>0</b>/5" in client.get(address).content.decode()


def test_asking_for_a_row_opens_its_tab(sign_in, document, address):
    task = row_of(document, "task")
    fragment = sign_in("planner").get(address, {"row": task.pk}, headers=HTMX).content.decode()
    assert 'data-tab="task"' in fragment
    assert f'id="row-{task.pk}"' in fragment


def test_a_decision_answers_with_the_row_the_progress_and_words_for_the_screen_reader(sign_in, document):
    answer = decide(sign_in("planner"), row_of(document), "accept", 0)
    html = answer.content.decode()
    assert 'data-state="accepted"' in html
    assert "已审 <b>1</b>/5" in html
    assert json.loads(answer["HX-Trigger"])["review:said"]["say"] == "已采纳：国家高新技术企业数"


def test_a_correction_is_written_exactly_and_what_the_form_does_not_show_stays(sign_in, document):
    row = row_of(document)
    Reading.objects.filter(pk=row.pk).update(payload=row.payload | {"obligation": "约束性", "value": 2.8})
    answer = correct(sign_in("planner"), row, 0, value="2.85", unit="%", attribute="hnte_count")
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.state == "corrected"
    assert (row.content["value"], row.content["unit"], row.content["obligation"]) == (2.85, "%", "约束性")
    assert row.content["attribute"] == "hnte_count"
    assert row.payload["value"] == 2.8, "what was read is kept beside it"


@pytest.mark.parametrize(
    ("field", "value"),
    [("value", "很多"), ("value", "5~3"), ("unit", ""), ("unit", "5 家"), ("name", ""), ("year", "99")],
)
def test_a_mistake_in_the_form_comes_back_with_its_reason_and_saves_nothing(sign_in, document, field, value):
    row = row_of(document)
    answer = correct(sign_in("planner"), row, 0, **{field: value})
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "pending"


def test_a_clash_shows_both_values_and_saves_only_when_asked_again(sign_in, cast, document):
    row = row_of(document)
    other = type(cast["planner"]).objects.create_user("second", "x", display_name="李燕", role="planner")
    services.decide(
        actor=Actor.person(other),
        reading=row,
        state="corrected",
        lock_version=0,
        corrected=row.payload | {"value": 290},
    )
    client = sign_in("planner")
    answer = correct(client, row, 0, value="300")
    html = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "李燕" in html
    assert "<td>290</td><td>300</td>" in html
    row.refresh_from_db()
    assert row.content["value"] == 290
    mine = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    assert (mine["lock_version"], mine["value"]) == ("1", "300")
    assert correct(client, row, mine["lock_version"], value=mine["value"]).status_code == 200
    row.refresh_from_db()
    assert row.content["value"] == 300


def test_adding_from_a_selection_reads_the_words_with_the_same_grammar(sign_in, document):
    client = sign_in("planner")
    start = document.text.index("国家高新")
    asked = {"what": "quantity", "start": start, "end": document.text.index("280家") + 4}
    form = client.get(reverse("planning:review_add", args=[document.pk]), asked, headers=HTMX).content.decode()
    assert 'value="280"' in form
    assert 'value="2025"' in form
    fields = {
        "name": "高企",
        "value": "280",
        "bound": "ge",
        "unit": "家",
        "kind": "target",
        "year": "2025",
        "measure": "level",
    }
    answer = client.post(reverse("planning:review_add", args=[document.pk]), asked | fields, headers=HTMX)
    added = Reading.objects.get(state="added")
    assert (added.start, added.end, added.content["bound"]) == (asked["start"], asked["end"], "ge")
    assert json.loads(answer["HX-Trigger-After-Swap"])["review:changed"]["id"] == added.pk
    assert 'hx-swap-oob="outerHTML:#rv-text' in answer.content.decode()


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 2), (0, 10**6), ("x", 3), (-1, 4)])
def test_a_selection_outside_the_text_does_not_exist(sign_in, document, start, end):
    asked = {"what": "task", "start": start, "end": end}
    assert sign_in("planner").get(reverse("planning:review_add", args=[document.pk]), asked).status_code == 404


def test_a_section_is_accepted_without_its_doubtful_rows(sign_in, document, address):
    client = sign_in("planner")
    page = client.get(address).content.decode()
    rows = re.findall(r'name="row" value="(\d+:\d+)"', page)
    answer = client.post(
        reverse("planning:review_bulk", args=[document.pk]), {"row": rows, "tab": "quantity"}, headers=HTMX
    )
    assert answer.status_code == 200
    assert {row.content["name"]: row.state for row in document.readings.filter(kind="quantity")} == {
        "国家高新技术企业数": "accepted",
        "瞪羚企业数": "pending",
    }


def test_undo_marks_the_text_of_the_open_page_anew(sign_in, document):
    client = sign_in("planner")
    decide(client, row_of(document), "reject", 0)
    answer = client.post(reverse("planning:review_undo", args=[document.pk]), headers=HTMX)
    assert "quantity-pending" in answer.content.decode()
    assert client.post(reverse("planning:review_undo", args=[document.pk]), headers=HTMX).status_code == 422


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_version_that_is_none_is_a_clash_and_no_fault(sign_in, document, version):
    assert decide(sign_in("planner"), row_of(document), "accept", version).status_code == 409


def test_another_regions_document_is_not_there(sign_in, document, settings):
    settings.KECHUANG_REGION = "tianjin"
    client = sign_in("planner")
    assert client.get(reverse("planning:review", args=[document.pk])).status_code == 404
    assert decide(client, row_of(document), "accept", 0).status_code == 404


def test_the_page_asks_the_database_as_often_for_many_readings_as_for_few(
    sign_in, document, address, django_assert_max_num_queries
):
    client = sign_in("planner")
    client.get(address)
    Reading.objects.bulk_create(
        Reading(
            document=document,
            kind="quantity",
            start=n,
            end=n + 2,
            payload={"name": f"指标{n}", "value": n, "unit": "家"},
        )
        for n in range(40)
    )
    with django_assert_max_num_queries(8):
        client.get(address)


@pytest.mark.skipif(not REAL.exists(), reason="the original text of the plan (../shared/plan_reading) is not here")
def test_the_real_plan_is_shown_within_150_milliseconds_of_server_time(sign_in, cast):
    document, _new = services.import_plan(
        actor=Actor.person(cast["planner"]), region="baodi", name=REAL.name, data=REAL.read_bytes()
    )
    client, address, spent = sign_in("planner"), reverse("planning:review", args=[document.pk]), []
    for tab in ("quantity", "task", "task", "task", "warning"):
        began = time.process_time()  # what this page costs, whatever else the machine is doing
        assert client.get(address, {"tab": tab}).status_code == 200
        spent.append(time.process_time() - began)
    assert statistics.median(spent) < 0.15
