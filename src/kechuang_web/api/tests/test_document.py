"""The examples of docs/api.md do what they say: each is run, and answers with the status written above it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kechuang_web.api.scopes import SCOPES
from kechuang_web.audit.services import Actor
from kechuang_web.register.services import RowSource, record_organisation, record_person

DOCUMENT = (Path(__file__).resolve().parents[4] / "docs" / "api.md").read_text("utf-8")
BLOCKS = "\n".join(re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL))
#: Status and command: a line `# 200: …`, then the command up to the next such line.
EXAMPLES = re.findall(r"^# (\d{3})\b[^\n]*\n(curl .*?)(?=^# \d{3}\b|^export |\Z)", BLOCKS, re.MULTILINE | re.DOTALL)


def run(command: str, values: dict[str, str]):
    """A curl command through the test client."""
    for name, value in values.items():
        command = command.replace(f"${name}", value)
    words = iter(shlex.split(command.replace("\\\n", " "))[1:])
    method, headers, data, form, address = "GET", {}, None, {}, ""
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _colon, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            data = next(words)
        elif word == "-F":
            name, _equals, value = next(words).partition("=")
            form[name] = SimpleUploadedFile(value[1:], b"a,b\n1,2\n") if value.startswith("@") else value
        elif word != "-s":
            address = word
    parts = urlsplit(address)
    path = parts.path + (f"?{quote(parts.query, safe='=&/%')}" if parts.query else "")
    client = Client()
    if form:
        return client.post(path, form, headers=headers)
    if data is not None:
        return client.generic(method, path, data.encode(), content_type=headers.pop("Content-Type"), headers=headers)
    return client.generic(method, path, headers=headers)


@pytest.fixture
def values(program, baodi):
    robot, source = Actor.command("test"), RowSource("企业来函")
    firm = record_organisation(
        actor=robot, region="baodi", reason="测试", source=source,
        values={"name": "天津华美精密机械有限公司", "uscc": "91350100M000100Y43", "kind": "enterprise"},
    )  # fmt: skip
    person = record_person(
        actor=robot, region="baodi", reason="测试", source=source, personal={"name": "张三", "phone": "13800001111"},
        values={"organisation": firm.pk, "kind": "contact"},
    )  # fmt: skip
    caller = program("officer")
    cursor = caller.get("ledger/facts", limit=2).json()["next"]
    return {"HOST": "https://kc.example.gov.cn", "TOKEN": caller.secret, "NEXT": cursor, "PERSON": str(person.pk)}


def test_every_example_answers_as_it_says(values):
    assert len(EXAMPLES) == DOCUMENT.count("\ncurl ") >= 14
    for status, command in EXAMPLES:
        answer = run(command, values)
        assert answer.status_code == int(status), f"{command}\n{answer.status_code} {answer.content.decode()[:500]}"


def test_every_scope_stands_in_the_document():
    for code, scope in SCOPES.items():
        assert f"`{code}`" in DOCUMENT
        assert f"`{scope.permission}`" in DOCUMENT
