"""Signing in through a provider: whoever it vouches for gets the account that stands here, and nothing the provider says besides."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from kechuang_web.accounts import oidc
from kechuang_web.accounts.models import User
from kechuang_web.audit.models import Entry

ISSUER, CLIENT = "https://id.example.gov.cn", "kechuang"
GO, BACK = "/accounts/sign-in/provider/", "/accounts/sign-in/provider/back/"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeProvider:
    """An identity provider in this process: answers what the interface fetches, and checks what it is sent."""

    def __init__(self) -> None:
        self.claims, self.key, self.algorithm, self.codes = {}, KEY, "RS256", {}
        self.issuer, self.header = ISSUER, {"kid": "one"}

    def fetch(self, address, form=None, headers=None):
        if address.endswith("/.well-known/openid-configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": ISSUER + "/go",
                "token_endpoint": ISSUER + "/token",
                "jwks_uri": ISSUER + "/keys",
            }
        if address == ISSUER + "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [public | {"kid": "one", "use": "sig"}]}
        assert address == ISSUER + "/token"
        assert headers["Authorization"].startswith("Basic ")
        asked = self.codes.pop(form["code"])
        import base64
        import hashlib

        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"][0]
        claims = {"iss": ISSUER, "aud": CLIENT, "sub": "7", "iat": int(time.time()), "exp": int(time.time()) + 60,
                  "nonce": asked["nonce"][0], "preferred_username": "planner"} | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return {"id_token": jwt.encode(claims, self.key, algorithm=self.algorithm, headers=self.header)}

    def agree(self, location) -> dict[str, str]:
        """The person agrees: the query with which the browser comes back."""
        asked = parse_qs(urlsplit(location).query)
        self.codes["a code"] = asked
        return {"code": "a code", "state": asked["state"][0]}


@pytest.fixture
def provider(settings, monkeypatch, cast):
    settings.KECHUANG_OIDC_ISSUER, settings.KECHUANG_OIDC_CLIENT_ID = ISSUER, CLIENT
    settings.KECHUANG_OIDC_CLIENT_SECRET = "a secret"
    fake = FakeProvider()
    monkeypatch.setattr(oidc, "fetch", fake.fetch)
    return fake


def walk(provider, client=None, next_page=""):
    client = client or Client()
    away = client.get(GO, {"next": next_page} if next_page else {})
    assert away.headers["Location"].startswith(ISSUER + "/go?")
    return client, client.get(BACK, provider.agree(away.headers["Location"]))


def test_it_is_off_unless_it_is_set(client, db):
    assert client.get(GO).status_code == 404
    assert client.get(BACK).status_code == 404
    assert "/provider/" not in client.get("/accounts/sign-in/").content.decode()


def test_who_the_provider_vouches_for_gets_the_account_of_that_name(provider, cast):
    page = Client().get("/accounts/sign-in/").content.decode()
    assert GO in page
    client, answer = walk(provider, next_page="/data/")
    assert answer.headers["Location"] == "/data/"
    assert client.session["_auth_user_id"] == str(cast["planner"].pk)
    assert Entry.objects.filter(action="account.signed_in").count() == 1


def test_no_claim_gives_an_account_or_a_role(provider, cast):
    provider.claims = {"preferred_username": "stranger", "role": "administrator", "groups": ["administrator"]}
    before = User.objects.count()
    client, answer = walk(provider)
    assert answer.status_code == 422
    assert "没有启用的账号" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == before
    provider.claims = {"preferred_username": "viewer", "role": "administrator", "is_superuser": True}
    client, _answer = walk(provider)
    cast["viewer"].refresh_from_db()
    assert cast["viewer"].role == "viewer"
    assert client.get("/accounts/").status_code == 403


@pytest.mark.parametrize("name", [None, "", 7, ["planner"], {"a": 1}])
def test_a_claim_that_is_no_name_opens_nothing(provider, name):
    provider.claims = {"preferred_username": name}
    client, answer = walk(provider)
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_shut_account_stays_shut(provider, cast):
    User.objects.filter(username="planner").update(is_active=False)
    assert walk(provider)[1].status_code == 422


@pytest.mark.parametrize(
    "claims",
    [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": int(time.time()) - 3600}, {"nonce": "another"}, {"nonce": None},
     {"iat": None}, {"sub": None}, {"azp": "another"}, {"nbf": int(time.time()) + 3600}],
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_is_refused(provider, claims):
    provider.claims = claims
    client, answer = walk(provider)
    assert answer.status_code == 422, claims
    assert "_auth_user_id" not in client.session


def test_a_signature_of_anybody_else_is_refused(provider):
    provider.key = OTHER_KEY
    assert walk(provider)[1].status_code == 422


def test_neither_no_signature_nor_the_clients_secret_signs(provider):
    provider.key, provider.algorithm = None, "none"
    assert walk(provider)[1].status_code == 422
    provider.key, provider.algorithm = "a secret of thirty-two characters", "HS256"
    assert walk(provider)[1].status_code == 422


def test_an_unknown_key_is_refused(provider):
    provider.header = {"kid": "two"}
    assert walk(provider)[1].status_code == 422


@pytest.mark.parametrize(
    "query", [{}, {"code": "a code"}, {"code": "a code", "state": "x"}, {"state": "x"}, {"error": "access_denied"}]
)
def test_an_answer_nobody_asked_for_is_refused(provider, query):
    assert Client().get(BACK, query).status_code == 422
    client = Client()
    client.get(GO)
    assert client.get(BACK, query).status_code == 422


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(provider):
    client = Client()
    query = provider.agree(client.get(GO).headers["Location"])
    assert Client().get(BACK, query).status_code == 422
    assert client.get(BACK, query).status_code == 302
    client.post("/accounts/sign-out/")
    assert client.get(BACK, query).status_code == 422


def test_a_provider_that_calls_itself_by_another_name_is_not_used(provider):
    provider.issuer = "https://evil.example"
    assert Client().get(GO).status_code == 422


def test_the_page_wanted_is_one_of_this_site(provider):
    _client, answer = walk(provider, next_page="https://evil.example/")
    assert answer.headers["Location"] == "/"


def test_the_second_step_is_asked_for_all_the_same(provider, cast):
    from kechuang_web.accounts import second_factor, totp
    from kechuang_web.audit.services import Actor

    person = cast["planner"]
    secret = second_factor.begin(person)
    second_factor.confirm(actor=Actor.person(person), user=person, code=totp.code_at(secret, time.time()))
    client, answer = walk(provider)
    assert answer.headers["Location"] == "/accounts/sign-in/second/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["http://id.example.gov.cn", "file:///etc/passwd", "ftp://x", "javascript:1", ""])
def test_only_https_is_asked(address):
    from kechuang.values import KechuangError

    with pytest.raises(KechuangError):
        oidc.fetch(address)
