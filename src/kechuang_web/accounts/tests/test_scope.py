"""Whose things count: a unit's, a park's, an enterprise's own, and those an agency may see while the consent is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from kechuang.values import KechuangError, is_uscc
from kechuang_web.accounts.consents import clients_of, consents_for, grant_consent, revoke_consent
from kechuang_web.accounts.models import Consent, User
from kechuang_web.accounts.roles import BELONGS_TO, ROLES, in_scope
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.testing import AGENCY, ENTERPRISE

OTHER = "91350100M000100Y43"


@dataclass
class Organisation:
    uscc: str | None
    park: Any = None


SITE = SimpleNamespace(code="park/jingjin_zgc", parent=None)
PART = SimpleNamespace(code="park/jingjin_zgc_tiankai", parent=SITE)
OWN, FOREIGN, NAMELESS = Organisation(ENTERPRISE, SITE), Organisation(OTHER, "park/jiuyuan"), Organisation(None)


def consent(cast, **more):
    fields = {"organisation": ENTERPRISE, "agent": AGENCY, "purpose": "代办高企认定"}
    fields["expires_on"] = timezone.localdate() + timedelta(days=30)
    return grant_consent(actor=Actor.person(cast["enterprise"]), **{**fields, **more})


def test_the_cast_has_codes_that_are_well_formed():
    assert is_uscc(ENTERPRISE)
    assert is_uscc(AGENCY)
    assert is_uscc(OTHER)


@pytest.mark.parametrize("role", ["park_operator", "enterprise"])
def test_own_organisations_count_and_others_do_not(cast, role):
    person = cast[role]
    assert person.has_perm("register.view")
    assert person.has_perm("register.view", OWN)
    assert person.has_perm("register.view", SimpleNamespace(organisation=OWN))  # a row that belongs to it
    for thing in (
        FOREIGN,
        NAMELESS,
        SimpleNamespace(organisation=FOREIGN),
        SimpleNamespace(organisation=None),
        object(),
    ):
        assert not person.has_perm("register.view", thing)


def test_a_park_sees_the_tenants_of_its_parts_but_a_part_not_those_of_the_whole(cast):
    operator = cast["park_operator"]
    assert operator.has_perm("register.view", Organisation(OTHER, PART))
    operator.park = PART.code
    assert not operator.has_perm("register.view", Organisation(OTHER, SITE))


def test_parks_that_lie_in_each_other_end():
    one, two = SimpleNamespace(code="a", parent=None), SimpleNamespace(code="b", parent=None)
    one.parent, two.parent = two, one
    user = SimpleNamespace(unit="", park="c", organisation="", role="park_operator")
    assert not in_scope(user, Organisation(None, one))


def test_an_account_that_belongs_to_nothing_has_nothing_in_scope(cast):
    for role in BELONGS_TO:
        person = cast[role]
        person.park = person.organisation = ""
        for thing in (OWN, NAMELESS, Organisation(""), Organisation("", "")):
            assert not person.has_perm("register.view", thing), role


def test_who_keeps_the_register_sees_every_organisation(cast):
    for role in ("planner", "officer", "leader", "auditor"):
        assert cast[role].has_perm("register.view", FOREIGN)
        assert cast[role].has_perm("register.view", NAMELESS)


def test_only_the_enterprise_section_and_the_person_concerned_may_read_personal_data(cast):
    holders = {role for role in ROLES if "register.personal" in ROLES[role].permissions}
    assert holders == {"officer", "enterprise"}
    assert not cast["enterprise"].has_perm("register.personal", FOREIGN)


def test_an_agency_sees_an_organisation_only_while_the_consent_is_in_force(cast):
    agent = cast["agent"]
    assert not agent.has_perm("register.view", OWN)
    # Neither does it see its own record: it is not the enterprise of that account.
    assert not agent.has_perm("register.view", Organisation(AGENCY))
    given = consent(cast)
    assert agent.has_perm("register.view", OWN)
    assert not agent.has_perm("register.view", FOREIGN)
    assert clients_of(AGENCY) == {ENTERPRISE}
    assert clients_of(AGENCY, given.expires_on) == {ENTERPRISE}
    assert not clients_of(AGENCY, given.expires_on + timedelta(days=1))
    assert not clients_of(AGENCY, given.valid_from - timedelta(days=1))
    revoke_consent(actor=Actor.person(cast["enterprise"]), consent=given)
    assert not agent.has_perm("register.view", OWN)
    assert [entry.action for entry in Entry.objects.order_by("id")] == ["consent.granted", "consent.revoked"]


def test_nobody_consents_for_another_organisation(cast):
    with pytest.raises(PermissionDenied):
        consent(cast, organisation=OTHER)
    with pytest.raises(PermissionDenied):
        grant_consent(
            actor=Actor.person(cast["agent"]), organisation=ENTERPRISE, agent=AGENCY, purpose="x",
            expires_on=timezone.localdate() + timedelta(days=1),
        )  # fmt: skip
    given = consent(cast)
    with pytest.raises(PermissionDenied):
        revoke_consent(actor=Actor.person(cast["park_operator"]), consent=given)
    assert Consent.objects.get().revoked_at is None


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"agent": ENTERPRISE}, "不能授权给自己"),
        ({"agent": "91120224MA05W9R000"}, "校验码"),
        ({"purpose": "  "}, "用途"),
        ({"expires_on": timezone.localdate() - timedelta(days=1)}, "有效期"),
        ({"expires_on": timezone.localdate() + timedelta(days=5000)}, "有效期"),
    ],
)
def test_a_consent_that_cannot_stand_is_refused_in_one_sentence(cast, more, word):
    with pytest.raises(KechuangError) as refusal:
        consent(cast, **more)
    assert word in refusal.value.zh
    assert not Consent.objects.exists()


def test_the_database_refuses_a_consent_to_oneself_and_one_that_ends_before_it_begins(cast):
    today, who = timezone.localdate(), cast["enterprise"]
    base = {"organisation": ENTERPRISE, "granted_by": who, "granted_at": timezone.now(), "valid_from": today}
    for fields in (
        {"agent": ENTERPRISE, "expires_on": today},
        {"agent": AGENCY, "expires_on": today - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(**base, **fields)


def test_each_sees_the_consents_that_concern_them(cast):
    consent(cast)
    seen = {
        role: consents_for(cast[role]).count() for role in ("enterprise", "agent", "officer", "park_operator", "viewer")
    }
    assert seen == {"enterprise": 1, "agent": 1, "officer": 1, "park_operator": 0, "viewer": 0}
    cast["enterprise"].organisation = OTHER
    assert not consents_for(cast["enterprise"]).exists()


def account(**more):
    return {"username": "li", "display_name": "李", "is_active": "on", "password": "long enough 99", **more}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"role": "park_operator"}, "请选择园区"),
        ({"role": "park_operator", "park": "park/none"}, "park/none"),
        ({"role": "enterprise"}, "请填统一社会信用代码"),
        ({"role": "enterprise", "organisation": "91350100M000100Y44"}, "校验码应为“3”"),
        ({"role": "agent", "organisation": " "}, "请填统一社会信用代码"),
    ],
)
def test_an_account_must_say_what_it_belongs_to(sign_in, fields, sentence):
    answer = sign_in("administrator").post("/accounts/new/", account(**fields))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not User.objects.filter(username="li").exists()


def test_an_enterprise_account_belongs_to_one_organisation_and_to_no_unit_or_park(sign_in):
    form = account(role="enterprise", organisation=" 91350100m000100y4-3", unit="st_bureau", park="park/jiuyuan")
    assert sign_in("administrator").post("/accounts/new/", form).status_code == 302
    made = User.objects.get(username="li")
    assert (made.organisation, made.unit, made.park) == (OTHER, "", "")
    assert Entry.objects.get(action="account.created").after


def test_a_park_is_chosen_by_name_and_an_old_code_stays(sign_in, cast):
    client = sign_in("administrator")
    assert "京津中关村科技城" in client.get("/accounts/new/").content.decode()
    User.objects.filter(username="park_operator").update(park="park/closed")
    assert "park/closed" in client.get(f"/accounts/{cast['park_operator'].pk}/").content.decode()


def test_the_command_asks_what_an_account_belongs_to(db):
    with pytest.raises(CommandError, match="--organisation"):
        call_command("create_account", "li", "--role", "enterprise")
    with pytest.raises(CommandError, match="校验码"):
        call_command("create_account", "li", "--role", "enterprise", "--organisation", "91350100M000100Y44")
