"""Digests: of a book's promises, and of the document it was read from."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kechuang.plan.book.book import DocumentRef, PlanBook
from kechuang.plan.book.files import book_to_dict
from kechuang.values import sm3

#: What changes as a plan is run, without an amendment: by table, the fields of its rows; ``""`` the book's own.
RUNNING: dict[str, frozenset[str]] = {
    "": frozenset({"watched", "set_aside", "closed", "successor"}),
    "indicators": frozenset({"dissent"}),
    "tasks": frozenset({"evidence", "dissent"}),
}


def digest(book: PlanBook) -> str:
    """SM3 of what the book promises.

    Evidence, dissent, days on which milestones were reached, watched figures and the closing come and go without an
    amendment, so they are left out: the digest changes when, and only when, the plan does.
    """
    canonical = json.dumps(promises(book), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sm3(canonical.encode()).hex()


def promises(book: PlanBook) -> dict[str, Any]:
    """The book as plain data without what is only recorded while the plan runs."""
    plain = {key: value for key, value in book_to_dict(book).items() if key not in RUNNING[""]}
    for table, fields in RUNNING.items():
        for row in plain.get(table, ()) if table else ():
            for field in fields & row.keys():
                del row[field]
            for milestone in row.get("milestones", ()):
                milestone.pop("done_on", None)
    return plain


def is_document(reference: DocumentRef, text: str) -> bool | None:
    """Whether a text is the document the book was read from; ``None`` where the book holds no digest to compare.

    >>> is_document(DocumentRef("规划", length=3, sm3=sm3("规划书".encode()).hex()), "规划书")
    True
    """
    data = text.encode("utf-8", "surrogatepass")
    found = ((reference.sm3, sm3(data).hex()), (reference.sha256, hashlib.sha256(data).hexdigest()))
    compared = [wanted == computed for wanted, computed in found if wanted]
    return all(compared) if compared else None
