"""Programs that call the interface with a token of one of the cast."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kechuang_web.api.scopes import scopes_of
from kechuang_web.api.tokens import make_token
from kechuang_web.audit.services import Actor
from kechuang_web.stores import selectors
from kechuang_web.stores.loading import load_region


class Program:
    """Calls the interface with a token; writes get a key of their own unless one is given."""

    _keys = itertools.count(1)

    def __init__(self, secret: str = "") -> None:
        self.client = Client(raise_request_exception=True)
        self.secret = secret

    def _headers(self, more):
        own = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return own | (more or {})

    def get(self, path, headers=None, **query):
        return self.client.get(f"/api/v1/{path}", query, headers=self._headers(headers))

    def post(self, path, body, key="", headers=None):
        sent = {"Idempotency-Key": key or f"test-{next(self._keys)}"} | (headers or {})
        data = body if isinstance(body, bytes | str) else json.dumps(body, ensure_ascii=False)
        return self.client.post(f"/api/v1/{path}", data, content_type="application/json", headers=self._headers(sent))

    def send_file(self, path, name, data, key="", **fields):
        headers = self._headers({"Idempotency-Key": key or f"test-{next(self._keys)}"})
        return self.client.post(f"/api/v1/{path}", {"file": SimpleUploadedFile(name, data), **fields}, headers=headers)

    def patch(self, path, body, key=""):
        headers = self._headers({"Idempotency-Key": key or f"test-{next(self._keys)}"})
        return self.client.patch(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


@pytest.fixture
def program(cast):
    """``program("officer")`` has every scope of the role; ``program("officer", "ledger:read")`` only those named."""

    def make(role, *scopes):
        _token, secret = make_token(
            actor=Actor.person(cast[role]), name="测试程序", scopes=scopes or scopes_of(cast[role]),
            expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        return Program(secret)

    return make


@pytest.fixture
def baodi(db):
    """The region, loaded."""
    load_region(actor=Actor.command("test"), folder=selectors.region_folder("baodi"))
