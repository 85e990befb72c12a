"""Documents: a file in, its text out, or one clear sentence why not.

``read_document(path_or_bytes, name, limits)`` recognises the kind by content, not only by suffix, and gives a
:class:`Document`. Whatever cannot be read whole is refused with a :class:`DocumentRefusedError`; nothing half-read is
ever returned.
"""

from kechuang.plan.reading.documents.model import BLANKS, Block, Document, Limits
from kechuang.plan.reading.documents.reader import line_blocks, read_document
from kechuang.plan.reading.documents.refusals import DocumentRefusedError

__all__ = ["BLANKS", "Block", "Document", "DocumentRefusedError", "Limits", "line_blocks", "read_document"]
