"""``kechuang foresee series``: forecasts of the series of a file, with intervals."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from kechuang.cli.language import pick
from kechuang.cli.output import display_width, pad, print_json, print_text
from kechuang.values import KechuangError


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "series", help=pick("预测序列并给出区间", "forecast series with intervals")
    )
    parser.add_argument(
        "--data", required=True, help=pick("CSV：series,period,value", "a CSV with series, period, value")
    )
    parser.add_argument(
        "--horizon", type=int, required=True, metavar="H", help=pick("往后几期", "how many periods ahead")
    )
    parser.add_argument(
        "--levels",
        default="80,95",
        metavar=pick("水平", "LEVELS"),
        help=pick("区间水平（%%），默认 80,95", "levels of the intervals in percent, 80,95 by default"),
    )
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print every series' forecast. One that is too short gets an empty list, and the reason on standard error."""
    from kechuang.foresight.series import forecast, read_series

    levels = _levels(args.levels)
    printed: dict[str, Any] = {}
    lines: list[str] = []
    for series in read_series(Path(args.data)):
        if len(series.values) < 3:
            try:
                forecast(series, args.horizon, levels)
            except KechuangError as error:
                print(error.message(args.lang), file=sys.stderr)
            printed[series.name] = []
            continue
        ahead = forecast(series, args.horizon, levels)
        for note in ahead.notes:
            print(note.text(args.lang), file=sys.stderr)
        printed[series.name] = ahead.to_dict()
        lines += _table(series.name, printed[series.name], levels)
    if args.json:
        print_json(printed)
    else:
        print_text("\n".join(lines))
    return 0


def _levels(text: str) -> tuple[int, ...]:
    try:
        levels = tuple(int(word) for word in text.split(",") if word.strip())
    except ValueError:
        levels = ()
    if not levels:
        raise KechuangError(
            zh=f"区间水平“{text}”应为整数，用逗号分开，如 80,95。",
            en=f"The levels '{text}' must be whole percents divided by commas, such as 80,95.",
        )
    return levels


def _table(name: str, rows: list[dict[str, Any]], levels: tuple[int, ...]) -> list[str]:
    head = [pick("期间", "period"), pick("预测", "forecast"), *(f"{level}%" for level in sorted(set(levels)))]
    cells = [
        [row["period"], f"{row['median']:,.4g}" if abs(row["median"]) < 100 else f"{row['median']:,.0f}"]
        + [
            "–".join(f"{bound:,.4g}" if abs(bound) < 100 else f"{bound:,.0f}" for bound in row[str(level)])
            for level in sorted(set(levels))
        ]
        for row in rows
    ]
    widths = [max(display_width(row[column]) for row in (head, *cells)) for column in range(len(head))]
    return [name, *("  " + "  ".join(map(pad, row, widths)).rstrip() for row in (head, *cells)), ""]
