"""Calls drawn from the interface's own description: none ends in a 5xx, every answer is one that the description names.

A few fixed cases for each operation; ``KECHUANG_FUZZ=200`` draws as many for each.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kechuang_web.api.views import description

schema = schemathesis.openapi.from_dict(description())
schema.app = get_wsgi_application()
CASES = int(os.environ.get("KECHUANG_FUZZ", "8"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def connection_stays(db):
    """Django closes old connections around a request; inside a test's transaction there is only the one."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("role", ["officer", "enterprise"])
def test_no_call_of_the_description_ends_in_a_fault(connection_stays, program, baodi, settings, role):
    """The region is loaded once for all operations; hypothesis names the operation and the case that failed."""
    settings.KECHUANG_API_RATE = 10**9
    caller, seen = program(role), Counter()

    def call(case):
        response = case.call(headers={"Authorization": f"Bearer {caller.secret}"})
        seen[case.operation.label, response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        for mode, share in ((GenerationMode.POSITIVE, 1), (GenerationMode.NEGATIVE, 2)):
            drawn = given(operation.as_strategy(generation_mode=mode))(call)
            few(max(2, CASES // share))(drawn)()
    assert {label for label, _status in seen} == {operation.label for operation in operations}
    # The cases reach what they are meant for: answers as well as refusals.
    assert sum(count for (_label, status), count in seen.items() if status < 300) >= len(operations) // 3
    assert any(status == 422 for _label, status in seen)


def few(count):
    """So many cases, the same ones in every run."""
    return hypothesis_settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
