"""Reading: what the pages show, in pages by cursor, with an ETag."""

from __future__ import annotations

import base64
import json

import pytest

from kechuang_web.stores import selectors


def every_item(caller, path, **query):
    found, cursor, pages = [], "", 0
    while True:
        answer = caller.get(path, cursor=cursor, **query)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        found += page["items"]
        cursor, pages = page["next"], pages + 1
        if not cursor:
            return found, pages


def test_the_region_its_subjects_and_its_dictionary(program, baodi):
    caller = program("enterprise")  # what figures mean is no secret to anyone with a token
    assert caller.get("region").json()["subject"] == "region/120115"
    parks, _pages = every_item(caller, "subjects", kind="park")
    assert {park["kind"] for park in parks} == {"park"}
    assert "park/tianbao" in {park["code"] for park in parks}
    found = caller.get("dictionary/hnte_count").json()
    assert found["name"]["zh"] == "国家高新技术企业数"
    assert found["definitions"][0]["key"].startswith("hnte_count@")
    assert caller.get("dictionary/none").status_code == 404
    everything, pages = every_item(caller, "dictionary", limit=50)
    assert len(everything) == len(selectors.dictionary())
    assert pages >= 2


def test_pages_of_the_ledger_join_without_gap_or_double_while_it_grows(program, baodi):
    caller = program("planner")
    first = caller.get("ledger/facts", limit=7, count="true").json()
    total = first["count"]
    assert total == selectors.ledger_head().count > 20
    found, _pages = every_item(caller, "ledger/facts", limit=100)
    assert [fact["seq"] for fact in found] == list(range(1, total + 1))
    backwards, _pages = every_item(caller, "ledger/facts", limit=100, sort="-seq")
    assert [fact["seq"] for fact in backwards] == list(range(total, 0, -1))


def test_facts_are_filtered_exactly(program, baodi):
    caller = program("planner")
    found, _pages = every_item(caller, "ledger/facts", attribute="hnte_count", subject="region/120115")
    assert found
    assert {(fact["attribute"], fact["subject"]) for fact in found} == {("hnte_count", "region/120115")}
    late, _pages = every_item(
        caller, "ledger/facts", attribute="hnte_count", subject="region/120115", since="2018-01-01"
    )
    early, _pages = every_item(
        caller, "ledger/facts", attribute="hnte_count", subject="region/120115", until="2017-12-31"
    )
    undated = [fact for fact in found if fact["period"] is None]
    assert len(late) + len(early) + len(undated) == len(found)
    assert late
    assert early
    one = caller.get(f"ledger/facts/{found[0]['id']}").json()
    assert one == found[0]
    assert caller.get("ledger/facts/none/such").status_code == 404


def test_the_plan_and_the_monitoring_report_are_those_of_the_pages(program, baodi):
    caller = program("planner")
    plan = caller.get("plan").json()
    assert (plan["code"], plan["indicators"], plan["tasks"]) == ("baodi-145", 11, 154)
    report = caller.get("monitoring", as_of="2023-09-01").json()
    assert report["as_of"] == "2023-09-01"
    indicators, _pages = every_item(caller, "plan/indicators", as_of="2023-09-01", limit=5)
    assert indicators == report["indicators"]
    tasks, _pages = every_item(caller, "plan/tasks", as_of="2023-09-01", limit=200)
    assert tasks == report["tasks"]
    one = caller.get(f"plan/tasks/{tasks[0]['code']}", as_of="2023-09-01").json()
    assert one == tasks[0]
    status = tasks[0]["status"]
    narrowed, _pages = every_item(caller, "plan/tasks", as_of="2023-09-01", status=status)
    assert narrowed == [task for task in tasks if task["status"] == status]
    assert not caller.get("plan/tasks", lead_unit="none").json()["items"]
    code = indicators[0]["code"]
    assert caller.get(f"plan/indicators/{code}", as_of="2023-09-01").json() == indicators[0]
    assert caller.get("plan/book").json()["code"] == "baodi-145"
    assert caller.get("plan/indicators/none").status_code == 404


def test_without_a_plan_the_answer_says_so(program, db):
    answer = program("planner").get("plan")
    assert (answer.status_code, answer.json()["zh"]) == (404, "还没有发布的规划。")
    assert program("planner").get("monitoring").status_code == 422


def test_who_has_the_answer_already_gets_304(program, baodi):
    caller = program("planner")
    first = caller.get("plan/book")
    again = caller.get("plan/book", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert caller.get("plan/book", headers={"If-None-Match": 'W/"other"'}).status_code == 200
    for answer in (first, again):
        assert "Authorization" in answer.headers["Vary"]
        assert answer.headers["Cache-Control"] == "private, no-cache"


def cursor(*values) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "bad",
    ["x", "====", "é", cursor(), cursor("seq"), cursor("seq", "x"), cursor("-seq", 3), cursor("seq", 10**30), cursor("seq", None),
     cursor("seq", [1]), cursor("seq", {"a": 1}), cursor("seq", True), cursor("seq", "a\x00"), cursor(7, 7), cursor("seq", 1, 2)],
)  # fmt: skip
def test_a_cursor_that_we_did_not_write_is_refused(program, baodi, bad):
    answer = program("planner").get("ledger/facts", cursor=bad)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "bad", [cursor("#"), cursor("#", -1), cursor("#", 10**9), cursor("#", 1.5), cursor("#", "1"), cursor("seq", 1)]
)
def test_so_is_one_of_another_list(program, baodi, bad):
    assert program("planner").get("subjects", cursor=bad).status_code == 422


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"limit": 10**30}, {"limit": "x"}, {"sort": "name"}, {"since": "2023-13-01"},
                                   {"since": "0001-01-01"}, {"cursor": "x" * 3000}, {"subject": "x" * 500}])  # fmt: skip
def test_a_page_is_bounded_and_a_filter_is_what_it_says(program, baodi, query):
    answer = program("planner").get("ledger/facts", **query)
    assert answer.status_code == 422
    assert answer.json()["details"]
    assert answer.json()["zh"].startswith("请求的")
