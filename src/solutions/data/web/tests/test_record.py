"""Handing figures in: looked at first, confirmed by the same person, all or nothing; and correcting one."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from kechuang_web.audit.models import Entry
from kechuang_web.stores import selectors
from kechuang_web.stores.models import LedgerFact
from solutions.data.web import incoming

HEAD = "subject,attribute,definition,period,value,unit,title,publisher,confidence"
ROW = "region/120115,hnte_count,hnte_count@1,2024,≈280,家,年报,区科技局,high"
GOOD = f"{HEAD}\n{ROW}\n"


def hand_in(client, data, name="年报.csv"):
    data = data.encode() if isinstance(data, str) else data
    return client.post("/data/record/", {"file": SimpleUploadedFile(name, data)})


def held_in(answer):
    return answer.content.decode().partition('name="held" value="')[2].partition('"')[0]


def test_a_file_is_shown_before_it_is_recorded_and_the_deed_is_logged(sign_in, db):
    client = sign_in("officer")
    preview = hand_in(client, GOOD)
    assert preview.status_code == 200
    assert "≈280" in preview.content.decode()
    assert LedgerFact.objects.count() == 0
    assert client.post("/data/record/confirm/", {"held": held_in(preview)}).status_code == 302
    (fact,) = selectors.ledger()
    assert (fact.value.label(), fact.recorded_by, fact.source.publisher) == ("≈280家", "officer", "区科技局")
    assert Entry.objects.get(action="ledger.appended").detail == {"count": 1, "reason": "年报.csv"}


def test_the_same_row_handed_in_twice_is_refused(sign_in, db):
    client = sign_in("officer")
    first = held_in(hand_in(client, GOOD))
    client.post("/data/record/confirm/", {"held": first})
    again = client.post("/data/record/confirm/", {"held": first})
    assert again.status_code == 422
    assert hand_in(client, GOOD).status_code == 422
    assert LedgerFact.objects.count() == 1


@pytest.mark.parametrize(
    "change", [lambda held: held[:-3] + "abc", lambda held: "", lambda held: held.replace(":", "")]
)
def test_what_was_not_shown_cannot_be_confirmed(sign_in, db, change):
    client = sign_in("officer")
    held = held_in(hand_in(client, GOOD))
    assert client.post("/data/record/confirm/", {"held": change(held)}).status_code == 422
    assert sign_in("planner").post("/data/record/confirm/", {"held": held}).status_code == 422
    assert LedgerFact.objects.count() == 0


def workbook(rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (incoming.UNPACKED_LIMIT + 1))
    return out.getvalue()


def test_a_workbook_and_a_file_in_the_office_encoding_are_read(sign_in, db):
    client = sign_in("officer")
    cells = [
        HEAD.split(","),
        ["region/120115", "hnte_count", "hnte_count@1", 2023, 270, "家", "年报", "区科技局", "high"],
    ]
    assert "270" in hand_in(client, workbook(cells), "年报.xlsx").content.decode()
    assert "≈280" in hand_in(client, GOOD.replace("≈", "≈").encode("gb18030")).content.decode()


def test_a_table_in_the_words_of_the_office_is_understood(sign_in, db):
    client = sign_in("officer")
    text = "数据元,对象,时点,数值,来源,发布单位,可信度,公开范围\n市级科技领军（培育）企业数,宝坻区,2024-12,25,通报,市科技局,高,内部\n"
    name = selectors.dictionary().attribute("leading_count").name.zh
    preview = hand_in(client, text.replace("市级科技领军（培育）企业数", name))
    client.post("/data/record/confirm/", {"held": held_in(preview)})
    (fact,) = selectors.ledger()
    assert (fact.subject, fact.attribute, fact.definition) == ("region/120115", "leading_count", "leading_count@1")
    assert (fact.value.label(), fact.confidence, fact.visibility) == ("25家", "high", "internal")


def test_a_definition_is_filled_in_only_where_one_can_be_meant(sign_in, db):
    client = sign_in("officer")
    head = "数据元,对象,数值,来源,可信度"
    assert "hnte_count@1" in hand_in(client, f"{head}\nhnte_count,宝坻区,3,表,低\n").content.decode()
    refused = hand_in(client, f"{head}\npark_project_count,宝坻区,3,表,低\n")
    assert refused.status_code == 422
    assert "definition" in refused.content.decode()


def test_the_template_is_a_file_that_can_be_handed_in(sign_in, db):
    client = sign_in("officer")
    head = client.get("/data/record/template.csv").content.decode("utf-8-sig").strip()
    row = {"对象": "宝坻区", "数据元": "hnte_count", "数值": "3", "来源": "表", "可信度": "低"}
    filled = head + "\n" + ",".join(row.get(name, "") for name in head.split(","))
    assert hand_in(client, filled).status_code == 200


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", "", "没有数据行"),
        ("a.csv", HEAD, "没有数据行"),
        ("a.csv", GOOD.replace("hnte_count@1", "hnte_count@9"), "hnte_count@9"),
        ("a.csv", GOOD.replace("region/120115", "region/mars"), "region/mars"),
        ("a.csv", GOOD.replace("家", "亿元"), "亿元"),
        ("a.csv", GOOD.replace("≈280", "many"), "many"),
        ("a.csv", GOOD.replace("区科技局", ""), "可信度不能为高"),
        ("a.csv", GOOD.replace("title", "headline"), "headline"),
        ("a.csv", f"id,supersedes,{HEAD}\nx,nothing,{ROW}\n", "nothing"),
        ("a.csv", b"\x00\x01\x02\xff\xfe", "不是文本文件"),
        ("a.xlsx", b"PK not a workbook", "工作簿"),
        ("a.xlsx", bomb(), "解压后过大"),
        ("a.exe", "x", "a.exe"),
        ("a.csv", "x" * 1_000_001, "超过上限"),
        ("../../etc/x.csv", GOOD.replace("hnte_count@1", "<script>alert(1)</script>"), "&lt;script&gt;"),
        ("a.jsonl", "{]", "JSON"),
    ],
)
def test_a_file_that_cannot_be_recorded_gets_one_sentence(sign_in, db, name, data, told):
    answer = hand_in(sign_in("officer"), data, name)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text
    assert "<script>alert" not in text
    assert "/tmp" not in text
    assert LedgerFact.objects.count() == 0


def record(client):
    client.post("/data/record/confirm/", {"held": held_in(hand_in(client, GOOD))})
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
