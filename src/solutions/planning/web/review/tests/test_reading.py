"""No file takes the server down: reading happens apart, within limits, and ends in a reading or in one sentence."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest

from solutions.planning.web.review import reading
from solutions.planning.web.review.reading import ImportRefusedError, ReadingLimits, read_apart

PLAN = "样区科技创新“十四五”规划\n一、发展目标\n到2025年，国家高新技术企业达到280家。\n".encode()


def refusal(data: bytes, name: str = "规划.docx", **limits: object) -> ImportRefusedError:
    with pytest.raises(ImportRefusedError) as refused:
        read_apart(data, name, ReadingLimits(**limits))  # type: ignore[arg-type]
    assert name in refused.value.zh
    assert name in refused.value.en
    return refused.value


def pretend(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the worker be a program of the test's own."""
    monkeypatch.setattr(reading, "WORKER", [sys.executable, "-c", code])


def test_a_plan_comes_back_whole():
    found = read_apart(PLAN, "规划.txt")
    assert found["text"] == PLAN.decode()
    assert [(one["value"], one["unit"]) for one in found["quantities"]] == [(280, "家")]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "空.txt"),
        (b"\x00\x01\x02" * 500, "程序.txt"),
        (b"PK\x03\x04 not a zip at all", "坏.docx"),
        (b"%PDF-1.7\n%broken", "坏.pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧.docx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(data, name):
    refused = refusal(data, name)
    assert refused.code not in {"crashed", "too_costly"}, "the reader itself says why"
    assert "\n" not in refused.zh


def test_a_file_larger_than_the_limit_is_refused():
    assert refusal("科".encode() * 2000, "大.txt", max_bytes=1000).code == "oversized"


def test_a_zip_bomb_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("word/document.xml", b"<w>" + b"0" * 20_000_000)
    assert refusal(buffer.getvalue(), "炸弹.docx").code in {"bomb", "too_costly"}


def test_a_worker_that_never_ends_is_ended(monkeypatch):
    pretend(monkeypatch, "import time; time.sleep(600)")
    assert refusal(PLAN, clock_seconds=0.3).code == "too_costly"


def test_a_worker_that_is_killed_or_dies_leaves_one_sentence(monkeypatch):
    pretend(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert refusal(PLAN).code == "too_costly"
    pretend(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert refusal(PLAN).code == "crashed"


def test_half_an_answer_is_no_answer(monkeypatch):
    pretend(monkeypatch, 'print(\'{"reading": {"text": "abc\')')
    assert refusal(PLAN).code == "crashed"


def test_too_little_memory_is_said_and_not_suffered():
    assert refusal(PLAN, "规划.txt", memory=60 * 1024 * 1024).code in {"crashed", "too_costly"}


def test_the_child_sees_no_secret_and_can_write_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("KECHUANG_SECRET", "do not tell")
    pretend(
        monkeypatch,
        "import json, os; from solutions.planning.web.review.worker import limit_self\n"
        "limit_self({'processor_seconds': 5, 'memory': 10**9})\n"
        "try: os.write(os.open('x', os.O_CREAT | os.O_WRONLY), b'x'); wrote = True\n"
        "except OSError: wrote = False\n"
        "print(json.dumps({'reading': {'secret': os.environ.get('KECHUANG_SECRET'), 'wrote': wrote}}))",
    )
    found = read_apart(PLAN, "规划.txt")
    assert found["secret"] is None
    assert found["wrote"] is False


def test_only_so_many_files_are_read_at_once(monkeypatch):
    for _place in range(2):
        assert reading._PLACES.acquire(timeout=0)
    try:
        assert refusal(PLAN, wait_seconds=0.01).code == "busy"
    finally:
        for _place in range(2):
            reading._PLACES.release()
