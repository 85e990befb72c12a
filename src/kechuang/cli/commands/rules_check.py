"""``kechuang rules check``: does a firm meet a rule, why, and what is missing."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from kechuang.cli.commands.rules_source import add_region, open_rules
from kechuang.cli.days import parse_day
from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.rules import Check, check, read_fact_sets
from kechuang.values import KechuangError, Language

ANSWERS = {
    "yes": ("符合", "meets the rule"),
    "no": ("不符合", "does not meet the rule"),
    "unknown": ("未知", "unknown"),
    "needs_person": ("须人工确认", "needs a person"),
}


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "check", help=pick("企业是否符合一条规则，为什么，还缺什么", "whether firms meet a rule, why, what is missing")
    )
    parser.add_argument(
        "rule", metavar=pick("规则", "RULE"), help=pick("规则代码，如 tech_sme", "the rule's code, such as tech_sme")
    )
    parser.add_argument(
        "--facts",
        required=True,
        metavar=pick("文件", "FILE"),
        help=pick("事实文件（JSON 或 YAML）", "facts, JSON or YAML"),
    )
    parser.add_argument(
        "--as-of",
        metavar=pick("日期", "DATE"),
        help=pick("没有写 as_of 的按哪一天算，默认今天", "the day for sets that state none; today by default"),
    )
    add_region(parser)
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print one result per fact set."""
    _, book = open_rules(args.rule, args.region)
    day = parse_day(args.as_of, "--as-of") or date.today()  # noqa: DTZ011  the command's day is the desk's day
    results = []
    for known in read_fact_sets(Path(args.facts), book.facts):
        try:
            results.append(check(book, args.rule, known, day))
        except KechuangError as error:
            raise KechuangError(zh=f"“{known.id}”：{error.zh}", en=f"'{known.id}': {error.en}") from error
    if args.json:
        print_json([result.to_dict(args.lang) for result in results])
    else:
        print_text("\n\n".join("\n".join(render(result, args.lang)) for result in results))
    return 0


def render(result: Check, lang: Language) -> list[str]:
    """The result for people."""
    shown = result.to_dict(lang)
    head = f"{shown['id']}：" if lang == "zh" else f"{shown['id']}: "
    name = f"{result.rule.name.text(lang)}（{result.rule.version}）"
    lines = [head + name + pick("——", " - ") + pick(*ANSWERS[result.answer])]
    if result.interval is not None:
        low, high = result.interval
        lines.append(pick("  得分 ", "  score ") + (str(low) if low == high else f"{low}—{high}"))
    if result.route is not None:
        lines.append(pick("  途径 ", "  route ") + result.route)
    for one in shown["unmet"]:
        need = f"{pick('，须', ', needs ')}{one['need']}" if one["need"] else ""
        lines.append(f"  ✗ {one['condition']}{pick('：', ': ')}{one['have'] or ''}{need}〔{one['clause']}〕")
    gap = shown["gap"]
    if result.answer == "no" and gap["cost"] is None:
        lines.append(pick("  按现有杠杆没有可行的办法", "  no way by the levers there are"))
    elif result.answer == "no":
        cost = f"{gap['cost']:,}"
        lines.append(pick(f"  最省的办法，约{cost}元：", f"  the cheapest way, about {cost} yuan:"))
    for one in gap["changes"]:
        name = result.rule.facts.get(one["fact"]).name.text(lang)
        lines.append(
            f"    {name} {one['from']} → {one['to']}（{one['how']}{pick('，最迟', ', begin by ')}{one['by']}{pick('动手', '')}）"
        )
    if shown["missing"]:
        names = [
            result.rule.facts.get(code).name.text(lang) if code in result.rule.facts else code
            for code in shown["missing"]
        ]
        lines.append(pick("  还缺：", "  missing: ") + pick("、", ", ").join(names))
    lines += [f"  {pick('存疑', 'draft')}{pick('：', ': ')}{text}" for text in shown["draft"]]
    lines += [f"  {pick('问题', 'problem')}{pick('：', ': ')}{text}" for text in shown["problems"]]
    return lines
