"""Files that other people send: opened under limits, and refused in one sentence where they cannot be trusted."""

from kechuang.files.archive import Archive, Limits
from kechuang.files.encoding import CHINESE, CONTROL, decode, decode_strictly
from kechuang.files.refusals import COMMON, FileRefusedError, Refusals, size

__all__ = [
    "CHINESE",
    "COMMON",
    "CONTROL",
    "Archive",
    "FileRefusedError",
    "Limits",
    "Refusals",
    "decode",
    "decode_strictly",
    "size",
]
