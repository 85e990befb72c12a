"""The structure of a plan: its sections, the role each plays, and its clauses with stable ids."""

from kechuang.plan.reading.structure.clauses import make_clauses
from kechuang.plan.reading.structure.headings import split_at_headings
from kechuang.plan.reading.structure.model import Clause, Role, Section
from kechuang.plan.reading.structure.tree import Outline, read_outline

__all__ = ["Clause", "Outline", "Role", "Section", "make_clauses", "read_outline", "split_at_headings"]
