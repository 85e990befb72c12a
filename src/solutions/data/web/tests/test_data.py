"""The data door, through its addresses."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from kechuang.ledger import Draft
from kechuang.values import Period, Quantity, Source
from kechuang_web.audit.append_only import releasing_sql
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.stores import ledger_services

HOSTILE = "=HYPERLINK(1)<script>alert(1)</script>"


def draft(number, **changes):
    plain = {
        "id": f"t/{number}", "subject": "region/120115", "attribute": "hnte_count", "definition": "hnte_count@1",
        "period": Period.parse(str(2018 + number)), "value": Quantity.of(100 * number, "家"), "source": Source("公报", "科技局"),
        "confidence": "medium",
    }  # fmt: skip
    return Draft(**{**plain, **changes})


@pytest.fixture
def facts(db):
    return ledger_services.append_facts(
        actor=Actor.command("test"),
        region="baodi",
        drafts=[
            draft(1, published=date(2020, 3, 1)),
            draft(
                2,
                value=Quantity.parse("2.5", "万家"),
                source=Source("网页", None, "https://example.org/x"),
                confidence="low",
            ),
            draft(3, supersedes="t/1"),
            draft(4, period=None, source=Source("传闻", None, "javascript:alert(1)"), confidence="low"),
            draft(
                5,
                attribute="gazelle_count",
                definition="gazelle_count@1",
                note=HOSTILE,
                source=Source(HOSTILE, HOSTILE),
            ),
        ],
    )


def page(client, path="/data/", **query):
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def ids(text):
    return [number for number in range(1, 6) if f"/data/fact/t/{number}/" in text]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [2, 3, 4, 5]),
        ({"all": "1"}, [1, 2, 3, 4, 5]),
        ({"attribute": "gazelle_count"}, [5]),
        ({"confidence": "low"}, [2, 4]),
        ({"year": "2020"}, [2]),
        ({"year": "none"}, [4]),
        ({"year": "9" * 4}, []),
        ({"address": "no"}, [3, 5]),
        ({"publisher": "科技局"}, [3]),
        ({"q": "传闻"}, [4]),
        ({"as_of": "2020-02-29", "all": "1"}, []),
        ({"as_of": "2020-03-01", "all": "1"}, [1]),
        ({"as_of": "2020-12-31"}, [1, 2]),
        ({"q": "nothing here"}, []),
        ({"q": "'; DROP TABLE x; --"}, []),
        ({"q": "a\x00b", "page": "-1", "sort": "password"}, []),
        ({"page": "99999999999999999999"}, [2, 3, 4, 5]),
        ({"definition": "x" * 5000}, []),
    ],
)
def test_filters_find_what_they_say(sign_in, facts, query, expected):
    assert ids(page(sign_in("planner"), **query)) == expected


def test_a_correction_hides_the_old_figure_only_from_the_day_it_applies(sign_in, facts):
    client = sign_in("planner")
    assert 1 in ids(page(client, as_of="2020-12-31"))
    assert 1 not in ids(page(client, as_of="2022-01-01"))


def test_sorting_by_value_compares_amounts_not_texts(sign_in, facts):
    text = page(sign_in("planner"), sort="-value", all="1")
    order = sorted(range(1, 6), key=lambda number: text.index(f"/data/fact/t/{number}/"))
    assert order[0] == 2  # 2.5 万家


def test_only_the_rows_come_back_for_htmx(sign_in, facts):
    answer = sign_in("planner").get("/data/", headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div id="rows"')


def test_nothing_written_in_a_source_becomes_code_on_a_page(sign_in, facts):
    client = sign_in("planner")
    for address in ("/data/", "/data/sources/", "/data/fact/t/4/", "/data/fact/t/5/"):
        text = page(client, address)
        assert "<script>alert" not in text
        assert 'href="javascript' not in text
    assert "javascript:alert(1)" in page(client, "/data/fact/t/4/")  # shown as text


def test_an_exported_csv_runs_nothing_in_a_spreadsheet_and_is_logged(sign_in, facts):
    answer = sign_in("planner").get("/data/ledger.csv", {"all": "1"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 6
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    assert "'" + HOSTILE in [cell for row in rows for cell in row]
    entry = Entry.objects.get(action="data.exported")
    assert (entry.detail["rows"], entry.actor_name) == (5, "planner")


def test_an_exported_workbook_holds_numbers_as_numbers_and_formulas_as_text(sign_in, facts):
    answer = sign_in("planner").get("/data/ledger.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.value == 2.5]
    assert {cell.data_type for cell in cells if cell.value == HOSTILE} == {"s"}


def test_an_export_in_another_form_does_not_exist(sign_in, facts):
    assert sign_in("planner").get("/data/ledger.exe").status_code == 404


def test_a_fact_shows_its_corrections_and_its_place_in_the_chain(sign_in, facts):
    text = page(sign_in("planner"), "/data/fact/t/1/")
    assert "这一条已被更正" in text
    assert "/data/fact/t/3/" in text
    assert facts[0].digest in text
    assert "完好" in text


@pytest.mark.django_db(transaction=True)
def test_an_altered_row_is_shown_as_altered(sign_in, facts):
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in (
            *releasing_sql(connection.vendor, "stores_ledgerfact"),
            "UPDATE stores_ledgerfact SET low = '7', high = '7' WHERE seq = 2",
        ):
            cursor.execute(statement)
    client = sign_in("auditor")
    assert "已被改动" in page(client, "/data/fact/t/2/")
    report = page(client, "/data/verify/")
    assert "已被改动" in report
    assert "第2条" in report


def test_pages_of_an_empty_ledger_say_what_to_do(sign_in, db):
    client = sign_in("planner")
    assert "先载入地区资料" in page(client)
    assert "台账里还没有事实" in page(client, "/data/sources/")
    assert "完好" in page(client, "/data/verify/")
    assert client.get("/data/fact/none/").status_code == 404


def test_the_dictionary_gives_each_definition_and_says_who_owns_it(sign_in, facts):
    client = sign_in("planner")
    assert "hnte_count" in page(client, "/data/dictionary/", q="高新技术")
    text = page(client, "/data/dictionary/hnte_count/")
    assert "hnte_count@1" in text
    assert "宝坻区" in text


def test_the_audit_log_is_filtered_and_exported(sign_in, facts):
    client = sign_in("auditor")
    assert "录入台账" in page(client, "/data/audit/", action="ledger.appended")
    assert "没有符合条件的记录" in page(client, "/data/audit/", to="2001-01-01")
    assert "没有符合条件的记录" not in page(client, "/data/audit/", **{"from": "not a day"})
    answer = client.get("/data/audit.csv")
    assert "录入台账" in answer.content.decode("utf-8-sig")


def test_pages_ask_the_database_a_bounded_number_of_questions(sign_in, facts, django_assert_max_num_queries):
    client = sign_in("planner")
    page(client)
    for address, most in (("/data/", 16), ("/data/fact/t/1/", 16), ("/data/sources/", 10), ("/data/dictionary/", 6)):
        with django_assert_max_num_queries(most):
            page(client, address)
