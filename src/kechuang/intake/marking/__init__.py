"""A sender's own workbook back, with what is wrong in it coloured and commented."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from kechuang.intake.marking.copying import copy_marked
from kechuang.intake.marking.marks import make_marks
from kechuang.intake.marking.workbook import CannotMarkError, mark_workbook
from kechuang.intake.problems import Problem
from kechuang.intake.sheets import Sheets
from kechuang.values import Language

__all__ = ["mark_up"]


def mark_up(sheets: Sheets, problems: Iterable[Problem], out: Path | io.BufferedIOBase, lang: Language = "zh") -> None:
    """Write the sender's workbook with every problem at its cell: red for errors, amber for warnings, blue for notes.

    An .xlsx is the sender's own, byte for byte but for the cells concerned, their styles and comments: formulas, charts,
    hidden sheets and macros-free parts stay. For other formats (.csv, .xls, .docx, pasted cells) it is a workbook with
    the same cells, all texts as texts: nothing in it can run as a formula. ``lang`` is the language of the comments.
    """
    marks = make_marks(problems, lang)
    target = io.BytesIO()
    done = False
    if sheets.kind == "xlsx":
        try:
            mark_workbook(sheets, marks, target)
            done = True
        except CannotMarkError:
            target = io.BytesIO()
    if not done:
        copy_marked(sheets, marks, target)
    if isinstance(out, Path):
        out.write_bytes(target.getvalue())
    else:
        out.write(target.getvalue())
