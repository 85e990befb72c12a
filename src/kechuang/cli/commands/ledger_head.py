"""``kechuang ledger head``: the count and last digest of a ledger, to be kept where the ledger is not."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from kechuang.cli.commands.ledger_source import add_source, open_source
from kechuang.cli.language import pick
from kechuang.cli.output import print_text
from kechuang.ledger import dump_head, list_rows
from kechuang.values import KechuangError


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "head", help=pick("给出链头，另行保存", "print the head, to be kept elsewhere")
    )
    add_source(parser)
    parser.add_argument("--out", metavar=pick("文件", "FILE"), help=pick("写入文件", "write it to a file"))
    parser.add_argument(
        "--no-rows",
        action="store_true",
        help=pick("不列逐条摘要（文件小，但只能说链条被改写，不能指出哪一条）", "leave out the list of rows"),
    )
    parser.add_argument(
        "--json", action="store_true", help=pick("输出JSON（默认就是）", "print JSON (as it does anyway)")
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Print or write the head."""
    source = open_source(args)
    ledger = source.ledger
    if source.warning is not None:
        print(source.warning.text(args.lang), file=sys.stderr)
    text = dump_head(ledger.head if args.no_rows else list_rows(ledger.head, ledger))
    if args.out is None:
        sys.stdout.write(text)
        return 0
    try:
        Path(args.out).write_text(text, "utf-8")
    except OSError as error:
        raise KechuangError(
            zh=f"不能写入“{args.out}”（{error.strerror}）。", en=f"'{args.out}' cannot be written ({error.strerror})."
        ) from error
    print_text(
        pick(
            f"链头已写入 {args.out}：{ledger.head.count}条，{ledger.head.digest}。请存放在台账之外。",
            f"The head is in {args.out}: {ledger.head.count} facts, {ledger.head.digest}. Keep it away from the ledger.",
        )
    )
    return 0
