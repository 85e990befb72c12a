"""``kechuang twin make``: a synthetic district, its clean tables, and the files that offices would send of it."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.values import KechuangError


def add(subparsers: argparse._SubParsersAction[Any]) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "make",
        help=pick("生成孪生区域（合成数据）", "make a synthetic district"),
        description=pick(
            "生成一个合成的区域：干净的数据表、各部门会报来的文件、文件里埋设的每一处错误。相同的种子得到相同的字节。",
            "Make a synthetic district: clean tables, the files offices would send, and every fault seeded in them. The same "
            "seed gives the same bytes.",
        ),
    )
    parser.add_argument("--firms", required=True, type=int, metavar="N", help=pick("企业总数", "organisations in all"))
    parser.add_argument(
        "--years",
        default="2016-2026",
        metavar=pick("年份", "YEARS"),
        help=pick("如 2016-2026（默认）", "such as 2016-2026 (the default)"),
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S", help=pick("种子，默认0", "seed, 0 by default"))
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help=pick("写到哪个文件夹", "the folder to write")
    )
    parser.add_argument(
        "--region",
        metavar=pick("区域", "REGION"),
        help=pick(
            "标定所用区域；只有一个区域有标定时可不写", "whose calibration; may be left out where one region has any"
        ),
    )
    parser.add_argument(
        "--offices",
        choices=("auto", "yes", "no"),
        default="auto",
        help=pick(
            "是否写各部门文件；auto 只在企业不太多时写", "the offices' files; auto writes them for fewer firms only"
        ),
    )
    parser.add_argument("--force", action="store_true", help=pick("替换已有的孪生区域", "replace a twin that is there"))
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Make it, with progress on standard error, and say what was made."""
    from kechuang.content import load_region
    from kechuang.twin import Order, load_calibration, make_twin

    known = load_calibration(load_region(args.region or _only_region()))
    first, last = _years(args.years)
    offices = args.offices == "yes" or (args.offices == "auto" and args.firms <= known.office_firms)
    if args.offices == "yes" and args.firms > known.office_firms:
        raise KechuangError(
            zh=f"各部门文件只写到{known.office_firms:,}家企业；请减少企业数，或写 --offices no。",
            en=f"The offices' files are written up to {known.office_firms:,} firms; ask for fewer, or write --offices no.",
        )
    order = Order(args.firms, first, last, args.seed, offices)
    manifest = make_twin(known, order, args.out, force=args.force, progress=_progress)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if args.json:
        print_json(manifest)
        return 0
    print_text(manifest["label"])
    for table, count in manifest["rows"].items():
        print_text(f"  {table} {count:,}")
    for title, count in manifest["short"].items():
        print_text(
            pick(f"  {title} 少发 {count} 个：没有够条件的企业", f"  {title}: {count} not given, nobody was eligible")
        )
    if not offices:
        print_text(pick("未写各部门文件。", "The offices' files were not written."))
    return 0


def _only_region() -> str:
    """The one region that has a calibration."""
    from kechuang.content import find_content_root
    from kechuang.twin.calibration import FILE

    regions = sorted(path.parent.name for path in find_content_root().glob(f"*/{FILE}"))
    if len(regions) != 1:
        listed = "、".join(regions) or "无"
        raise KechuangError(
            zh=f"有孪生标定的区域：{listed}；请用 --region 指明一个。",
            en=f"Regions with a calibration: {', '.join(regions) or 'none'}; name one with --region.",
        )
    return regions[0]


def _years(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([12][0-9]{3})-([12][0-9]{3})", text)
    if match is None:
        raise KechuangError(
            zh=f"年份“{text}”无法识别，请写成 2016-2026。",
            en=f"The years '{text}' are not understood; write 2016-2026.",
        )
    return int(match[1]), int(match[2])


def _progress(what: str, done: int, of: int) -> None:
    words = {
        "year": pick(f"正在生成{done}年，至{of}年", f"making {done} of the years to {of}"),
        "tables": pick("正在写组织和关系", "writing organisations and relations"),
        "offices": pick(f"正在写第{done}个部门文件", f"writing office file {done}"),
    }
    if sys.stderr.isatty():
        print(f"\r\x1b[K{words[what]}…", end="", file=sys.stderr, flush=True)
    elif what != "offices":
        print(f"{words[what]}…", file=sys.stderr, flush=True)
