"""Paths: missing, folders, links, limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from kechuang.plan.reading import DocumentRefusedError, Limits, read_document


def test_a_path_is_read_and_a_link_followed(tmp_path: Path) -> None:
    plan = tmp_path / "规划.txt"
    plan.write_text("一、目标\n", encoding="utf-8")
    link = tmp_path / "链接.txt"
    link.symlink_to(plan)
    assert read_document(plan).text == read_document(str(link)).text == "一、目标\n"


def test_a_missing_file_a_folder_and_a_broken_link_are_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.symlink_to(tmp_path / "nowhere")
    for path, code in ((tmp_path / "none.txt", "missing"), (tmp_path, "not_a_file"), (broken, "missing")):
        with pytest.raises(DocumentRefusedError) as refusal:
            read_document(path)
        assert refusal.value.code == code
        assert str(path) in refusal.value.message("zh")


def test_a_name_the_system_cannot_hold_is_refused_not_raised(tmp_path: Path) -> None:
    for path in (tmp_path / ("长" * 300), "a\x00b"):
        with pytest.raises(DocumentRefusedError):
            read_document(path)


def test_a_large_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    plan = tmp_path / "大.txt"
    with plan.open("wb") as stream:
        stream.truncate(60 * 1024 * 1024)
    with pytest.raises(DocumentRefusedError, match="50 MB") as refusal:
        read_document(plan)
    assert refusal.value.code == "oversized"
    with pytest.raises(DocumentRefusedError) as refusal:
        read_document(plan, limits=Limits(max_bytes=10))
    assert refusal.value.code == "oversized"
