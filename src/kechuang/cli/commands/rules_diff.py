"""``kechuang rules diff``: what another version or other parameters would change, in the text and over a population."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from kechuang.cli.commands.rules_source import add_region, open_rules
from kechuang.cli.days import parse_day
from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.rules.difference import Difference, difference
from kechuang.values import KechuangError, Language

MOST_SHOWN = 20


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "diff", help=pick("比较两个版本，或改参数看谁得谁失", "compare versions, or try other parameters")
    )
    parser.add_argument("rule", metavar=pick("规则", "RULE"), help=pick("规则代码", "the rule's code"))
    parser.add_argument(
        "--as-of", metavar=pick("日期", "DATE"), help=pick("按哪一天算，默认今天", "the day; today by default")
    )
    parser.add_argument(
        "--with",
        dest="other",
        metavar=pick("日期", "DATE"),
        help=pick("与这一天的版本比较", "compare with the version of this day"),
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar=pick("参数=值", "NAME=VALUE"),
        help=pick("改一个参数，可多次", "another value; may repeat"),
    )
    parser.add_argument(
        "--population", metavar=pick("文件", "FILE"), help=pick("在这批企业上比较", "compare over these firms")
    )
    parser.add_argument(
        "--money-unit", default="元", metavar=pick("单位", "UNIT"), help=pick("金额列的单位", "unit of amounts")
    )
    add_region(parser)
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print what differs, and who gains and who loses."""
    _, book = open_rules(args.rule, args.region)
    day = parse_day(args.as_of, "--as-of") or date.today()  # noqa: DTZ011  the command's day is the desk's day
    overrides = dict(_setting(text) for text in args.set)
    before = book.rule(args.rule, day)
    after = book.rule(args.rule, parse_day(args.other, "--with") or day, overrides)
    found = difference(before, after)
    effect: dict[str, Any] | None = None
    if args.population:
        effect = _effect(args, before, after)
    if args.json:
        print_json(
            {
                "rule": args.rule,
                "before": before.version,
                "after": after.version,
                **found.to_dict(args.lang),
                "effect": effect,
            }
        )
    else:
        print_text("\n".join(render(found, effect, args.lang)))
    return 0


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise KechuangError(zh=f"--set 写的是“{text}”，应为 参数=值。", en=f"--set is '{text}'; write NAME=VALUE.")
    return name.strip(), value.strip()


def _effect(args: argparse.Namespace, before: Any, after: Any) -> dict[str, Any]:
    from kechuang.rules.population import open_population

    if before.as_of != after.as_of:
        raise KechuangError(
            zh="不同日期的版本看的是不同年份的数据，不能在同一批企业上比较；请只用 --set。",
            en="Versions of different days read different years and cannot be compared over one table; use --set alone.",
        )
    population = open_population(Path(args.population), before, money_unit=args.money_unit, others=(after,))
    changes = population.changes(after)
    return {
        "firms": population.count,
        "before": population.counts(),
        "after": population.counts(after),
        "changes": [{"from": a, "to": b, "firms": count} for (a, b), count in sorted(changes.items()) if a != b],
        "gain": list(population.changed(after, "no", "yes", MOST_SHOWN)),
        "lose": list(population.changed(after, "yes", "no", MOST_SHOWN)),
    }


def render(found: Difference, effect: dict[str, Any] | None, lang: Language) -> list[str]:
    """What differs, for people."""
    shown = found.to_dict(lang)
    lines = [f"  {one['name']}: {one['before']} → {one['after']}" for one in shown["parameters"]]
    lines += [f"  - {text}" for text in shown["removed"]] + [f"  + {text}" for text in shown["added"]]
    if not lines:
        lines = [pick("两者没有差别。", "There is no difference.")]
    if effect is not None:
        lines.append(pick(f"{effect['firms']:,}家企业：", f"{effect['firms']:,} firms:"))
        lines += [f"  {one['from']} → {one['to']}: {one['firms']:,}" for one in effect["changes"]] or [
            pick("  没有变化", "  no change")
        ]
    return lines
