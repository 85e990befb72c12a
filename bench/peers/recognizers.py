"""Numbers and amounts of a text as Microsoft's Recognizers-Text (MIT) finds them, in the form of ``kechuang plan read --json``.

It is a general recognizer: it tells value and unit, and neither what is counted nor whether it is a target. So compare the
finding of numbers and the share of right values, and nothing else.

    python -m bench.peers.recognizers FILE
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from recognizers_number import Culture, recognize_number, recognize_percentage
from recognizers_number_with_unit import recognize_currency, recognize_dimension

YEAR = re.compile(r"(?:19|20)\d\d")


def read_numbers(text: str) -> list[dict[str, Any]]:
    """Every number, once; an amount with its unit replaces the bare number inside it. Years are left out: they are no counts."""
    found: dict[int, dict[str, Any]] = {}
    for recognize in (recognize_number, recognize_percentage, recognize_currency, recognize_dimension):
        for hit in recognize(text, Culture.Chinese):
            value = (hit.resolution or {}).get("value")
            if not value or (YEAR.fullmatch(hit.text) and text[hit.end + 1 : hit.end + 2] in "年—-－至"):
                continue
            percent = str(value).endswith("%")
            unit = "%" if percent else (hit.resolution.get("unit") or "").replace("Chinese yuan", "元")
            try:
                number = float(str(value).rstrip("%"))
            except ValueError:
                continue
            found[hit.start] = {"num_start": hit.start, "num_end": hit.end + 1, "value": number, "unit": unit}
    return list(found.values())


if __name__ == "__main__":
    text = Path(sys.argv[1]).read_text("utf-8")
    numbers: list[dict[str, Any]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        for item in read_numbers(line):
            item["num_start"] += start
            item["num_end"] += start
            numbers.append(item)
        start += len(line)
    print(json.dumps({"quantities": numbers}, ensure_ascii=False))
