"""``kechuang index build``: a composite index from figures, framework and steps, with the interval of every rank on request."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kechuang.cli.language import pick
from kechuang.cli.output import display_width, pad, print_json, print_text

#: What is varied where no factor is named, as far as the steps have it.
STANDARD = ("weights", "treat", "normalise")


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "build", help=pick("计算综合指数", "build a composite index")
    )
    parser.add_argument(
        "--data",
        required=True,
        help=pick("数据 CSV：unit 列和各指标列", "figures: a CSV with 'unit' and a column per indicator"),
    )
    parser.add_argument(
        "--meta",
        required=True,
        help=pick(
            "框架 CSV：code,name,parent,level,weight,direction,denominator",
            "the framework: code,name,parent,level,weight,direction,denominator",
        ),
    )
    parser.add_argument("--steps", required=True, help=pick("步骤 YAML", "the steps in YAML"))
    parser.add_argument(
        "--replications",
        type=int,
        metavar="N",
        help=pick("重复计算次数，给出位次区间", "build N times and give rank intervals"),
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help=pick("随机种子，默认1", "seed, 1 by default"))
    parser.add_argument(
        "--vary",
        metavar=pick("因素", "FACTORS"),
        help=pick(
            "变动哪些因素：weights,impute,treat,normalise,aggregate,noise",
            "what to vary: weights,impute,treat,normalise,aggregate,noise",
        ),
    )
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the index as JSON or as a table of ranks."""
    from kechuang.evaluation.index import (
        build_index,
        read_framework,
        read_recipe,
        read_table,
        replicate,
        usable_factors,
    )

    table, framework = read_table(Path(args.data)), read_framework(Path(args.meta))
    recipe = read_recipe(Path(args.steps))
    result = build_index(table, framework, recipe)
    repeated = None
    if args.replications is not None:
        named = (args.vary or ",".join(set(STANDARD) & set(usable_factors(recipe)))).split(",")
        factors = [name.strip() for name in named if name.strip()]
        repeated = replicate(table, framework, recipe, replications=args.replications, seed=args.seed, vary=factors)
    if args.json:
        print_json(result.to_dict() | (repeated.to_dict() if repeated else {}))
    else:
        print_text("\n".join(render(result, repeated)))
    return 0


def render(result: Any, repeated: Any) -> list[str]:
    """The units by rank, with the interval of each where there is one, and what the steps noted."""
    top = result.codes.index(result.framework.top.code)
    head = [pick("位次", "rank"), pick("单位", "unit"), result.framework.top.name]
    if repeated:
        head.append(pick("位次区间（5%–95%）", "rank interval (5%-95%)"))
    rows = []
    for place in sorted(
        range(len(result.units)), key=lambda at: (result.ranks[at] != result.ranks[at], result.ranks[at])
    ):
        rank, score = result.ranks[place], result.scores[place, top]
        known = rank == rank
        row = [
            f"{rank:.0f}" if known else "—",
            result.units[place],
            f"{score:.2f}" if known else pick("数据不足", "too few figures"),
        ]
        if repeated:
            low, _, high = repeated.intervals[place]
            row.append(f"{low:.0f}–{high:.0f}" if low == low else "—")
        rows.append(row)
    widths = [max(display_width(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = ["  ".join(map(pad, row, widths)).rstrip() for row in (head, *rows)]
    notes = [note.text() for table in result.tables for note in table.notes]
    return [*lines, "", *notes] if notes else lines
