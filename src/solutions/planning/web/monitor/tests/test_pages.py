"""The monitoring pages through their addresses, on Baodi's own content."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from kechuang.content import load_region as read_region
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.stores.loading import load_region
from solutions.planning.web.models import Study
from solutions.planning.web.monitor.situation import situation_on

DAY = "2023-09-01"
PAGES = (
    "/plan/", "/plan/indicators/leading_count/", "/plan/indicators/rice_area/", "/plan/indicators/rd_intensity/",
    "/plan/board/", "/plan/tasks/4.1-01/", "/plan/text/", "/plan/worklist/", "/plan/indicators/leading_count/study/",
    "/plan/screen/?view=targets", "/plan/screen/?view=firms", "/plan/screen/?view=parks", "/plan/screen/?view=programmes",
    "/plan/screen/?view=farming",
)  # fmt: skip
Open = Callable[[str], Client]


@pytest.fixture
def baodi(db: None) -> None:
    load_region(actor=Actor.command("test"), folder=read_region("baodi"))


def get(client: Client, address: str, day: str = DAY) -> str:
    response = client.get(address + ("&" if "?" in address else "?") + f"as_of={day}")
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("day", [DAY, "2020-06-30", "2026-11-23"])
def test_every_page_opens_on_any_day_in_both_languages(baodi: None, sign_in: Open, day: str) -> None:
    client = sign_in("planner")
    for address in PAGES:
        get(client, address, day)
    client.cookies["kc_language"] = "en"
    client.post("/language/", {"language": "en", "next": "/plan/"})
    for address in PAGES:
        get(client, address, day)


def test_the_leaders_page_tells_the_early_success_first_and_missing_figures_as_work(baodi: None, sign_in: Open) -> None:
    page = get(sign_in("leader"), "/plan/")
    assert page.index("提前两年实现") < page.index("待收录")
    assert "其余10项指标待收录数据后判断" in page
    assert "10 项数据有待补齐" in page


def test_an_indicator_shows_every_figure_with_its_source_and_the_missing_address(baodi: None, sign_in: Open) -> None:
    page = get(sign_in("planner"), "/plan/indicators/leading_count/")
    for shown in ("2023年8月", "2023年5月", "2019年", "未记录网址", "宝坻区在已收录的5个区中居第4位"):
        assert shown in page


def test_two_figures_in_conflict_both_stand_on_the_page(baodi: None, sign_in: Open) -> None:
    page = get(sign_in("planner"), "/plan/indicators/strategic_emerging_share/")
    assert "口径不一" in page
    assert "54" in page
    assert "28" in page


def test_a_running_count_never_stands_as_the_present_value_of_a_year_end_stock(baodi: None) -> None:
    from solutions.planning.web.monitor.overview import row_of

    situation = situation_on(date(2023, 9, 1), public_only=False)
    assert situation is not None
    row = row_of(situation, "tech_sme_count")
    assert row.actual is None
    assert row.aside is not None
    assert row.aside.zh == "2022年1—5月累计 101家"


def test_before_the_plan_took_effect_the_page_says_so(baodi: None, sign_in: Open) -> None:
    assert "所选日期早于规划施行" in get(sign_in("planner"), "/plan/", "2020-06-30")


def test_without_a_published_plan_the_page_says_what_to_do(db: None, sign_in: Open) -> None:
    assert "这里还没有发布的规划" in get(sign_in("planner"), "/plan/")
    assert "这里还没有发布的规划" in get(sign_in("planner"), "/plan/screen/")


def test_a_plan_published_here_is_shown_before_any_figure_is_held(db: None, sign_in: Open) -> None:
    from kechuang.plan.book import load_book
    from kechuang_web.stores.plan_services import add_version

    add_version(actor=Actor.command("test"), book=load_book(read_region("baodi").path / "plan"))
    page = get(sign_in("planner"), "/plan/")
    assert "11 项主要指标" in page
    assert "待收录" in page


def test_the_words_of_the_plan_appear_once_its_document_is_imported(baodi: None, sign_in: Open) -> None:
    from django.utils import timezone

    from kechuang_web.stores.models import PlanDocument

    client = sign_in("planner")
    assert "导入规划原文后" in get(client, "/plan/indicators/leading_count/")
    situation = situation_on(date(2023, 9, 1), public_only=False)
    assert situation is not None
    document = situation.book.document
    PlanDocument.objects.create(
        region="baodi", name="plan.txt", data=b"", size=0, sha256="0" * 64, sm3="0" * 64,
        text="原" * (document.length or 0), text_sha256=document.sha256, reading={}, uploaded_at=timezone.now(),
    )  # fmt: skip
    assert "导入规划原文后" not in get(client, "/plan/indicators/leading_count/")


def test_the_public_reads_the_promises_but_not_the_desk(baodi: None, sign_in: Open) -> None:
    client = sign_in("public")
    assert "提前两年实现" in get(client, "/plan/")
    get(client, "/plan/indicators/leading_count/")
    for address in ("/plan/worklist/", "/plan/indicators/leading_count/study/", "/plan/screen/"):
        assert client.get(address).status_code == 302, address


@pytest.mark.parametrize(
    "address",
    ["/plan/indicators/nonsense/", "/plan/tasks/9.9-99/", "/plan/export.pdf", "/plan/indicators/x/export.csv"],
)
def test_what_the_plan_does_not_have_is_not_found(baodi: None, sign_in: Open, address: str) -> None:
    assert sign_in("planner").get(address).status_code == 404


def test_the_board_filters_by_state_and_text(baodi: None, sign_in: Open) -> None:
    client = sign_in("planner")
    assert "没有符合条件的任务" in get(client, "/plan/board/?q=不存在的任务")
    held = get(client, "/plan/board/?state=under_way")
    assert "4.1-01" in held or "推进中" in held
    assert get(client, "/plan/board/").count("<tr data-href") == 154


def test_the_export_carries_definition_source_and_bound_of_every_figure(baodi: None, sign_in: Open) -> None:
    response = sign_in("planner").get("/plan/indicators/zgc_registered_firms/export.csv?as_of=2026-03-01")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    passed = next(row for row in rows if row["时点"] == "2025-12")
    assert (passed["数值"], passed["限定"], passed["单位"]) == ("2000", "gt", "家")
    assert all(row["口径编码"] and row["来源"] and row["网址"] for row in rows)


def test_the_workbook_of_all_figures_opens(baodi: None, sign_in: Open) -> None:
    from openpyxl import load_workbook

    response = sign_in("leader").get(f"/plan/export.xlsx?as_of={DAY}")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet.max_row > 30


# --- studies -----------------------------------------------------------------------------------------------------------

STUDY = f"/plan/indicators/leading_count/study/?as_of={DAY}"


def propose(client: Client, reason: str = "两年前已达标，建议提高") -> int:
    return client.post(STUDY, {"reason": reason}).status_code


def test_a_study_is_proposed_by_one_and_decided_by_another(baodi: None, sign_in: Open) -> None:
    assert propose(sign_in("planner")) == 302
    study = Study.objects.get()
    answer = sign_in("leader").post(STUDY, {"study": study.pk, "option": "floor", "opinion": "保持到期末"})
    assert answer.status_code == 302
    study.refresh_from_db()
    assert (study.option, study.decided_by.username) == ("floor", "leader")
    assert set(Entry.objects.values_list("action", flat=True)) >= {"study.proposed", "study.decided"}
    assert "提请研究：“市级科技领军" not in get(sign_in("leader"), "/plan/")


def test_a_second_study_of_the_same_indicator_waits_for_the_first(baodi: None, sign_in: Open) -> None:
    propose(sign_in("planner"))
    assert propose(sign_in("officer")) == 422
    assert Study.objects.count() == 1


def test_no_reason_no_study(baodi: None, sign_in: Open) -> None:
    assert propose(sign_in("planner"), "  ") == 422


def test_an_indicator_without_early_success_has_nothing_to_study(baodi: None, sign_in: Open) -> None:
    assert (
        sign_in("planner").post(f"/plan/indicators/hnte_count/study/?as_of={DAY}", {"reason": "x"}).status_code == 422
    )


def test_who_may_not_propose_or_decide_is_refused(baodi: None, sign_in: Open) -> None:
    assert propose(sign_in("viewer")) == 403
    propose(sign_in("planner"))
    study = Study.objects.get()
    assert sign_in("planner").post(STUDY, {"study": study.pk, "option": "note"}).status_code == 403
    study.refresh_from_db()
    assert study.option == ""


def test_a_decided_study_is_not_decided_again(baodi: None, sign_in: Open) -> None:
    propose(sign_in("planner"))
    study = Study.objects.get()
    leader = sign_in("leader")
    leader.post(STUDY, {"study": study.pk, "option": "note"})
    assert leader.post(STUDY, {"study": study.pk, "option": "raise"}).status_code == 422
    study.refresh_from_db()
    assert study.option == "note"


def test_a_page_costs_a_fixed_number_of_queries(
    baodi: None, sign_in: Open, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = sign_in("planner")
    for address in PAGES:
        get(client, address)  # the situation is made once and kept
        with django_assert_max_num_queries(12):
            get(client, address)
