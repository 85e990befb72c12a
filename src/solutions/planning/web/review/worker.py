"""The process that reads one uploaded file: ``python -m solutions.planning.web.review.worker ORDER``.

It limits itself before it opens the file, never touches Django or the database, and answers with one JSON object on
standard output: ``{"reading": …}`` or ``{"refused": {"code", "zh", "en"}}``.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any


def limit_self(order: dict[str, Any]) -> None:
    """Cap memory, processor time, open files, and forbid writing files or leaving a core image."""
    seconds = int(order["processor_seconds"])
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, seconds, seconds + 5),
        (resource.RLIMIT_AS, int(order["memory"]), int(order["memory"])),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(kind, (soft, hard))


def read(order: dict[str, Any]) -> dict[str, Any]:
    """The answer for one file."""
    from kechuang.plan.reading import DocumentRefusedError, Limits, read_document, read_plan

    name = str(order["name"])
    try:
        document = read_document(Path(order["path"]).read_bytes(), name, Limits(max_bytes=int(order["max_bytes"])))
        reading = read_plan(document)
    except DocumentRefusedError as refused:
        return {"refused": {"code": refused.code, "zh": refused.zh, "en": refused.en}}
    except (MemoryError, RecursionError):
        zh = f"“{name}”过大或结构过于复杂，内存不够，未读取；请只上传规划正文。"
        return {"refused": {"code": "too_costly", "zh": zh, "en": f"“{name}” is too large or too complex to be read in the "
                            "memory allowed; upload only the plan itself."}}  # fmt: skip
    return {"reading": reading.to_dict()}


def main() -> int:
    """Read the order, limit this process, answer."""
    order = json.loads(sys.argv[1])
    limit_self(order)
    sys.stdout.write(json.dumps(read(order), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
