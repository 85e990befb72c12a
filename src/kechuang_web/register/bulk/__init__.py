"""Many records at once, from a bureau's file to the tables and the ledger: streamed, idempotent, in one transaction."""

from kechuang_web.register.bulk.committing import Committed, commit_records

__all__ = ["Committed", "commit_records"]
