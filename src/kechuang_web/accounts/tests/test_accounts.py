"""Signing in, being locked out, and accounts."""

from __future__ import annotations

import pytest
from django.conf import settings as configured
from django.test import Client

from kechuang_web.accounts import throttle
from kechuang_web.accounts.models import User
from kechuang_web.audit.models import Entry
from kechuang_web.testing import PASSWORD

SIGN_IN = "/accounts/sign-in/"


def attempt(client, name="planner", password="wrong", **more):
    return client.post(SIGN_IN, {"username": name, "password": password, **more})


def test_five_wrong_passwords_lock_the_pair_with_one_sentence(client, cast):
    answers = [attempt(client).status_code for _n in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    locked = attempt(client, password=PASSWORD)
    assert locked.status_code == 429
    assert "15 分钟后再试" in locked.content.decode()
    assert locked.headers["Retry-After"] == "900"
    assert Entry.objects.filter(action="account.locked_out").exists()
    # Another person at the same address, and the same person elsewhere, still can.
    assert attempt(Client(), "officer", PASSWORD).status_code == 302
    assert (
        Client(REMOTE_ADDR="10.0.0.9").post(SIGN_IN, {"username": "planner", "password": PASSWORD}).status_code == 302
    )


def test_many_names_from_one_address_must_wait(client, cast, monkeypatch):
    monkeypatch.setattr(throttle, "ATTEMPTS", 6)
    answers = [attempt(client, f"guess{number}").status_code for number in range(9)]
    assert answers[-1] == 429
    assert 429 not in answers[:6]


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(client, cast):
    wrong_password = attempt(client).content.decode()
    wrong_name = attempt(Client(), "nobody").content.decode()
    strip = lambda page: page.replace("nobody", "planner")  # noqa: E731
    import re

    tokens = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')
    assert tokens.sub("", strip(wrong_name)) == tokens.sub("", wrong_password)


def test_a_shut_account_cannot_sign_in(client, cast):
    User.objects.filter(username="viewer").update(is_active=False)
    assert attempt(client, "viewer", PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session


def test_signing_in_changes_the_session_and_goes_only_to_this_site(client, cast):
    client.get(SIGN_IN)
    answer = attempt(client, "planner", PASSWORD, next="https://evil.example/")
    assert answer.headers["Location"] == "/"
    assert attempt(Client(), "planner", PASSWORD, next="//evil.example").headers["Location"] == "/"
    assert attempt(Client(), "planner", PASSWORD, next="/data/").headers["Location"] == "/data/"
    cookie = answer.cookies[configured.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_forms_without_a_token_are_refused(cast):
    client = Client(enforce_csrf_checks=True)
    assert attempt(client, "planner", PASSWORD).status_code == 403
    client.force_login(cast["planner"], backend="kechuang_web.accounts.backends.RoleBackend")
    refused = client.post("/accounts/sign-out/")
    assert refused.status_code == 403
    assert "表单已过期" in refused.content.decode()


def test_no_link_signs_anyone_out(sign_in):
    client = sign_in("planner")
    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/").headers["Location"] == SIGN_IN
    assert client.get("/accounts/me/").status_code == 302


def test_a_changed_password_ends_the_other_sessions(sign_in, cast):
    here, there = sign_in("planner"), sign_in("planner")
    form = {"old_password": PASSWORD, "new_password1": "another long one 2", "new_password2": "another long one 2"}
    assert here.post("/accounts/me/password/", form).status_code == 302
    assert here.get("/accounts/me/").status_code == 200
    assert there.get("/accounts/me/").status_code == 302
    assert Entry.objects.get(action="account.password_changed").actor == cast["planner"]


@pytest.mark.parametrize("weak", ["short1", "1234567890123", "password123", "planner 同志"])
def test_weak_passwords_are_refused(sign_in, weak):
    form = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    answer = sign_in("planner").post("/accounts/me/password/", form)
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()


def test_an_administrator_opens_and_changes_an_account_and_both_are_logged(sign_in):
    client = sign_in("administrator")
    form = {"username": "wang", "display_name": "王", "role": "viewer", "is_active": "on", "password": "long enough 99"}
    assert client.post("/accounts/new/", form).status_code == 302
    made = User.objects.get(username="wang")
    assert made.check_password("long enough 99")
    assert client.post(f"/accounts/{made.pk}/", {**form, "role": "lead_unit"}).status_code == 200  # needs a unit
    assert client.post(f"/accounts/{made.pk}/", {**form, "role": "lead_unit", "unit": "st_bureau"}).status_code == 302
    changed = Entry.objects.get(action="account.changed")
    assert changed.detail["role"] == ["viewer", "lead_unit"]
    assert changed.before != changed.after
    assert "long enough" not in str([(entry.detail, entry.label) for entry in Entry.objects.all()])


def test_a_forgotten_password_is_reset_and_the_lock_out_lifted(sign_in, cast):
    elsewhere = Client()
    for _n in range(6):
        attempt(elsewhere)
    form = {"new_password1": "brand new one 3", "new_password2": "brand new one 3"}
    person = cast["planner"]
    assert sign_in("planner").post(f"/accounts/{person.pk}/password/", form).status_code == 403
    assert sign_in("administrator").post(f"/accounts/{person.pk}/password/", form).status_code == 302
    assert attempt(Client(), "planner", "brand new one 3").status_code == 302
    assert Entry.objects.get(action="account.password_reset").label == "planner"


def test_an_administrator_cannot_shut_themselves_out(sign_in, cast):
    boss = cast["administrator"]
    form = {"username": boss.username, "display_name": boss.display_name, "role": "viewer", "is_active": "on"}
    answer = sign_in("administrator").post(f"/accounts/{boss.pk}/", form)
    assert "不能停用自己的账号" in answer.content.decode()
    boss.refresh_from_db()
    assert boss.role == "administrator"


def test_headers_are_strict_on_every_answer(client, db):
    for address in (SIGN_IN, "/healthz", "/nowhere"):
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "script-src 'self'" in headers["Content-Security-Policy"]
