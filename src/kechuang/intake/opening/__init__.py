"""The way from a file's bytes to sheets of rows."""

from kechuang.intake.opening.opener import open_file, open_text

__all__ = ["open_file", "open_text"]
