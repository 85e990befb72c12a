"""The changelog, assembled from one fragment per visible change.

``changes.d/SLUG.KIND.md`` (KIND: added, changed, fixed, removed) holds a sentence or two for the people who use or run the
product. Fragments never collide when several people work at once. At a release they become a section of CHANGELOG.md.

    tools/changelog.py                          print what the next release will say
    tools/changelog.py --check                  every fragment is well formed
    tools/changelog.py --release 0.2.0 2026-12-01
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "changes.d"
KINDS = {"added": "Added", "changed": "Changed", "fixed": "Fixed", "removed": "Removed"}
NAME = re.compile(r"(?P<slug>[a-z0-9][a-z0-9-]*)\.(?P<kind>[a-z]+)\.md")


def check_fragment(name: str, text: str) -> str | None:
    """What is wrong with a fragment, in one sentence, or None.

    >>> check_fragment("plan-reader.added.md", "The reader reads Word files.")
    >>> check_fragment("reader.new.md", "x.")
    'changes.d/reader.new.md: the kind is one of added, changed, fixed, removed'
    """
    found = NAME.fullmatch(name)
    if not found:
        return f"changes.d/{name}: name it SLUG.KIND.md in lower case"
    if found["kind"] not in KINDS:
        return f"changes.d/{name}: the kind is one of {', '.join(KINDS)}"
    if not text.strip().endswith((".", "。")):
        return f"changes.d/{name}: write whole sentences, ended by a full stop"
    return None


def read_fragments(folder: Path = FOLDER) -> dict[str, str]:
    """File name and text of each fragment, by name."""
    return {
        path.name: path.read_text("utf-8").strip() for path in sorted(folder.glob("*.md")) if path.name != "README.md"
    }


def render_section(title: str, fragments: dict[str, str]) -> str:
    """One section of the changelog, grouped by kind.

    >>> print(render_section("0.1.0", {"a.fixed.md": "One.", "b.added.md": "Two."}))
    ## 0.1.0
    <BLANKLINE>
    ### Added
    <BLANKLINE>
    - Two.
    <BLANKLINE>
    ### Fixed
    <BLANKLINE>
    - One.
    """
    parts = [f"## {title}"]
    for kind, heading in KINDS.items():
        if own := [" ".join(text.split()) for name, text in fragments.items() if name.endswith(f".{kind}.md")]:
            parts += [f"### {heading}", "\n".join(f"- {text}" for text in own)]
    return "\n\n".join(parts)


def release(version: str, date: str) -> None:
    """Put the fragments into CHANGELOG.md as a section above the earlier ones, and remove them."""
    fragments = read_fragments()
    path = ROOT / "CHANGELOG.md"
    head, mark, earlier = path.read_text("utf-8").partition("\n## ")
    path.write_text(f"{head.rstrip()}\n\n{render_section(f'{version} ({date})', fragments)}\n{mark}{earlier}", "utf-8")
    for name in fragments:
        (FOLDER / name).unlink()


def main(arguments: list[str]) -> int:
    """Print, check or release."""
    fragments = read_fragments()
    match arguments:
        case []:
            print(render_section("Unreleased", fragments))
            return 0
        case ["--check"]:
            findings = [finding for name, text in fragments.items() if (finding := check_fragment(name, text))]
            print("\n".join(findings) or f"{len(fragments)} fragments")
            return 1 if findings else 0
        case ["--release", version, date] if re.fullmatch(r"\d{4}-\d\d-\d\d", date):
            release(version, date)
            return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
