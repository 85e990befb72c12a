"""``kechuang region load baodi``: add a region's content to the database; safe to run again."""

from __future__ import annotations

import argparse
from typing import Any

from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text

SUMMARY = ("把地区资料载入数据库", "add a region's content to the database")


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser("load", help=pick(*SUMMARY))
    parser.add_argument("region", help=pick("地区代码或文件夹", "the region's code, or a folder"))
    parser.add_argument("--json", action="store_true", help=pick("输出 JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Load, and say what was added and what differs."""
    from kechuang_web.commands.setting_up import set_up

    set_up()
    from kechuang.content import load_region as read_region
    from kechuang_web.audit.services import Actor
    from kechuang_web.stores.loading import load_region

    loaded = load_region(actor=Actor.command("region load"), folder=read_region(args.region))
    if args.json:
        print_json(
            {
                "versions": list(loaded.versions),
                "facts": loaded.facts,
                "rows": loaded.rows,
                "differs": list(loaded.differs),
            }
        )
        return 0
    print_text(
        pick(
            f"新增规划版本 {len(loaded.versions)} 个，台账 {loaded.facts} 条，登记簿 {loaded.rows} 行。",
            f"Added {len(loaded.versions)} plan versions, {loaded.facts} facts and {loaded.rows} rows of the register.",
        )
    )
    for note in loaded.differs:
        print_text(note)
    return 0
