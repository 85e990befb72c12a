"""The register's shape: record types and the vocabulary, as content; the tables themselves stand in the shell."""

from kechuang.register.cells import Value, choice_label, read_value, show_value
from kechuang.register.checking import Problem, ProblemCode, check_record, read_record
from kechuang.register.inputs import FormField, InputKind, form_fields
from kechuang.register.kinds import load_vocabulary
from kechuang.register.reading import load_record_types
from kechuang.register.spans import TitleSpan, TitleState, add_months, join_spans, title_span
from kechuang.register.templates import (
    TemplateMark,
    read_template_mark,
    template_fields,
    template_heading,
    template_mark,
    write_template,
)
from kechuang.register.types import Choice, Field, FieldType, Limit, RecordType, Sum
from kechuang.register.vocabulary import Kind, KindConfidence, KindList, Lasting, Level, Vocabulary, fold

__all__ = [
    "Choice",
    "Field",
    "FieldType",
    "FormField",
    "InputKind",
    "Kind",
    "KindConfidence",
    "KindList",
    "Lasting",
    "Level",
    "Limit",
    "Problem",
    "ProblemCode",
    "RecordType",
    "Sum",
    "TemplateMark",
    "TitleSpan",
    "TitleState",
    "Value",
    "Vocabulary",
    "add_months",
    "check_record",
    "choice_label",
    "fold",
    "form_fields",
    "join_spans",
    "load_record_types",
    "load_vocabulary",
    "read_record",
    "read_template_mark",
    "read_value",
    "show_value",
    "template_fields",
    "template_heading",
    "template_mark",
    "title_span",
    "write_template",
]
