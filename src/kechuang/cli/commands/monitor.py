"""``kechuang monitor``: the status of every promise of a region's plan at a date, and why."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime
from typing import Any

from kechuang.cli.days import parse_day
from kechuang.cli.language import pick
from kechuang.cli.output import display_width, pad, print_json, print_text, shorten
from kechuang.values import Language


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "monitor", help=pick("监测规划目标和任务的进展", "watch the targets and tasks of a plan")
    )
    parser.add_argument(
        "--region",
        required=True,
        metavar=pick("区域", "REGION"),
        help=pick("区域代码，如 baodi", "the region's code, such as baodi"),
    )
    parser.add_argument(
        "--as-of",
        metavar=pick("日期", "DATE"),
        help=pick(
            "截至哪一天（已发生且已发布），默认今天",
            "what had happened and been published by this day; today by default",
        ),
    )
    parser.add_argument(
        "--known-at",
        metavar=pick("日期", "DATE"),
        help=pick(
            "只看本系统在这一天以前收录的，默认全部", "only what was recorded here by this day; everything by default"
        ),
    )
    parser.add_argument(
        "--from",
        dest="source",
        metavar=pick("来源", "SOURCE"),
        help=pick(
            "content（内容文件夹）、database（数据库）或一个文件夹；默认有数据库用数据库",
            "content, database or a folder; the database by default where there is one",
        ),
    )
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the report as JSON or for people."""
    from kechuang.monitoring import monitor_store, open_store

    as_of = parse_day(args.as_of, "--as-of") or _today()
    known_at = parse_day(args.known_at, "--known-at")
    store = open_store(args.region, args.source)
    print(pick(f"读取{store.name.zh}。", f"Reading {store.name.en}."), file=sys.stderr)
    report = monitor_store(store, as_of=as_of, known_at=known_at)
    if args.json:
        print_json(report.to_dict(args.lang))
    else:
        print_text("\n".join(render(report, args.lang)))
    return 0


def render(report: Any, lang: Language) -> list[str]:
    """The report for people: the headline, what needs a decision, the table, the work list."""
    lines = [report.book.title.text(lang), report.headline.text(lang)]
    troubled = sorted(
        (case for case in report.indicators if case.status in ("off_track", "at_risk")),
        key=lambda case: -case.status.severity,
    )
    if report.proposals or troubled:
        lines += ["", pick("需要决定", "To be decided")]
        lines += [f"  • {case.explanation.text(lang)}" for case in troubled]
        lines += [f"  • {_addressed(proposal, lang)}" for proposal in report.proposals]
    lines += ["", pick("主要指标", "Targets"), *_table(report.indicators, lang)]
    if report.works:
        lines += ["", pick("待收集的数据", "Figures to get")]
        lines += [f"  • {work.what.text(lang)}{pick('：', ': ')}{work.how.text(lang)}" for work in report.works]
    if report.tasks:
        with_evidence = sum(bool(task.evidence) for task in report.tasks)
        done = sum(task.status == "achieved" for task in report.tasks)
        late = sum(task.status == "off_track" for task in report.tasks)
        total = len(report.tasks)
        lines += [
            "",
            pick(
                f"任务{total}项：{with_evidence}项收录有证据，其中{done}项已完成；{late}项节点逾期；其余尚未收录证据。",
                f"{total} tasks: {with_evidence} with evidence here, {done} of them completed; {late} past a milestone.",
            ),
        ]
    return lines


def _addressed(proposal: Any, lang: Language) -> str:
    text: str = proposal.sentence.text(lang)
    who = proposal.addressee.text(lang) if proposal.addressee else pick("承办单位待明确", "addressee to be settled")
    return f"{text}{pick('（', ' (')}{who}{pick('）', ')')}"


def _table(cases: Any, lang: Language) -> list[str]:
    rows = [
        (
            shorten(case.name.text(lang), 36),
            case.status.label(lang) if case.status else "—",
            _cell(case.actual, lang),
            _cell(case.expected, lang),
            _cell(case.target, lang),
        )
        for case in cases
    ]
    head = (
        pick("指标", "indicator"),
        pick("状态", "status"),
        pick("实际", "actual"),
        pick("应达", "expected"),
        pick("目标", "target"),
    )
    widths = [max(display_width(row[column]) for row in (head, *rows)) for column in range(len(head))]
    return [
        "  " + "  ".join(pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]


def _cell(amount: Any, lang: Language) -> str:
    if amount is None:
        return "—"
    period = f" ({amount.period.text})" if amount.period else ""
    return f"{amount.sentence.text(lang)}{period}"


def _today() -> date:
    from kechuang.ledger.views import CHINA

    return datetime.now(CHINA).date()
