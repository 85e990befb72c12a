"""The reader: a plan document in, the plan as data out.

``read_document`` turns a file into text or refuses it in one sentence; ``read_plan`` gives sections, clauses, quantified
statements, tasks, names and warnings, all pointing into that text. Deterministic and offline.
"""

from kechuang.plan.reading.documents import Block, Document, DocumentRefusedError, Limits, read_document
from kechuang.plan.reading.entities import Entity
from kechuang.plan.reading.quantities import Damage, Quantity
from kechuang.plan.reading.reader import Reading, read_plan
from kechuang.plan.reading.structure import Clause, Section
from kechuang.plan.reading.tasks import Task

__all__ = [
    "Block",
    "Clause",
    "Damage",
    "Document",
    "DocumentRefusedError",
    "Entity",
    "Limits",
    "Quantity",
    "Reading",
    "Section",
    "Task",
    "read_document",
    "read_plan",
]
