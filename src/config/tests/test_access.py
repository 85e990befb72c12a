"""Every address as every role: what the rule of its view says, and nothing else."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from kechuang.ledger import Draft
from kechuang.values import Period, Quantity, Source
from kechuang_web.accounts.roles import PERMISSIONS, ROLES
from kechuang_web.api.guard import TOKEN
from kechuang_web.audit.services import Actor
from kechuang_web.kit.access import PUBLIC, SIGNED_IN
from kechuang_web.stores import selectors
from kechuang_web.stores.ledger_services import append_facts
from kechuang_web.stores.loading import load_region
from kechuang_web.testing import *  # noqa: F403

#: A value for every converter; nothing with it exists, so that an allowed view answers 404 where it needs a row.
_SAMPLES = {
    "IntConverter": 987654,
    "StringConverter": "none-such",
    "PathConverter": "none/such",
    "SlugConverter": "none-such",
}


def walk(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern


def address_of(name, pattern):
    values = {key: _SAMPLES[type(converter).__name__] for key, converter in pattern.pattern.converters.items()}
    return reverse(name, kwargs=values)


VIEWS = dict(walk(get_resolver().url_patterns))


def may(role: str, rules) -> bool:
    return any(
        rule == PUBLIC or (rule == SIGNED_IN and role != "public") or rule in ROLES[role].permissions for rule in rules
    )


def test_every_view_has_a_name_a_rule_and_an_address():
    assert len(VIEWS) >= 15
    for name, pattern in VIEWS.items():
        assert pattern.name, pattern
        rules = getattr(pattern.callback, "access_rules", ())
        assert rules, f"{name} declares nobody who may open it"
        assert set(rules) <= PERMISSIONS.keys() | {PUBLIC, SIGNED_IN} or rules == (TOKEN,), name
        try:
            address_of(name, pattern)
        except NoReverseMatch:
            pytest.fail(f"{name} cannot be reached by its name")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", list(ROLES))
def test_every_address_answers_each_role_as_its_rule_says(sign_in, role, method):
    client = sign_in(role)
    for name, pattern in VIEWS.items():
        # Signing out and in would change who is asking; the second step without a first is sent back to it.
        if name in {"accounts:sign_out", "accounts:sign_in", "accounts:second_step"}:
            continue
        answer = getattr(client, method)(address_of(name, pattern))
        if pattern.callback.access_rules == (TOKEN,):
            # The data interface: whoever is signed in, without a token of their own nobody gets anything.
            assert answer.status_code in {401, 405}, f"{role} {method} {name}: {answer.status_code}"
            continue
        refused = answer.status_code == 403 or (
            answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/sign-in/")
        )
        allowed = may(role, pattern.callback.access_rules)
        if name == "kit:home":
            assert answer.status_code in {302, 405}, name
        elif allowed:
            assert not refused, f"{role} should open {name}, got {answer.status_code}"
            assert answer.status_code < 500, f"{role} {method} {name}: {answer.status_code}"
        elif answer.status_code != 405:  # the address does not take this method from anyone
            assert refused, f"{role} opened {name}: {answer.status_code}"
            assert answer.status_code == (302 if role == "public" else 403), name


def test_nothing_but_signing_in_and_the_promise_pages_is_public():
    public = {name for name, pattern in VIEWS.items() if PUBLIC in pattern.callback.access_rules}
    signing_in = {"accounts:sign_in", "accounts:second_step", "accounts:provider", "accounts:provider_back"}
    assert public == {"kit:home", "kit:language", "kit:health", "accounts:sign_out"} | signing_in
    promised = {name for name, pattern in VIEWS.items() if may("public", pattern.callback.access_rules)} - public
    assert {name.partition(":")[0] for name in promised} <= {"planning"}


SECRET_VALUE = 7_654_321


def test_the_public_never_sees_an_internal_figure(sign_in, db):
    folder = selectors.region_folder("baodi")
    load_region(actor=Actor.command("test"), folder=folder)
    fact = Draft(
        id="secret", subject=folder.subject, attribute="leading_count", definition="leading_count@1", period=Period.parse("2024"),
        value=Quantity.of(SECRET_VALUE, "家"), source=Source("内部通报", "市科技局"), confidence="high", visibility="internal",
        published=date(2025, 1, 1),
    )  # fmt: skip
    append_facts(actor=Actor.command("test"), region="baodi", drafts=[fact])
    insider, stranger, read = sign_in("planner"), sign_in("public"), 0
    samples = {"code": "leading_count", "form": "csv", "plan_code": "baodi-145"}
    for name, pattern in VIEWS.items():
        if not may("public", pattern.callback.access_rules) or not name.startswith("planning:"):
            continue
        keys = pattern.pattern.converters
        for form in ("csv", "xlsx", "json") if "form" in keys else ("",):
            address = reverse(name, kwargs={key: form if key == "form" else samples.get(key, "x") for key in keys})
            answer = stranger.get(address)
            assert str(SECRET_VALUE) not in body_of(answer), address
            read += answer.status_code == 200
    assert read >= 3
    assert str(SECRET_VALUE) in body_of(insider.get(reverse("planning:indicator", kwargs={"code": "leading_count"})))


def body_of(answer) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b" ".join(archive.read(name) for name in archive.namelist())
    return data.decode("utf-8", "replace").replace(",", "")


def test_an_unknown_role_may_do_nothing(cast):
    person = cast["viewer"]
    person.role = "emperor"
    assert not any(person.has_perm(code) for code in PERMISSIONS)


def test_a_scoped_permission_counts_only_for_the_persons_own_unit(cast):
    class Task:
        lead_unit, supporting_units = "unit/other", ()

    liaison = cast["lead_unit"]
    assert liaison.has_perm("task.report")
    assert not liaison.has_perm("task.report", Task())
    Task.supporting_units = ("unit/kjj",)
    assert liaison.has_perm("task.report", Task())
    assert cast["planner"].has_perm("task.report", Task())


def test_a_shut_account_is_out_at_once(sign_in, cast):
    client = sign_in("planner")
    assert client.get("/data/").status_code == 200
    cast["planner"].is_active = False
    cast["planner"].save()
    assert client.get("/data/").status_code == 302
