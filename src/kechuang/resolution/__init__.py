"""Which records name the same organisation or person: pairs with a class and the reasons, and decisions that can be taken back."""

from kechuang.resolution.clusters import Cluster
from kechuang.resolution.decisions import Decision, DecisionError, apply, decide_merge, decide_split, revert
from kechuang.resolution.matching import Matching, Pair, match
from kechuang.resolution.names import Name, NameReader, fold
from kechuang.resolution.policy import Policy, Words, load_policy
from kechuang.resolution.records import Records, RecordsRefusedError, make_records, read_records

__all__ = [
    "Cluster",
    "Decision",
    "DecisionError",
    "Matching",
    "Name",
    "NameReader",
    "Pair",
    "Policy",
    "Records",
    "RecordsRefusedError",
    "Words",
    "apply",
    "decide_merge",
    "decide_split",
    "fold",
    "load_policy",
    "make_records",
    "match",
    "read_records",
    "revert",
]
