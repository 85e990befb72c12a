"""``kechuang plan close``: the final evaluation of a plan that has ended, and what is handed to the next one."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kechuang.cli.commands.plan_book import write_book
from kechuang.cli.days import parse_day
from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.values import KechuangError, Period, Sentence

if TYPE_CHECKING:
    from kechuang.monitoring import MonitoringReport
    from kechuang.plan.book import Outcome, PlanBook


def add(subparsers: argparse._SubParsersAction[Any]) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "close",
        help=pick("规划结项，并把未完成事项结转到下期规划", "close a plan and hand on what is open"),
        description=pick(
            "按某日的监测结果给每项指标和任务定出最终状态；写出结项台账，另可写出下期规划的草稿。不写 --out 只作预览。",
            "Give every indicator and task its final status from the monitoring at a day; write the closed book and, if asked, "
            "a draft of the next plan. Without --out it is a preview.",
        ),
    )
    parser.add_argument(
        "--region", required=True, metavar=pick("区域", "REGION"), help=pick("区域代码，如 baodi", "the region's code")
    )
    parser.add_argument(
        "--from",
        dest="source",
        metavar=pick("来源", "SOURCE"),
        help=pick("content、database 或区域文件夹", "content, database or a region's folder"),
    )
    parser.add_argument(
        "--as-of",
        required=True,
        metavar=pick("日期", "DATE"),
        help=pick("结项日期，应在规划期之后", "the day of closing, after the plan"),
    )
    parser.add_argument("--by", metavar=pick("单位", "UNIT"), help=pick("由谁结项", "who closes it"))
    parser.add_argument("--evaluation", metavar=pick("文字", "TEXT"), help=pick("总体评价", "the final evaluation"))
    parser.add_argument(
        "--evaluation-en",
        metavar=pick("文字", "TEXT"),
        help=pick("总体评价的英文，默认同中文", "the evaluation in English"),
    )
    parser.add_argument(
        "--next", metavar=pick("编码", "CODE"), help=pick("下期规划的编码，如 baodi-155", "the next plan's code")
    )
    parser.add_argument(
        "--next-title", metavar=pick("名称", "TITLE"), help=pick("下期规划的名称", "the next plan's title")
    )
    parser.add_argument(
        "--next-period",
        metavar=pick("期间", "PERIOD"),
        help=pick("下期规划的期间，如 2026-2030", "its period, such as 2026-2030"),
    )
    parser.add_argument(
        "--out",
        metavar=pick("文件夹", "FOLDER"),
        help=pick("写出到文件夹，每份规划一个子文件夹", "a folder; each plan in a folder of its own"),
    )
    parser.add_argument("--force", action="store_true", help=pick("覆盖已有文件", "replace files that exist"))
    parser.add_argument("--json", action="store_true", help=pick("输出 JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Monitor at the day, close, hand on, and write or preview."""
    from kechuang.monitoring import monitor_store, open_store

    day = parse_day(args.as_of, "--as-of")
    if args.out and not (args.by and args.evaluation):
        raise KechuangError(
            zh="结项要写明由谁结项（--by）和总体评价（--evaluation）。",
            en="To close a plan say who closes it (--by) and give the final evaluation (--evaluation).",
        )
    report = monitor_store(open_store(args.region, args.source), as_of=day)
    closed, draft = close(report, args, day)
    if args.out:
        write_book(closed, Path(args.out) / closed.code, force=args.force)
        if draft is not None:
            write_book(draft, Path(args.out) / draft.code, force=args.force)
    if args.json:
        print_json(_to_dict(closed, draft))
    else:
        print_text(summarise(closed, draft, written=bool(args.out)))
    return 0


def close(report: MonitoringReport, args: argparse.Namespace, day: date) -> tuple[PlanBook, PlanBook | None]:
    """The closed book with the explanation of every status, and the draft of the next plan if one is named."""
    from kechuang.plan.book import DocumentRef, close_plan, succeed

    evaluation = args.evaluation or ""
    closed = close_plan(
        report.book,
        on=day,
        by=args.by or "",
        evaluation=Sentence(evaluation, args.evaluation_en or evaluation),
        indicators={case.code: case.status.value for case in report.indicators if case.status is not None},
        tasks={task.code: task.status.value for task in report.tasks},
        notes={case.code: case.explanation for case in report.indicators}
        | {task.code: task.explanation for task in report.tasks},
    )
    if not args.next:
        return closed, None
    if not (args.next_title and args.next_period):
        raise KechuangError(
            zh="下期规划还要写明名称（--next-title）和期间（--next-period）。",
            en="The next plan also needs a title (--next-title) and a period (--next-period).",
        )
    return succeed(
        closed,
        code=args.next,
        title=Sentence(args.next_title, args.next_title),
        period=Period.parse(args.next_period),
        effective_from=day,
        document=DocumentRef(args.next_title),
    )


def _outcomes(book: PlanBook) -> tuple[Outcome, ...]:
    return book.closed.outcomes if book.closed else ()


def _to_dict(closed: PlanBook, draft: PlanBook | None) -> dict[str, Any]:
    return {
        "plan": closed.code,
        "on": closed.closed.on.isoformat() if closed.closed else None,
        "outcomes": [
            {"kind": one.kind, "code": one.code, "status": one.status, "open": one.open} for one in _outcomes(closed)
        ],
        "next": {
            "plan": draft.code,
            "indicators": [row.code for row in draft.indicators],
            "tasks": [row.code for row in draft.tasks],
        }
        if draft
        else None,
    }


def summarise(closed: PlanBook, draft: PlanBook | None, *, written: bool) -> str:
    """The closing on a page: how many of each status, and what stays open."""
    from kechuang.monitoring import Status

    day = closed.closed.on if closed.closed else closed.period.end
    lines = [pick(f"{closed.title.zh}：{day:%Y-%m-%d}结项", f"{closed.title.en}: closed on {day:%Y-%m-%d}")]
    for kind, zh, en in (("indicator", "指标", "indicators"), ("task", "任务", "tasks")):
        outcomes = [one for one in _outcomes(closed) if one.kind == kind]
        counts = Counter(one.status for one in outcomes)
        told = pick("，", ", ").join(
            f"{pick(Status(status).label('zh'), Status(status).label('en'))} {number}"
            for status, number in counts.most_common()
        )
        left = sum(one.open for one in outcomes)
        lines.append(
            pick(f"  {zh}{len(outcomes)}项：{told}；{left}项未完成", f"  {len(outcomes)} {en}: {told}; {left} open")
        )
    if draft is not None:
        lines.append(
            pick(
                f"  结转到{draft.code}：指标{len(draft.indicators)}项（目标待定）、任务{len(draft.tasks)}项",
                f"  handed on to {draft.code}: {len(draft.indicators)} indicators (targets to be set), {len(draft.tasks)} tasks",
            )
        )
    if not written:
        lines.append(pick("  这是预览，没有写出；要写出请加 --out。", "  This is a preview; add --out to write it."))
    return "\n".join(lines)
