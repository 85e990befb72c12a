"""Files that bureaus really send: opened safely, recognised, read cell by cell, and given back with what is wrong in them."""

from kechuang.intake.cells import Area, CellError, Percent, SheetRow, Uncomputed, cell_name, cell_text
from kechuang.intake.history import Previous, check_history
from kechuang.intake.marking import mark_up
from kechuang.intake.memory import Memory, remember
from kechuang.intake.opening import open_file, open_text
from kechuang.intake.parsing import Row, parse
from kechuang.intake.policy import Policy, Return, load_policy
from kechuang.intake.problems import SEVERITIES, Problem, Severity, count_problems
from kechuang.intake.recognising import recognise, recognise_file
from kechuang.intake.recognition import Candidate, ColumnMatch, Recognition
from kechuang.intake.refusals import LIMITS, IntakeRefusedError
from kechuang.intake.sheets import Sheet, Sheets
from kechuang.intake.values import Value

__all__ = [
    "LIMITS",
    "SEVERITIES",
    "Area",
    "Candidate",
    "CellError",
    "ColumnMatch",
    "IntakeRefusedError",
    "Memory",
    "Percent",
    "Policy",
    "Previous",
    "Problem",
    "Recognition",
    "Return",
    "Row",
    "Severity",
    "Sheet",
    "SheetRow",
    "Sheets",
    "Uncomputed",
    "Value",
    "cell_name",
    "cell_text",
    "check_history",
    "count_problems",
    "load_policy",
    "mark_up",
    "open_file",
    "open_text",
    "parse",
    "recognise",
    "recognise_file",
    "remember",
]
