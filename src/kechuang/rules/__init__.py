"""Rules as content: what a country and a city ask of firms, read from YAML, in the version of a day, with its reasons.

``load_rules`` reads the rules of a region, ``read_fact_sets`` what is known of firms, ``check`` answers for one firm,
``lint`` finds every fault of the files. How a rule is written stands in docs/rules.md.
"""

from kechuang.rules.cases import FactSet, read_fact_sets, read_facts
from kechuang.rules.checking import Check, check, check_rule, complete
from kechuang.rules.facts import FactCatalogue, FactType, load_facts
from kechuang.rules.golden import GoldenCase, failures, load_golden, uncovered
from kechuang.rules.library import RuleBook, Version, load_rules
from kechuang.rules.lint import Finding, lint
from kechuang.rules.rule import Benefit, Parameter, Rule

__all__ = [
    "Benefit",
    "Check",
    "FactCatalogue",
    "FactSet",
    "FactType",
    "Finding",
    "GoldenCase",
    "Parameter",
    "Rule",
    "RuleBook",
    "Version",
    "check",
    "check_rule",
    "complete",
    "failures",
    "lint",
    "load_facts",
    "load_golden",
    "load_rules",
    "read_fact_sets",
    "read_facts",
    "uncovered",
]
