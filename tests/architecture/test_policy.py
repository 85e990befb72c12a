"""Policy and places are content: the next region is a folder, so no code may know the first one."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

from kechuang.cli import main
from tests.architecture.tree import ROOT

#: The one place that says which region a new installation shows (the environment overrides it), and the style page's
#: specimens, which are labelled as such.
ALLOWED = {"src/config/settings/base.py", "src/kechuang_web/kit/samples.py"}
#: Help texts may give an example.
EXAMPLE = re.compile(r"(?:如|such as|e\.g\.) *[a-z]+")


def region_words(content: Path) -> set[str]:
    """Codes, numbers and Chinese names of every region below the country, with the names' ending cut off (宝坻区, 宝坻)."""
    words: set[str] = set()
    for path in content.glob("*/region.yaml"):
        region = yaml.safe_load(path.read_text("utf-8"))
        if region.get("parent"):
            name = region["name"]["zh"]
            words |= {region["code"], name, re.sub(r"[省市区县]$", "", name)}
            if not region.get("synthetic"):  # its number exists nowhere: the twin makes credit codes of it
                words.add(str(region["adcode"]))
    return words


def text_constants(source: str) -> list[tuple[int, str]]:
    """Line and text of the strings a Python file works with; docstrings and their examples are left out."""
    tree = ast.parse(source)
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    ]


def places_named(root: Path, words: set[str]) -> list[str]:
    """Where code or a template names a region."""
    pattern = re.compile("|".join(rf"(?<![a-z0-9_]){re.escape(word)}(?![a-z0-9_])" for word in sorted(words)))
    findings = []
    for path in sorted((root / "src").rglob("*")):
        name = path.relative_to(root).as_posix()
        if (
            path.suffix not in {".py", ".html"}
            or "tests" in path.parts
            or path.name.startswith(("test", "conftest"))
            or name in ALLOWED
        ):
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".html":
            if "{# not translated:" in text:
                continue
            lines = list(enumerate(text.splitlines(), 1))
        else:
            lines = text_constants(text)
        findings += [
            f"{name}:{line}: {found[0]}"
            for line, words_there in lines
            if (found := pattern.search(EXAMPLE.sub("", words_there)))
        ]
    return findings


def test_no_code_names_a_region():
    assert places_named(ROOT, region_words(ROOT / "content")) == []


def test_a_region_in_code_is_found_and_one_in_a_docstring_is_not(tmp_path):
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "a.py").write_text('"""For 某区."""\n\nNAME = "某区科技局"\nHELP = "区域代码，如 mou"\n', "utf-8")
    (folder / "b.html").write_text("<p>某区</p>", "utf-8")
    assert places_named(tmp_path, {"某区", "mou"}) == ["src/a.py:3: 某区", "src/b.html:1: 某区"]


REGIONS_PAGE = ROOT / "docs" / "regions.md"
FILE_BLOCK = re.compile(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def documented_region(tmp_path):
    """The region that docs/regions.md spells out, as a folder."""
    files = FILE_BLOCK.findall(REGIONS_PAGE.read_text("utf-8"))
    for name, text in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / Path(files[0][0]).parts[0]


def test_the_region_of_the_documents_is_watched_as_the_page_says(documented_region, capsys):
    assert main(["monitor", "--region", str(documented_region), "--as-of", "2024-06-01", "--json"]) == 0
    (indicator,) = json.loads(capsys.readouterr().out)["indicators"]
    assert (indicator["status"], indicator["actual"]["value"], indicator["expected"]["value"]) == ("on_track", 90, 84)


def test_every_file_of_a_region_is_documented():
    page = REGIONS_PAGE.read_text("utf-8")
    files = {path.name for path in (ROOT / "content").glob("*/*.*")}
    files |= {f"plan/{path.name}" for path in (ROOT / "content").glob("*/plan/*.*")}
    assert sorted(name for name in files if f"`{name}`" not in page) == []
