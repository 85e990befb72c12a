"""Translations without gettext: compile the catalogues, check that they are complete, add what is new.

The key of a translation is the Chinese sentence itself (docs/decisions/0002). A catalogue is complete when every key found in
the Python files and templates of its app has an English sentence, none is left over, none is marked fuzzy, and the named
placeholders agree. ``compile`` writes the .mo files, which are not kept in the repository.

    tools/catalogues.py compile | check | update
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
MOST_SHOWN = 30
SKIPPED_FOLDERS = {"tests", "migrations", "static", "locale", "__pycache__"}
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sd]|\{[a-z_0-9]*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]+")
TRANSLATED_OR_CODE = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}"
    r"|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->",
    re.DOTALL,
)
Key = tuple[str, str | tuple[str, ...]]


def compile_catalogues(source: Path) -> list[Path]:
    """Write ``django.mo`` beside every ``django.po`` under ``source`` that is newer; returns what was written."""
    written = []
    for po in sorted(source.glob("**/locale/*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as file:
            catalogue = read_po(file, locale=po.parts[-3])
        # Written aside and moved into place: another process never reads half a catalogue.
        descriptor, name = tempfile.mkstemp(dir=po.parent, suffix=".mo.part")
        with os.fdopen(descriptor, "wb") as file:
            write_mo(file, catalogue)
        Path(name).replace(mo)
        written.append(mo)
    return written


def find_catalogues(root: Path = ROOT) -> list[Path]:
    """Every English catalogue below src/."""
    return sorted((root / "src").glob("**/locale/en/LC_MESSAGES/django.po"))


def apps_without_catalogue(root: Path = ROOT) -> list[str]:
    """Apps that have sentences to translate and no English catalogue, one finding each."""
    apps = (path.parent for path in sorted((root / "src").glob("**/apps.py")))
    return [
        f"{app.relative_to(root).as_posix()}: {len(keys)} sentences and no locale/en/LC_MESSAGES/django.po"
        for app in apps
        if not (app / "locale").exists() and (keys := app_keys(app))
    ]


def app_folder(catalogue: Path) -> Path:
    """The app a catalogue belongs to: the folder that holds ``locale``."""
    return catalogue.parents[3]


def app_files(app: Path) -> Iterator[Path]:
    """Python files and templates of an app, leaving out tests, migrations and apps inside it with catalogues of their own."""
    for path in sorted(app.rglob("*")):
        folders = path.relative_to(app).parts[:-1]
        if path.suffix not in {".py", ".html", ".txt"} or SKIPPED_FOLDERS.intersection(folders):
            continue
        if path.suffix != ".py" and "templates" not in folders:
            continue
        inner = [app.joinpath(*folders[:depth]) for depth in range(1, len(folders) + 1)]
        if any((folder / "locale").is_dir() for folder in inner):
            continue
        yield path


def extract_keys(path: Path) -> Iterator[tuple[int, Key]]:
    """Line and key of each translatable sentence of one file; a key is a context and the sentence (or both plural forms)."""
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # What is left is Python calls between words of X; the tokenizer minds their indentation.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    found = extract(
        "python", io.BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=(), options={"encoding": "utf-8"}
    )
    for line, message, _comments, context in found:
        yield line, (context or "", message)


def app_keys(app: Path) -> dict[Key, list[tuple[str, int]]]:
    """Every key of an app with the places where it stands."""
    keys: dict[Key, list[tuple[str, int]]] = {}
    for path in app_files(app):
        for line, key in extract_keys(path):
            keys.setdefault(key, []).append((path.relative_to(app).as_posix(), line))
    return keys


def read_catalogue(path: Path) -> Catalog:
    """The catalogue of a .po file."""
    with path.open("rb") as stream:
        return read_po(stream, locale="en", domain="django")


def message_key(message: Message) -> Key:
    """The key under which a catalogue's entry is looked up."""
    return message.context or "", tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def check_catalogue(path: Path) -> list[str]:
    """What is wrong with a catalogue, one sentence each."""
    findings: list[str] = []
    app = app_folder(path)
    name = app.relative_to(ROOT).as_posix() if app.is_relative_to(ROOT) else app.name
    entries = {message_key(message): message for message in read_catalogue(path) if message.id}
    used = app_keys(app)
    for key, places in used.items():
        where = f"{name}/{places[0][0]}:{places[0][1]}"
        entry = entries.get(key)
        if entry is None:
            findings.append(
                f"{where}: “{key[1]}” has no entry in {path.name}; run tools/catalogues.py update and translate it"
            )
            continue
        wanted = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        if not wanted or not all(wanted):
            findings.append(f"{where}: “{key[1]}” is not translated")
        elif "fuzzy" in entry.flags:
            findings.append(f"{where}: the translation of “{key[1]}” is marked fuzzy")
        else:
            forms = key[1] if isinstance(key[1], tuple) else (key[1],)
            expected = {hole for form in forms for hole in PLACEHOLDER.findall(form)}
            if not {hole for form in wanted for hole in PLACEHOLDER.findall(form)} <= expected or (
                not isinstance(key[1], tuple) and expected != set(PLACEHOLDER.findall(wanted[0]))
            ):
                findings.append(f"{where}: the placeholders of “{key[1]}” and its translation differ")
            findings.extend(
                f"{where}: the English of “{key[1]}” is still Chinese: “{form}”"
                for form in wanted
                if len(CHINESE.findall(form)) > len(form) / 2
            )
    findings.extend(f"{name}: “{key[1]}” is translated but no longer used" for key in entries if key not in used)
    return findings


def bare_chinese(template: str) -> list[tuple[int, str]]:
    """Line and text of Chinese that stands in a template outside any translation, where English readers would meet it.

    >>> bare_chinese("<p>{% translate '规划' %}</p> 漏")
    [(1, '漏')]
    """

    def blank(found: re.Match[str]) -> str:
        return "\n" * found[0].count("\n")

    rest = TRANSLATED_OR_CODE.sub(blank, template)
    return [(1 + rest[: found.start()].count("\n"), found[0]) for found in CHINESE_RUN.finditer(rest)]


def check_templates(root: Path = ROOT) -> list[str]:
    """Chinese outside translations, in every template below src/, one finding a line.

    A line that means it says `lang="zh…"`; a page of specimens says `{# not translated: why #}` once.
    """
    findings = []
    for path in sorted((root / "src").glob("**/templates/**/*.html")):
        text = path.read_text("utf-8")
        if "{# not translated:" in text:
            continue
        lines = text.splitlines()
        by_line: dict[int, list[str]] = {}
        for line, words in bare_chinese(text):
            if 'lang="zh' not in lines[line - 1]:
                by_line.setdefault(line, []).append(words)
        findings += [
            f"{path.relative_to(root)}:{line}: “{'…'.join(words)}” stands outside {{% translate %}}"
            for line, words in by_line.items()
        ]
    return findings


def update_catalogue(path: Path) -> int:
    """Add new keys with an empty translation and drop those no longer used; returns how many were added."""
    catalogue = read_catalogue(path)
    keys = app_keys(app_folder(path))
    known = {message_key(message): message for message in catalogue if message.id}
    fresh = Catalog(locale="en", domain="django", header_comment="", charset="utf-8")
    for key, places in keys.items():
        entry = known.get(key)
        files = [(file, None) for file in dict.fromkeys(file for file, _line in places)]
        fresh.add(key[1], entry.string if entry else None, locations=files, context=key[0] or None)
    with path.open("wb") as stream:
        write_po(stream, fresh, width=120, omit_header=False, sort_by_file=True, include_lineno=False)
    # Babel writes the time of writing into the header: a difference without meaning at every run.
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not re.match(r'"(POT-Creation|PO-Revision)-Date', line)), "utf-8")
    return len(keys.keys() - known.keys())


def main(arguments: list[str]) -> int:
    """Run one of the three verbs over every catalogue."""
    match arguments:
        case ["compile"]:
            compile_catalogues(ROOT / "src")
            return 0
        case ["update"]:
            for path in find_catalogues():
                print(f"{path.relative_to(ROOT)}: {update_catalogue(path)} new")
            return 0
        case ["check"]:
            findings = [finding for path in find_catalogues() for finding in check_catalogue(path)]
            findings += apps_without_catalogue() + check_templates()
            shown = findings[:MOST_SHOWN] + ([f"… {len(findings)} in all"] if len(findings) > MOST_SHOWN else [])
            print("\n".join(shown) or f"{len(find_catalogues())} catalogues are complete")
            return 1 if findings else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
