"""Values everything else speaks in: periods, quantities, units, sources and the errors people read."""

from kechuang.values.cells import plain_cell
from kechuang.values.errors import KechuangError, Language, ValueFormatError
from kechuang.values.hashing import sm3
from kechuang.values.identifiers import is_uscc, normalise_uscc, uscc_check_character, uscc_fault
from kechuang.values.periods import Grain, Period, month_end
from kechuang.values.provenance import CONFIDENCE_ORDER, Confidence, Source, least_confidence
from kechuang.values.quantities import Bound, Quantity, format_number, json_number, plain_number
from kechuang.values.sentences import Sentence
from kechuang.values.units import Unit, UnitMismatchError, unit

__all__ = [
    "CONFIDENCE_ORDER",
    "Bound",
    "Confidence",
    "Grain",
    "KechuangError",
    "Language",
    "Period",
    "Quantity",
    "Sentence",
    "Source",
    "Unit",
    "UnitMismatchError",
    "ValueFormatError",
    "format_number",
    "is_uscc",
    "json_number",
    "least_confidence",
    "month_end",
    "normalise_uscc",
    "plain_cell",
    "plain_number",
    "sm3",
    "unit",
    "uscc_check_character",
    "uscc_fault",
]
