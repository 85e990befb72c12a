"""Monitoring: the status of every promise of a plan at a date, from evidence, by the shape of its target, and why.

The engine is :func:`monitor`: a plan book, a ledger and a dictionary in, a :class:`MonitoringReport` out. A
:class:`RegionStore` brings these together for one region, from a content folder or from a database.
"""

from kechuang.monitoring.case import Amount, IndicatorStatus
from kechuang.monitoring.disputes import Dispute
from kechuang.monitoring.evidence import Evidence, Near
from kechuang.monitoring.figures import Figure, Judgement, Reason
from kechuang.monitoring.paths import Path, PathKind, calendar_position
from kechuang.monitoring.policy import Policy, load_policy
from kechuang.monitoring.promises import Promise, make_promise
from kechuang.monitoring.proposals import Option, Proposal, Work
from kechuang.monitoring.radar import RadarItem
from kechuang.monitoring.releases import Due
from kechuang.monitoring.report import MonitoringReport, monitor
from kechuang.monitoring.seasonal import Estimate, SeasonalProfile, YearRun
from kechuang.monitoring.statuses import Status
from kechuang.monitoring.stores import ContentStore, RegionStore, monitor_store, open_store, pick_version
from kechuang.monitoring.tasks import TaskEvidence, TaskStatus

__all__ = [
    "Amount",
    "ContentStore",
    "Dispute",
    "Due",
    "Estimate",
    "Evidence",
    "Figure",
    "IndicatorStatus",
    "Judgement",
    "MonitoringReport",
    "Near",
    "Option",
    "Path",
    "PathKind",
    "Policy",
    "Promise",
    "Proposal",
    "RadarItem",
    "Reason",
    "RegionStore",
    "SeasonalProfile",
    "Status",
    "TaskEvidence",
    "TaskStatus",
    "Work",
    "YearRun",
    "calendar_position",
    "load_policy",
    "make_promise",
    "monitor",
    "monitor_store",
    "open_store",
    "pick_version",
]
