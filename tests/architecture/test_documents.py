"""Documents stay true: commands they name exist, links lead somewhere, the glossary is fresh and its names are in use."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest

from kechuang.cli import main
from kechuang.cli.registry import BUILT_IN, GROUP
from kechuang.monitoring import Status
from tests.architecture.tree import ROOT, read_text, relative, tracked_files
from tools.changelog import check_fragment, read_fragments
from tools.glossary import PAGE, load_glossary, render_glossary

DOCUMENTS = [path for path in tracked_files() if path.suffix == ".md"]
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
MAKE = re.compile(r"(?:^|[\s(])make ([a-z][a-z0-9-]*)")
KECHUANG = re.compile(r"(?:^|\s)kechuang ([a-z]+(?: [a-z]+)?)")
LISTED = re.compile(r"^\| `(kechuang [^`]+)` \|", re.MULTILINE)
SETTING = re.compile(r'"(KECHUANG_[A-Z_]+)"')
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def code_of(text: str) -> str:
    """What a document shows as code: fenced blocks and spans, one a line."""
    return "\n".join(block or span for block, span in CODE.findall(text))


def make_targets() -> set[str]:
    """Targets the Makefile has."""
    rules = re.findall(r"^([a-z][a-z0-9 -]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return {name for rule in rules for name in rule.split()}


def known_commands() -> set[tuple[str, ...]]:
    """The words of every command: the library's own and those the shell adds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    added = project.get("entry-points", {}).get(GROUP, {})
    return {command.words for command in BUILT_IN} | {tuple(name.split(".")) for name in added}


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_make_target_a_document_names_exists(document):
    assert set(MAKE.findall(code_of(read_text(document) or ""))) - make_targets() == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_kechuang_command_a_document_names_exists(document):
    named = {tuple(words.split()) for words in KECHUANG.findall(code_of(read_text(document) or ""))}
    assert {words for words in named if not known_commands() & {words, words[:1]}} == set()


def readme_commands() -> list[str]:
    """The commands that both readmes list."""
    return sorted(
        {found for name in ("README.md", "README.zh-CN.md") for found in LISTED.findall(read_text(ROOT / name) or "")}
    )


@pytest.mark.parametrize("command", readme_commands())
def test_every_command_of_the_readme_runs_as_it_stands(command, tmp_path, capsys):
    plan = tmp_path / "plan.txt"
    plan.write_text("三、发展目标\n到2025年，国家高新技术企业达到200家。\n", "utf-8")
    places = {"FILE": str(plan), "文件": str(plan), "FOLDER": str(tmp_path / "out"), "文件夹": str(tmp_path / "out")}
    assert main([places.get(word, word) for word in command.split()[1:]]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_link_inside_the_repository_leads_somewhere(document):
    links = [
        link for link in LINK.findall(read_text(document) or "") if "://" not in link and not link.startswith("mailto:")
    ]
    assert [link for link in links if not (document.parent / link).exists()] == []


def environment_names() -> set[str]:
    """Names that the product asks the environment for: they stand as texts of their own, settings as identifiers."""
    sources = (path for path in tracked_files() if relative(path).startswith("src/") and path.suffix == ".py")
    asked = (SETTING.findall(read_text(path) or "") for path in sources if "tests" not in path.parts)
    return {name for names in asked for name in names}


def test_every_setting_that_the_environment_gives_is_documented():
    documents = "\n".join(read_text(path) or "" for path in DOCUMENTS)
    assert len(environment_names()) > 5
    assert (
        sorted(name for name in environment_names() if f"`{name}`" not in documents and f"{name}=" not in documents)
        == []
    )


def test_the_glossary_page_is_what_the_table_says():
    assert PAGE.read_text("utf-8") == render_glossary(load_glossary()), "run `make docs`"


def test_every_identifier_of_the_glossary_is_a_name_in_use():
    code = "\n".join(
        text
        for path in tracked_files()
        if relative(path).startswith(("src/", "content/")) and path.suffix in {".py", ".yaml", ".csv", ".html"}
        if (text := read_text(path)) is not None
    )
    named = [term["identifier"] for _title, terms in load_glossary() for term in terms if "identifier" in term]
    assert [name for name in named if not re.search(rf"(?<![a-zA-Z0-9_]){re.escape(name)}(?![a-zA-Z0-9_])", code)] == []


def test_the_glossary_calls_each_status_as_the_pages_do():
    terms = {term["identifier"]: term for _title, group in load_glossary() for term in group if "identifier" in term}
    assert [(s.value, terms[s.value]["zh"], terms[s.value]["en"]) for s in Status] == [
        (s.value, s.label("zh"), s.label("en")) for s in Status
    ]


def test_every_decision_stands_in_the_index_and_has_its_four_parts():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    pages = sorted(folder.glob("[0-9]*.md"))
    assert [page.name for page in pages if f"]({page.name})" not in index] == []
    parts = ("## Context", "## Choice", "## Alternatives", "## Consequence")
    assert [(page.name, part) for page in pages for part in parts if part not in page.read_text("utf-8")] == []


def test_every_changelog_fragment_is_well_formed():
    assert [finding for name, text in read_fragments().items() if (finding := check_fragment(name, text))] == []


def test_make_help_lists_every_target_that_documents_name():
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"setup", "check", "test-core", "test", "e2e", "docs", "demo", "bench", "lock"} <= set(MAKE.findall(shown))
