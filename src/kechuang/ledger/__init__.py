"""The ledger: append-only facts about subjects in periods, on two clocks, in a chain that shows any change."""

from kechuang.ledger.book import Ledger, Sealer, append, seal
from kechuang.ledger.chain import GENESIS, Head, canonical, row_digest
from kechuang.ledger.conflicts import Conflict, ConflictKind, load_conflicts
from kechuang.ledger.drafts import Catalogue, check_draft, read_drafts
from kechuang.ledger.exchange import export_region, read_parquet, write_parquet
from kechuang.ledger.facts import VINTAGES, WITHDRAWN, Draft, Fact, PeriodBasis, Vintage, Visibility
from kechuang.ledger.heads import dump_head, list_rows, read_head
from kechuang.ledger.loading import load_ledger
from kechuang.ledger.problems import Problem, ProblemKind
from kechuang.ledger.records import draft_from_record, draft_record, fact_from_record, fact_record
from kechuang.ledger.store import FolderLedger, StoredFacts, read_facts
from kechuang.ledger.verification import VerificationReport, verify
from kechuang.ledger.views import LedgerView

__all__ = [
    "GENESIS",
    "VINTAGES",
    "WITHDRAWN",
    "Catalogue",
    "Conflict",
    "ConflictKind",
    "Draft",
    "Fact",
    "FolderLedger",
    "Head",
    "Ledger",
    "LedgerView",
    "PeriodBasis",
    "Problem",
    "ProblemKind",
    "Sealer",
    "StoredFacts",
    "VerificationReport",
    "Vintage",
    "Visibility",
    "append",
    "canonical",
    "check_draft",
    "draft_from_record",
    "draft_record",
    "dump_head",
    "export_region",
    "fact_from_record",
    "fact_record",
    "list_rows",
    "load_conflicts",
    "load_ledger",
    "read_drafts",
    "read_facts",
    "read_head",
    "read_parquet",
    "row_digest",
    "seal",
    "verify",
    "write_parquet",
]
