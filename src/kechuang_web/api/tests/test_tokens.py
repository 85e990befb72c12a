"""Tokens: shown once, kept as a digest, capped by their owner, shut by many roads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from kechuang.values import KechuangError
from kechuang_web.api import security
from kechuang_web.api.models import Token
from kechuang_web.api.scopes import SCOPES, scopes_of
from kechuang_web.api.tests.conftest import Program
from kechuang_web.api.tokens import find_token, make_token, revoke_token
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor


def make(person, *scopes, days=30, name="统计局月报同步"):
    return make_token(
        actor=Actor.person(person), name=name, scopes=scopes, expires_at=timezone.now() + timedelta(days=days)
    )


def test_the_secret_is_kept_nowhere(cast, sign_in):
    form = {
        "name": "月报",
        "scopes": ["ledger:read"],
        "expires_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
    }
    client = sign_in("officer")
    page = client.post("/api/tokens/new/", form)
    assert page.status_code == 200
    secret = page.content.decode().partition('id="secret">')[2].partition("<")[0]
    assert find_token(secret) == Token.objects.get()
    assert "no-store" in page.headers["Cache-Control"]
    rest = secret.rpartition("_")[2]
    assert rest not in client.get("/api/tokens/").content.decode()
    kept = str([*Token.objects.values(), *Entry.objects.values()])
    assert rest not in kept
    assert Program(secret).get("me").json()["scopes"] == ["ledger:read"]


@pytest.mark.parametrize("days", [0, -1, 5000])
def test_a_token_ends_some_day_and_not_too_late(cast, days):
    with pytest.raises(KechuangError):
        make(cast["officer"], "ledger:read", days=days)


def test_nobody_gives_a_token_what_their_role_does_not_have(cast):
    with pytest.raises(KechuangError) as refusal:
        make(cast["enterprise"], "ledger:read")
    assert "ledger:read" in refusal.value.zh
    with pytest.raises(PermissionDenied):
        make(cast["viewer"], "plan:read")
    with pytest.raises(KechuangError):
        make(cast["officer"])


def test_every_scope_stands_on_a_permission_and_writing_ones_on_one_that_writes(cast):
    from kechuang_web.accounts.roles import PERMISSIONS

    assert {scope.permission for scope in SCOPES.values()} <= PERMISSIONS.keys()
    assert set(scopes_of(cast["enterprise"])) == {
        "region:read",
        "register:read",
        "personal:read",
        "intake:read",
        "intake:write",
    }
    assert not scopes_of(cast["viewer"])


@pytest.mark.parametrize("way", ["revoked", "expired", "shut", "demoted"])
def test_a_token_is_dead_at_once(cast, way):
    person = cast["officer"]
    token, secret = make(person, "ledger:read")
    assert Program(secret).get("ledger/head").status_code == 200
    if way == "revoked":
        revoke_token(actor=Actor.person(person), token=token)
    elif way == "expired":
        Token.objects.update(
            created_at=timezone.now() - timedelta(days=9), expires_at=timezone.now() - timedelta(seconds=1)
        )
    elif way == "shut":
        person.is_active = False
        person.save()
    else:
        person.role = "viewer"
        person.save()
    answer = Program(secret).get("ledger/head")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_scope_that_the_role_has_lost_opens_nothing(cast):
    person = cast["planner"]
    _token, secret = make(person, "ledger:read", "ledger:write")
    person.role = "lead_unit"
    person.save()
    assert Program(secret).get("me").json()["scopes"] == ["ledger:read"]
    refused = Program(secret).post("ledger/facts", {})
    assert refused.status_code == 403
    assert refused.json()["code"] == "scope_needed"


def test_one_token_does_not_open_what_it_was_not_given(program):
    narrow = program("officer", "plan:read")
    assert narrow.get("ledger/head").status_code == 403
    assert narrow.get("me").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic a2M6",
        "Bearer kc_",
        "Bearer kc_00000000_x",
        "Bearer " + "x" * 5000,
        "Bearer kc_é_é",
    ],
)
def test_what_is_no_token_is_answered_in_one_shape(db, header):
    answer = Program().get("me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert set(answer.json()) == {"code", "zh", "en", "details"}


def test_a_prefix_with_another_secret_is_no_token(cast):
    _token, secret = make(cast["officer"], "ledger:read")
    assert find_token(secret) is not None
    assert find_token(secret[:-1] + ("A" if secret[-1] != "A" else "B")) is None
    assert find_token(secret + "x") is None


def test_many_wrong_tokens_from_one_address_must_wait(db, monkeypatch):
    monkeypatch.setattr("kechuang_web.accounts.throttle.ATTEMPTS", 3)
    codes = [Program("kc_00000000_x").get("me").status_code for _n in range(5)]
    assert codes == [401, 401, 401, 429, 429]


def test_a_token_that_calls_too_often_must_wait_and_others_need_not(program, settings):
    settings.KECHUANG_API_RATE = 3
    busy, other = program("officer"), program("planner")
    codes = [busy.get("me").status_code for _n in range(5)]
    # The minute may turn within the five calls; never can all of them pass.
    assert codes.count(429) >= 1 or codes[:3] == [200, 200, 200]
    answer = next((answer for answer in (busy.get("me") for _n in range(8)) if answer.status_code == 429), None)
    assert answer is not None
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert other.get("me").status_code == 200


def test_only_the_owner_and_an_administrator_revoke(sign_in, cast):
    token, _secret = make(cast["officer"], "ledger:read")
    assert sign_in("planner").post(f"/api/tokens/{token.pk}/revoke/").status_code == 404
    with pytest.raises(PermissionDenied):
        revoke_token(actor=Actor.person(cast["planner"]), token=token)
    page = sign_in("administrator").get("/api/tokens/").content.decode()
    assert f"kc_{token.prefix}" in page
    assert f"kc_{token.prefix}" not in sign_in("planner").get("/api/tokens/").content.decode()
    assert sign_in("administrator").post(f"/api/tokens/{token.pk}/revoke/").status_code == 302
    assert Token.objects.get().revoked_by == cast["administrator"]
    assert list(Entry.objects.filter(kind="token").order_by("id").values_list("action", flat=True)) == [
        "token.created",
        "token.revoked",
    ]


def test_the_last_use_is_kept_to_the_minute(program, cast, django_assert_num_queries):
    caller = program("officer")
    caller.get("me")
    used = Token.objects.get()
    assert used.last_used_at is not None
    assert used.last_used_from == "127.0.0.1"
    with django_assert_num_queries(1):  # the token and its owner; nothing is written within the minute
        caller.get("me")


def test_the_database_refuses_a_token_that_ends_before_it_begins(cast):
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Token.objects.create(owner=cast["officer"], name="x", prefix="x", digest="x", created_at=now, expires_at=now)


def test_a_signed_in_browser_counts_for_nothing_at_the_interface(sign_in):
    client = sign_in("planner")
    assert client.get("/api/v1/ledger/head").status_code == 401
    assert client.post("/api/v1/ledger/facts", {}, content_type="application/json").status_code == 401


def test_the_actor_of_a_call_names_the_token(cast, rf):
    token, _secret = make(cast["officer"], "ledger:read")
    request = rf.get("/")
    request.auth = token
    actor = security.actor_of(request)
    assert (actor.user, actor.name) == (cast["officer"], f"officer · api:{token.prefix}")
