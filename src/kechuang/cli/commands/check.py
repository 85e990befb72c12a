"""``kechuang check``: a draft's figures held against the ledger, the plan and each other."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from kechuang.cli.days import parse_day
from kechuang.cli.language import pick
from kechuang.cli.output import print_json, print_text
from kechuang.values import KechuangError


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "check", help=pick("材料查数：核对文稿中的数字", "check the figures of a draft")
    )
    parser.add_argument(
        "file", metavar=pick("文件", "FILE"), help=pick("Word、PDF、文本或网页", "Word, PDF, text or web page")
    )
    parser.add_argument(
        "--region", required=True, metavar=pick("区域", "REGION"), help=pick("区域代码", "code of the region")
    )
    parser.add_argument(
        "--as-of",
        metavar=pick("日期", "DATE"),
        help=pick("按哪一天的台账，默认今天", "the ledger of which day; today by default"),
    )
    parser.add_argument(
        "--from",
        dest="source",
        metavar=pick("来源", "SOURCE"),
        help=pick("content、database 或文件夹", "content, database or a folder"),
    )
    parser.add_argument(
        "--out", metavar=pick("文件", "FILE"), help=pick("写出带批注的 Word 文件", "write the Word file with comments")
    )
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the findings, and write the commented file where one is asked for."""
    from kechuang.content import load_region
    from kechuang.dictionary import load_subjects
    from kechuang.drafts import check_draft, comment_on
    from kechuang.monitoring import open_store
    from kechuang.plan.reading import read_document, read_plan

    as_of = parse_day(args.as_of, "--as-of") or date.today()  # noqa: DTZ011 - the day where the command is run
    path = Path(args.file)
    reading = read_plan(read_document(args.file), filed_as=path.name)
    store = open_store(args.region, args.source)
    folder = load_region(args.region)
    quantities: Any = reading.to_dict()["quantities"]
    findings = check_draft(
        reading.text,
        quantities,
        view=store.ledger().at(as_of=as_of),
        dictionary=store.dictionary(),
        subjects=load_subjects(folder),
        region=folder.subject,
        book=store.book(as_of),
    )
    if args.out:
        if path.suffix.lower() != ".docx":
            raise KechuangError(
                zh=f"“{path.name}”不是 .docx 文件，不能写批注；请去掉 --out 或另存为 .docx。",
                en=f"'{path.name}' is no .docx file and takes no comments; leave out --out, or save it as .docx.",
            )
        Path(args.out).write_bytes(comment_on(path.read_bytes(), reading.text, findings, args.lang))
    if args.json:
        print_json({"findings": [finding.to_dict(args.lang) for finding in findings]})
    else:
        print_text("\n".join(render(findings, args.lang)))
    return 0


def render(findings: Any, lang: Any) -> list[str]:
    """What needs a person first, then how many figures agree."""
    from kechuang.drafts.checking.findings import NAMES

    counted = Counter(finding.kind for finding in findings)
    lines = [
        "　".join(f"{NAMES[kind].text(lang)} {counted[kind]}" for kind in NAMES if counted[kind])
        or pick("没有可核对的数字。", "No figures to check.")
    ]
    for finding in findings:
        if finding.kind != "agrees":
            holds = f"：{finding.holds.text(lang)}" if finding.holds else ""
            source = f"（{finding.source.title}）" if finding.source else ""
            lines.append(f"  [{NAMES[finding.kind].text(lang)}] {finding.says}{holds}{source}")
    return lines
