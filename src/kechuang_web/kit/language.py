"""The two languages of the interface, and sentences that carry both."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from kechuang.values import Language


def current_language() -> Language:
    """``"zh"`` or ``"en"``: the language of the page being made."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def say(value: Any) -> str:
    """A text in the language of the page: a ``Sentence``, an error, a ``{"zh":…, "en":…}`` mapping, or a plain text."""
    language = current_language()
    if value is None:
        return ""
    if isinstance(value, dict) and value.keys() & {"zh", "en"}:
        return str(value.get(language) or value.get("zh") or value.get("en") or "")
    for method in ("text", "message"):
        speak = getattr(value, method, None)
        if callable(speak):
            return str(speak(language))
    return str(value)
