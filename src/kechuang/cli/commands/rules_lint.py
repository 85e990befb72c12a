"""``kechuang rules lint``: every fault of the rule files, with file, line and reason; runs the golden cases."""

from __future__ import annotations

import argparse
from typing import Any

from kechuang.cli.commands.rules_source import add_region, own_folders
from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.content import load_region
from kechuang.rules import Finding, lint
from kechuang.values import Language


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "lint", help=pick("检查规则文件并运行黄金案例", "check the rule files and run the golden cases")
    )
    add_region(parser)
    parser.add_argument("--strict", action="store_true", help=pick("提醒也算不通过", "warnings fail too"))
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the findings; exit code 1 where there are faults."""
    folders = [load_region(args.region)] if args.region else own_folders()
    findings = list(dict.fromkeys(finding for folder in folders for finding in lint(folder)))
    errors = sum(finding.level == "error" for finding in findings)
    if args.json:
        print_json([to_dict(finding, args.lang) for finding in findings])
    else:
        for finding in findings:
            where = (
                "" if finding.where is None else (finding.where.zh if args.lang == "zh" else finding.where.en) + "："
            )
            label = pick("错误", "error") if finding.level == "error" else pick("提醒", "warning")
            print_text(f"{label} {where}{finding.says.text(args.lang)}")
        print_text(
            pick(
                f"{errors}处错误，{len(findings) - errors}处提醒。",
                f"{errors} errors, {len(findings) - errors} warnings.",
            )
        )
    return int(bool(errors or (args.strict and findings)))


def to_dict(finding: Finding, lang: Language) -> dict[str, Any]:
    """One finding for JSON."""
    return {
        "level": finding.level,
        "file": finding.where.short if finding.where else None,
        "line": finding.where.line if finding.where else None,
        "says": finding.says.text(lang),
    }
