"""The second step of signing in: enrolled with a device, asked for, counted once, required by role, reset with a trace."""

from __future__ import annotations

import re
import time

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from kechuang.values import KechuangError
from kechuang_web.accounts import second_factor, totp
from kechuang_web.accounts.models import SecondFactor, SignIn
from kechuang_web.accounts.sealing import seal, unseal
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.testing import PASSWORD

SIGN_IN, STEP, SETUP = "/accounts/sign-in/", "/accounts/sign-in/second/", "/accounts/me/second/"


def secret_of(user) -> bytes:
    return unseal(SecondFactor.objects.get(user=user).sealed_secret, second_factor.PURPOSE)


def now_code(user) -> str:
    return totp.code_at(secret_of(user), time.time())


@pytest.fixture
def enrolled(cast):
    """The planner with a second step, and their recovery codes."""
    person = cast["planner"]
    with time_machine.travel("2026-01-01T00:00:00Z", tick=False):
        secret = second_factor.begin(person)
        codes = second_factor.confirm(actor=Actor.person(person), user=person, code=totp.code_at(secret, time.time()))
    return person, codes


def first_step(**more) -> Client:
    client = Client()
    answer = client.post(SIGN_IN, {"username": "planner", "password": PASSWORD, **more})
    assert answer.headers["Location"] == STEP
    return client


def inside(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
    ],
)
def test_codes_are_those_of_rfc_6238(moment, code):
    secret = b"12345678901234567890"
    assert totp.code_at(secret, moment, 8) == code
    assert totp.find_step(secret, code[2:], moment) == moment // 30


def test_a_code_holds_a_step_to_either_side_and_counts_once():
    secret, moment = b"x" * 20, 3000.0
    for step in (99, 100, 101):
        assert totp.find_step(secret, totp.code_at(secret, step * 30), moment) == step
    assert totp.find_step(secret, totp.code_at(secret, 98 * 30), moment) is None
    assert totp.find_step(secret, totp.code_at(secret, 102 * 30), moment) is None
    assert totp.find_step(secret, totp.code_at(secret, moment), moment, after=100) is None
    for wrong in ("", "12345", "1234567", "abcdef", "１２３４５６", "12 34 5é"):
        assert totp.find_step(secret, wrong, moment) is None


def test_the_secret_stands_sealed_and_opens_for_its_purpose_only(enrolled, settings):
    person, _codes = enrolled
    kept = SecondFactor.objects.get(user=person)
    plain = secret_of(person)
    assert totp.written_secret(plain).replace(" ", "") not in str(kept.__dict__)
    assert unseal(kept.sealed_secret, "another") is None
    assert unseal("rubbish", "totp") is None
    assert unseal(seal(b"x", "totp"), "totp") == b"x"
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key"
    assert unseal(kept.sealed_secret, second_factor.PURPOSE) == plain
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(kept.sealed_secret, second_factor.PURPOSE) is None


def test_setting_up_shows_a_square_code_drawn_here_and_ten_recovery_codes_once(sign_in, cast):
    client, elsewhere = sign_in("planner"), sign_in("planner")
    page = client.get(SETUP).content.decode()
    assert "<svg" in page
    assert "style=" not in page.partition("<svg")[2].partition("</svg>")[0]
    assert "http" not in page.partition("<svg")[2].partition("</svg>")[0]
    assert client.get(SETUP).content.decode().partition("<svg")[2] != ""
    assert not second_factor.is_enrolled(cast["planner"])
    assert "验证码不对" in client.post(SETUP, {"code": "000000"}).content.decode()
    done = client.post(SETUP, {"code": now_code(cast["planner"])})
    codes = re.findall(r"<li><code>([a-z0-9-]+)</code>", done.content.decode())
    assert len(set(codes)) == 10
    assert "no-store" in done.headers["Cache-Control"]
    assert elsewhere.get("/accounts/me/").status_code == 302
    assert client.get("/accounts/me/").status_code == 200
    assert Entry.objects.filter(action="account.second_step_on").count() == 1
    assert not any(code.replace("-", "") in str(SecondFactor.objects.get().__dict__) for code in codes)


def test_after_the_password_the_session_is_nobodys_until_the_code(enrolled):
    person, _codes = enrolled
    client = first_step(next="/data/")
    assert not inside(client)
    assert client.get("/accounts/me/").status_code == 302
    answer = client.post(STEP, {"code": now_code(person)})
    assert answer.headers["Location"] == "/data/"
    assert inside(client)
    assert Entry.objects.filter(action="account.signed_in").count() == 1


def test_a_code_that_was_used_opens_no_second_door(enrolled):
    person, _codes = enrolled
    code = now_code(person)
    assert first_step().post(STEP, {"code": code}).status_code == 302
    other = first_step()
    assert other.post(STEP, {"code": code}).status_code == 200
    assert not inside(other)


def test_a_recovery_code_opens_once_however_it_is_typed(enrolled):
    _person, codes = enrolled
    client = first_step()
    assert client.post(STEP, {"code": codes[0].upper().replace("-", " ")}).status_code == 302
    assert inside(client)
    other = first_step()
    assert other.post(STEP, {"code": codes[0]}).status_code == 200
    assert not inside(other)
    assert Entry.objects.get(action="account.recovery_used").detail == {"left": 9}


def test_five_wrong_codes_pause_even_the_right_one(enrolled):
    person, _codes = enrolled
    client = first_step()
    for _n in range(5):
        assert client.post(STEP, {"code": "000000"}).status_code == 200
    right = client.post(STEP, {"code": now_code(person)})
    assert right.status_code == 429
    assert "15 分钟后再试" in right.content.decode()
    assert first_step().post(STEP, {"code": now_code(person)}).status_code == 429  # a new session does not help
    assert Entry.objects.filter(action="account.second_step_failed").count() == 5
    with time_machine.travel(time.time() + 16 * 60):
        assert first_step().post(STEP, {"code": now_code(person)}).status_code == 302


def test_the_second_step_does_not_wait_for_ever_and_not_for_an_old_password(enrolled):
    person, _codes = enrolled
    late = first_step()
    with time_machine.travel(time.time() + 400):
        assert late.post(STEP, {"code": now_code(person)}).headers["Location"] == SIGN_IN
    changed = first_step()
    person.set_password("quite another 7")
    person.save()
    assert changed.post(STEP, {"code": now_code(person)}).headers["Location"] == SIGN_IN
    assert Client().get(STEP).headers["Location"] == SIGN_IN


def test_a_role_that_needs_it_gets_nowhere_before_it_is_set_up(sign_in, cast, settings):
    settings.KECHUANG_TOTP_ROLES = frozenset({"administrator"})
    client = sign_in("administrator")
    for address in ("/accounts/", "/data/", "/accounts/me/", "/api/docs/", "/nowhere/"):
        assert client.get(address).headers["Location"] == SETUP, address
    assert client.post("/accounts/new/", {}).headers["Location"] == SETUP
    assert client.post(SETUP, {"code": now_code(cast["administrator"]) if client.get(SETUP) else ""}).status_code == 200
    assert client.get("/accounts/").status_code == 200
    with pytest.raises(KechuangError):
        second_factor.switch_off(actor=Actor.person(cast["administrator"]), user=cast["administrator"])
    assert sign_in("planner").get("/data/").status_code == 200
    # Another browser of theirs that has passed no second step is asked for it, and not let through.
    other = sign_in("administrator")
    assert other.get("/accounts/").headers["Location"] == SETUP
    assert other.post(SETUP, {"code": "000000"}).status_code == 200
    assert other.get("/accounts/").headers["Location"] == SETUP


def test_switching_it_off_is_ones_own_deed_and_logged(sign_in, enrolled):
    assert sign_in("planner").post("/accounts/me/second/off/").status_code == 302
    assert not SecondFactor.objects.exists()
    assert Entry.objects.filter(action="account.second_step_off").count() == 1
    assert Client().post(SIGN_IN, {"username": "planner", "password": PASSWORD}).headers["Location"] == "/"


def test_an_administrator_resets_it_for_who_lost_the_device(sign_in, enrolled, cast):
    person, _codes = enrolled
    theirs = sign_in("planner")
    address = f"/accounts/{person.pk}/second/"
    assert sign_in("officer").post(address).status_code == 403
    with pytest.raises(PermissionDenied):
        second_factor.reset(actor=Actor.person(cast["officer"]), user=person)
    boss = sign_in("administrator")
    assert "重置两步验证" in boss.get(f"/accounts/{person.pk}/").content.decode()
    assert boss.post(address).status_code == 302
    assert not second_factor.is_enrolled(person)
    assert theirs.get("/accounts/me/").status_code == 302
    entry = Entry.objects.get(action="account.second_step_reset")
    assert (entry.actor, entry.label) == (cast["administrator"], "planner")


def test_no_secret_and_no_code_reaches_the_log(enrolled):
    person, codes = enrolled
    first_step().post(STEP, {"code": codes[3]})
    written = str(list(Entry.objects.values()))
    assert codes[3] not in written
    assert totp.written_secret(secret_of(person)) not in written
    assert SignIn.objects.filter(user=person).count() == 1
