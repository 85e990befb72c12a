"""All checks of one draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kechuang.dictionary import Dictionary, Subjects
from kechuang.drafts.checking.arithmetic import check_arithmetic
from kechuang.drafts.checking.comparing import compare
from kechuang.drafts.checking.findings import Finding
from kechuang.drafts.checking.holding import Holdings
from kechuang.drafts.checking.statements import read_statements
from kechuang.ledger import LedgerView
from kechuang.plan.book import PlanBook


def check_draft(
    text: str,
    quantities: Iterable[Mapping[str, Any]],
    *,
    view: LedgerView,
    dictionary: Dictionary,
    subjects: Subjects,
    region: str,
    book: PlanBook | None = None,
) -> tuple[Finding, ...]:
    """Hold every figure of a draft against what is held, and the draft against itself.

    Args:
        text: of the draft.
        quantities: what the plan reader read in it (``Reading.to_dict()["quantities"]``).
        view: the ledger at the day of the check.
        dictionary: what the attributes are.
        subjects: whom figures can be about.
        region: subject of the region whose draft it is (``region/120115``).
        book: the plan in force, for targets.

    Returns:
        one finding a figure, and one a sum that does not come out, in the order of the text.
    """
    statements = read_statements(text, quantities, subjects, region)
    holdings = Holdings(view, dictionary, book)
    findings = [compare(statement, holdings, text) for statement in statements]
    findings += check_arithmetic(text, statements)
    return tuple(sorted(findings, key=lambda finding: (finding.start, finding.end, finding.kind)))
