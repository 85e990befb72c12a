"""Findings as comments in the Word file they were found in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx

from kechuang.drafts.checking.findings import NAMES, Finding
from kechuang.values import Language

AUTHOR = "材料查数"


def comment_on(source: bytes, text: str, findings: Sequence[Finding], lang: Language = "zh") -> bytes:
    """The Word file with a comment at every finding that needs a person; what agrees is left alone.

    A finding is placed at the paragraph that holds its words, found in the order of the text, so that a file that changed meanwhile gets
    no comment in the wrong place. Nothing else of the file is changed.
    """
    document = docx.Document(io.BytesIO(source))
    paragraphs = [paragraph for paragraph in _paragraphs(document) if paragraph.text.strip()]
    at = 0
    for finding in findings:
        if finding.kind == "agrees":
            continue
        place = next((n for n in range(at, len(paragraphs)) if finding.says in paragraphs[n].text), None)
        if place is None or not paragraphs[place].runs:
            continue
        at = place
        document.add_comment(
            runs=_runs(paragraphs[place], finding.says), text=_comment(finding, lang), author=AUTHOR, initials="查"
        )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraphs(document: Any) -> list[Any]:
    """The paragraphs of body and tables, in the order of the file."""
    found = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            found += [paragraph for row in block.rows for cell in row.cells for paragraph in cell.paragraphs]
        else:
            found.append(block)
    return found


def _runs(paragraph: Any, words: str) -> list[Any]:
    """The runs that hold the words: the first and the last of them."""
    start = paragraph.text.find(words)
    end, at, held = start + len(words), 0, []
    for run in paragraph.runs:
        if at < end and at + len(run.text) > start:
            held.append(run)
        at += len(run.text)
    return held or paragraph.runs[:1]


def _comment(finding: Finding, lang: Language) -> str:
    parts = [NAMES[finding.kind].text(lang)]
    if finding.holds:
        parts.append(finding.holds.text(lang))
    if finding.source:
        parts.append(("来源：" if lang == "zh" else "Source: ") + finding.source.title)
    return "；".join(parts) + "。" if lang == "zh" else "; ".join(parts) + "."
