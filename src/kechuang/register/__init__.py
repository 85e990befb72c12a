"""The register's shape: record types and the vocabulary, as content; the tables themselves stand in the shell."""

from kechuang.register.kinds import load_vocabulary
from kechuang.register.reading import load_record_types
from kechuang.register.types import Choice, Field, FieldType, RecordType, Sum
from kechuang.register.vocabulary import Kind, KindConfidence, KindList, Lasting, Level, Vocabulary, fold

__all__ = [
    "Choice",
    "Field",
    "FieldType",
    "Kind",
    "KindConfidence",
    "KindList",
    "Lasting",
    "Level",
    "RecordType",
    "Sum",
    "Vocabulary",
    "fold",
    "load_record_types",
    "load_vocabulary",
]
