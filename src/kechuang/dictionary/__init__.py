"""The data dictionary (数据元目录): every attribute declared once, with its definitions (口径) and their versions."""

from kechuang.dictionary.attributes import (
    MEASURES,
    YES_NO,
    About,
    Attribute,
    Definition,
    Measure,
    Sensitivity,
    ValueType,
)
from kechuang.dictionary.catalogue import Dictionary
from kechuang.dictionary.reading import load_dictionary
from kechuang.dictionary.releases import Release, ReleaseCalendar, load_release_calendar
from kechuang.dictionary.sources import RegisteredSource, SourceRegister, load_sources
from kechuang.dictionary.subjects import Subject, Subjects, load_subjects

__all__ = [
    "MEASURES",
    "YES_NO",
    "About",
    "Attribute",
    "Definition",
    "Dictionary",
    "Measure",
    "RegisteredSource",
    "Release",
    "ReleaseCalendar",
    "Sensitivity",
    "SourceRegister",
    "Subject",
    "Subjects",
    "ValueType",
    "load_dictionary",
    "load_release_calendar",
    "load_sources",
    "load_subjects",
]
