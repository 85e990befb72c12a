"""一企一档 and what hangs on it, through their addresses."""

from __future__ import annotations

import io
from datetime import date, timedelta

from django.utils import timezone
from openpyxl import load_workbook

from kechuang_web.register import services
from kechuang_web.register.models import Organisation
from solutions.register.web.tests.conftest import REGION, page


def dossier(client, organisation, **query):
    return page(client, f"/register/organisation/{organisation.pk}/", **query)


def test_a_dossier_shows_titles_figures_and_records_with_their_sources(sign_in, register):
    register.title(register.own, "hnte", date(2020, 12, 1), date(2099, 12, 1), number="GR2020")
    register.figure(register.own, 2023, 5200)
    register.record(
        "project", organisation=register.own, name="某研发项目", total_amount=123400000, started_on=date(2021, 1, 1)
    )
    register.record("payment", organisation=register.own, name="认定奖励", amount=30000000, year=2021)
    text = dossier(sign_in("officer"), register.own)
    for words in (
        "高新技术企业",
        "GR2020",
        "5,200",
        "某研发项目",
        "123.4",
        "认定奖励",
        "市场监管局",
        "税务局",
        "持有有效称号",
    ):
        assert words in text, words


def test_a_title_that_lapses_within_a_year_is_said_in_words_unless_it_was_renewed(sign_in, register):
    today = timezone.localdate()
    register.title(register.own, "hnte", today - timedelta(days=900), today + timedelta(days=100))
    client = sign_in("officer")
    assert "还有 3 个月" in dossier(client, register.own)
    register.title(register.own, "hnte", today - timedelta(days=1), today + timedelta(days=1000))
    assert "还有 3 个月" not in dossier(client, register.own)


def test_sources_that_differ_stand_side_by_side_and_open_to_their_own(sign_in, register):
    register.figure(register.own, 2023, 5200, "税务局")
    register.figure(register.own, 2023, 6800, "企业自报")
    register.figure(register.own, 2022, 4000, "税务局")
    client = sign_in("officer")
    text = dossier(client, register.own)
    assert "5,200" in text
    assert "6,800" in text
    assert "1 处来源不一" in text
    figure = page(client, f"/register/organisation/{register.own.pk}/figures/operating_revenue/")
    assert "税务局年表" in figure
    assert "企业自报年表" in figure
    assert figure.count("来源不一") == 2


def test_a_corrected_figure_leaves_the_dossier_and_stays_on_its_page(sign_in, register):
    wrong = register.figure(register.own, 2023, 9999)
    register.figure(register.own, 2023, 5200, supersedes=wrong.id)
    client = sign_in("officer")
    assert "9,999" not in dossier(client, register.own)
    figure = page(client, f"/register/organisation/{register.own.pk}/figures/operating_revenue/")
    assert "9,999" in figure
    assert "已被更正" in figure


def test_figures_in_other_units_are_one_when_they_say_the_same(sign_in, register):
    from kechuang.ledger import Draft
    from kechuang.values import Period, Quantity, Source
    from kechuang_web.stores import ledger_services

    register.figure(register.own, 2023, 5200)
    other = Draft(
        id="t/yuan", subject=register.own.subject, attribute="operating_revenue", definition="operating_revenue@1",
        period=Period.year(2023), value=Quantity.of(52_000_000, "元"), source=Source("年报", "自报"), confidence="low",
    )  # fmt: skip
    ledger_services.append_facts(actor=register.actor, region=f"{REGION}/organisations", drafts=[other])
    assert "来源不一" not in dossier(sign_in("officer"), register.own)


def test_a_past_day_shows_what_had_happened_by_then_and_says_what_the_register_did_not_know(sign_in, register):
    register.title(register.own, "hnte", date(2020, 12, 1), date(2023, 12, 1), number="GR2020")
    register.figure(register.own, 2023, 5200)
    client = sign_in("officer")
    text = dossier(client, register.own, as_of="2019-06-30")
    assert "还没有登记这家" in text
    assert "GR2020" not in text
    assert "5,200" not in text
    assert "GR2020" in dossier(client, register.own, as_of="2021-06-30")


def test_the_history_says_who_changed_what_and_why(sign_in, register, cast):
    client = sign_in("officer")
    services.record_organisation(
        actor=register.actor, region=REGION, pk=register.own.pk, lock_version=0, values={"address": "新地址8号"},
        reason="企业来函",
    )  # fmt: skip
    text = page(client, f"/register/organisation/{register.own.pk}/history/")
    assert "新地址8号" in text
    assert "企业来函" in text
    assert "企业来函" in dossier(client, register.own)


def test_the_workbook_holds_every_part_and_money_as_numbers(sign_in, register):
    register.title(register.own, "hnte", date(2020, 12, 1), date(2099, 12, 1))
    register.record(
        "project", organisation=register.own, name="=1+1", total_amount=123400050, started_on=date(2021, 1, 1)
    )
    register.figure(register.own, 2023, 5200)
    answer = sign_in("officer").get(f"/register/organisation/{register.own.pk}/dossier.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert {"基本情况", "称号", "项目", "历年数据", "修改记录"} <= set(book.sheetnames)
    cells = [cell for row in book["项目"].iter_rows() for cell in row]
    assert 1234000.5 in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells if cell.value == "=1+1"} == {"s"}


def test_synthetic_rows_are_labelled(sign_in, register):
    made = register.organisation("合成公司", kind="enterprise")
    Organisation.objects.filter(pk=made.pk).update(synthetic=True)  # the services refuse it in a region that is real
    client = sign_in("officer")
    assert "模拟数据" in dossier(client, made)
    assert "模拟数据" in page(client, sort="name")


def test_a_dossier_asks_a_bounded_number_of_questions(sign_in, register, django_assert_max_num_queries):
    for number in range(30):
        register.record(
            "intellectual_property",
            organisation=register.own,
            name=f"专利{number}",
            number=f"ZL{number}",
            kind="invention",
        )
        register.title(register.own, "tech_sme", date(1995 + number, 5, 1), date(1996 + number, 1, 1))
    for year in range(2016, 2024):
        register.figure(register.own, year, year)
    client = sign_in("officer")
    dossier(client, register.own)
    with django_assert_max_num_queries(30):
        text = dossier(client, register.own)
    assert "看全部 30 条" in text


def test_a_dossier_of_an_organisation_that_is_not_there_is_not_found(sign_in, register):
    client = sign_in("officer")
    page(client, "/register/organisation/987654/", 404)
    page(client, f"/register/organisation/{register.own.pk}/figures/nothing/", 404)
