"""What the region's content says about records: their types and vocabulary, read once."""

from __future__ import annotations

from kechuang.register import RecordType, Vocabulary, load_record_types, load_vocabulary
from kechuang_web.stores import memory, selectors

#: A sheet of figures about the region, its parks and towns: no record of the register, it goes to the region's ledger.
REGION_FIGURE = "region_figure"


def record_types(region: str | None = None) -> dict[str, RecordType]:
    """The record types of a region by their codes."""
    code = region or selectors.region_code()
    return memory.content.remember(("record types", code), lambda: load_record_types(selectors.region_folder(code)))


def vocabulary(region: str | None = None) -> Vocabulary:
    """The vocabulary of a region."""
    code = region or selectors.region_code()
    return memory.content.remember(("vocabulary", code), lambda: load_vocabulary(selectors.region_folder(code)))
