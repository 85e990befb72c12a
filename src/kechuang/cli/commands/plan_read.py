"""``kechuang plan read FILE [--json]``: what a plan document says, as a summary or as data."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kechuang.cli.language import pick
from kechuang.cli.output import pad, print_json, print_text, shorten

if TYPE_CHECKING:
    from kechuang.plan.reading import Damage, Quantity, Reading

_WIDTH = 100


def add(subparsers: argparse._SubParsersAction[Any]) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "read",
        help=pick("读取规划文件", "read a plan document"),
        description=pick(
            "读取规划文件（.txt、.md、.html、.docx、文字版 .pdf），列出章节、数量指标、任务、名称和文本受损之处。",
            "Read a plan document (.txt, .md, .html, .docx, text .pdf): sections, quantities, tasks, names and damage.",
        ),
    )
    parser.add_argument("file", metavar=pick("文件", "FILE"), help=pick("规划文件的路径", "path of the plan document"))
    parser.add_argument("--json", action="store_true", help=pick("输出 JSON", "print JSON"))
    parser.add_argument(
        "--max-mb",
        type=float,
        metavar="MB",
        help=pick("文件大小上限，默认 50 MB", "largest file to read, 50 MB by default"),
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Read the file and print what it says."""
    from kechuang.plan.reading import Limits, read_document, read_plan

    limits = Limits() if args.max_mb is None else Limits(max_bytes=int(args.max_mb * 1024 * 1024))
    reading = read_plan(read_document(args.file, limits=limits), filed_as=Path(args.file).name)
    if args.json:
        print_json(reading.to_dict())
    else:
        print_text(summarise(reading))
    return 0


def summarise(reading: Reading) -> str:
    """The reading as a page of text: sections with counts, quantities as a table, warnings at the end."""
    lines = [reading.title or pick("（没有标题）", "(no title)"), ""]
    numbered = [section for section in reading.sections if not section.lead_in]
    lines.append(
        pick(
            f"{len(reading.text):,} 字 · {len(numbered)} 节 · {len(reading.clauses)} 句 · {len(reading.quantities)} 个数量 · "
            f"{len(reading.tasks)} 项任务 · {len(reading.entities)} 个名称 · {len(reading.warnings)} 处需核对",
            f"{len(reading.text):,} characters · {len(numbered)} sections · {len(reading.clauses)} clauses · "
            f"{len(reading.quantities)} quantities · {len(reading.tasks)} tasks · {len(reading.entities)} names · "
            f"{len(reading.warnings)} places to check",
        )
    )
    lines += [f"  {pick(note.zh, note.en)}" for note in reading.notes]
    for title, body in (
        (pick("章节", "Sections"), _sections(reading)),
        (pick("数量", "Quantities"), _quantities(reading)),
        (pick("名称", "Names"), _entities(reading)),
        (pick("需核对", "To check"), _warnings(reading)),
    ):
        if body:
            lines += ["", title, *("  " + line for line in body)]
    return "\n".join(lines)


def _sections(reading: Reading) -> list[str]:
    tasks = Counter(task.section_id for task in reading.tasks)
    lines = []
    for section in reading.sections:
        if section.lead_in:
            continue
        count = sum(
            number
            for key, number in tasks.items()
            if key == section.id or key.startswith((section.id + ".", section.id + "-"))
        )
        quantities = sum(section.start <= one.num_start < section.end for one in reading.quantities)
        facts = [pick(f"任务 {count}", f"{count} {_plural('task', count)}")] if count else []
        facts += [pick(f"数量 {quantities}", f"{quantities} {_plural('quantity', quantities)}")] if quantities else []
        heading = "  " * (section.level - 1) + (section.number or "") + section.title
        lines.append((pad(shorten(heading, 60), 62) + "  ".join(facts)).rstrip())
    return lines


def _plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


_KINDS = {"baseline": ("基期", "baseline"), "target": ("目标", "target"), "actual": ("现状", "actual")}
_MEASURES = {
    "level": ("", ""),
    "increment": ("新增", "new"),
    "cumulative": ("累计", "total"),
    "growth_rate": ("增速", "growth"),
    "change_pp": ("百分点", "points"),
    "multiple": ("倍", "times"),
}
_BOUNDS = {"eq": "", "ge": "≥", "le": "≤", "about": "≈"}


def _quantities(reading: Reading) -> list[str]:
    lines = []
    for one in reading.quantities:
        year = str(one.year) if one.year else "—"
        measure = pick(*_MEASURES[one.measure])
        lines.append(
            f"{pad(year, 6)}{pad(pick(*_KINDS[one.kind]), 10)}{pad(shorten(one.name, 48), 50)}"
            f"{pad(_value(one), 16, right=True)}  {measure}".rstrip()
        )
    return lines


def _value(quantity: Quantity) -> str:
    values = quantity.value if isinstance(quantity.value, tuple) else (quantity.value,)
    number = "—".join(f"{value:,}" for value in values)
    unit = quantity.unit if quantity.unit is not None else f"({quantity.unit_inferred or '?'})"
    return f"{_BOUNDS[quantity.bound]}{number}{unit}"


def _entities(reading: Reading) -> list[str]:
    kinds = {
        "org": ("机构", "organisations"),
        "incubator": ("孵化载体", "incubators"),
        "park": ("园区", "parks"),
        "project_base": ("基地与平台", "bases and platforms"),
        "place": ("地名", "places"),
        "line": ("线路", "lines"),
        "document": ("文件", "documents"),
    }
    lines = []
    for kind, label in kinds.items():
        names = [entity.name for entity in reading.entities if entity.kind == kind]
        if names:
            lines.append(pad(pick(*label), 12) + shorten("、".join(names), 4 * _WIDTH))
    return lines


# So many warnings of a kind are spelt out; the others are told by their lines, so that a much damaged text stays readable.
_SPELT_OUT = 3


def _warnings(reading: Reading) -> list[str]:
    kinds: dict[str, list[Damage]] = {}
    for warning in reading.warnings:
        kinds.setdefault(warning.what, []).append(warning)
    lines = []
    for warnings in kinds.values():
        for warning in warnings[:_SPELT_OUT]:
            row = _row(reading, warning)
            lines.append(pick(f"第 {row} 行  {warning.zh}", f"line {row}  {warning.en}"))
        rest = list(dict.fromkeys(str(_row(reading, warning)) for warning in warnings[_SPELT_OUT:]))
        if rest:
            count = len(warnings) - _SPELT_OUT
            rows = shorten(pick("、", ", ").join(rest), _WIDTH)
            lines.append(pick(f"……同类还有 {count} 处：第 {rows} 行", f"… {count} more of this kind: lines {rows}"))
    return lines


def _row(reading: Reading, warning: Damage) -> int:
    return reading.text.count("\n", 0, warning.start) + 1
