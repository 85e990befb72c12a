"""``kechuang db backup FILE``: the whole database in one verified file, while it is being served."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kechuang.cli.language import pick

SUMMARY = ("备份数据库到一个文件", "back the database up to one file")


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser("backup", help=pick(*SUMMARY))
    parser.add_argument(
        "file", type=Path, metavar=pick("文件", "FILE"), help=pick("写到哪里，不覆盖", "where to; none is replaced")
    )
    parser.add_argument("--json", action="store_true", help=pick("输出 JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Back up, and say what the file holds."""
    from kechuang_web.commands.db_output import print_moved, show_progress
    from kechuang_web.commands.setting_up import set_up

    set_up()
    from kechuang_web.audit.services import Actor
    from kechuang_web.databases.moving import back_up

    with show_progress() as progress:
        made = back_up(actor=Actor.command("db backup"), path=args.file, progress=progress)
    print_moved(made, pick(f"备份完成：{args.file}。", f"Backed up to {args.file}."), as_json=args.json)
    return 0
