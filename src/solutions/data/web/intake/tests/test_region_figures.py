"""Figures of the region itself: looked at first, confirmed, all or nothing, once; and correcting one."""

from __future__ import annotations

import io
import zipfile

import pytest

from kechuang_web.audit.models import Entry
from kechuang_web.stores import selectors
from kechuang_web.stores.models import LedgerFact
from solutions.data.web.intake.tests.helpers import hand_in, newest, press, text_of, workbook

HEAD = "subject,attribute,definition,period,value,unit,title,publisher,confidence"
ROW = "region/120115,hnte_count,hnte_count@1,2024,≈280,家,年报,区科技局,high"
GOOD = f"{HEAD}\n{ROW}\n"


def commit(client, **accepted):
    batch = newest()
    press(client, batch, "resolve")
    return press(client, batch, "commit", **accepted)


def test_a_file_is_shown_before_it_is_recorded_and_the_deed_is_logged(sign_in, db):
    client = sign_in("officer")
    hand_in(client, GOOD)
    batch = newest()
    assert batch.state == "checked"
    assert "≈280" in text_of(client.get(f"/data/intake/{batch.pk}/check/"))
    assert LedgerFact.objects.count() == 0
    press(client, batch, "resolve")
    assert LedgerFact.objects.count() == 0
    assert "写入台账的数" in text_of(client.get(f"/data/intake/{batch.pk}/confirm/"))
    press(client, batch, "commit")
    assert batch.state == "committed"
    (fact,) = selectors.ledger()
    assert (fact.value.label(), fact.recorded_by, fact.source.publisher) == ("≈280家", "officer", "区科技局")
    assert Entry.objects.get(action="ledger.appended").detail == {"count": 1, "reason": f"年报.csv #{batch.pk}"}
    assert Entry.objects.filter(action="intake.committed", key=str(batch.pk)).count() == 1


def test_the_same_file_handed_in_twice_opens_the_first_and_changes_nothing(sign_in, db):
    client = sign_in("officer")
    hand_in(client, GOOD)
    commit(client)
    first = newest()
    answer = hand_in(client, GOOD, "另存.csv")
    assert answer.headers["Location"] == f"/data/intake/{first.pk}/done/"
    assert "已经交过" in text_of(client.get(answer.headers["Location"]))
    assert newest().pk == first.pk
    assert LedgerFact.objects.count() == 1


def test_the_same_figures_in_another_file_change_nothing_and_name_the_earlier_batch(sign_in, db):
    client = sign_in("officer")
    hand_in(client, GOOD)
    commit(client)
    first = newest()
    hand_in(client, GOOD + "\n", "别名.csv")
    second = newest()
    assert second.pk != first.pk
    press(client, second, "resolve")
    assert f"第 {first.pk} 批" in text_of(client.get(f"/data/intake/{second.pk}/confirm/"))
    press(client, second, "commit")
    assert (second.state, second.same_as_id, second.outcome["unchanged"]) == ("committed", first.pk, 1)
    assert "没有改变任何东西" in text_of(client.get(f"/data/intake/{second.pk}/done/"))
    assert LedgerFact.objects.count() == 1


def test_a_workbook_a_file_in_the_office_encoding_and_json_lines_are_read(sign_in, db):
    client = sign_in("officer")
    cells = ["region/120115", "hnte_count", "hnte_count@1", 2023, 270, "家", "年报", "区科技局", "high"]
    hand_in(client, workbook([HEAD.split(","), cells]), "年报.xlsx")
    assert newest().counts["wrong"] == 0
    commit(client)
    hand_in(client, GOOD.encode("gb18030"), "编码.csv")
    commit(client)
    line = (
        '{"id": "x1", "subject": "region/120115", "attribute": "hnte_count", "definition": "hnte_count@1", "period": "2022", '
        '"low": "250", "high": "250", "unit": "家", "bound": "eq", "title": "年报", "confidence": "low"}\n'
    )
    hand_in(client, line, "更多.jsonl")
    commit(client)
    assert sorted(fact.value.label() for fact in selectors.ledger()) == ["250家", "270家", "≈280家"]


def test_names_and_words_of_the_office_are_understood(sign_in, db):
    client = sign_in("officer")
    name = selectors.dictionary().attribute("leading_count").name.zh
    hand_in(
        client, f"数据元,对象,时点,数值,来源,发布单位,可信度,公开范围\n{name},宝坻区,2024-12,25,通报,市科技局,高,内部\n"
    )
    commit(client)
    (fact,) = selectors.ledger()
    assert (fact.subject, fact.attribute, fact.definition) == ("region/120115", "leading_count", "leading_count@1")
    assert (fact.value.label(), fact.confidence, fact.visibility) == ("25家", "high", "internal")


def test_a_definition_is_filled_in_only_where_one_can_be_meant(sign_in, db):
    client = sign_in("officer")
    head = "数据元,对象,数值,来源,可信度"
    hand_in(client, f"{head}\nhnte_count,宝坻区,3,表,低\n")
    assert newest().counts["wrong"] == 0
    hand_in(client, f"{head}\npark_project_count,宝坻区,3,表,低\n")
    assert newest().counts["wrong"] == 1
    assert "definition" in text_of(client.get(f"/data/intake/{newest().pk}/check/"))


def test_the_template_is_a_file_that_can_be_handed_in(sign_in, db):
    client = sign_in("officer")
    head = client.get("/data/intake/templates/region_figure/").content.decode("utf-8-sig").strip()
    row = {"对象": "宝坻区", "数据元": "hnte_count", "数值": "3", "来源": "表", "可信度": "低"}
    hand_in(client, head + "\n" + ",".join(row.get(name, "") for name in head.split(",")))
    assert newest().counts["rows"] == 1
    assert newest().counts["wrong"] == 0


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", GOOD.replace("hnte_count@1", "hnte_count@9"), "hnte_count@9"),
        ("a.csv", GOOD.replace("region/120115", "region/mars"), "region/mars"),
        ("a.csv", GOOD.replace("家", "亿元"), "亿元"),
        ("a.csv", GOOD.replace("≈280", "many"), "many"),
        ("a.csv", GOOD.replace("title,", "headline,"), "headline"),
        ("a.csv", GOOD.replace("hnte_count@1", "<script>alert(1)</script>"), "&lt;script&gt;"),
        ("a.jsonl", "{]", "JSON"),
    ],
)
def test_a_row_that_cannot_be_recorded_is_told_and_stays_out(sign_in, db, name, data, told):
    client = sign_in("officer")
    hand_in(client, data, name)
    batch = newest()
    text = text_of(client.get(f"/data/intake/{batch.pk}/check/"))
    assert told in text
    assert "<script>alert" not in text
    assert "/tmp" not in text
    assert batch.counts["wrong"] == 1
    press(client, batch, "resolve")
    assert press(client, batch, "commit").status_code == 422  # who confirms has to agree that the row stays out
    press(client, batch, "commit", leave_wrong="1")
    assert (batch.state, LedgerFact.objects.count()) == ("committed", 0)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (GOOD.replace("区科技局", ""), "可信度不能为高"),
        (f"id,supersedes,{HEAD}\nx,nothing,{ROW}\n", "nothing"),
    ],
)
def test_what_the_ledger_would_refuse_is_told_before_it_is_confirmed(sign_in, db, data, told):
    client = sign_in("officer")
    hand_in(client, data)
    batch = newest()
    assert told in text_of(client.get(f"/data/intake/{batch.pk}/check/"))
    assert press(client, batch, "resolve").status_code == 422
    assert (batch.state, LedgerFact.objects.count()) == ("checked", 0)


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"\x00\x01\x02\xff\xfe"),
        ("a.xlsx", b"PK not a workbook"),
        ("a.xlsx", bomb()),
        ("a.exe", b"MZ\x90\x00x"),
        ("a.csv", b"\n\n\n"),
        ("../../etc/passwd.csv", b"x"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_in_one_sentence_and_leaves_nothing(sign_in, db, name, data):
    client = sign_in("officer")
    answer = hand_in(client, data, name)
    batch = newest()
    assert answer.status_code == 302
    assert (batch.state, batch.task) == ("received", "")
    assert batch.failure["kind"] == "refused", batch.failure
    assert "/" not in batch.name
    page = text_of(client.get(answer.headers["Location"]))
    assert 'role="alert"' in page
    assert "/tmp" not in page
    assert not batch.parts.exists()


def test_an_empty_file_a_missing_sender_and_nothing_at_all_are_refused(sign_in, db):
    client = sign_in("officer")
    assert hand_in(client, "").status_code == 422
    assert hand_in(client, GOOD, sender=" ").status_code == 422
    assert client.post("/data/intake/", {"sender": "区税务局"}).status_code == 422
    assert newest() is None


def record(client):
    hand_in(client, GOOD)
    commit(client)
    return LedgerFact.objects.get().fact_id


def test_a_correction_is_another_fact_and_only_the_latest_can_be_corrected(sign_in, db):
    client = sign_in("officer")
    first = record(client)
    form = {"value": "281", "title": "更正公告", "publisher": "区科技局", "confidence": "high", "reason": "复核"}
    done = client.post(f"/data/record/correct/{first}/", form)
    assert done.status_code == 302
    assert [fact.value.label() for fact in selectors.ledger()] == ["≈280家", "281家"]
    assert selectors.ledger().facts[1].supersedes == first
    assert client.get(f"/data/record/correct/{first}/").status_code == 422
    assert client.post(f"/data/record/correct/{first}/", form).status_code == 422
    second = selectors.ledger().facts[1].id
    assert client.post(f"/data/record/correct/{second}/", {**form, "value": "281"}).status_code == 302


@pytest.mark.parametrize(
    "bad", [{"value": "nonsense"}, {"reason": ""}, {"publisher": ""}, {"address": "javascript:alert(1)"}]
)
def test_a_correction_that_says_nothing_sound_is_refused(sign_in, db, bad):
    client = sign_in("officer")
    first = record(client)
    form = {"value": "281", "title": "公告", "publisher": "区科技局", "confidence": "high", "reason": "复核"} | bad
    assert client.post(f"/data/record/correct/{first}/", form).status_code == 422
    assert LedgerFact.objects.count() == 1
