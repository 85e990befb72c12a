"""What goes back to the sender: their own workbook with its problems at their cells, and a message to send with it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from kechuang.intake import Problem, cell_name, mark_up
from kechuang.register import RecordType, write_template
from kechuang.values import KechuangError, Language, Sentence
from kechuang_web.intake import selectors
from kechuang_web.intake.models import IntakeBatch, IntakePart, IntakeProblem
from kechuang_web.intake.reading import is_json_lines, open_batch

#: Kinds of problems named in the message, most frequent first, and examples of each.
_MOST_KINDS, _EXAMPLES = 12, 3


def marked_copy(batch: IntakeBatch, language: Language = "zh") -> tuple[str, bytes]:
    """Name and bytes of the sender's workbook with every problem marked and told at its cell.

    Raises:
        KechuangError: the file is no table, or nothing was checked yet.
    """
    if is_json_lines(batch) or batch.state in {"received", "recognised"}:
        raise KechuangError(
            zh="这份文件还没有核对，或不是表格，没有可以标注的单元格。",
            en="The file is not checked yet, or is no table: there are no cells to mark.",
        )
    target = io.BytesIO()
    mark_up(open_batch(batch), _problems(batch), target, language)
    return f"{PurePath(batch.name).stem}（标注）.xlsx", target.getvalue()


def _problems(batch: IntakeBatch) -> Iterator[Problem]:
    for part in selectors.included_parts(batch):
        for one in part.problems.all().iterator(chunk_size=2000):
            yield _as_library(one, part)


def _as_library(one: IntakeProblem, part: IntakePart) -> Problem:
    said = Sentence(one.sentence["zh"], one.sentence["en"])
    return Problem(
        one.severity, one.kind, said, part.sheet, one.row, one.column or (1 if one.row else None), one.field or None,
        one.offer or None, one.place is None,
    )  # fmt: skip


def message_to_sender(batch: IntakeBatch, language: str) -> str:
    """A message ready to paste: what was received, what is wrong where, what to do next."""
    zh = language == "zh"
    lines = [f"{batch.sender}：" if zh else f"To {batch.sender}:"]
    rows, wrong = batch.counts.get("rows", 0), batch.counts.get("wrong", 0)
    if zh:
        lines.append(
            f"“{batch.name}”已收到，读出 {rows} 行，其中 {wrong} 行有错误需要改正。有问题的单元格已在附件中标出并写明原因，改好后请把整份文件再发一次。"
        )
    else:
        lines.append(
            f"We received “{batch.name}” and read {rows} rows, {wrong} of which hold errors. The cells are marked and commented in the attached "
            "copy; please correct them and send the whole file again."
        )
    for part in selectors.included_parts(batch):
        lines += _part_lines(part, zh)
    return "\n".join(lines)


def _part_lines(part: IntakePart, zh: bool) -> list[str]:
    counted: Counter[str] = Counter(part.counts.get("kinds", {}))
    told = part.problems.exclude(severity="note").order_by("severity", "row", "column")
    seen: Counter[str] = Counter()
    lines: list[str] = []
    for problem in told.iterator(chunk_size=500):
        seen[problem.kind] += 1
        if seen[problem.kind] > _EXAMPLES or len(seen) > _MOST_KINDS:
            continue
        where = cell_name(problem.row, problem.column or 1) if problem.row else ""
        sheet = f"{part.sheet} " if part.sheet else ""
        said = problem.sentence["zh" if zh else "en"]
        lines.append(f"· {sheet}{where}：{said}" if zh else f"- {sheet}{where}: {said}")
        if seen[problem.kind] == _EXAMPLES and counted[problem.kind] > _EXAMPLES:
            rest = counted[problem.kind] - _EXAMPLES
            lines.append(f"  （同类问题还有 {rest} 处）" if zh else f"  ({rest} more of this kind)")
    return lines


def template_of(record_type: RecordType) -> bytes:
    """The empty workbook of a record type."""
    target = io.BytesIO()
    write_template(record_type, target)
    return target.getvalue()
