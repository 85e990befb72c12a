"""``kechuang db move --to ADDRESS``: the whole district into another database, SQLite or PostgreSQL, losing nothing."""

from __future__ import annotations

import argparse
from typing import Any

from kechuang.cli.language import pick

SUMMARY = ("把整个地区搬到另一个数据库", "move a district to another database")


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "move",
        help=pick(*SUMMARY),
        description=pick(
            "把当前数据库（KECHUANG_DATABASE）的全部内容复制到一个空库，逐表比对，并核验台账。原库不改动；完成后把 KECHUANG_DATABASE 指向新库。",
            "Copy everything of the database served (KECHUANG_DATABASE) to an empty one, compare table by table, and verify the "
            "ledger. The old database stays as it was; point KECHUANG_DATABASE at the new one afterwards.",
        ),
    )
    parser.add_argument(
        "--to",
        required=True,
        metavar=pick("地址", "ADDRESS"),
        help="sqlite:///FILE | postgresql://USER:PASSWORD@HOST:PORT/NAME",
    )
    parser.add_argument("--json", action="store_true", help=pick("输出 JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Move, and say what arrived."""
    from kechuang_web.commands.db_output import print_moved, show_progress
    from kechuang_web.commands.setting_up import set_up

    set_up()
    from kechuang_web.audit.services import Actor
    from kechuang_web.databases.moving import move_database

    with show_progress() as progress:
        moved = move_database(actor=Actor.command("db move"), address=args.to, progress=progress)
    print_moved(
        moved,
        pick(
            "搬迁完成；请把 KECHUANG_DATABASE 指向新库再启动，原库留作备查。",
            "Moved. Point KECHUANG_DATABASE at the new database before starting again; keep the old one for reference.",
        ),
        as_json=args.json,
    )
    return 0
