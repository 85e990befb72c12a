"""The region's vocabulary and record types as the register uses them: read from the content once."""

from __future__ import annotations

from kechuang.register import RecordType, Vocabulary, load_record_types, load_vocabulary
from kechuang_web.stores import memory, selectors


def vocabulary(region: str) -> Vocabulary:
    """The lists of kinds of a region."""
    return memory.content.remember(("vocabulary", region), lambda: load_vocabulary(selectors.region_folder(region)))


def record_types(region: str) -> dict[str, RecordType]:
    """The record types of a region by their codes."""
    return memory.content.remember(("record types", region), lambda: load_record_types(selectors.region_folder(region)))


def is_word(region: str, words: str, value: str) -> bool:
    """Whether a value is a code of a list; a list that does not exist yet accepts everything."""
    known = vocabulary(region)
    if words not in known:
        return True
    kind = known.find(words, value)
    return kind is not None and (kind.code == value or known.kinds(words).by_prefix)


def list_words(region: str, words: str) -> list[str]:
    """The codes of a list."""
    return list(vocabulary(region).kinds(words).by_code)


def name_word(region: str, words: str, value: str, language: str = "zh") -> str:
    """What people call a code; the code itself where the list does not have it."""
    known = vocabulary(region)
    kind = known.find(words, value) if words in known else None
    return kind.name.text("en" if language == "en" else "zh") if kind else value
