"""Nobody sees another's data: every address of register, intake and interface, as every role that sees only a part.

Addresses are opened with the numbers of one's own things and of others', with searches that would find the others, as pages,
files and JSON. Data of the foreign enterprise is known by marks that stand in each of its rows.
"""

from __future__ import annotations

import io
import itertools
import json
import zipfile

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from config.tests import world
from config.tests.test_access import VIEWS
from config.tests.world import build
from kechuang_web.accounts.consents import revoke_consent
from kechuang_web.accounts.models import Consent
from kechuang_web.api.guard import TOKEN
from kechuang_web.api.tests.conftest import program  # noqa: F401
from kechuang_web.audit.services import Actor
from kechuang_web.register.models import PersonalReading
from kechuang_web.register.selectors import organisations as all_organisations
from kechuang_web.register.selectors import organisations_for
from kechuang_web.register.tables import TABLES
from kechuang_web.stores import selectors as stores
from kechuang_web.stores.loading import load_region
from kechuang_web.testing import *  # noqa: F403

SCOPED = ["park_operator", "enterprise", "agent"]
#: Roles that may not see the register at all.
NONE = ["lead_unit", "administrator", "viewer", "public"]
#: Searches that would find the foreign enterprise; by another text than the marks looked for, since a page repeats the question.
SEARCHES = [
    {},
    {"q": "精密"},
    {"q": world.FOREIGN},
    {"words": "精密", "park": "park/jiuyuan"},
    {"limit": "200", "count": "true", "sort": "-id"},
]
FORMS = ["csv", "xlsx", "json"]
#: What a part of an address can mean, by its name; any other part is tried with what names the firm.
WORDS = {
    "form": FORMS, "format": FORMS, "table": list(TABLES), "record_type": [*TABLES, "enterprise_year"],
    "part": ["titles", "contracts_sold", "payments", "people", "relations", "intellectual_property"],
}  # fmt: skip
SKIPPED = {
    "kit:home",
    "kit:language",
    "accounts:sign_in",
    "accounts:sign_out",
    "accounts:second_step",
    "accounts:end_sessions",
}


@pytest.fixture
def firms(cast):
    load_region(actor=Actor.command("test"), folder=stores.region_folder("baodi"))
    return build(cast)


def text_of(answer) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b" ".join(archive.read(name) for name in archive.namelist())
    text = data.decode("utf-8", "replace")
    if "json" in answer.headers.get("Content-Type", ""):
        text = json.dumps(json.loads(text), ensure_ascii=False) if text else ""
    return text.replace(",", "").replace("\u202f", "").replace("\u2009", "")


def addresses(pattern, name, firm):
    """The address with every number and code of the firm's that its parts could mean."""
    numbers = sorted({firm.organisation.pk, *firm.rows.values()})
    choices = []
    for key, converter in pattern.pattern.converters.items():
        known: list = numbers
        if type(converter).__name__ != "IntConverter":
            known = WORDS.get(key) or [
                str(firm.organisation.pk),
                firm.organisation.uscc,
                firm.organisation.subject,
                "title",
            ]
        if key != "pk" or len(pattern.pattern.converters) == 1:
            choices.append([(key, value) for value in known])
        else:  # beside a table or a part: the organisation; rows get their own number below
            choices.append([(key, firm.organisation.pk)])
    for values in itertools.islice(itertools.product(*choices), 60):
        chosen = dict(values)
        table = chosen.get("table")
        if table in firm.rows:  # a row of a table is asked for by its own number
            chosen |= {key: firm.rows[table] for key, value in chosen.items() if isinstance(value, int)}
        try:
            yield reverse(name, kwargs=chosen)
        except NoReverseMatch:  # the part takes no such word
            continue


def pages():
    """Every page whose data is of organisations; plan and ledger of the region are nobody's in particular."""
    return {
        name: pattern
        for name, pattern in VIEWS.items()
        if name not in SKIPPED
        and pattern.callback.access_rules != (TOKEN,)
        and not name.startswith(("planning:", "kit:", "accounts:"))
        # The log names what was done to what, to those who audit.
        and "audit" not in name
    }


def interface():
    return {
        name: pattern
        for name, pattern in VIEWS.items()
        if pattern.callback.access_rules == (TOKEN,) and name != "api:nowhere"
    }


def assert_clean(answer, marks, what):
    assert answer.status_code < 500, f"{what}: {answer.status_code}"
    text = text_of(answer)
    found = [mark for mark in marks if mark in text]
    assert not found, f"{what} shows {found}"
    return text


@pytest.mark.parametrize("role", [*SCOPED, *NONE])
def test_no_page_and_no_file_shows_what_is_anothers(sign_in, firms, role):
    client, foreign = sign_in(role), firms["foreign"]
    opened = 0
    for name, pattern in pages().items():
        for address in addresses(pattern, name, foreign):
            for search in SEARCHES if not pattern.pattern.converters else SEARCHES[:1]:
                answer = client.get(address, search)
                opened += answer.status_code == 200
                assert_clean(answer, foreign.marks, f"{role} {address} {search}")
    assert opened or role not in {"park_operator", "enterprise"}


@pytest.mark.parametrize("role", [*SCOPED, "lead_unit"])
def test_the_interface_tells_nothing_of_anothers(program, cast, firms, role):  # noqa: F811
    foreign, opened = firms["foreign"], 0
    if not cast[role].has_perm("api.tokens"):
        pytest.skip("the role has no tokens")
    caller = program(role)
    headers = {"Authorization": f"Bearer {caller.secret}", "X-Purpose": "test"}
    for name, pattern in interface().items():
        for address in addresses(pattern, name, foreign):
            for search in SEARCHES if not pattern.pattern.converters else SEARCHES[:1]:
                answer = caller.client.get(address, search, headers=headers)
                opened += answer.status_code == 200
                text = assert_clean(answer, foreign.marks, f"{role} {address} {search}")
                if "count=true" in address or "count" in search:
                    assert text
    assert opened >= 5
    assert not PersonalReading.objects.exists()


@pytest.mark.parametrize("role", SCOPED)
def test_each_sees_what_is_theirs(cast, firms, role):
    """The walk above would pass on empty pages: what is one's own is there, and is all there is."""
    assert [row.uscc for row in organisations_for(cast[role])] == [firms["own"].organisation.uscc]


@pytest.mark.parametrize("role", ["park_operator", "enterprise"])
def test_the_interface_gives_ones_own_whole(program, firms, role):  # noqa: F811
    caller, own = program(role), firms["own"]
    page = caller.get("organisations", count="true").json()
    assert (page["count"], [row["id"] for row in page["items"]]) == (1, [own.organisation.pk])
    held = caller.get(f"organisations/{own.organisation.pk}").json()
    assert held["registered_capital"] == int(own.number + "00")
    for part, count in held["parts"].items():
        rows = caller.get(f"organisations/{own.organisation.pk}/{part}").json()["items"]
        assert len(rows) == count, part
    titles = caller.get(f"organisations/{own.organisation.pk}/titles").json()["items"]
    assert titles[0]["number"] == f"GR{own.number}"
    figures = caller.get(f"organisations/{own.organisation.pk}/figures", attribute="operating_revenue").json()["items"]
    assert figures[0]["low"] == own.number
    for table in ("title", "technology_contract", "intellectual_property", "payment"):
        assert caller.get(f"register/{table}").json()["items"], table


def test_who_keeps_the_register_sees_both(program, sign_in, firms):  # noqa: F811
    caller = program("officer")
    assert caller.get("organisations", count="true").json()["count"] == all_organisations().count() >= 2
    found = caller.get("organisations", q="乙标记").json()["items"]
    assert [row["uscc"] for row in found] == [world.FOREIGN]


@pytest.mark.parametrize("role", ["park_operator", "enterprise"])
def test_anothers_number_and_a_number_of_nothing_are_answered_alike(program, firms, role):  # noqa: F811
    caller = program(role)
    other, nothing = (caller.get(f"organisations/{pk}") for pk in (firms["foreign"].organisation.pk, 987_654))
    assert other.status_code == nothing.status_code == 404
    assert other.content == nothing.content


def test_an_agency_sees_nothing_from_the_moment_the_consent_is_withdrawn(cast, firms):
    assert organisations_for(cast["agent"]).count() == 1
    revoke_consent(actor=Actor.person(cast["enterprise"]), consent=Consent.objects.get())
    assert not organisations_for(cast["agent"]).exists()


def test_personal_data_needs_scope_purpose_and_belonging_and_is_logged(program, firms):  # noqa: F811
    own, foreign = (firms[name].rows["person"] for name in ("own", "foreign"))
    clerk, officer, planner, narrow = (
        program("enterprise"), program("officer"), program("planner"), program("officer", "register:read"),
    )  # fmt: skip
    said = {"X-Purpose": "%E8%B5%B0%E8%AE%BF"}
    assert clerk.get(f"people/{foreign}/personal", headers=said).status_code == 404
    assert planner.get(f"people/{own}/personal", headers=said).status_code == 403
    assert narrow.get(f"people/{own}/personal", headers=said).status_code == 403
    assert officer.get(f"people/{own}/personal").status_code == 400
    assert officer.get(f"people/{own}/personal", headers={"X-Purpose": "%00"}).status_code == 400
    assert not PersonalReading.objects.exists()
    told = clerk.get(f"people/{own}/personal", headers=said)
    assert told.json() == {"name": "甲标记姓名", "phone": "13800001111"}
    assert officer.get(f"people/{foreign}/personal", columns="phone", headers=said).json() == {"phone": "13900002222"}
    readings = PersonalReading.objects.order_by("id")
    assert [(reading.actor.role, reading.purpose, reading.columns) for reading in readings] == [
        ("enterprise", "走访", ["name", "phone"]), ("officer", "走访", ["phone"]),
    ]  # fmt: skip
    assert officer.get(f"people/{own}/personal", columns="shoe_size", headers=said).status_code == 422


def test_no_list_tells_personal_data(program, firms):  # noqa: F811
    caller = program("officer")
    for path in ("register/person", f"organisations/{firms['own'].organisation.pk}/people"):
        text = caller.get(path).content.decode()
        assert "甲标记厂长" in text
        assert "13800001111" not in text
        assert "甲标记姓名" not in text


def row(**values):
    return {"values": values, "source": {"title": "企业来函"}, "reason": "测试"}


def test_a_park_writes_of_its_tenants_only(program, firms):  # noqa: F811
    caller, own, foreign = program("park_operator"), firms["own"].organisation, firms["foreign"].organisation
    made = caller.post("register/equipment", row(organisation=own.pk, name="扫描电镜"))
    assert made.status_code == 201, made.content
    assert caller.post("register/equipment", row(organisation=foreign.pk, name="x")).status_code == 422
    assert caller.post("register/equipment", row(name="x")).status_code in {403, 422}
    pk, version = made.json()["id"], made.json()["lock_version"]
    change = {"values": {"name": "透射电镜"}, "lock_version": version, "reason": "更正"}
    assert caller.patch(f"register/equipment/{pk}", change).json()["name"] == "透射电镜"
    assert caller.patch(f"register/equipment/{pk}", change).status_code in {409, 422}  # the version was used up
    away = {"values": {"organisation": foreign.pk}, "lock_version": version + 1, "reason": "x"}
    assert caller.patch(f"register/equipment/{pk}", away).status_code == 422
    theirs = firms["foreign"].rows["equipment"]
    change = {"values": {"name": "x"}, "lock_version": 0, "reason": "x"}
    assert caller.patch(f"register/equipment/{theirs}", change).status_code == 404
    moved = {"values": {"park": foreign.park_id}, "lock_version": own.lock_version, "reason": "x"}
    assert caller.patch(f"register/organisation/{own.pk}", moved).status_code == 403
    own.refresh_from_db()
    assert own.park_id != foreign.park_id


def test_an_enterprise_writes_nothing_into_the_register_by_itself(program, firms):  # noqa: F811
    caller = program("enterprise")
    assert (
        caller.post("register/equipment", row(organisation=firms["own"].organisation.pk, name="x")).status_code == 403
    )


def test_a_browser_without_a_token_is_told_nothing(firms):
    for name, pattern in interface().items():
        for address in itertools.islice(addresses(pattern, name, firms["own"]), 3):
            assert Client().get(address).status_code in {401, 405, 429}, name
