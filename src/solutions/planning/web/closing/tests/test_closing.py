"""The end of a plan, through its addresses, on Baodi's own content."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kechuang.content import load_region as read_region
from kechuang.plan.book import parse_book
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.stores.loading import load_region
from kechuang_web.stores.models import PlanVersion

AFTER = "/plan/closing/?as_of=2026-11-23"
DURING = "/plan/closing/?as_of=2023-09-01"
SAID = {"by": "区科技局", "evaluation": "多数指标待补齐年度数据后定论。"}
Open = Callable[[str], Client]


@pytest.fixture
def baodi(db: None) -> None:
    load_region(actor=Actor.command("test"), folder=read_region("baodi"))


def test_while_the_plan_runs_the_page_says_when_it_ends(baodi: None, sign_in: Open) -> None:
    page = sign_in("planner").get(DURING).content.decode()
    assert "规划期到2025年12月31日结束" in page
    assert 'name="evaluation"' not in page


def test_after_its_end_the_page_previews_what_is_handed_on(baodi: None, sign_in: Open) -> None:
    page = sign_in("viewer").get(AFTER).content.decode()
    assert "11项指标" in page
    assert 'name="evaluation"' not in page, "a viewer closes nothing"
    assert PlanVersion.objects.count() == 1, "a preview stores nothing"


def test_closing_keeps_the_promises_and_hands_the_open_ones_on(baodi: None, sign_in: Open) -> None:
    planner = sign_in("planner")
    assert planner.post(AFTER, SAID).status_code == 302
    first, second = PlanVersion.objects.order_by("edition")
    assert (first.digest, second.edition) == (second.digest, 2)
    assert Entry.objects.filter(action="plan.closed").exists()
    assert "多数指标待补齐" in planner.get(AFTER).content.decode()
    answer = planner.get("/plan/closing/next.yaml?as_of=2026-11-23&code=baodi-155&title=十五五规划&period=2026-2030")
    draft = parse_book(answer.content.decode())
    assert draft.predecessor == "baodi-145"
    assert {row.code for row in draft.indicators} >= {"hnte_count", "rd_intensity"}
    assert all(not row.targets for row in draft.indicators), "the next plan sets its own targets"


def test_a_closed_plan_stays_closed_when_the_region_is_loaded_again(baodi: None, sign_in: Open) -> None:
    sign_in("planner").post(AFTER, SAID)
    assert not load_region(actor=Actor.command("test"), folder=read_region("baodi")).versions
    assert "规划已于" in sign_in("planner").get("/plan/?as_of=2026-11-23").content.decode()


@pytest.mark.parametrize("said", [{}, {"by": "区科技局"}, {"evaluation": "好"}])
def test_closing_needs_an_author_and_an_evaluation(baodi: None, sign_in: Open, said: dict[str, str]) -> None:
    assert sign_in("planner").post(AFTER, said).status_code == 422
    assert PlanVersion.objects.count() == 1


def test_a_plan_is_closed_once_and_not_before_its_end(baodi: None, sign_in: Open) -> None:
    planner = sign_in("planner")
    assert planner.post(DURING, SAID).status_code == 422
    planner.post(AFTER, SAID)
    assert planner.post(AFTER, SAID).status_code == 422
    assert PlanVersion.objects.count() == 2


def test_who_may_not_publish_may_not_close(baodi: None, sign_in: Open) -> None:
    assert sign_in("leader").post(AFTER, SAID).status_code == 403


def test_the_next_plan_needs_a_closed_one_and_a_period_that_follows(baodi: None, sign_in: Open) -> None:
    planner = sign_in("planner")
    address = "/plan/closing/next.yaml?as_of=2026-11-23&code=x&title=y&period="
    assert planner.get(address + "2026-2030").status_code == 302
    planner.post(AFTER, SAID)
    assert planner.get(address + "2020-2024").status_code == 302
    assert planner.get(address + "nonsense").status_code == 302
