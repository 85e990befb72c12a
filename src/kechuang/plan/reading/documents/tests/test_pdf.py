"""PDF: lines into paragraphs, margins dropped; and the ones that are refused."""

from __future__ import annotations

import pytest

from kechuang.plan.reading import DocumentRefusedError, Limits, read_document
from kechuang.plan.reading.documents.paragraphs import join_lines
from kechuang.plan.reading.documents.pdf import read_pdf
from kechuang.plan.reading.documents.tests import build

LONG = "坚持创新驱动发展战略支持龙头企业建设高能级创新平台推动产业园区转型升级"


def page(number: int) -> list[str]:
    return [
        "某区科技创新发展规划",
        f"（{'一二三四五六七八九'[number]}）任务第{number}组",
        LONG,
        LONG[: 20 - number] + "。",
        f"- {number + 1} -",
    ]


def refused(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(DocumentRefusedError) as refusal:
        read_document(data, "规划.pdf", limits)
    assert "规划.pdf" in refusal.value.message("zh")
    return refusal.value.code


def test_lines_are_joined_and_page_numbers_headers_dropped() -> None:
    document = read_document(build.pdf_bytes([page(number) for number in range(5)]), "规划.pdf")
    lines = document.text.splitlines()
    assert lines[:2] == ["（一）任务第0组", LONG + LONG[:20] + "。"]
    assert len(lines) == 10
    assert "某区科技创新发展规划" not in document.text
    assert any("页码" in note.zh for note in document.notes)


def test_a_page_without_text_among_others_is_noted() -> None:
    document = read_document(build.pdf_bytes([page(0), page(1), [], page(2)]), "规划.pdf")
    assert any("第 3 页" in note.zh for note in document.notes)


def test_a_scan_is_refused_with_its_number_of_pages() -> None:
    with pytest.raises(DocumentRefusedError, match="3 pages") as refusal:
        read_document(build.pdf_bytes([[], [], []], with_text=False), "规划.pdf")
    assert refusal.value.code == "scanned"


def test_a_password_is_refused_but_a_ban_on_changes_is_no_password() -> None:
    plain = build.pdf_bytes([page(0)])
    assert refused(build.encrypted_pdf(plain, "secret")) == "encrypted"
    assert "创新平台" in read_document(build.encrypted_pdf(plain, ""), "规划.pdf").text


def test_broken_files_are_refused() -> None:
    assert refused(b"%PDF-1.7\nnothing more") == "broken"
    assert refused(b"%PDF-1.7\n" + bytes(range(256)) * 40) == "broken"


def test_a_page_tree_that_contains_itself_ends() -> None:
    assert refused(build.looping_pdf()) in ("broken", "no_text", "scanned", "too_slow")


def test_too_many_pages_are_refused_with_the_limit() -> None:
    with pytest.raises(DocumentRefusedError, match="limit of 3") as refusal:
        read_document(build.pdf_bytes([page(0)] * 4), "规划.pdf", Limits(max_pages=3))
    assert refusal.value.code == "too_many_pages"


def test_a_page_that_takes_too_long_is_left_in_the_middle() -> None:
    ticks = iter(range(10_000))
    with pytest.raises(DocumentRefusedError) as refusal:
        read_pdf(build.pdf_bytes([page(0)] * 3), "规划.pdf", Limits(max_seconds=5), clock=lambda: float(next(ticks)))
    assert refusal.value.code == "too_slow"


def test_joining_keeps_headings_and_short_lines_apart() -> None:
    wide = "全" * 30
    assert join_lines([wide, wide, "完。", "（一）标题", wide, "1.条目", "短句"]) == [
        wide + wide + "完。", "（一）标题", wide, "1.条目", "短句",
    ]  # fmt: skip
    assert join_lines(["words in a line", "that goes on"]) == ["words in a line that goes on"]
    assert join_lines([wide + "达到2", "80家。"]) == [wide + "达到280家。"]
    assert join_lines([]) == []
