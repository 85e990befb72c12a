"""docs/glossary.md from its one table, docs/glossary.yaml.

tools/glossary.py            write the page anew
tools/glossary.py --check    fail when the page is not what the table says
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "glossary.yaml"
PAGE = ROOT / "docs" / "glossary.md"
FIELDS = {"zh", "en", "identifier", "reserved", "definition", "source"}
REQUIRED = {"zh", "en", "definition", "source"}


class GlossaryError(ValueError):
    """The table is not well formed."""


def load_glossary(path: Path = TABLE) -> list[tuple[str, list[dict[str, Any]]]]:
    """Groups of terms.

    A term has an `identifier` (a name in the code), a `reserved` one (to use once there is code), or neither (no name).
    """
    groups = yaml.safe_load(path.read_text("utf-8"))["groups"]
    seen: set[str] = set()
    for group in groups:
        for term in group["terms"]:
            if wrong := (set(term) - FIELDS) | (REQUIRED - set(term)):
                raise GlossaryError(f"{term.get('zh')}: fields missing or unknown: {', '.join(sorted(wrong))}")
            if "identifier" in term and "reserved" in term:
                raise GlossaryError(f"{term['zh']}: a name is either in the code or reserved, not both")
            if term["zh"] in seen:
                raise GlossaryError(f"{term['zh']}: stands in the table twice")
            seen.add(term["zh"])
    return [(group["title"], group["terms"]) for group in groups]


def render_glossary(groups: list[tuple[str, list[dict[str, Any]]]]) -> str:
    """The page in Markdown: one table a group."""
    lines = [
        "# Glossary 术语表",
        "",
        "Generated from `glossary.yaml` by `make docs`; edit the table, not this page. An identifier in *italics* is reserved:",
        "the name to use when the code for it is written.",
    ]
    for title, terms in groups:
        lines += [
            "",
            f"## {title}",
            "",
            "| 中文 | English | Identifier | Definition | Source |",
            "| --- | --- | --- | --- | --- |",
        ]
        for term in terms:
            name = (
                f"`{term['identifier']}`"
                if "identifier" in term
                else f"*{term['reserved']}*"
                if "reserved" in term
                else "–"
            )
            cells = [term["zh"], term["en"], name, term["definition"], term["source"]]
            lines.append("| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check the page."""
    page = render_glossary(load_glossary())
    if arguments == ["--check"]:
        fresh = PAGE.exists() and PAGE.read_text("utf-8") == page
        print(
            "docs/glossary.md is fresh" if fresh else "docs/glossary.md is not what glossary.yaml says: run `make docs`"
        )
        return 0 if fresh else 1
    PAGE.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
