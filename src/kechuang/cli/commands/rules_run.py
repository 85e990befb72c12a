"""``kechuang rules run``: one rule over a whole population."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from kechuang.cli.commands.rules_source import add_region, open_rules
from kechuang.cli.days import parse_day
from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "run", help=pick("对一批企业判定一条规则", "judge a population by a rule")
    )
    parser.add_argument("rule", metavar=pick("规则", "RULE"), help=pick("规则代码", "the rule's code"))
    add_population(parser)
    parser.add_argument(
        "--out",
        metavar=pick("文件", "FILE"),
        help=pick("把逐家结果写成 Parquet", "write each firm's result as Parquet"),
    )
    parser.add_argument("--sql", action="store_true", help=pick("只打印查询语句", "print the query only"))
    add_region(parser)
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def add_population(parser: argparse.ArgumentParser) -> None:
    """Declare ``--population`` and what says how to read it."""
    parser.add_argument(
        "--population", required=True, metavar=pick("文件", "FILE"),
        help=pick("企业表（Parquet 或 CSV），列名为事实代码或名称", "firms (Parquet or CSV), columns by fact"),
    )  # fmt: skip
    parser.add_argument(
        "--as-of", metavar=pick("日期", "DATE"), help=pick("按哪一天算，默认今天", "the day; today by default")
    )
    parser.add_argument(
        "--money-unit",
        default="元",
        metavar=pick("单位", "UNIT"),
        help=pick("金额列的单位，默认元", "unit of amounts, 元 by default"),
    )


def run(args: argparse.Namespace) -> int:
    """Print the counts, and write the results where asked."""
    from kechuang.rules.population import open_population, summary

    _, book = open_rules(args.rule, args.region)
    day = parse_day(args.as_of, "--as-of") or date.today()  # noqa: DTZ011  the command's day is the desk's day
    population = open_population(Path(args.population), book.rule(args.rule, day), money_unit=args.money_unit)
    if args.sql:
        print_text(population.verdict_sql())
        return 0
    if args.out:
        population.write(Path(args.out))
    result = summary(population)
    if args.json:
        print_json(result)
    else:
        names = {
            "yes": ("符合", "yes"),
            "no": ("不符合", "no"),
            "unknown": ("未知", "unknown"),
            "needs_person": ("须人工确认", "for a person"),
        }
        counts = pick("，", ", ").join(f"{pick(*names[key])} {count:,}" for key, count in result["answers"].items())
        print_text(
            f"{population.rule.name.text(args.lang)}（{population.rule.version}）{population.count:,}{pick('家：', ' firms: ')}{counts}"
        )
    return 0
