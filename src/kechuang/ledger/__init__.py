"""The ledger: append-only facts about subjects in periods, on two clocks, in a chain that shows any change."""

from kechuang.ledger.book import Ledger, append, seal
from kechuang.ledger.chain import GENESIS, Head, canonical, row_digest
from kechuang.ledger.conflicts import Conflict, ConflictKind, load_conflicts
from kechuang.ledger.facts import VINTAGES, Draft, Fact, PeriodBasis, Vintage, Visibility
from kechuang.ledger.loading import load_ledger
from kechuang.ledger.verification import Problem, ProblemKind, VerificationReport, verify
from kechuang.ledger.views import LedgerView

__all__ = [
    "GENESIS",
    "VINTAGES",
    "Conflict",
    "ConflictKind",
    "Draft",
    "Fact",
    "Head",
    "Ledger",
    "LedgerView",
    "PeriodBasis",
    "Problem",
    "ProblemKind",
    "VerificationReport",
    "Vintage",
    "Visibility",
    "append",
    "canonical",
    "load_conflicts",
    "load_ledger",
    "row_digest",
    "seal",
    "verify",
]
