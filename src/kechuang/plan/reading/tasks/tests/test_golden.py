"""Tasks of sentences in the style of other regions, and what the reader owes any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.plan.reading.tasks import read_tasks

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "golden.yaml").read_text(encoding="utf-8"))


def test_there_are_at_least_sixty_sentences() -> None:
    assert len({case["text"] for case in CASES}) >= 60


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:16] for case in CASES])
def test_a_sentence_gives_its_tasks(case: dict[str, Any]) -> None:
    read = [f"{','.join(task.verbs)}: {case['text'][task.start : task.end]}" for task in read_tasks(case["text"], ())]
    assert read == case["tasks"]


ALPHABET = "推进打造支持鼓励建设发展企业平台产业园区创新一批等、，。；的和与在以为加快（）“”《》 \n12345%家亿元abc"


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=300), st.text(alphabet=ALPHABET, max_size=300)))
def test_any_text_gives_tasks_in_order_inside_it(text: str) -> None:
    tasks = read_tasks(text, ())
    for task in tasks:
        assert 0 <= task.start < task.end <= len(text)
        assert task.verbs
    starts = [task.start for task in tasks]
    assert starts == sorted(starts)
