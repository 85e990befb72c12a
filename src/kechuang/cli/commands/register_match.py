"""``kechuang register match``: which records of two files, or inside one, name the same organisation or person."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from kechuang.cli.language import pick
from kechuang.cli.output import display_width, pad, print_json, print_text, shorten
from kechuang.values import KechuangError, Language

#: Rows of the table for people; the whole list is printed with --json.
MOST_ROWS = 40
#: A larger file is no list that a bureau exchanges.
MAX_BYTES = 500_000_000


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "match", help=pick("找出两份名单（或一份之内）指同一主体的记录", "find records that name the same body")
    )
    parser.add_argument(
        "left", metavar=pick("名单", "LEFT"), help=pick("CSV 名单，须有 id 列", "a CSV list with an id")
    )
    parser.add_argument(
        "right",
        nargs="?",
        metavar=pick("另一份名单", "RIGHT"),
        help=pick("与之比对的名单，如登记簿；不写则查找重复", "the list to link with; without it, find duplicates"),
    )
    parser.add_argument(
        "--region",
        default="china",
        metavar=pick("区域", "REGION"),
        help=pick("用哪个区域的规则，默认全国", "whose rules apply; the country's by default"),
    )
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the pairs as JSON or as a table."""
    from kechuang.content import load_region
    from kechuang.resolution import load_policy, match, read_records

    left = read_records(_read(args.left), Path(args.left).name)
    right = read_records(_read(args.right), Path(args.right).name) if args.right else None
    found = match(left, right, policy=load_policy(load_region(args.region)))
    for note in found.notes:
        print(note.text(args.lang), file=sys.stderr)
    if args.json:
        print_json({"pairs": [pair.to_dict(args.lang) for pair in found.pairs]})
    else:
        print_text("\n".join(render(found, args.lang)))
    return 0


def _read(name: str) -> bytes:
    path = Path(name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise KechuangError(
                zh=f"文件“{path.name}”超过{MAX_BYTES // 1_000_000}MB；请拆分后再比对。",
                en=f"The file '{path.name}' is larger than {MAX_BYTES // 1_000_000} MB; split it first.",
            )
        return path.read_bytes()
    except OSError as error:
        raise KechuangError(
            zh=f"文件“{name}”不能读取（{error.strerror}）；请核对路径和权限。",
            en=f"The file '{name}' cannot be read ({error.strerror}); check its path and permissions.",
        ) from error


def render(found: Any, lang: Language) -> list[str]:
    """The result for people: one sentence, the table (the undecided first), what was left out."""
    certain = sum(pair.kind == "certain" for pair in found.pairs)
    uncertain = len(found.pairs) - certain
    lines = [
        pick(
            f"确定{certain}对，待定{uncertain}对（需人工确认）；比较了{found.compared:,}对。",
            f"{certain} certain pairs, {uncertain} for a person to decide; {found.compared:,} pairs were compared.",
        )
    ]
    shown = sorted(found.pairs, key=lambda pair: pair.kind == "certain")[:MOST_ROWS]
    if shown:
        label = {"certain": pick("确定", "certain"), "uncertain": pick("待定", "undecided")}
        head = (
            pick("左", "left"),
            pick("右", "right"),
            pick("类别", "class"),
            pick("分值", "score"),
            pick("依据", "why"),
        )
        rows = [
            (
                shorten(pair.left, 24),
                shorten(pair.right, 24),
                label[pair.kind],
                f"{pair.score:.4f}",
                shorten(pick("；", "; ").join(sentence.text(lang) for sentence in pair.reasons), 90),
            )
            for pair in shown
        ]
        widths = [max(display_width(row[column]) for row in (head, *rows)) for column in range(len(head))]
        lines += ["", *("  " + "  ".join(map(pad, row, widths)).rstrip() for row in (head, *rows))]
    if len(found.pairs) > len(shown):
        rest = len(found.pairs) - len(shown)
        lines.append(pick(f"  另有{rest}对；加 --json 全部列出。", f"  {rest} more; --json lists all."))
    conflicts = sorted({pair for cluster in found.clusters for pair in cluster.conflicts})
    if conflicts:
        lines.append(
            pick(
                f"有{len(conflicts)}对看似相同，但合并会把不同的信用代码并在一起，已列为待定。",
                f"{len(conflicts)} pairs look alike but would join different credit codes; they are left undecided.",
            )
        )
    return lines
