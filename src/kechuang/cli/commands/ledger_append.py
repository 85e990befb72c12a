"""``kechuang ledger append``: record a file of drafts in a folder ledger, all of them or none."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.content import load_region
from kechuang.dictionary import load_dictionary, load_subjects
from kechuang.ledger import Catalogue, FolderLedger, read_drafts
from kechuang.values import KechuangError


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "append", help=pick("把一个文件的数据记入台账文件夹", "record a file of figures in a folder ledger")
    )
    parser.add_argument("file", metavar=pick("文件", "FILE"), help=pick(".csv 或 .jsonl", ".csv or .jsonl"))
    parser.add_argument(
        "--ledger", required=True, metavar=pick("文件夹", "FOLDER"), help=pick("台账文件夹", "the folder")
    )
    parser.add_argument(
        "--region", required=True, metavar=pick("区域", "REGION"),
        help=pick("用哪个区域的数据元目录核对", "the region whose dictionary checks the figures"),
    )  # fmt: skip
    parser.add_argument("--by", required=True, metavar=pick("记录人", "NAME"), help=pick("谁记录的", "who records it"))
    parser.add_argument(
        "--recorded-at",
        metavar=pick("时间", "TIME"),
        help=pick("记录时间，默认现在", "time of recording, now by default"),
    )
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Record the drafts and print the new head."""
    region = load_region(args.region)
    drafts = read_drafts(Path(args.file), Catalogue(load_dictionary(region), load_subjects(region)))
    facts = FolderLedger(Path(args.ledger)).append(drafts, recorded_at=_moment(args.recorded_at), recorded_by=args.by)
    count, digest = (facts[-1].seq, facts[-1].digest) if facts else (None, None)
    if args.json:
        print_json({"recorded": [fact.id for fact in facts], "head": {"count": count, "digest": digest}})
    elif facts:
        print_text(
            pick(
                f"已记入{len(facts)}条；台账共{count}条，链头 {digest}。",
                f"{len(facts)} facts recorded; the ledger holds {count}, its head is {digest}.",
            )
        )
    else:
        print_text(pick("文件里没有数据，台账未变。", "The file holds no figures; the ledger is unchanged."))
    return 0


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise KechuangError(
            zh=f"--recorded-at 的值“{text}”应写成 2026-11-23T00:00:00+08:00。",
            en=f"--recorded-at is “{text}”; write 2026-11-23T00:00:00+08:00.",
        )
    return moment
