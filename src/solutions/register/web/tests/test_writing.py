"""Writing the register through its forms: allowed and refused, a colleague's change kept, every step taken back."""

from __future__ import annotations

from datetime import date

import pytest

from kechuang_web.register.models import Organisation, OrganisationName, Project, Title
from solutions.register.web.tests.conftest import page


def filled(client, path):
    """What a browser would send back of a form as it stands."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.values, self.area, self.select = {}, "", ""

        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            match tag:
                case "input" if given.get("name") and given.get("type") not in {"checkbox", "radio", "submit"}:
                    self.values[given["name"]] = given.get("value") or ""
                case "select":
                    self.select = given.get("name", "")
                case "option" if "selected" in given and self.select:
                    self.values[self.select] = given.get("value", "")
                case "textarea":
                    self.area = given.get("name", "")
                    self.values[self.area] = ""

        def handle_endtag(self, tag):
            self.area = "" if tag == "textarea" else self.area

        def handle_data(self, data):
            if self.area:
                self.values[self.area] += data.strip("\r\n")

    reader = Reader()
    reader.feed(page(client, path))
    for name in ("csrfmiddlewaretoken", "next", "q"):
        reader.values.pop(name, None)
    return reader.values


def test_an_organisation_is_added_and_taken_back(sign_in, register):
    client = sign_in("officer")
    sent = {
        "name": "丁新材料有限公司",
        "kind": "enterprise",
        "registered_capital": "500",
        "source_title": "企业来函",
        "reason": "新迁入",
    }
    answer = client.post("/register/organisation/add/", sent)
    added = Organisation.objects.get(name="丁新材料有限公司")
    assert answer.headers["Location"] == f"/register/organisation/{added.pk}/"
    assert added.registered_capital == 500 * 10**6
    assert "撤销" in page(client, answer.headers["Location"])
    client.post(f"/register/tables/organisation/{added.pk}/undo/", {"lock_version": added.lock_version})
    added.refresh_from_db()
    assert added.withdrawn_at is not None
    page(client, sort="name")  # says what was taken back
    assert "丁新材料" not in page(client, sort="name")


def test_sending_a_form_back_unchanged_changes_nothing(sign_in, register):
    client = sign_in("officer")
    address = f"/register/organisation/{register.own.pk}/edit/"
    client.post(address, filled(client, address) | {"reason": "核对"})
    register.own.refresh_from_db()
    assert register.own.lock_version == 0


def test_a_change_of_name_keeps_the_old_one(sign_in, register):
    client = sign_in("officer")
    address = f"/register/organisation/{register.own.pk}/edit/"
    sent = filled(client, address) | {"name": "甲微电子有限公司", "reason": "工商变更", "renamed_on": "2024-03-01"}
    client.post(address, sent)
    assert OrganisationName.objects.get(organisation=register.own).until == date(2024, 3, 1)
    text = page(client, f"/register/organisation/{register.own.pk}/")
    assert "甲微电子有限公司" in text
    assert "甲电子有限公司" in text


def test_a_colleagues_change_is_not_written_over(sign_in, register):
    client = sign_in("officer")
    address = f"/register/organisation/{register.own.pk}/edit/"
    mine = filled(client, address) | {"address": "我的地址", "reason": "走访"}
    client.post(address, filled(client, address) | {"address": "同事的地址", "reason": "来函"})
    answer = client.post(address, mine)
    assert answer.status_code == 409
    assert "您的修改没有保存" in answer.content.decode()
    register.own.refresh_from_db()
    assert register.own.address == "同事的地址"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ""}, "这个字段是必填项"),
        ({"uscc": "91120224MA05W9R00X"}, "信用代码"),
        ({"registered_capital": "很多"}, "无法识别"),
        ({"registered_capital": "0.0000001"}, "不足一分"),
        ({"registered_on": "2024-05-01", "left_on": "2020-01-01"}, "早于"),
        ({"reason": ""}, "这个字段是必填项"),
        ({"kind": "spaceship"}, "spaceship"),
    ],
)
def test_what_cannot_stand_is_refused_in_a_sentence_and_nothing_is_written(sign_in, register, sent, words):
    client = sign_in("officer")
    address = f"/register/organisation/{register.own.pk}/edit/"
    answer = client.post(address, filled(client, address) | {"reason": "试"} | sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    register.own.refresh_from_db()
    assert register.own.lock_version == 0


@pytest.mark.parametrize(
    ("text", "fen"),
    [("5200", 5200 * 10**6), ("3.5亿元", 35 * 10**9), ("1,200元", 120000), ("0.01元", 1), ("2亿", 2 * 10**10)],
)
def test_money_is_read_as_people_write_it(sign_in, register, text, fen):
    client = sign_in("officer")
    sent = {"name": "项目一", "organisation": "甲电子有限公司", "total_amount": text, "source_title": "立项文件"}
    answer = client.post("/register/tables/project/add/", sent)
    assert answer.status_code == 302
    assert Project.objects.get().total_amount == fen
    assert Project.objects.get().organisation == register.own


def test_a_row_is_ended_not_deleted_and_withdrawn_when_it_was_wrong(sign_in, register):
    row = register.title(register.own, "hnte", date(2023, 12, 1))
    client = sign_in("officer")
    address = f"/register/tables/title/{row.pk}/"
    client.post(f"{address}end/", {"on": "2024-06-01", "reason": "撤销公告", "lock_version": 0})
    assert "已撤销" in page(client, address)
    assert client.post(f"{address}withdraw/", {"lock_version": 1}).status_code == 422  # no reason
    client.post(f"{address}withdraw/", {"reason": "登记有误", "lock_version": 1})
    assert Title.objects.standing().count() == 0
    assert "不计入任何数字" in page(client, address)
    client.post(f"{address}restore/", {"lock_version": 2})
    assert Title.objects.standing().count() == 1
    assert (
        client.post(f"{address}end/", {"on": "2024-06-01", "reason": "x", "lock_version": 0}).status_code == 422
    )  # stale


def test_an_organisation_is_named_by_code_name_or_what_is_suggested(sign_in, register):
    client = sign_in("officer")
    assert "甲电子有限公司" in page(client, "/register/suggest/", q="电子")
    assert page(client, "/register/suggest/", q="电").strip() == ""
    for written in (register.own.uscc, "甲电子有限公司", f"甲电子有限公司（{register.own.uscc}）"):
        answer = client.post(
            "/register/tables/equipment/add/", {"name": "台架", "organisation": written, "source_title": "台账"}
        )
        assert answer.status_code == 302, written
    answer = client.post(
        "/register/tables/equipment/add/", {"name": "台架", "organisation": "没有这家", "source_title": "台账"}
    )
    assert "名册里没有“没有这家”" in answer.content.decode()


@pytest.mark.parametrize("role", ["auditor", "leader", "enterprise", "agent"])
def test_who_may_not_edit_is_refused_everywhere(sign_in, register, role):
    row = register.title(register.own, "hnte", date(2023, 12, 1))
    client = sign_in(role)
    for address in (
        "/register/organisation/add/",
        f"/register/organisation/{register.own.pk}/edit/",
        "/register/tables/title/add/",
        f"/register/tables/title/{row.pk}/edit/",
        f"/register/tables/title/{row.pk}/withdraw/",
        "/register/people/add/",
    ):
        assert client.post(address, {"reason": "x", "lock_version": 0}).status_code == 403, address
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_a_park_operator_edits_tenants_and_nobody_else(sign_in, register):
    client = sign_in("park_operator")
    address = f"/register/organisation/{register.tenant.pk}/edit/"
    assert client.post(address, filled(client, address) | {"address": "3号楼", "reason": "入驻"}).status_code == 302
    assert client.get(f"/register/organisation/{register.own.pk}/edit/").status_code == 404
    mine = register.title(register.tenant, "hnte", date(2023, 12, 1))
    others = register.title(register.own, "hnte", date(2023, 12, 1))
    assert client.get(f"/register/tables/title/{mine.pk}/").status_code == 200
    assert client.get(f"/register/tables/title/{others.pk}/").status_code == 404
