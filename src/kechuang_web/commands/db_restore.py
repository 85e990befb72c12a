"""``kechuang db restore FILE``: a backup into the database served, which must be empty."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kechuang.cli.language import pick

SUMMARY = ("从备份恢复到空数据库", "restore a backup into an empty database")


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser("restore", help=pick(*SUMMARY))
    parser.add_argument(
        "file",
        type=Path,
        metavar=pick("文件", "FILE"),
        help=pick("kechuang db backup 写的文件", "what kechuang db backup wrote"),
    )
    parser.add_argument("--json", action="store_true", help=pick("输出 JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Restore, and say what arrived."""
    from kechuang_web.commands.db_output import print_moved, show_progress
    from kechuang_web.commands.setting_up import set_up

    set_up()
    from kechuang_web.audit.services import Actor
    from kechuang_web.databases.moving import restore

    with show_progress() as progress:
        restored = restore(actor=Actor.command("db restore"), path=args.file, progress=progress)
    print_moved(restored, pick("恢复完成。", "Restored."), as_json=args.json)
    return 0
