"""The sample plan that comes with the software: always read, as text, Word document and web page, and always the same."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from kechuang.plan.reading import Reading, read_document, read_plan
from kechuang.plan.reading.quantities.values import plain

ROOT = Path(__file__).resolve().parents[5]
SAMPLE = ROOT / "content" / "sample" / "plan_sample.txt"
EXPECTED = yaml.safe_load((Path(__file__).parent / "plan_sample.yaml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(not SAMPLE.is_file(), reason="content/sample is not part of an installed package")


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sample_documents", ROOT / "tools" / "sample_documents.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=["txt", "docx", "html"])
def sample(request: pytest.FixtureRequest) -> Reading:
    text = SAMPLE.read_text(encoding="utf-8")
    if request.param == "docx":
        return read_plan(read_document(load_tool().to_docx(text), "样例.docx"))
    if request.param == "html":
        return read_plan(read_document(load_tool().to_html(text).encode(), "样例.html"))
    return read_plan(read_document(SAMPLE))


def rows(name: str) -> list[list[str]]:
    return [line.split() for line in EXPECTED[name].splitlines()]


def test_the_title(sample: Reading) -> None:
    # A page's own title stands before the article, so the plan's title is looked for in the text alone.
    assert EXPECTED["title"] in sample.text


def test_the_sections_with_their_roles(sample: Reading) -> None:
    assert [[one.id, str(one.role), one.title] for one in sample.sections] == rows("sections")


def test_every_quantity_with_its_clause(sample: Reading) -> None:
    read = []
    for one in sample.quantities:
        clause = sample.clause_at(one.num_start)
        unit = one.unit if one.unit is not None else f"({one.unit_inferred})"
        value = "—".join(map(str, one.value)) if isinstance(one.value, tuple) else str(plain(one.value))
        number = sample.text[one.num_start : one.num_end]
        read.append([number, value, unit, one.kind, str(one.year), one.measure, one.bound, clause.id if clause else ""])
    assert read == rows("quantities")


def test_the_eleven_targets_are_those_of_the_plan(sample: Reading) -> None:
    targets = sorted(
        (str(plain(one.value)), one.unit)
        for one in sample.quantities
        if one.kind == "target" and not isinstance(one.value, tuple)
    )
    assert targets == sorted(
        [("2.8", "%"), ("280", "家"), ("200", "家"), ("23", "家"), ("20", "家"), ("50", "家"), ("1", "家"), ("1", "家"), ("1", "家"), ("5", "家"),
         ("35", "亿元")]
    )  # fmt: skip


def test_the_tasks(sample: Reading) -> None:
    read = [[one.section, "+".join(one.verbs), sample.text[one.start : one.end]] for one in sample.tasks]
    assert read == rows("tasks")


def test_the_names(sample: Reading) -> None:
    assert {(one.kind, one.name) for one in sample.entities} == {(kind, name) for kind, name in rows("entities")}


def test_the_damage(sample: Reading) -> None:
    assert [[one.what, sample.text[one.start : one.end].strip()] for one in sample.warnings] == rows("warnings")


def test_the_text_says_that_it_is_a_sample(sample: Reading) -> None:
    assert "样例文本" in sample.text.splitlines()[0] + sample.text.splitlines()[1]
