"""Data quality: what is missing, late, contradictory or wrong in the returns of organisations, and whom to ask.

``assess(records, known, policy)`` runs the checks; what they mean and their thresholds stand in ``quality.yaml`` of the content.
"""

from __future__ import annotations

from kechuang.quality.assessing import Assessment, FollowUp, Measure, assess, follow_up
from kechuang.quality.checks.outliers import deviations
from kechuang.quality.findings import DIMENSIONS, KINDS, NAMES, Finding, Kind
from kechuang.quality.policy import Channel, Policy, load_policy
from kechuang.quality.records import Known, Place, Record, TitleSpan, Value

__all__ = [
    "DIMENSIONS",
    "KINDS",
    "NAMES",
    "Assessment",
    "Channel",
    "Finding",
    "FollowUp",
    "Kind",
    "Known",
    "Measure",
    "Place",
    "Policy",
    "Record",
    "TitleSpan",
    "Value",
    "assess",
    "deviations",
    "follow_up",
    "load_policy",
]
