"""Whether two rows are one organisation: found, decided by a person, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from kechuang_web.register.models import Organisation, ResolutionDecision, ResolutionPair
from solutions.register.web.tests.conftest import page

NAME = "天津拟合精密机械制造有限公司"


@pytest.fixture
def doubles(register):
    first = register.organisation(NAME, kind="enterprise", uscc="91120224MA05W8R12D", address="宝坻区拟合路8号")
    second = register.organisation("天津拟合精密机械制造公司", kind="enterprise", address="宝坻区拟合路8号")
    register.title(second, "hnte", date(2024, 12, 1))
    return first, second


@pytest.fixture
def pair(sign_in, doubles):
    sign_in("officer").post("/register/review/find/")
    first, second = doubles
    return ResolutionPair.objects.get(left=first, right=second)


def decide(client, pair, verdict, **more):
    return client.post(f"/register/review/{pair.pk}/", {"verdict": verdict, "lock_version": pair.lock_version, **more})


def test_a_pair_stands_side_by_side_with_what_differs_and_why(sign_in, pair):
    text = page(sign_in("officer"), "/register/review/")
    for words in (NAME, "天津拟合精密机械制造公司", "相符程度", 'class="differs"', 'data-keys="m"', "第 1 对"):
        assert words in text, words


def test_merging_brings_everything_under_one_and_taking_it_back_parts_them_again(sign_in, doubles, pair):
    first, second = doubles
    client = sign_in("officer")
    assert decide(client, pair, "same", keep=first.pk).status_code == 302
    assert page(client, q="拟合精密").count("<tr data-href") == 1
    assert "高新技术企业" in page(client, f"/register/organisation/{first.pk}/")
    answer = client.get(f"/register/organisation/{second.pk}/")
    assert answer.headers["Location"] == f"/register/organisation/{first.pk}/"
    client.post(f"/register/review/{pair.pk}/undo/")
    assert Organisation.objects.filter(merged_into__isnull=False).count() == 0
    assert page(client, q="拟合精密").count("<tr data-href") == 2
    assert pair.pk in ResolutionPair.objects.filter(state="open").values_list("pk", flat=True)


def test_a_different_pair_leaves_the_queue_and_can_be_judged_anew(sign_in, pair):
    client = sign_in("officer")
    decide(client, pair, "different")
    assert "没有待判断的" in page(client, "/register/review/")
    assert NAME in page(client, "/register/review/decided/")
    assert NAME in client.post(f"/register/review/{pair.pk}/undo/", follow=True).content.decode()
    decide(client, ResolutionPair.objects.get(), "later")
    assert NAME in page(client, "/register/review/", state="later")


def test_htmx_gets_the_next_pair_and_the_message(sign_in, pair):
    answer = sign_in("officer").post(
        f"/register/review/{pair.pk}/?batch=10&done=0",
        {"verdict": "later", "lock_version": 0},
        headers={"HX-Request": "true"},
    )
    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="pair"')
    assert "留待以后再看" in text
    assert f"/register/review/{pair.pk}/undo/" in text


def test_a_decision_on_what_a_colleague_decided_meanwhile_is_refused(sign_in, pair):
    client = sign_in("officer")
    decide(client, pair, "different")
    answer = client.post(
        f"/register/review/{pair.pk}/", {"verdict": "same", "lock_version": 0}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 409
    assert ResolutionPair.objects.get().state == "different"
    assert decide(client, pair, "perhaps").status_code == 422


def test_two_credit_codes_are_two_organisations(sign_in, register, doubles):
    first, _second = doubles
    client = sign_in("officer")
    answer = client.post(f"/register/organisation/{first.pk}/split/", {"other": register.own.uscc, "reason": "像"})
    assert answer.status_code == 422
    assert "不同的主体" in answer.content.decode()


def test_rows_are_merged_and_split_from_the_page_of_an_organisation_with_a_reason(sign_in, doubles):
    first, second = doubles
    client = sign_in("officer")
    address = f"/register/organisation/{first.pk}/split/"
    assert client.post(address, {"other": second.name}).status_code == 422
    client.post(address, {"other": second.name, "reason": "同一地址同一法人"})
    assert Organisation.objects.get(pk=second.pk).merged_into_id == first.pk
    assert "同一地址同一法人" in page(client, "/register/review/decided/")
    client.post(address, {"members": [str(second.pk)], "reason": "查明为两家"})
    assert Organisation.objects.get(pk=second.pk).merged_into_id is None
    client.post(f"/register/review/decided/{ResolutionDecision.objects.latest('pk').pk}/revert/")
    assert Organisation.objects.get(pk=second.pk).merged_into_id == first.pk


@pytest.mark.parametrize("role", ["auditor", "enterprise", "park_operator", "leader"])
def test_who_may_not_decide_is_refused(sign_in, pair, role):
    client = sign_in(role)
    assert client.get("/register/review/").status_code == 403
    assert decide(client, pair, "same").status_code == 403
    assert ResolutionPair.objects.get().state == "open"
