"""What the three database commands print: progress on standard error, the outcome on standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text

if TYPE_CHECKING:
    from kechuang_web.databases.copying import Progress
    from kechuang_web.databases.moving import Moved


@contextmanager
def show_progress() -> Iterator[Progress]:
    """A line that counts up, on a terminal only; a log gets a line for every tenth."""
    terminal, last = sys.stderr.isatty(), [-1]

    def told(done: int, total: int, at: str) -> None:
        share = 100 * done // max(total, 1)
        if share == last[0] or (not terminal and share // 10 == last[0] // 10):
            return
        last[0] = share
        sys.stderr.write(f"\r{share:3d}% {at[:50]:<50}" if terminal else f"{share}% {at}\n")
        sys.stderr.flush()

    try:
        yield told
    finally:
        if terminal and last[0] >= 0:
            sys.stderr.write("\r" + " " * 60 + "\r")


def print_moved(moved: Moved, done: str, *, as_json: bool) -> None:
    """Rows, tables, and every book of the ledger."""
    if as_json:
        books = [{"book": one.book, "facts": one.facts, "ok": not one.problems} for one in moved.books]
        print_json({"tables": moved.copied.tables, "rows": moved.copied.rows, "books": books})
        return
    print_text(
        pick(
            f"共{moved.copied.rows:,}行、{moved.copied.tables}张有内容的表，逐表核对一致。",
            f"{moved.copied.rows:,} rows in {moved.copied.tables} tables that hold any; compared.",
        )
    )
    for one in moved.books:
        print_text(
            pick(
                f"台账 {one.book}：{one.facts:,}条，链条完好。",
                f"Ledger {one.book}: {one.facts:,} facts, the chain holds.",
            )
        )
    print_text(done)
