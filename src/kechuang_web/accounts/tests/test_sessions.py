"""Sessions: timed, listed, ended from elsewhere."""

from __future__ import annotations

import time

import pytest
import time_machine
from django.test import Client

from kechuang_web.accounts.models import SignIn
from kechuang_web.accounts.sessions import name_browser
from kechuang_web.audit.models import Entry
from kechuang_web.testing import PASSWORD

ME = "/accounts/me/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def enter(name="planner", **headers) -> Client:
    client = Client(headers=headers or None)
    assert client.post("/accounts/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def test_a_session_ends_twelve_hours_after_signing_in_however_busy(cast, settings):
    client, start = enter(), time.time()
    for hours in (1, 2.5, 4, 5.5, 7, 8.5, 10, 11.5):
        with time_machine.travel(start + hours * 3600):
            assert client.get(ME).status_code == 200, hours
    with time_machine.travel(start + 12 * 3600 + 60):
        assert client.get(ME).status_code == 302
    assert SignIn.objects.get().ended_at is not None


def test_a_session_that_is_not_used_ends_sooner(cast, settings):
    settings.KECHUANG_SESSION_IDLE = 30
    client, start = enter(), time.time()
    with time_machine.travel(start + 29 * 60):
        assert client.get(ME).status_code == 200
    with time_machine.travel(start + 58 * 60):
        assert client.get(ME).status_code == 200
    with time_machine.travel(start + 90 * 60):
        assert client.get(ME).status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_page_lists_the_open_sessions_and_the_sign_in_before(cast):
    enter(user_agent=FIREFOX)
    client = enter(user_agent="curl/8")
    page = client.get(ME).content.decode()
    assert "Firefox · Windows" in page
    assert "本机" in page
    assert page.count("退出这一处") == 1
    assert "127.0.0.1" in page


def test_all_others_are_ended_at_once_and_one_alone(cast):
    here, there, third = enter(), enter(), enter()
    row = SignIn.objects.get(session_key=there.session.session_key)
    assert here.post("/accounts/me/sessions/", {"only": row.pk}).status_code == 302
    assert there.get(ME).status_code == 302
    assert third.get(ME).status_code == 200
    assert here.post("/accounts/me/sessions/").status_code == 302
    assert third.get(ME).status_code == 302
    assert here.get(ME).status_code == 200
    counts = [entry.detail["count"] for entry in Entry.objects.filter(action="account.sessions_ended").order_by("id")]
    assert counts == [1, 1]


@pytest.mark.parametrize("only", ["x", "-1", "9" * 30, "１"])
def test_nobody_ends_another_persons_session(cast, only):
    mine, theirs = enter("planner"), enter("officer")
    row = SignIn.objects.get(user=cast["officer"])
    mine.post("/accounts/me/sessions/", {"only": row.pk})
    mine.post("/accounts/me/sessions/", {"only": only})
    assert theirs.get(ME).status_code == 200


def test_shutting_an_account_and_resetting_a_password_end_its_sessions(sign_in, cast):
    person, client, boss = cast["planner"], enter(), sign_in("administrator")
    new = {"new_password1": "brand new one 3", "new_password2": "brand new one 3"}
    assert boss.post(f"/accounts/{person.pk}/password/", new).status_code == 302
    assert client.get(ME).status_code == 302
    assert not SignIn.objects.filter(user=person, ended_at__isnull=True).exists()


def test_signing_out_ends_the_session_on_the_list(cast):
    client = enter()
    client.post("/accounts/sign-out/")
    assert SignIn.objects.get().ended_at is not None


def test_a_changed_password_keeps_this_session_on_the_list_and_no_other(cast):
    here, _there = enter(), enter()
    form = {"old_password": PASSWORD, "new_password1": "another long one 2", "new_password2": "another long one 2"}
    assert here.post("/accounts/me/password/", form).status_code == 302
    living = SignIn.objects.filter(ended_at__isnull=True)
    assert [row.session_key for row in living] == [here.session.session_key]


def test_another_address_than_last_time_is_said(cast):
    enter()
    client = Client(REMOTE_ADDR="10.9.8.7")
    client.post("/accounts/sign-in/", {"username": "planner", "password": PASSWORD})
    assert "本次登录的地址与上次不同" in client.get(ME).content.decode()


@pytest.mark.parametrize(
    ("agent", "name"),
    [(FIREFOX, "Firefox · Windows"), ("", ""), ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Safari/604.1", "Safari · iPhone"),
     ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Linux"), ("<script>", "")],
)  # fmt: skip
def test_a_browser_is_named_in_two_words(agent, name):
    assert name_browser(agent) == name
