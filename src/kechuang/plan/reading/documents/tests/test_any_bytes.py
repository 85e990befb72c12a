"""Whatever the bytes are: a document, or a refusal with its sentence; nothing else ever comes out."""

from __future__ import annotations

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kechuang.plan.reading import DocumentRefusedError, Limits, read_document
from kechuang.plan.reading.documents.tests import build

LIMITS = Limits(max_seconds=5)
STARTS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<!DOCTYPE html><html>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"{\\rtf1",
]


def read_or_refuse(data: bytes, name: str) -> None:
    try:
        document = read_document(data, name, LIMITS)
    except DocumentRefusedError as refusal:
        sentences = (refusal.message("zh"), refusal.message("en"))
        assert all(name in sentence and "\n" not in sentence for sentence in sentences)
    else:
        assert document.text.strip()
        assert all(0 <= block.start < block.end <= len(document.text) for block in document.blocks)
        starts = [block.start for block in document.blocks]
        assert starts == sorted(starts)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(STARTS),
    st.binary(max_size=600),
    st.sampled_from(["a.txt", "a.docx", "a.pdf", "a.html", "a.md", "a"]),
)
def test_random_bytes_are_read_or_refused(start: bytes, data: bytes, name: str) -> None:
    read_or_refuse(start + data, name)


def sample_docx() -> bytes:
    document = docx.Document()
    document.add_heading("一、目标", 1)
    document.add_paragraph("到2025年，高新技术企业达到280家。")
    return build.docx_bytes(document)


SAMPLES = {
    "规划.docx": sample_docx(),
    "规划.pdf": build.pdf_bytes([["一、目标", "到2025年，高新技术企业达到280家。", "支持企业建设平台。" * 5]] * 3),
    "规划.html": build.GOVERNMENT_PAGE.encode(),
}


@pytest.mark.parametrize("name", SAMPLES)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    cut=st.one_of(st.none(), st.floats(0, 1)),
)
def test_damaged_files_are_read_or_refused(name: str, changes: list[tuple[float, int]], cut: float | None) -> None:
    data = bytearray(SAMPLES[name])
    for place, value in changes:
        data[int(place * len(data))] = value
    read_or_refuse(bytes(data[: len(data) if cut is None else int(cut * len(data))]), name)
