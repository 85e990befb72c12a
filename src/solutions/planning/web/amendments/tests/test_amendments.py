"""Amending a published plan: typed edits, evidence, another's approval, clashes, and versions that move on meanwhile."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kechuang.ledger import Draft
from kechuang.plan.book import book_from_dict
from kechuang.values import Period, Source
from kechuang_web.audit.services import Actor
from kechuang_web.stores.errors import StateError
from kechuang_web.stores.ledger_services import append_facts
from kechuang_web.stores.models import Amendment, PlanVersion
from solutions.planning.domain.edits import edit_row
from solutions.planning.web.amendments import services
from solutions.planning.web.models import EvidenceFile


@pytest.fixture
def draft(cast, published):
    return services.start(actor=Actor.person(cast["planner"]), base=published)


@pytest.fixture
def planner(sign_in):
    return sign_in("planner")


def address(name, *args):
    return reverse(f"planning:{name}", args=args)


def form_of(client, url):
    """What a form posts when nothing is typed: its fields with the values shown."""
    html = client.get(url).content.decode()
    main = html[html.index("<main") :]
    data = {}
    for tag in re.findall(r"<input [^>]*>", main):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="(\w+)"', tag)
        if name and kind and (kind[1] not in {"checkbox", "radio", "submit", "file"} or " checked" in tag):
            data[name[1]] = value[1] if value else ""
    data |= dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', main, re.DOTALL))
    for name, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        data[name] = chosen[1] if chosen else ""
    data.pop("q", None)
    return data


def edit(client, draft, table, key, **changes):
    url = address("amendment_edit", draft.pk, table, key)
    return client.post(url, form_of(client, url) | changes)


def complete(cast, draft, amount="300 家"):
    """A draft with a change, a reason and evidence."""
    actor = Actor.person(cast["planner"])
    target = {"layer": "plan", "quantity": amount, "period": "2025", "clause": "3"}
    draft = services.edit(
        actor=actor, amendment=draft, lock_version=draft.lock_version,
        change=lambda book: edit_row(book, "indicators", "hnte_count", {"targets": [target]}),
    )  # fmt: skip
    draft = services.set_reason(
        actor=actor, amendment=draft, lock_version=draft.lock_version, reason="评估", document_number="",
        effective_from=draft.effective_from,
    )  # fmt: skip
    return services.set_evidence(
        actor=actor, amendment=draft, lock_version=draft.lock_version, evidence=["会议纪要第8期"]
    )


@pytest.fixture
def submitted(cast, draft):
    draft = complete(cast, draft)
    return services.stores.submit_amendment(
        actor=Actor.person(cast["planner"]), amendment=draft, lock_version=draft.lock_version
    )


def test_a_target_is_changed_exactly_and_nothing_else(planner, draft, published):
    answer = edit(planner, draft, "indicators", "hnte_count", **{"targets-0-amount": "≥300"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert [(one["code"], one["old"], one["new"]) for one in draft.diff] == [("hnte_count", "280 家", "≥300 家")]


def test_saving_a_form_without_typing_changes_nothing(planner, draft, published):
    book = book_from_dict(published.book)
    rows = [("indicators", one.code) for one in book.indicators] + [("tasks", one.code) for one in book.tasks]
    for table, key in [*rows, ("programmes", "4"), ("clauses", "3"), ("units", "st_bureau")]:
        assert edit(planner, draft, table, key).status_code == 302, (table, key)
    draft.refresh_from_db()
    assert (draft.diff, draft.lock_version) == ([], 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"targets-0-amount": "很多"},
        {"targets-0-period": "2025年底"},
        {"targets-0-amount": ""},
        {"baseline_value": ""},
        {"path": "seasonal"},
        {"path": "milestones"},
        {"path": "milestones", "path_points": "2023 许多"},
        {"unit": ""},
        {"name_zh": ""},
        {"lead_unit": "nobody"},
    ],
)
def test_a_mistake_comes_back_with_what_was_typed_and_saves_nothing(planner, draft, changes):
    answer = edit(planner, draft, "indicators", "hnte_count", **changes)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    draft.refresh_from_db()
    assert draft.diff == []


def test_a_lead_unit_a_milestone_and_a_path_are_written_as_typed(planner, draft):
    edit(planner, draft, "tasks", "4-01", lead_unit="st_bureau", milestones="2024-06-30 完成验收")
    edit(planner, draft, "indicators", "hnte_count", path="milestones", path_points="2023 200\n2024 240")
    draft.refresh_from_db()
    book = book_from_dict(draft.proposed)
    task = book.task("4-01")
    assert (task.lead_unit, [(m.due.isoformat(), m.name.zh) for m in task.milestones]) == (
        "st_bureau",
        [("2024-06-30", "完成验收")],
    )
    path = book.indicator("hnte_count").path
    assert [(point.period.text, point.quantity.label()) for point in path.points] == [
        ("2023", "200家"),
        ("2024", "240家"),
    ]


def test_an_added_target_stands_beside_the_plans_own(planner, draft):
    edit(
        planner, draft, "indicators", "hnte_count",
        **{"targets-1-layer": "assigned", "targets-1-amount": "260", "targets-1-period": "2024", "targets-1-assigned_by": "市科技局"},
    )  # fmt: skip
    draft.refresh_from_db()
    targets = book_from_dict(draft.proposed).indicator("hnte_count").targets
    assert [(one.layer, one.quantity.label(), one.assigned_by) for one in targets] == [
        ("plan", "280家", None),
        ("assigned", "260家", "市科技局"),
    ]


def test_a_task_is_added_removed_and_restored(planner, draft):
    url = address("amendment_add", draft.pk, "tasks")
    fields = {"name_zh": "建设检测平台", "programme": "4", "verbs": "建设", "status_rule": "single", "lock_version": 0}
    answer = planner.post(url, fields)
    assert answer.status_code == 302, answer.context
    edit(planner, draft, "tasks", "4-02", remove="1")
    draft.refresh_from_db()
    assert [(one["kind"], one["code"]) for one in draft.diff] == [("removed", "4-02"), ("added", "4-a1")]
    for row in ("tasks/4-02", "tasks/4-a1"):
        draft.refresh_from_db()
        answer = planner.post(address("amendment_restore", draft.pk), {"row": row, "lock_version": draft.lock_version})
        assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.diff == []


def test_two_windows_never_overwrite_each_other(planner, draft):
    url = address("amendment_edit", draft.pk, "indicators", "hnte_count")
    here, there = form_of(planner, url), form_of(planner, url)
    assert planner.post(url, there | {"targets-0-amount": "290"}).status_code == 302
    answer = planner.post(url, here | {"targets-0-amount": "310"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "290" in html
    assert "310" in html
    draft.refresh_from_db()
    assert book_from_dict(draft.proposed).indicator("hnte_count").target.quantity.label() == "290家"


def test_what_is_missing_is_said_and_the_submission_refused(planner, draft):
    page = planner.get(address("amendment", draft.pk)).content.decode()
    assert re.search(r'<button class="btn main" disabled>提交批准</button>', page)
    answer = planner.post(address("amendment_submit", draft.pk), {"lock_version": 0})
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_author_cannot_approve_and_is_told_calmly(cast, sign_in, submitted):
    page = sign_in("planner").get(address("amendment", submitted.pk)).content.decode()
    assert "提请人不能批准自己的修订" in page
    assert "amendment_decide" not in page
    author = cast["planner"]
    author.role = "approver"
    author.save()
    answer = sign_in("planner").post(
        address("amendment_decide", submitted.pk), {"decision": "approve", "lock_version": submitted.lock_version}
    )
    assert answer.status_code == 422
    assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize("role", ["planner", "officer", "viewer", "leader", "auditor", "administrator"])
def test_only_an_approver_decides(sign_in, submitted, role):
    data = {"decision": "approve", "lock_version": submitted.lock_version}
    assert sign_in(role).post(address("amendment_decide", submitted.pk), data).status_code == 403
    assert sign_in("approver").post(address("amendment_decide", submitted.pk), data).status_code == 302
    assert PlanVersion.objects.count() == 2


def test_approving_twice_makes_one_version(sign_in, submitted):
    client, data = sign_in("approver"), {"decision": "approve", "lock_version": submitted.lock_version}
    first = client.post(address("amendment_decide", submitted.pk), data)
    second = client.post(address("amendment_decide", submitted.pk), data)
    assert (first.status_code, second.status_code) == (302, 422)
    assert [one.number for one in PlanVersion.objects.all()] == [1, 2]


def test_sending_back_needs_an_opinion_which_the_author_then_reads(sign_in, submitted):
    client = sign_in("approver")
    data = {"decision": "return", "lock_version": submitted.lock_version}
    assert client.post(address("amendment_decide", submitted.pk), data).status_code == 422
    assert (
        client.post(address("amendment_decide", submitted.pk), data | {"opinion": "请补充口径说明"}).status_code == 302
    )
    page = sign_in("planner").get(address("amendment", submitted.pk)).content.decode()
    assert "请补充口径说明" in page
    submitted.refresh_from_db()
    assert submitted.state == "draft"


def test_a_submission_is_not_edited_any_more_until_it_is_withdrawn_or_sent_back(planner, submitted):
    url = address("amendment_edit", submitted.pk, "indicators", "hnte_count")
    assert planner.get(url).status_code == 422


def test_others_do_not_edit_my_draft(sign_in, draft):
    assert sign_in("officer").get(address("amendment_pick", draft.pk)).status_code == 403
    assert sign_in("viewer").get(address("amendment_pick", draft.pk)).status_code == 403
    assert sign_in("viewer").get(address("amendment", draft.pk)).status_code == 200


def test_a_draft_moves_onto_a_version_published_meanwhile(cast, planner, published, draft, submitted):
    actor = Actor.person(cast["planner"])
    other = complete(cast, services.start(actor=actor, base=published), amount="999 家")
    other = services.edit(
        actor=actor, amendment=other, lock_version=other.lock_version,
        change=lambda book: edit_row(book, "tasks", "4-01", {"lead_unit": "st_bureau"}),
    )  # fmt: skip
    services.stores.approve_amendment(
        actor=Actor.person(cast["approver"]), amendment=submitted, lock_version=submitted.lock_version
    )
    assert "移到现行版" in planner.get(address("amendment", other.pk)).content.decode()
    moved, clashes = services.rebase(actor=actor, amendment=other, lock_version=other.lock_version)
    assert moved.base.number == 2
    assert clashes == [("indicators", "hnte_count")], "what both changed is named, and the newer version's content kept"
    assert [(one["table"], one["code"]) for one in moved.diff] == [("tasks", "4-01")]


def test_a_paper_is_kept_byte_by_byte_and_handed_out_as_a_download(planner, draft):
    scan = b"%PDF-1.4 stamped"
    data = {"lock_version": 0, "file": SimpleUploadedFile("批复.pdf", scan)}
    assert planner.post(address("amendment_evidence", draft.pk), data).status_code == 302
    held = EvidenceFile.objects.get()
    answer = planner.get(address("amendment_file", draft.pk, held.pk))
    assert answer.content == scan
    assert answer["Content-Disposition"].startswith("attachment")
    assert "批复.pdf" in planner.get(address("amendment", draft.pk)).content.decode()


@pytest.mark.parametrize("data", [b"<script>alert(1)</script>", b"MZ\x90\x00", b""])
def test_a_file_of_another_kind_is_no_evidence(planner, draft, data):
    sent = {"lock_version": 0, "file": SimpleUploadedFile("x.pdf", data)}
    assert planner.post(address("amendment_evidence", draft.pk), sent).status_code == 422
    assert not EvidenceFile.objects.exists()
    draft.refresh_from_db()
    assert draft.evidence == []


def test_a_citation_is_shown_as_text(planner, draft):
    planner.post(address("amendment_evidence", draft.pk), {"lock_version": 0, "citation": "<b>纪要</b>"})
    page = planner.get(address("amendment", draft.pk)).content.decode()
    assert "&lt;b&gt;纪要&lt;/b&gt;" in page
    assert "<b>纪要</b>" not in page


@pytest.mark.parametrize("number", ["e52", "baodi/e52", " e52 "])
def test_an_event_is_named_by_its_number_and_leads_to_the_ledger(planner, draft, number):
    event = Draft(
        id="baodi/e52", subject="region/120115", attribute="event", definition="event@1", value="宝坻数字经济产业园开园",
        period=Period.parse("2023-04-18"), source=Source("区政府网", "区政府"), confidence="medium",
    )  # fmt: skip
    append_facts(actor=Actor.command("test"), region="baodi", drafts=[event])
    data = {"lock_version": 0, "number": number}
    assert planner.post(address("amendment_evidence", draft.pk), data).status_code == 302
    draft.refresh_from_db()
    assert draft.evidence == ["fact:baodi/e52"]
    page = planner.get(address("amendment", draft.pk)).content.decode()
    assert "宝坻数字经济产业园开园" in page
    assert 'href="/data/fact/baodi/e52/"' in page


def test_a_number_that_the_ledger_does_not_hold_is_refused_by_name(planner, draft):
    answer = planner.post(address("amendment_evidence", draft.pk), {"lock_version": 0, "number": "e999"})
    assert answer.status_code == 422
    assert "台账里没有编号“e999”" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.evidence == []


def test_starting_again_takes_up_the_empty_draft(cast, published, draft):
    again = services.start(actor=Actor.person(cast["planner"]), base=published)
    assert again.pk == draft.pk
    assert Amendment.objects.count() == 1


def test_an_effective_day_before_the_current_version_is_refused(planner, draft):
    data = {"lock_version": 0, "reason": "理由", "effective_from": "2001-01-01", "document_number": ""}
    answer = planner.post(address("amendment_reason", draft.pk), data)
    assert answer.status_code == 409
    assert "不能早于" in answer.content.decode()


def test_the_list_shows_states_and_filters_them(planner, draft, submitted):
    page = planner.get(address("amendments"), {"state": "open"}).content.decode()
    assert "待批准" in page
    assert "待批准" not in planner.get(address("amendments"), {"state": "approved"}).content.decode()


def test_no_plan_no_amendment(planner):
    with pytest.raises(StateError):
        services.newest_version("baodi", "none")
    assert planner.post(address("amendment_start", "none")).status_code == 422
