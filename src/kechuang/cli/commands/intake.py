"""``kechuang intake``: what a bureau's file was understood as, and what is wrong in it, cell by cell.

Other packages add what happens next through the entry-point group ``kechuang.intakes``: a module with
``add(parser)``, which declares its options (``--commit``), and ``run(args, file)``, which is given the :class:`IntakeFile` after it was read
and returns an exit code, or ``None`` where none of its options was asked for.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kechuang.cli.language import pick
from kechuang.cli.output import display_width, pad, print_json, print_text, shorten
from kechuang.values import KechuangError, Language

if TYPE_CHECKING:
    from kechuang.intake import Memory, Problem, Recognition, Sheet, Sheets

GROUP = "kechuang.intakes"
#: Problems listed for people; all are printed with --json.
MOST_PROBLEMS = 30
#: Problems kept of one file; a file with more has one fault many times over.
KEPT_PROBLEMS = 200_000
#: Rows after which a run is long enough for a bar of progress.
_LONG = 10_000


@dataclass
class IntakeFile:
    """A file that was read: its sheets, its tables and their problems, and how many records each table has."""

    sheets: Sheets
    tables: list[tuple[Sheet, Recognition]]
    problems: list[Problem] = field(default_factory=list)
    counts: list[Counter[str]] = field(default_factory=list)
    synthetic: int = 0
    dropped: int = 0


def add(subparsers: Any) -> argparse.ArgumentParser:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "intake", help=pick("读取各部门报来的文件，逐格说明读懂了什么、哪里有问题", "read a bureau's file cell by cell")
    )
    parser.add_argument(
        "file", metavar=pick("文件", "FILE"), help=pick(".xlsx、.xls、.csv、.docx；- 为粘贴的单元格", ".xlsx, .xls, .csv, .docx; - for pasted cells")
    )  # fmt: skip
    parser.add_argument(
        "--region", default="china", metavar=pick("区域", "REGION"),
        help=pick("用哪个区域的表样和规则，默认全国", "whose forms and rules apply; the country's by default"),
    )  # fmt: skip
    parser.add_argument(
        "--type", metavar=pick("类型", "TYPE"), help=pick("指定记录类型的代码，不再判断", "the code of the record type, if it need not be told")
    )  # fmt: skip
    parser.add_argument(
        "--sender", metavar=pick("报送单位文件", "SENDER"),
        help=pick("记住这一报送单位对应关系的JSON文件，有则沿用，读完更新；入库时写单位名称",
                  "JSON file that remembers this sender's mappings, followed and kept up; with --commit the sender's name"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=pick("输出JSON", "print JSON"))
    parser.add_argument(
        "--out", metavar=pick("批注文件", "MARKED"), help=pick("把原工作簿连同标色和批注写到这里", "write the workbook here, coloured and commented")
    )  # fmt: skip
    for extension in _extensions():
        extension.add(parser)
    return parser


def run(args: argparse.Namespace) -> int:
    """Read the file, print what was found, write what was asked for."""
    from kechuang.content import load_region
    from kechuang.intake import load_policy, mark_up, open_file, open_text, recognise_file
    from kechuang.register import load_record_types

    region = load_region(args.region)
    types = load_record_types(region)
    if args.type is not None and args.type not in types:
        raise KechuangError(
            zh=f"没有记录类型“{args.type}”；可选：{'、'.join(sorted(types))}。",
            en=f"There is no record type “{args.type}”; it may be one of {', '.join(sorted(types))}.",
        )
    sheets = open_text(sys.stdin.read()) if args.file == "-" else open_file(Path(args.file))
    # Who takes the file over (kechuang.intakes, --commit) remembers mappings elsewhere, under the sender's name.
    memory = None if getattr(args, "commit", False) else args.sender
    remembered = _load_memories(memory)
    tables = recognise_file(sheets, types, remembered, policy=load_policy(region), record_type=args.type)
    read = read_file(sheets, tables, _progress(args.lang))
    if args.json:
        print_json(to_dict(read, args.lang))
    else:
        print_text("\n".join(render(read, args.lang)))
    if args.out:
        _write(Path(args.out), lambda out: mark_up(sheets, read.problems, out, args.lang))
    if memory:
        _keep_memories(memory, remembered, tables)
    code = 0
    for extension in _extensions():
        code = extension.run(args, read) or code
    return code


def read_file(
    sheets: Sheets,
    tables: list[tuple[Sheet, Recognition]],
    progress: Callable[[str, int, int | None], None] | None = None,
) -> IntakeFile:
    """Read every table through once, counting rows and gathering problems."""
    from kechuang.intake import parse

    read = IntakeFile(sheets, tables, list(sheets.notices))
    for sheet, table in tables:
        read.problems += table.problems
        counts: Counter[str] = Counter()
        read.counts.append(counts)
        if table.record_type is None:
            continue
        told = (lambda done, of, name=sheet.name: progress(name, done, of)) if progress is not None else None
        for row in parse(sheet, table, told):
            counts[row.kind] += 1
            read.synthetic += row.synthetic
            room = KEPT_PROBLEMS - len(read.problems)
            read.problems += row.problems[: max(room, 0)]
            read.dropped += max(len(row.problems) - max(room, 0), 0)
    return read


def to_dict(read: IntakeFile, lang: Language) -> dict[str, Any]:
    """The file for JSON."""
    from kechuang.intake import count_problems

    return {
        "file": read.sheets.name,
        "kind": read.sheets.kind,
        "digest": read.sheets.digest,
        "tables": [
            table.to_dict(lang) | {"rows": dict(counts)}
            for (_, table), counts in zip(read.tables, read.counts, strict=True)
        ],
        "records": sum(counts["record"] for counts in read.counts),
        "synthetic": read.synthetic,
        "problem_counts": count_problems(read.problems),
        "problems": [problem.to_dict(lang) for problem in read.problems],
        "problems_left_out": read.dropped,
    }


def render(read: IntakeFile, lang: Language) -> list[str]:
    """The file for people: each table, its columns, then the problems, the worst first."""
    from kechuang.intake import SEVERITIES, count_problems

    lines: list[str] = []
    for (_, table), counts in zip(read.tables, read.counts, strict=True):
        lines += [*_table(table, counts, lang), ""]
    if not read.tables:
        lines += [pick("没有找到表格。", "No table was found."), ""]
    if read.synthetic:
        lines += [pick(f"其中{read.synthetic:,}行是合成数据。", f"{read.synthetic:,} rows are synthetic data."), ""]
    counted = count_problems(read.problems)
    lines.append(
        pick(
            f"错误{counted['error']:,}处，须核对{counted['warning']:,}处，说明{counted['note']:,}处。",
            f"{counted['error']:,} errors, {counted['warning']:,} to check, {counted['note']:,} notes.",
        )
    )
    shown = sorted(read.problems, key=lambda one: SEVERITIES.index(one.severity))[:MOST_PROBLEMS]
    labels = {"error": pick("错误", "error"), "warning": pick("核对", "check"), "note": pick("说明", "note")}
    for one in shown:
        place = f"{one.sheet}!{one.cell}" if one.cell else read.sheets.name
        lines.append(f"  {labels[one.severity]}  {place}  {one.sentence.text(lang)}")
    rest = len(read.problems) + read.dropped - len(shown)
    if rest:
        lines.append(
            pick(
                f"  另有{rest:,}处；加 --json 全部列出，加 --out 标在原表上。",
                f"  {rest:,} more; --json lists, --out marks all.",
            )
        )
    return lines


def _table(table: Recognition, counts: Counter[str], lang: Language) -> Iterator[str]:
    kind = table.record_type.name.text(lang) if table.record_type else pick("未能判断类型", "type not told")
    about = [pick(f"{table.score}分", f"score {table.score}")]
    if table.runner_up:
        about.append(
            pick(f"其次 {table.runner_up[0]} {table.runner_up[1]}分", f"next {table.runner_up[0]} {table.runner_up[1]}")
        )
    if table.period:
        about.append(table.period.label(lang))
    if table.unit:
        about.append(table.unit)
    yield pick(
        f"工作表“{table.sheet}”：{kind}（{'，'.join(about)}）", f"Sheet “{table.sheet}”: {kind} ({', '.join(about)})"
    )
    yield "  " + pick("；", "; ").join(reason.text(lang) for reason in table.reasons)
    others = sum(counts.values()) - counts["record"]
    yield "  " + pick(
        f"{counts['record']:,}条记录，另有合计、说明等{others:,}行",
        f"{counts['record']:,} records, {others:,} other rows",
    )
    roles = {
        "field": "", "synthetic": pick("数据性质", "nature of data"), "returned": pick("报送日期", "day of return"),
        "serial": pick("序号", "row number"), "ignored": pick("不读入", "not read"), "unknown": pick("未对应", "not understood"),
    }  # fmt: skip
    rows = []
    for column in table.columns:
        name = (
            table.record_type.field(column.field).name.text(lang)
            if column.field and table.record_type
            else roles[column.role]
        )
        unit = column.unit or ""
        score = str(column.score) if column.role == "field" else ""
        rows.append(
            (shorten(column.heading, 30), shorten(name, 24), unit, score, shorten(column.reason.text(lang), 60))
        )
    widths = [max((display_width(row[place]) for row in rows), default=0) for place in range(5)]
    yield from ("    " + "  ".join(map(pad, row, widths)).rstrip() for row in rows)


def _progress(lang: Language) -> Callable[[str, int, int | None], None]:
    """A line on standard error that is written over, once the run is long."""

    def tell(sheet: str, done: int, of: int | None) -> None:
        if done < _LONG or not sys.stderr.isatty():
            return
        share = f"{min(100, 100 * done // of)}%" if of else f"{done:,}"
        print(f"\r{sheet}: {done:,} {'行' if lang == 'zh' else 'rows'} {share}", end="", file=sys.stderr, flush=True)
        if of and done >= of:
            print(file=sys.stderr)

    return tell


def _load_memories(name: str | None) -> dict[str, Memory]:
    if name is None or not Path(name).exists():
        return {}
    try:
        found = json.loads(Path(name).read_text(encoding="utf-8"))
        if isinstance(found, dict) and all(
            isinstance(one, dict) and isinstance(one.get("columns"), dict) for one in found.values()
        ):
            return found
    except (OSError, ValueError):
        pass
    raise KechuangError(
        zh=f"“{name}”不是本命令写下的对应关系；请换一个文件名，或删去它。",
        en=f"“{name}” holds no mappings that this command wrote; name another file, or remove it.",
    )


def _keep_memories(name: str, remembered: dict[str, Memory], tables: list[tuple[Sheet, Recognition]]) -> None:
    from kechuang.intake import remember

    kept = dict(remembered)
    kept.update({table.shape: remember(table) for _, table in tables if table.record_type is not None})
    text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    _write(Path(name), lambda out: out.write_text(text, encoding="utf-8"))


def _write(path: Path, write: Callable[[Path], object]) -> None:
    try:
        write(path)
    except OSError as error:
        raise KechuangError(
            zh=f"不能写入“{path}”（{error.strerror}）；请核对文件夹和权限。",
            en=f"“{path}” cannot be written ({error.strerror}); check the folder and its permissions.",
        ) from error


def _extensions() -> list[Any]:
    return [point.load() for point in entry_points(group=GROUP)]
