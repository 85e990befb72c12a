"""Records by type and files: taken in as the pages take them, all or nothing, seen by whom they belong to."""

from __future__ import annotations

import pytest

from kechuang_web.audit.models import Entry
from kechuang_web.intake.models import IntakeBatch
from kechuang_web.register.models import Organisation, TechnologyContract

USCC = "91350100M000100Y43"
FILE = "统一社会信用代码,企业名称\r\n91350100M000100Y43,天津华美精密机械有限公司\r\n".encode()


def records(*rows, **more):
    return {
        "records": list(rows),
        "source": {"title": "技术合同登记", "publisher": "市科技局"},
        "reason": "月度报送",
        **more,
    }


def contract(number="C1", **more):
    return {
        "number": number, "uscc": USCC, "name": "天津华美精密机械有限公司", "kind": "技术服务", "amount": "100",
        "technical_amount": "80", "registered_on": "2025-03-02", **more,
    }  # fmt: skip


def test_every_record_type_is_described_with_its_fields(program, baodi):
    caller = program("enterprise")
    types = caller.get("record-types").json()["items"]
    assert {"organisation", "enterprise_year", "title", "technology_contract"} <= {one["code"] for one in types}
    one = caller.get("record-types/technology_contract").json()
    amount = next(field for field in one["fields"] if field["code"] == "amount")
    assert (amount["type"], amount["unit"]) == ("money", "万元")
    assert caller.get("record-types/none").status_code == 404


def test_records_are_committed_with_units_and_sent_again_change_nothing(program, baodi):
    caller = program("officer")
    done = caller.post("records/technology_contract", records(contract()))
    assert done.status_code == 201, done.content
    assert (done.json()["new"], done.json()["unchanged"]) == (1, 0)
    held = TechnologyContract.objects.get()
    assert held.amount == 100_000_000  # 100万元 in 分
    assert held.organisation == Organisation.objects.get(uscc=USCC)
    assert Entry.objects.get(action="register.committed").actor_name.startswith("officer · api:")
    again = caller.post("records/technology_contract", records(contract()))  # another key, the same content
    assert (again.json()["new"], again.json()["unchanged"]) == (0, 1)
    assert TechnologyContract.objects.count() == 1


def test_a_record_with_a_fault_keeps_all_out_and_names_its_place(program, baodi):
    answer = program("officer").post(
        "records/technology_contract", records(contract("C1"), contract("C2", amount="lots"))
    )
    assert answer.status_code == 422
    assert [detail["where"] for detail in answer.json()["details"]] == ["records.1.amount"]
    assert not TechnologyContract.objects.exists()


def test_a_doubt_is_asked_about_once(program, baodi):
    caller, unusual = program("officer"), contract(other_amount="30")
    assert caller.post("records/technology_contract", records(unusual)).status_code == 422


@pytest.mark.parametrize(("role", "status"), [("park_operator", 403), ("enterprise", 403), ("lead_unit", 403)])
def test_only_who_confirms_files_sends_records(program, baodi, role, status):
    answer = program(role).post("records/technology_contract", records(contract()))
    assert answer.status_code == status
    assert not TechnologyContract.objects.exists()


def test_a_file_is_handed_in_once_and_followed(program, baodi):
    caller = program("park_operator")
    answer = caller.send_file("intake/files", "名录.csv", FILE)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["new"], told["size"]) == (True, len(FILE))
    assert told["sender"] == "京津中关村科技城"
    assert told["received_by"].startswith("park_operator · api:")
    again = caller.send_file("intake/files", "名录.csv", FILE)
    assert (again.json()["new"], again.json()["id"]) == (False, told["id"])
    assert caller.get(f"intake/batches/{told['id']}").json()["sha256"] == told["sha256"]
    assert caller.get(f"intake/batches/{told['id']}/problems").json()["items"] == []
    assert [one["id"] for one in caller.get("intake/batches").json()["items"]] == [told["id"]]


def test_the_same_upload_under_one_key_is_answered_alike_whatever_its_boundary(program, baodi):
    caller = program("park_operator")
    first, again = (caller.send_file("intake/files", "a.csv", FILE, key="k") for _n in range(2))
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert caller.send_file("intake/files", "a.csv", FILE + b"x", key="k").status_code == 409


def test_nobody_sees_the_files_of_others(program, baodi):
    park, enterprise, officer = (program(role) for role in ("park_operator", "enterprise", "officer"))
    pk = park.send_file("intake/files", "a.csv", FILE).json()["id"]
    assert enterprise.get(f"intake/batches/{pk}").status_code == 404
    assert enterprise.get(f"intake/batches/{pk}/problems").status_code == 404
    assert enterprise.get("intake/batches", count="true").json()["count"] == 0
    assert officer.get("intake/batches", count="true").json()["count"] == 1


def test_an_enterprise_is_always_its_own_sender(program, baodi):
    program("enterprise").send_file("intake/files", "a.csv", FILE, sender="市统计局")
    assert IntakeBatch.objects.get().sender != "市统计局"


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.exe", b"MZ", 422),
        ("a.xlsm", b"PK", 422),
        ("a.csv", b"", 422),
        ("noname", b"x", 422),
    ],
)
def test_what_is_no_file_of_ours_is_refused(program, baodi, name, data, status):
    answer = program("park_operator").send_file("intake/files", name, data)
    assert answer.status_code in {status, 400, 422}
    assert set(answer.json()) == {"code", "zh", "en", "details"}
    assert not IntakeBatch.objects.exists()


def test_a_file_that_is_too_large_is_refused(program, baodi, settings):
    settings.KECHUANG_UPLOAD_LIMIT = 100
    answer = program("park_operator").send_file("intake/files", "a.csv", b"x" * 200)
    assert answer.status_code == 413
