"""Writing: once for each key, all or nothing, in the log with the program's name; hostile bodies are refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kechuang_web.api.bodies import parse
from kechuang_web.api.errors import RefusalError
from kechuang_web.api.models import Answer
from kechuang_web.audit.models import Entry
from kechuang_web.stores import selectors
from kechuang_web.stores.models import LedgerFact


def fact(number=1, **more):
    return {
        "id": f"api-test-{number}", "subject": "region/120115", "attribute": "hnte_count", "definition": "hnte_count@1",
        "period": "2024", "low": "123", "unit": "家", "title": "测试通报", "confidence": "low", **more,
    }  # fmt: skip


def body(*facts, reason="测试"):
    return {"facts": list(facts) or [fact()], "reason": reason}


def test_facts_are_appended_chained_and_logged_with_the_program(program, baodi):
    before = selectors.ledger_head().count
    answer = program("planner").post("ledger/facts", body(fact(1), fact(2)))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["head"]["count"] == before + 2
    assert told["head"]["digest"] == selectors.ledger_head().digest == told["facts"][-1]["digest"]
    assert told["facts"][0]["recorded_by"].startswith("planner · api:")
    assert told["facts"][0]["visibility"] == "internal"
    entry = Entry.objects.filter(action="ledger.appended").first()
    assert entry.actor_name.startswith("planner · api:")
    assert entry.detail["reason"] == "测试"


def test_the_same_write_twice_is_done_once(program, baodi):
    caller = program("planner")
    first = caller.post("ledger/facts", body(), key="one")
    again = caller.post("ledger/facts", json.dumps(body(), indent=3), key="one")  # other spaces, the same values
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert LedgerFact.objects.filter(fact_id="api-test-1").count() == 1


def test_the_key_with_another_body_is_refused(program, baodi):
    caller = program("planner")
    caller.post("ledger/facts", body(), key="one")
    answer = caller.post("ledger/facts", body(fact(2)), key="one")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    assert not LedgerFact.objects.filter(fact_id="api-test-2").exists()


def test_keys_of_two_people_do_not_meet(program, baodi):
    assert program("planner").post("ledger/facts", body(fact(1)), key="one").status_code == 201
    assert program("officer").post("ledger/facts", body(fact(2)), key="one").status_code == 201


def test_a_refused_write_keeps_neither_fact_nor_key(program, baodi):
    caller = program("planner")
    before = selectors.ledger_head()
    answer = caller.post("ledger/facts", body(fact(1), fact(2, attribute="none")), key="one")
    assert answer.status_code == 422
    assert selectors.ledger_head() == before
    assert not Answer.objects.exists()
    assert caller.post("ledger/facts", body(fact(1), fact(2)), key="one").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "k" * 121])
def test_a_write_without_a_key_is_refused(program, baodi, key):
    caller = program("planner")
    answer = caller.post("ledger/facts", body(), headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_needed")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 3)), min_size=1, max_size=8))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_again_each_key_is_done_at_most_once(program, baodi, writes):
    """Keys and bodies in any order: the first body of a key wins; the ledger grows by exactly the first ones that are new."""
    from django.db import transaction

    with transaction.atomic():
        caller, first, done = program("planner"), {}, set()
        for key, number in writes:
            answer = caller.post("ledger/facts", body(fact(f"{key}{number}")), key=key)
            if key not in first:
                first[key] = number
                done.add(f"api-test-{key}{number}")
                assert answer.status_code == 201
            elif first[key] == number:
                assert answer.headers["Idempotency-Replayed"] == "true"
            else:
                assert answer.status_code == 409
        held = set(LedgerFact.objects.filter(fact_id__startswith="api-test-").values_list("fact_id", flat=True))
        assert held == done
        transaction.set_rollback(True)
    from kechuang_web.stores import memory

    memory.stores.clear()


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"low": "1e999999999"}, "low"), ({"low": "9" * 31}, "low"), ({"low": 3}, "low"), ({"id": ""}, "id"), ({"id": "x" * 121}, "id"),
        ({"nonsense": 1}, "nonsense"), ({"as_of": "0001-01-01"}, "as_of"), ({"confidence": "sure"}, "confidence"), ({"keywords": ["x"] * 21}, "keywords"),
        ({"address": "javascript:alert(1)"}, "address"), ({"publisher": "x" * 301}, "publisher"), ({"synthetic": True}, "synthetic"),
    ],
)  # fmt: skip
def test_a_fact_that_does_not_fit_is_refused_at_its_place(program, baodi, more, where):
    answer = program("planner").post("ledger/facts", body(fact(**more)))
    assert answer.status_code == 422
    assert any(detail["where"].endswith(where) for detail in answer.json()["details"]), answer.json()


@pytest.mark.parametrize(
    "more",
    [{"attribute": "none"}, {"definition": "none@1"}, {"subject": "region/000000"}, {"low": "1/0"}, {"low": None}, {"text": "x"}, {"unit": "光年"},
     {"high": "50"}, {"period": "2024-99"}, {"period": "=1+1"}, {"supersedes": "none"}, {"confidence": "high"}, {"unit": "亿元"}],
)  # fmt: skip
def test_what_the_ledger_would_not_hold_is_refused_in_its_own_words(program, baodi, more):
    answer = program("planner").post("ledger/facts", body(fact(**more)))
    assert answer.status_code == 422, answer.content
    assert answer.json()["zh"]
    assert not LedgerFact.objects.filter(fact_id="api-test-1").exists()


HOSTILE = {
    "empty": b"",
    "not utf-8": b'{"reason": "\xff\xfe"}',
    "utf-16": '{"facts": []}'.encode("utf-16"),
    "half a pair": b'{"reason": "\\ud800"}',
    "nul": b'{"reason": "a\\u0000b"}',
    "nul key": b'{"a\\u0000": 1}',
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "deep object": b'{"a":' * 3000 + b"1" + b"}" * 3000,
    "nan": b'{"reason": NaN}',
    "infinity": b'{"facts": -Infinity}',
    "long number": b"9" * 100_000,
    "twice": b'{"reason": "a", "reason": "b"}',
    "cut": b'{"facts": [',
    "text": b"hello",
    "null": b"null",
    "number": b"3",
    "ten megabytes": b'{"reason": "' + b"x" * 10_000_000 + b'"}',
    "byte order mark": b'\xef\xbb\xbf{"facts": []}',
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_body_is_refused_in_one_shape(program, baodi, name):
    answer = program("planner").post("ledger/facts", HOSTILE[name])
    assert answer.status_code in {400, 413, 422}, answer.content[:300]
    assert set(answer.json()) == {"code", "zh", "en", "details"}
    if name == "ten megabytes":
        assert answer.status_code == 413


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "", "application/json; charset=gbk"]
)
def test_another_content_type_is_refused(program, baodi, kind):
    caller = program("planner")
    headers = {"Authorization": f"Bearer {caller.secret}", "Idempotency-Key": "k"}
    answer = caller.client.post("/api/v1/ledger/facts", b'{"facts": []}', content_type=kind, headers=headers)
    assert answer.status_code in {415, 422}, (kind, answer.content)


def test_a_form_with_files_is_no_json(program, baodi):
    from django.core.files.uploadedfile import SimpleUploadedFile

    caller = program("planner")
    headers = {"Authorization": f"Bearer {caller.secret}", "Idempotency-Key": "k"}
    answer = caller.client.post("/api/v1/ledger/facts", {"file": SimpleUploadedFile("a.txt", b"x")}, headers=headers)
    assert answer.status_code in {400, 415, 422}


@pytest.mark.parametrize("address", ["ledger/facts?subject=%00", "ledger/facts?subject=%ff%fe", "ledger/facts/%00", "ledger/facts/%ff", "dictionary/%00",
                                     "ledger/facts?" + "a=1&" * 4000, "none", "ledger/facts/" + "x" * 5000, "%E4%B8%AD"])  # fmt: skip
def test_a_hostile_address_is_answered_in_one_shape(program, baodi, address):
    caller = program("planner")
    answer = caller.client.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {caller.secret}"})
    assert answer.status_code in {200, 400, 404, 422}, answer.content[:300]
    assert "json" in answer.headers["Content-Type"]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
def test_another_method_is_refused_in_one_shape(program, baodi, method):
    caller = program("planner")
    answer = getattr(caller.client, method)("/api/v1/ledger/head", headers={"Authorization": f"Bearer {caller.secret}"})
    assert (answer.status_code, answer.json()["code"]) == (405, "method")
    assert answer.headers["Allow"]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        parse(data)
    except RefusalError as refusal:
        assert refusal.status == 400  # noqa: PT017


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="abc中"), inner, max_size=3),
    max_leaves=20,
)


@given(VALUES)
def test_whole_json_is_read_as_it_is(value):
    assert parse(json.dumps(value).encode()) == value
