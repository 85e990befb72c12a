"""From one cell to one value: exact, or a complaint that says what stands there and what to do."""

from kechuang.intake.values.complaints import Complaint, Value
from kechuang.intake.values.readers import Reader, make_reader

__all__ = ["Complaint", "Reader", "Value", "make_reader"]
