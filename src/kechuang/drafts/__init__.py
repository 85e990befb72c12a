"""Drafts of the office: figures checked before they leave the house.

``check_draft`` reads any draft, holds each of its figures against the ledger and the plan and its own arithmetic, and says what
agrees, what does not, and where nothing is held; ``comment_on`` puts what it found into the Word file as comments.
"""

from __future__ import annotations

from kechuang.drafts.checking import KINDS, Finding, check_draft
from kechuang.drafts.commenting import comment_on

__all__ = ["KINDS", "Finding", "check_draft", "comment_on"]
