"""From a reviewed reading to a draft of version 1: what was accepted becomes indicators and tasks, and what is open is asked.

Nothing is invented: a statement without a unit becomes a question and no indicator; one whose words fit no attribute stays
without a definition, which :func:`~kechuang.plan.book.check_book` reports as an error until a person chooses.
"""

from kechuang.plan.book.proposing.draft import propose_book
from kechuang.plan.book.proposing.values import Heading, Match, Proposal, Question

__all__ = ["Heading", "Match", "Proposal", "Question", "propose_book"]
