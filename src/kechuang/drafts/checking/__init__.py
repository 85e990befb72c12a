"""Checking a draft: its statements, what is held about each, and the sums inside the text."""

from __future__ import annotations

from kechuang.drafts.checking.checks import check_draft
from kechuang.drafts.checking.findings import KINDS, Finding

__all__ = ["KINDS", "Finding", "check_draft"]
