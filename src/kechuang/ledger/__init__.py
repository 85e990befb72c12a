"""The ledger: append-only facts about subjects in periods, on two clocks, in a chain that shows any change."""

from kechuang.ledger.book import Ledger, append, seal
from kechuang.ledger.chain import GENESIS, Head, canonical, row_digest
from kechuang.ledger.facts import VINTAGES, Draft, Fact, Vintage, Visibility
from kechuang.ledger.verification import Problem, ProblemKind, VerificationReport, verify
from kechuang.ledger.views import LedgerView

__all__ = [
    "GENESIS",
    "VINTAGES",
    "Draft",
    "Fact",
    "Head",
    "Ledger",
    "LedgerView",
    "Problem",
    "ProblemKind",
    "VerificationReport",
    "Vintage",
    "Visibility",
    "append",
    "canonical",
    "row_digest",
    "seal",
    "verify",
]
