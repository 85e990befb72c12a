"""Opening a file: what it is by its first bytes, within limits, or a refusal."""

from __future__ import annotations

from pathlib import Path

from kechuang.files import Limits, size
from kechuang.intake.opening.detect import detect
from kechuang.intake.refusals import LIMITS, refuse
from kechuang.intake.sheets import Sheets

PASTED = "粘贴的表格"


def open_file(source: str | Path | bytes, name: str | None = None, limits: Limits = LIMITS) -> Sheets:
    r"""The sheets of a file: its path or its bytes. Its kind is recognised by content, never by suffix alone.

    ``name`` is how people call the file; it defaults to the file's name. Nothing in the file is executed, computed or
    followed: formulas give the value the file holds, links are not opened.

    Raises:
        IntakeRefusedError: the file is missing, empty, too large, broken, protected, hostile or of another kind.

    >>> book = open_file("企业名称,信用代码\n甲公司,91350100M000100Y43\n".encode(), "名单.csv")
    >>> [(sheet.name, [row.cells for row in sheet.rows()]) for sheet in book]
    [('名单', [['企业名称', '信用代码'], ['甲公司', '91350100M000100Y43']])]
    """
    data, name, length = _take(source, name)
    if length > limits.max_bytes:
        raise refuse("oversized", name, size=size(length), limit=size(limits.max_bytes))
    if not length:
        raise refuse("empty", name)
    kind = detect(data, name, limits)
    if kind == "xlsx":
        from kechuang.intake.opening.xlsx import open_xlsx as opened
    elif kind == "xls":
        from kechuang.intake.opening.xls import open_xls as opened
    elif kind == "docx":
        from kechuang.intake.opening.docx import open_docx as opened
    else:
        from kechuang.intake.opening.delimited import open_delimited as opened
    return opened(data, name, limits)


def open_text(text: str, name: str = PASTED) -> Sheets:
    r"""Cells that somebody pasted: lines of cells with tabs between them.

    Raises:
        IntakeRefusedError: there is nothing, or it is too much.

    >>> [row.cells for row in open_text("名称\t收入\n甲公司\t1,200\n").sheets[0].rows()]
    [['名称', '收入'], ['甲公司', '1,200']]
    """
    from kechuang.intake.opening.delimited import open_delimited

    data = text.encode("utf-8", "replace")
    if len(data) > LIMITS.max_bytes:
        raise refuse("oversized", name, size=size(len(data)), limit=size(LIMITS.max_bytes))
    if not text.strip():
        raise refuse("empty", name)
    return open_delimited(data, name, LIMITS, pasted=True)


def _take(source: str | Path | bytes, name: str | None) -> tuple[bytes | Path, str, int]:
    """What to read from, the name to call it by, and its length."""
    if isinstance(source, bytes):
        return source, name or "未命名文件", len(source)
    path = Path(source)
    name = name or path.name
    try:
        if not path.exists():
            raise refuse("missing", name)
        if not path.is_file():
            raise refuse("not_a_file", name)
        with path.open("rb"):
            return path, name, path.stat().st_size
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse("unreadable", name, reason=reason) from error
