"""``kechuang rules explain``: the rule as a tree with a firm's figures, each line with its clause."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from kechuang.cli.commands.rules_source import add_region, open_rules
from kechuang.cli.days import parse_day
from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.rules import Check, FactSet, check, read_fact_sets
from kechuang.tree import Line
from kechuang.values import Language

_SIGNS = {"yes": "✓", "no": "✗", "unknown": "?", "needs_person": "!", None: "·"}


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "explain", help=pick("逐条说明一条规则，可带企业的数据", "a rule line by line, with a firm's figures")
    )
    parser.add_argument("rule", metavar=pick("规则", "RULE"), help=pick("规则代码", "the rule's code"))
    parser.add_argument(
        "--facts",
        metavar=pick("文件", "FILE"),
        help=pick("事实文件；不写则只说明规则", "facts; without, the rule alone"),
    )
    parser.add_argument(
        "--as-of", metavar=pick("日期", "DATE"), help=pick("按哪一天算，默认今天", "the day; today by default")
    )
    add_region(parser)
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the tree of each fact set, or of the rule alone."""
    _, book = open_rules(args.rule, args.region)
    day = parse_day(args.as_of, "--as-of") or date.today()  # noqa: DTZ011  the command's day is the desk's day
    sets = read_fact_sets(Path(args.facts), book.facts) if args.facts else (FactSet("", day, {}),)
    results = [check(book, args.rule, known, day) for known in sets]
    if args.json:
        print_json([{"id": one.id, "rule": one.rule.code, "version": one.rule.version, "answer": one.answer,
                     "lines": [to_dict(line, args.lang) for line in one.explain()]} for one in results])  # fmt: skip
    else:
        print_text("\n\n".join("\n".join(render(one, args.lang)) for one in results))
    return 0


def to_dict(line: Line, lang: Language) -> dict[str, Any]:
    """One line for JSON."""
    return {
        "depth": line.depth,
        "code": line.code,
        "name": line.name.text(lang),
        "clause": line.clause,
        "confidence": line.mark,
        "answer": line.answer,
        "have": line.have.text(lang) if line.have else None,
        "need": line.need.text(lang) if line.need else None,
        "points": list(line.points) if line.points else None,
    }


def render(result: Check, lang: Language) -> list[str]:
    """The tree for people."""
    lines = [f"{result.id} {result.rule.name.text(lang)} {result.rule.version}〔{result.rule.document}〕".strip()]
    for line in result.explain():
        have = f" {pick('：', ': ')}{line.have.text(lang)}" if line.have else ""
        need = f"（{line.need.text(lang)}）" if line.need else ""
        points = (
            "" if line.points is None else f" {'—'.join(map(str, dict.fromkeys(line.points)))}{pick('分', ' points')}"
        )
        clause = f"〔{line.clause}〕" if line.clause else ""
        mark = "" if line.mark == "E" else f" {line.mark}"
        lines.append(
            f"{'  ' * line.depth}{_SIGNS[line.answer]} {line.name.text(lang)}{have}{need}{points}{clause}{mark}"
        )
    return lines
