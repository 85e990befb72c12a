"""A file of figures that someone hands in: .csv (UTF-8 or GB 18030), .xlsx or .jsonl, into drafts that the ledger can take.

Refusals name the line. Nothing of the file is kept but what is confirmed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
import zipfile
from datetime import date, datetime
from pathlib import Path

from kechuang.dictionary import Attribute
from kechuang.ledger import Catalogue, Draft, read_drafts
from kechuang.values import KechuangError
from kechuang_web.stores import selectors

LIMIT = 1_000_000
UNPACKED_LIMIT = 50_000_000
MOST_ROWS = 5_000
SUFFIXES = (".csv", ".xlsx", ".jsonl")


def to_text(name: str, data: bytes) -> tuple[str, str]:
    """The file as text, and its kind: ``.csv`` (a workbook's first sheet included) or ``.jsonl``.

    Raises:
        KechuangError: it is too large, of another kind, or cannot be read.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise KechuangError(
            zh=f"“{name}”不是 {'、'.join(SUFFIXES)} 文件，没有读取。",
            en=f"“{name}” is no {', '.join(SUFFIXES)} file and was not read.",
        )
    if len(data) > LIMIT:
        raise KechuangError(
            zh=f"“{name}”超过上限 {LIMIT // 1000} KB，请分几次录入。",
            en=f"“{name}” exceeds {LIMIT // 1000} KB; hand it in in parts.",
        )
    if suffix == ".xlsx":
        return _sheet_as_csv(name, data), ".csv"
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text, suffix
    raise KechuangError(
        zh=f"“{name}”不是文本文件，没有读取；请另存为 UTF-8 编码的 CSV。",
        en=f"“{name}” is no text file and was not read; save it as CSV in UTF-8.",
    )


def _sheet_as_csv(name: str, data: bytes) -> str:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > UNPACKED_LIMIT:
                raise KechuangError(
                    zh=f"“{name}”解压后过大，没有读取。", en=f"“{name}” unpacks to too much and was not read."
                )
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=60, values_only=True)]
    except KechuangError:
        raise
    except Exception as error:  # a damaged workbook fails in many ways inside the reader
        raise KechuangError(
            zh=f"“{name}”不是可读的 Excel 工作簿（损坏或加密），没有读取。",
            en=f"“{name}” is no readable workbook (damaged or encrypted) and was not read.",
        ) from error
    # A sheet goes on to the right of its last head; what stands under no head is not read.
    width = max((place for place, cell in enumerate(rows[0], 1) if _cell(cell)), default=0) if rows else 0
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[_cell(cell) for cell in row[:width]] for row in rows])
    return text.getvalue()


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    return str(cell).replace("\n", " ").strip()


def read_incoming(name: str, text: str, suffix: str) -> tuple[Draft, ...]:
    """The drafts in a text, checked against the dictionary and the subjects; rows without an id get one from their content.

    Raises:
        KechuangError: a line cannot be read, there are none or too many; the message names the line.
    """
    if not text.strip():
        raise KechuangError(zh=f"“{name}”是空的，没有数据行。", en=f"“{name}” is empty: it holds no row of figures.")
    if suffix == ".csv":
        text = _tidy(text)
    catalogue = Catalogue(selectors.dictionary(), selectors.subjects())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).stem[:60].replace("/", "_") + suffix)
        path.write_text(text, "utf-8")
        drafts = read_drafts(path, catalogue)
    if not drafts:
        raise KechuangError(zh=f"“{name}”里没有数据行。", en=f"“{name}” holds no row of figures.")
    if len(drafts) > MOST_ROWS:
        raise KechuangError(
            zh=f"“{name}”有 {len(drafts)} 行，一次最多 {MOST_ROWS} 行。",
            en=f"“{name}” has {len(drafts)} rows; at most {MOST_ROWS} at once.",
        )
    return drafts


#: The columns as the office writes them, in the order of the template. The library's own names are taken too.
COLUMNS = {
    "对象": "subject",
    "数据元": "attribute",
    "口径": "definition",
    "时点": "period",
    "数值": "value",
    "单位": "unit",
    "来源": "title",
    "发布单位": "publisher",
    "可信度": "confidence",
    "统计截止日": "as_of",
    "发布日": "published",
    "网址": "address",
    "文中位置": "locator",
    "公开范围": "visibility",
    "更正编号": "supersedes",
    "备注": "note_zh",
}
_WORDS = {"高": "high", "中": "medium", "低": "low", "公开": "public", "内部": "internal"}


def _tidy(text: str) -> str:
    """A table as the library reads it: its own column names, codes for names, and what follows from the dictionary filled in.

    The definition may be left out (the one in force is meant), the unit too (the attribute's). A row without an id gets one
    that follows from what it says, so that the same row handed in twice is refused as taken.
    """
    rows = list(csv.reader(io.StringIO(text)))
    if not rows:
        return text
    head = [COLUMNS.get(cell.strip(), cell.strip()) for cell in rows[0]]
    added = [name for name in ("id", "definition", "unit") if name not in head]
    head += added
    tidied = [head]
    for row in rows[1:]:
        cells = [cell.strip() for cell in row] + [""] * (len(head) - len(row))
        if any(cells):
            said = dict(zip(head, cells, strict=False))
            tidied.append([_fill(said)[name] for name in head] if len(cells) == len(head) else cells)
        else:
            tidied.append(cells)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(tidied)
    return out.getvalue()


def _fill(said: dict[str, str]) -> dict[str, str]:
    known, subjects = selectors.dictionary(), selectors.subjects()
    filled = {
        name: _WORDS.get(cell, cell) if name in {"confidence", "visibility"} else cell for name, cell in said.items()
    }
    if (subject := subjects.named(filled.get("subject", ""))) is not None:
        filled["subject"] = subject.code
    named = {one.name.zh: one.code for one in known} | {one.name.en: one.code for one in known}
    filled["attribute"] = named.get(filled.get("attribute", ""), filled.get("attribute", ""))
    if filled["attribute"] in known:
        attribute = known.attribute(filled["attribute"])
        filled["definition"] = filled["definition"] or _meant(attribute)
        filled["unit"] = filled["unit"] or attribute.unit or ""
    if not filled["id"]:
        told = "\x1f".join(f"{name}={cell}" for name, cell in sorted(filled.items()) if name != "id" and cell)
        filled["id"] = f"{selectors.region_code()}/u{hashlib.sha256(told.encode()).hexdigest()[:10]}"
    return {name: filled.get(name, "") for name in said}


def _meant(attribute: Attribute) -> str:
    """The definition that a table without one means; none where several stand side by side and nobody can tell."""
    standing = [one for one in attribute.definitions if one.successor is None]
    return attribute.definition.key if len(standing) == 1 or attribute.definition.version.isdigit() else ""


def template_columns() -> list[str]:
    """The columns of the file to fill in."""
    return list(COLUMNS)
