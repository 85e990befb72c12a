"""The base pages, through their addresses."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from kechuang.values import Quantity
from kechuang_web.accounts.models import User
from kechuang_web.kit.asof import read_as_of
from kechuang_web.kit.pages import defuse


@pytest.fixture
def planner(db):
    return User.objects.create_user("planner", "a long password 1", display_name="张工", role="planner")


def all_views(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from all_views(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


def test_every_view_declares_who_may_open_it():
    views = list(all_views())
    assert len(views) >= 10
    assert [address for address, view in views if not getattr(view, "access_rules", ())] == []


def test_the_style_page_shows_both_languages(client: Client, planner):
    client.force_login(planner)
    chinese = client.get("/kit/").content.decode()
    assert "组件样张" in chinese
    client.cookies["kechuang_lang"] = "en"
    english = client.get("/kit/")
    assert english.headers["Content-Language"] == "en"


def test_a_stranger_is_sent_to_the_sign_in_page_and_back(client: Client, db):
    answer = client.get("/kit/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/sign-in/?next=/kit/"


def test_only_a_page_with_a_chart_allows_style_attributes(client: Client, planner):
    client.force_login(planner)
    assert "style-src-attr 'unsafe-inline'" in client.get("/kit/").headers["Content-Security-Policy"]
    strict = client.get("/accounts/me/").headers["Content-Security-Policy"]
    assert "style-src-attr 'none'" in strict
    assert "unsafe" not in strict


@pytest.mark.parametrize("text", ["2023-13-01", "yesterday", "0001-01-01", "9999-12-31", "<b>", "2023-9-1"])
def test_a_text_that_is_no_day_means_today_and_is_said(text):
    as_of = read_as_of(RequestFactory().get("/", {"as_of": text}), today=date(2026, 1, 2))
    assert (as_of.day, as_of.chosen, as_of.refused) == (date(2026, 1, 2), False, text)


def test_a_link_carries_the_chosen_day():
    request = RequestFactory().get("/", {"as_of": "2023-09-01"})
    request.as_of = read_as_of(request)
    shown = Template("{% link 'kit:home' %}").render(Context({"request": request}))
    assert shown == "/?as_of=2023-09-01"


def test_figures_are_shown_with_their_unit_and_missing_is_never_zero():
    shown = Template("{{ some|quantity }}|{{ none|quantity }}").render(
        Context({"some": Quantity.parse(">2000", "家"), "none": None})
    )
    assert '<span class="q">&gt;2,000<small>家</small></span>' in shown
    assert "未收录" in shown
    assert "0<" not in shown.partition("|")[2]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "　=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(cell):
    assert defuse(cell) == "'" + cell
    assert defuse(-3) == -3


def test_a_foreign_address_is_not_gone_to_after_switching_the_language(client: Client):
    answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
    assert answer.cookies["kechuang_lang"].value == "en"


def test_health_answers_without_a_session(client: Client, db):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("length", [str(10**12), "-1", "many"])
def test_a_request_larger_than_any_document_is_refused_before_it_is_read(client: Client, db, length):
    answer = client.post("/accounts/sign-in/", {"username": "x"}, CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert "超过上限" in answer.content.decode()
    client.cookies["kechuang_lang"] = "en"
    assert "exceeds the limit" in client.post("/language/", CONTENT_LENGTH=length).content.decode()
