"""The description says everything, in both forms, and needs nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from kechuang_web.api.guide import SECTIONS, sections_of
from kechuang_web.api.scopes import SCOPES
from kechuang_web.api.views import description


def operations():
    return [
        (path, method, operation)
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_is_openapi_3_1(sign_in):
    found = sign_in("planner").get("/api/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert found["components"]["securitySchemes"]["TokenAuth"]["scheme"] == "bearer"


@pytest.mark.parametrize(
    ("path", "method", "operation"), operations(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_operation_says_what_it_needs_and_what_it_may_answer(path, method, operation):
    answers = {str(status) for status in operation["responses"]}
    assert {"400", "401", "403", "422", "429"} <= answers
    assert operation["summary"]
    assert operation["security"]
    assert operation["tags"][0] in SECTIONS
    if not path.endswith("/me"):
        assert operation["x-scope"] in SCOPES
        assert SCOPES[operation["x-scope"]].writes == (method != "get")
    if method != "get":
        assert {"409", "413", "415"} <= answers
        assert any(one["name"] == "Idempotency-Key" and one["required"] for one in operation["parameters"])


def test_the_page_shows_every_operation_without_script_or_anything_from_elsewhere(sign_in):
    answer = sign_in("planner").get("/api/docs/")
    page = answer.content.decode()
    for path, _method, operation in operations():
        assert operation["summary"].replace("'", "&#x27;") in page
        assert path in page
    assert not re.findall(r'(?:src|href)="https?://', page)
    assert "<script>" not in page
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert len(sections_of(description())) >= 3


def test_it_is_for_those_who_may_use_the_interface(sign_in):
    for address in ("/api/docs/", "/api/openapi.json"):
        assert sign_in("public").get(address).status_code == 302
        assert sign_in("viewer").get(address).status_code == 403
