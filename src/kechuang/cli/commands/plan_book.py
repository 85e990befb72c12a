"""``kechuang plan book``: a plan book as a page of text, as YAML, as JSON; checked; compared with another."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kechuang.cli.days import parse_day
from kechuang.cli.language import pick
from kechuang.cli.output import pad, print_json, print_text, shorten
from kechuang.values import KechuangError, Language

if TYPE_CHECKING:
    from kechuang.plan.book import Change, Finding, Indicator, PlanBook

REFUSED = 2


def add(subparsers: argparse._SubParsersAction[Any]) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "book",
        help=pick("查看、核对、比较和导出规划台账", "show, check, compare and export a plan book"),
        description=pick(
            "规划台账：条款、指标、任务及其各版。不写选项则显示摘要。",
            "The plan book: clauses, indicators, tasks, in versions. Without options a summary is shown.",
        ),
    )
    parser.add_argument(
        "--region", metavar=pick("区域", "REGION"), help=pick("区域代码，如 baodi", "the region's code, such as baodi")
    )
    parser.add_argument(
        "--from",
        dest="source",
        metavar=pick("来源", "SOURCE"),
        help=pick(
            "content（内容文件夹）、database（数据库）、区域文件夹，或规划台账的文件、文件夹；默认有数据库用数据库",
            "content, database, a region's folder, or a plan book's file or folder; the database by default where there is one",
        ),
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--version",
        type=int,
        metavar=pick("版次", "N"),
        help=pick("第几版，默认最新", "version, the latest by default"),
    )
    which.add_argument(
        "--as-of",
        metavar=pick("日期", "DATE"),
        help=pick("某日有效的一版（2023-09-01）", "the version in force on a day (2023-09-01)"),
    )
    parser.add_argument(
        "--out",
        metavar=pick("路径", "PATH"),
        help=pick(
            "写出YAML：以 .yaml 结尾为一个文件，否则为文件夹", "write YAML: one file if it ends in .yaml, else a folder"
        ),
    )
    parser.add_argument("--force", action="store_true", help=pick("覆盖已有文件", "replace files that exist"))
    parser.add_argument(
        "--check", action="store_true", help=pick("核对台账，有错误则退出码为2", "check; exit 2 on errors")
    )
    parser.add_argument(
        "--diff",
        nargs=2,
        metavar=("A", "B"),
        help=pick("比较两版：版次，或文件、文件夹", "compare two: version numbers, files or folders"),
    )
    parser.add_argument("--json", action="store_true", help=pick("输出 JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Do what the options ask for, one of: compare, check, write, print."""
    from kechuang.plan.book import book_to_dict, diff_books

    versions = _versions(args.region, args.source)
    if args.diff:
        changes = diff_books(*(_side(versions, side) for side in args.diff))
        if args.json:
            print_json(
                [{**change.to_dict(), "governed": change.governed, "sentence": _both(change)} for change in changes]
            )
        else:
            print_text(_tell_changes(changes))
        return 0
    book = _choose(versions, args.version, args.as_of)
    if args.check:
        return _check(book, args)
    if args.out:
        write_book(book, Path(args.out), force=args.force)
    elif args.json:
        print_json(book_to_dict(book))
    else:
        print_text(summarise(book))
    return 0


def _versions(region: str | None, source: str | None) -> tuple[PlanBook, ...]:
    from kechuang.monitoring import open_store
    from kechuang.plan.book import load_versions

    if source is not None and _is_book(Path(source)):
        return load_versions(source)
    if region is None:
        raise KechuangError(
            zh="请用 --region 指明区域，或用 --from 指明规划台账的文件或文件夹。",
            en="Name a region with --region, or a plan book's file or folder with --from.",
        )
    return open_store(region, source).versions()


def _is_book(path: Path) -> bool:
    """Whether a path is a plan book itself, and not the folder of a region that holds one."""
    return path.is_file() or (path / "plan.yaml").is_file()


def _choose(versions: tuple[PlanBook, ...], version: int | None, as_of: str | None) -> PlanBook:
    from kechuang.plan.book import pick_version, version_at

    day = parse_day(as_of, "--as-of")
    return pick_version(versions, version) if day is None else version_at(versions, day)


def _side(versions: tuple[PlanBook, ...], side: str) -> PlanBook:
    from kechuang.plan.book import load_book, pick_version

    return pick_version(versions, int(side)) if side.isdecimal() else load_book(side)


def _both(row: Change | Finding) -> dict[str, str]:
    return {"zh": row.sentence.zh, "en": row.sentence.en}


def _tell_changes(changes: tuple[Change, ...]) -> str:
    if not changes:
        return pick("两版没有不同。", "The two do not differ.")
    lines = [pick(f"共{len(changes)}处不同：", f"{len(changes)} differences:")]
    for change in changes:
        mark = "" if change.governed else pick("（不需修订）", " (needs no amendment)")
        lines.append(f"  {pick(change.sentence.zh, change.sentence.en)}{mark}")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Event:
    """An event of the ledger under the id that a book's evidence uses: without the name of the table it came from."""

    id: str
    happened_by: date | None


def _check(book: PlanBook, args: argparse.Namespace) -> int:
    from kechuang.plan.book import Finding, check_book, digest, evidence_gaps

    findings: tuple[Finding, ...]
    if args.region:
        from kechuang.monitoring import open_store

        store = open_store(args.region, None if args.source and _is_book(Path(args.source)) else args.source)
        events = [_Event(fact.id.rpartition("/")[2], fact.happened_by) for fact in store.ledger().at().events()]
        gaps = evidence_gaps(book, events)
        findings = check_book(book, store.dictionary()) + tuple(Finding("warning", "evidence", gap) for gap in gaps)
    else:
        findings = check_book(book)
    errors = [finding for finding in findings if finding.level == "error"]
    if args.json:
        print_json(
            {
                "plan": book.code,
                "version": book.version,
                "digest": digest(book),
                "findings": [{"level": f.level, "place": f.place, "sentence": _both(f)} for f in findings],
            }
        )
    else:
        counts = f"{len(book.indicators)} / {len(book.tasks)} / {len(book.clauses)}"
        print_text(
            pick(
                f"{book.title.zh} 第{book.version}版：指标/任务/条款 {counts}，{len(errors)}处错误，"
                f"{len(findings) - len(errors)}处提示。",
                f"{book.title.en}, version {book.version}: indicators/tasks/clauses {counts}, {len(errors)} errors, "
                f"{len(findings) - len(errors)} warnings.",
            )
        )
        for finding in findings:
            level = pick("错误", "error") if finding.level == "error" else pick("提示", "warning")
            print_text(f"  {level}  {finding.place or '—'}  {pick(finding.sentence.zh, finding.sentence.en)}")
    return REFUSED if errors else 0


def write_book(book: PlanBook, out: Path, *, force: bool) -> None:
    """Write a book: one file if the path ends in ``.yaml``, else a folder. Nothing is replaced without ``force``.

    Raises:
        KechuangError: a file exists and ``force`` is not given, or it cannot be written.
    """
    from kechuang.plan.book import dump_book, dump_book_files

    one_file = out.suffix in (".yaml", ".yml")
    files = {out: dump_book(book)} if one_file else {out / name: text for name, text in dump_book_files(book).items()}
    held = [path for path in files if path.exists()]
    if held and not force:
        raise KechuangError(
            zh=f"“{held[0]}”已存在，没有写出；要覆盖请加 --force。",
            en=f"“{held[0]}” exists, so nothing was written; add --force to replace it.",
        )
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except OSError as error:
        raise KechuangError(
            zh=f"“{error.filename}”写不进去（{error.strerror}）。",
            en=f"“{error.filename}” cannot be written ({error.strerror}).",
        ) from None


def summarise(book: PlanBook) -> str:
    """The book on a page: targets with their baselines, programmes with their tasks, and what is still open."""
    from kechuang.plan.book import digest

    lines = [
        pick(book.title.zh, book.title.en),
        pick(
            f"{book.period.label('zh')} · 第{book.version}版，自{book.effective_from:%Y-%m-%d}起 · {digest(book)[:16]}",
            f"{book.period.label('en')} · version {book.version} from {book.effective_from:%Y-%m-%d} · {digest(book)[:16]}",
        ),
        "",
        pick(f"指标 {len(book.indicators)}", f"Indicators {len(book.indicators)}"),
    ]
    lines += [f"  {_tell_indicator(indicator)}" for indicator in book.indicators]
    lines += ["", pick(f"任务 {len(book.tasks)}", f"Tasks {len(book.tasks)}")]
    for programme in book.programmes:
        tasks = book.tasks_of(programme.code)
        spoken = sum(any(link.stage != "background" for link in task.evidence) for task in tasks)
        lines.append(
            "  "
            + pad(programme.code, 6)
            + pad(shorten(pick(programme.name.zh, programme.name.en), 54), 56)
            + pick(f"{len(tasks)}项，{spoken}项有佐证", f"{len(tasks)}, {spoken} with evidence")
        )
    no_lead = [row.lead_unit for row in book.indicators].count(None) + [row.lead_unit for row in book.tasks].count(None)
    lines += [
        "",
        pick(
            f"待明确牵头单位的指标和任务：{no_lead}项；另关注{len(book.watched)}个没有目标的数字。",
            f"Indicators and tasks without a lead unit: {no_lead}; {len(book.watched)} figures watched without a target.",
        ),
    ]
    return "\n".join(lines)


def _tell_indicator(indicator: Indicator) -> str:
    language: Language = "en" if pick("zh", "en") == "en" else "zh"
    base, target = indicator.baseline, indicator.target
    start = f"{base.quantity.label(language)} ({base.period})" if base else "—"
    more = "+" if indicator.shape == "one_off" else ""  # so many more than the baseline
    goal = f"{more}{target.quantity.label(language)} ({target.period})" if target else "—"
    name = shorten(indicator.name.text(language), 40)
    return f"{pad(indicator.code, 26)}{pad(name, 42)}{pad(start, 20, right=True)} → {pad(goal, 24)}".rstrip()
