"""``kechuang ledger verify``: hold a ledger against its head and name every row that was changed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from kechuang.cli.commands.ledger_source import HEAD, Book, Source, add_source, open_source
from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.ledger import Problem, VerificationReport, read_head, verify
from kechuang.values import KechuangError, Language

FOUND = 1


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "verify", help=pick("对照链头核验台账", "hold the ledger against its head")
    )
    add_source(parser)
    parser.add_argument(
        "--head",
        metavar=pick("文件", "FILE"),
        help=pick(
            f"另存的链头文件；默认为区域文件夹里的 {HEAD}",
            f"the head kept elsewhere; by default {HEAD} of the region's folder",
        ),
    )
    parser.add_argument(
        "--allow-appended",
        action="store_true",
        help=pick("链头之后新增的记录不算问题", "accept facts appended since the head was taken"),
    )
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print what was found; exit code 1 when something was."""
    source = open_source(args, lenient=True)
    report = verify(source.facts, read_head(_head(args, source)), allow_appended=args.allow_appended)
    problems = [*(Problem(None, "altered", sentence) for sentence in source.damaged), *report.problems]
    if source.warning is not None:
        print(source.warning.text(args.lang), file=sys.stderr)
    books = {book.name: verify(book.facts, read_head(_book_head(book)), allow_appended=True) for book in source.books}
    if args.json:
        printed = _as_json(report, problems, args.lang)
        if books:
            printed["books"] = {name: _as_json(held, list(held.problems), args.lang) for name, held in books.items()}
        print_json(printed)
    else:
        for problem in problems:
            print_text(problem.sentence.text(args.lang))
        print_text(_summary(report, len(problems)))
        for name, held in books.items():
            for problem in held.problems:
                print_text(f"{name}: {problem.sentence.text(args.lang)}")
            print_text(f"{name}: {_summary(held, len(held.problems))}")
    return FOUND if problems or any(held.problems for held in books.values()) else 0


def _book_head(book: Book) -> Path:
    if book.head is None:
        raise KechuangError(
            zh=f"账册“{book.name}”没有另存的链头，无从核验；请在写入它的机器上运行 manage.py ledger verify。",
            en=f"The book '{book.name}' has no head kept outside to hold it against; run manage.py ledger verify where it is written.",
        )
    return book.head


def _head(args: argparse.Namespace, source: Source) -> Path:
    if args.head is not None:
        return Path(args.head)
    if source.head is None:
        raise KechuangError(
            zh="没有可对照的链头，请用 --head 指明另存的文件。",
            en="There is no head to hold it against; name one with --head.",
        )
    return source.head


def _summary(report: VerificationReport, found: int) -> str:
    if found:
        return pick(
            f"核验未通过：读到{report.count}条，链头记有{report.head.count}条，发现{found}处问题。",
            f"Not as its head says: {report.count} facts read, {report.head.count} in the head, {found} problems found.",
        )
    return pick(f"核验通过：{report.count}条与链头一致。", f"As its head says: {report.count} facts.")


def _as_json(report: VerificationReport, problems: list[Problem], lang: Language) -> dict[str, Any]:
    return {
        "ok": not problems,
        "count": report.count,
        "head": {"count": report.head.count, "digest": report.head.digest},
        "problems": [{"seq": one.seq, "kind": one.kind, "message": one.sentence.text(lang)} for one in problems],
    }
