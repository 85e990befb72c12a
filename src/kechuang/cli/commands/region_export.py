"""``kechuang region export``: a region with its ledger as a folder of Parquet and YAML."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kechuang.cli.commands.ledger_source import add_source, open_source
from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.ledger import export_region
from kechuang.values import KechuangError


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "export", help=pick("导出区域的内容和台账", "write a region with its ledger as a folder")
    )
    add_source(parser)
    parser.add_argument(
        "--out",
        required=True,
        metavar=pick("文件夹", "FOLDER"),
        help=pick("写到哪里，须不存在或为空", "where; must not exist or be empty"),
    )
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Write the folder; other commands read it with ``--from``."""
    source = open_source(args)
    if source.region is None:
        raise KechuangError(
            zh="单个台账文件不是区域，请用 --region 一并指明区域。",
            en="A bare ledger is no region; name one with --region.",
        )
    ledger = source.ledger
    out = export_region(source.region, ledger, Path(args.out))
    if args.json:
        print_json(
            {"folder": str(out), "region": source.region.code, "facts": len(ledger), "digest": ledger.head.digest}
        )
    else:
        print_text(
            pick(
                f"已导出{source.region.name.zh}：台账{len(ledger)}条，在 {out}；其他命令用 --from {out} 读取。",
                f"{source.region.name.en} exported with {len(ledger)} facts to {out}; other commands read it with --from {out}.",
            )
        )
    return 0
