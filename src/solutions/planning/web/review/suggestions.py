"""What a selected stretch of text most likely says, as the content of a new reading."""

from __future__ import annotations

import re
from typing import Any

from kechuang.plan.reading.quantities import Context, read_quantities

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def suggest(kind: str, text: str, start: int, end: int, years: tuple[int, int] | None = None) -> dict[str, Any]:
    """The content of a reading over ``text[start:end]``; what cannot be told is left for the person to fill.

    A quantity is read by the same grammar as the whole document, in its sentence, so that a shared year or subject counts.
    """
    words = text[start:end].strip()
    if kind == "task":
        return {"task": words, "verbs": [], "objects": [], "start": start, "end": end}
    if kind == "entity":
        return {"name": words, "kind": "org", "start": start, "end": end}
    low = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    line = text[low : stop if stop >= 0 else len(text)]
    found, _damages = read_quantities(line, context=Context(period=years))
    for one in found:
        if low + one.num_start < end and start < low + one.num_end:
            content = one.to_dict()
            for key in ("num_start", "num_end"):
                content[key] = low + getattr(one, key)
            return content | {"start": start, "end": end}
    number = _NUMBER.search(words)
    at = start + number.start() if number else start
    return {
        "name": _NUMBER.sub("", words)[:60], "value": float(number.group()) if number else None, "unit": None,
        "kind": "target", "year": years[1] if years else None, "measure": "level", "bound": "eq", "start": start, "end": end,
        "num_start": at, "num_end": at + (len(number.group()) if number else end - start),
    }  # fmt: skip
