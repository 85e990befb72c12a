"""What the tests of this door share: a document under review, and a published plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kechuang.plan.book.tests.books import small_book
from kechuang_web.audit.services import Actor
from kechuang_web.stores import plan_services
from kechuang_web.stores.models import PlanDocument, PlanVersion

TEXT = (
    "一、发展目标\n到2025年，国家高新技术企业达到280家，瞪羚企业达到30。\n"
    "二、重点任务\n推动京津中关村科技城建设。引进<b>研发机构</b>。\n"
)


def span(words: str, text: str = TEXT) -> dict[str, int]:
    """Where words stand in the text."""
    start = text.index(words)
    return {"start": start, "end": start + len(words)}


def make_reading(text: str = TEXT) -> dict[str, Any]:
    """What a reader would say of the text."""
    return {
        "text": text,
        "title": "样区科技创新“十四五”规划",
        "sections": [
            {"id": "1", "level": 1, "number": "一、", "title": "发展目标", "role": "targets", "path": ["一、发展目标"],
             "start": 0, "end": text.index("二、")},
            {"id": "2", "level": 1, "number": "二、", "title": "重点任务", "role": "tasks", "path": ["二、重点任务"],
             "start": text.index("二、"), "end": len(text)},
        ],
        "quantities": [
            {"name": "国家高新技术企业数", "value": 280, "unit": "家", "unit_inferred": None, "kind": "target", "year": 2025,
             "measure": "level", "bound": "eq", **span("国家高新技术企业达到280家", text)},
            {"name": "瞪羚企业数", "value": 30, "unit": None, "unit_inferred": "家", "kind": "target", "year": 2025,
             "measure": "level", "bound": "eq", **span("瞪羚企业达到30", text)},
        ],
        "tasks": [
            {"task": "推动京津中关村科技城建设", "verbs": ["推动"], "objects": ["京津中关村科技城"], "section": "二",
             **span("推动京津中关村科技城建设", text)},
        ],
        "entities": [{"name": "京津中关村科技城", "kind": "park", **span("京津中关村科技城", text)}],
        "warnings": [{"what": "“瞪羚企业数”的数值没有单位，按“家”理解，请核对。", "en": "No unit; read as 家.", "code": "unit_dropped",
                      "start": text.index("达到30") + 2, "end": text.index("达到30") + 4}],
    }  # fmt: skip


@pytest.fixture
def upload(cast: dict[str, Any]) -> Callable[..., PlanDocument]:
    """Import a document as the planner."""

    def run(data: bytes = b"plan", text: str = TEXT, name: str = "样区规划.txt") -> PlanDocument:
        document, _new = plan_services.import_document(
            actor=Actor.person(cast["planner"]), region="baodi", name=name, data=data, text=text,
            reading={key: value for key, value in make_reading(text).items() if key != "text"},
        )  # fmt: skip
        return document

    return run


@pytest.fixture
def document(upload: Callable[..., PlanDocument]) -> PlanDocument:
    """A document under review, nothing decided yet."""
    return upload()


@pytest.fixture
def published(cast: dict[str, Any]) -> PlanVersion:
    """Version 1 of a small plan."""
    return plan_services.publish_plan(actor=Actor.person(cast["planner"]), book=small_book(region="baodi"))
