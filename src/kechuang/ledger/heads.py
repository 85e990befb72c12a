"""The head of a ledger as a small file, to be kept where the ledger is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kechuang.ledger.chain import Head, row_digest
from kechuang.ledger.facts import Fact
from kechuang.values import KechuangError

FORMAT = "kechuang-ledger-head/1"

_DIGEST = re.compile(r"[0-9a-f]{64}")


def list_rows(head: Head, facts: Iterable[Fact]) -> Head:
    """The head with the id and own digest of each fact, so that a check can name the row of any change."""
    return Head(
        head.count,
        head.digest,
        tuple((fact.id, row_digest(fact, fact.recorded_at, fact.recorded_by).hex()) for fact in facts),
    )


def dump_head(head: Head) -> str:
    """The head as JSON text, one row a line."""
    first = {"format": FORMAT, "algorithm": "SM3", "count": head.count, "digest": head.digest}
    text = json.dumps(first, indent=2)
    if head.rows:
        rows = ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in head.rows)
        text = text.removesuffix("\n}") + f',\n  "rows": [\n    {rows}\n  ]\n}}'
    return text + "\n"


def read_head(path: Path) -> Head:
    """The head a file holds.

    Raises:
        KechuangError: the file is absent, no JSON, or not a head.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise KechuangError(
            zh=f"读不到链头文件“{path}”（{error}）。", en=f"The head file '{path}' cannot be read ({error})."
        ) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT or not _is_head(found):
        raise KechuangError(zh=f"“{path}”不是台账链头文件（{FORMAT}）。", en=f"'{path}' is no ledger head ({FORMAT}).")
    return Head(found["count"], found["digest"], tuple((row[0], row[1]) for row in found.get("rows", ())))


def _is_head(found: dict[str, Any]) -> bool:
    count, digest, rows = found.get("count"), found.get("digest"), found.get("rows", [])
    return (
        isinstance(count, int)
        and not isinstance(count, bool)
        and count >= 0
        and isinstance(digest, str)
        and _DIGEST.fullmatch(digest) is not None
        and isinstance(rows, list)
        and all(isinstance(row, list) and len(row) == 2 and all(isinstance(cell, str) for cell in row) for row in rows)
        and len(rows) in (0, count)
    )
