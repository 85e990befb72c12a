"""The list of organisations, through its addresses."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from kechuang_web.audit.models import Entry
from solutions.register.web.tests.conftest import HOSTILE, OWN, page

NAMES = {"own": "甲电子有限公司", "tenant": "乙机械有限公司", "stranger": "丙农业合作社"}


def shown(text):
    return {who for who, name in NAMES.items() if name in text}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"sort": "name"}, {"own", "tenant", "stranger"}),
        ({"q": "机械"}, {"tenant"}),
        ({"q": "丁"}, set()),
        ({"q": OWN}, {"own"}),
        ({"q": OWN[:6].lower()}, {"own"}),
        ({"kind": "cooperative"}, {"stranger"}),
        ({"industry": "3435"}, {"tenant"}),
        ({"town": "口东镇"}, {"stranger"}),
        ({"title": "hnte"}, {"own"}),
        ({"title": "gazelle"}, set()),
        ({"above": "yes"}, {"tenant"}),
        ({"above": "no"}, {"own"}),
        ({"state": "left"}, set()),
        ({"state": "all"}, {"own", "tenant", "stranger"}),
        ({"q": "'; DROP TABLE x; --"}, set()),
        ({"q": "a\x00b", "page": "-1", "sort": "password", "park": "9" * 40}, set()),
        ({"q": "x" * 5000}, set()),
    ],
)
def test_filters_find_what_they_say(sign_in, register, query, expected):
    register.title(register.own, "hnte", date(2024, 11, 1), date(2099, 11, 1))
    register.title(register.tenant, "hnte", date(2018, 11, 1), date(2021, 11, 1))  # lapsed: not held
    for organisation, year, above in (
        (register.tenant, 2024, True),
        (register.own, 2023, True),
        (register.own, 2024, False),
    ):
        register.record("organisation_year", organisation=organisation, year=year, above_designated_size=above)
    assert shown(page(sign_in("officer"), **query)) == expected


def test_a_park_filter_takes_the_park_alone(sign_in, register):
    assert shown(page(sign_in("officer"), park=str(register.park.pk))) == {"tenant"}


def test_a_former_name_finds_the_organisation_and_says_so(sign_in, register):
    register.record("organisation_name", organisation=register.own, name="天津旧名厂", kind="", until=date(2019, 5, 1))
    text = page(sign_in("officer"), q="旧名")
    assert shown(text) == {"own"}
    assert "曾用名 天津旧名厂" in text


def test_who_left_is_not_counted_and_can_still_be_found(sign_in, register):
    register.organisation("丁已迁出公司", kind="enterprise", left_on=date(2020, 1, 1))
    client = sign_in("officer")
    assert "丁已迁出公司" not in page(client, sort="name")
    assert "丁已迁出公司" in page(client, state="left")
    assert "现有 3 家" in page(client, sort="name")


def test_an_empty_register_says_how_to_begin(sign_in, db):
    text = page(sign_in("officer"))
    assert "名册里还没有企业或机构" in text
    assert "下载填报模板" in text


def test_only_the_rows_come_back_for_htmx(sign_in, register):
    answer = sign_in("officer").get("/register/", {"q": "机械"}, headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div id="rows"')


def test_an_export_runs_nothing_in_a_spreadsheet_and_is_logged(sign_in, register):
    register.organisation(HOSTILE, kind="enterprise")
    client = sign_in("officer")
    rows = list(csv.reader(io.StringIO(client.get("/register/organisations.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    sheet = load_workbook(io.BytesIO(client.get("/register/organisations.xlsx").content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == HOSTILE} == {"s"}
    assert Entry.objects.filter(action="data.exported", kind="register").count() == 2
    assert client.get("/register/organisations.exe").status_code == 404


def test_nothing_written_in_a_name_becomes_code_on_a_page(sign_in, register):
    hostile = register.organisation(HOSTILE, kind="enterprise", address=HOSTILE)
    client = sign_in("officer")
    for address in ("/register/?sort=name", f"/register/organisation/{hostile.pk}/"):
        assert "<script>alert" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("officer", {"own", "tenant", "stranger"}),
        ("auditor", {"own", "tenant", "stranger"}),
        ("park_operator", {"tenant"}),
        ("enterprise", {"own"}),
        ("agent", set()),
    ],
)
def test_each_role_sees_its_own_organisations_in_list_export_and_page(sign_in, register, role, seen):
    client = sign_in(role)
    assert shown(page(client, sort="name")) == seen
    assert shown(client.get("/register/organisations.csv").content.decode()) == seen
    for who in NAMES:
        answer = client.get(f"/register/organisation/{getattr(register, who).pk}/")
        assert answer.status_code == (200 if who in seen else 404)


def test_who_acts_for_one_organisation_or_park_lands_there(sign_in, register):
    assert sign_in("enterprise").get("/register/").headers["Location"] == f"/register/organisation/{register.own.pk}/"
    assert sign_in("park_operator").get("/register/").headers["Location"] == f"/register/sites/{register.park.pk}/"
    assert sign_in("officer").get("/register/").status_code == 200


def test_a_list_asks_the_database_the_same_number_of_questions_for_one_row_and_for_many(
    sign_in, register, django_assert_max_num_queries
):
    client = sign_in("officer")
    for number in range(60):
        register.organisation(f"第{number}家公司", kind="enterprise", park=register.park)
    page(client, sort="name")
    with django_assert_max_num_queries(14):
        page(client, sort="name")
    with django_assert_max_num_queries(16):
        page(client, q="公司", title="hnte")
