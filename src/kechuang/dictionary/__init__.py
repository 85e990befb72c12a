"""The data dictionary (数据元目录): every attribute declared once, with its definitions (口径) and their versions."""

from kechuang.dictionary.attributes import MEASURES, Attribute, Definition, Measure, Sensitivity, ValueType
from kechuang.dictionary.catalogue import Dictionary
from kechuang.dictionary.reading import load_dictionary

__all__ = [
    "MEASURES",
    "Attribute",
    "Definition",
    "Dictionary",
    "Measure",
    "Sensitivity",
    "ValueType",
    "load_dictionary",
]
