"""Records of the register by way of the pages: recognised, corrected, asked about, resolved, confirmed, withdrawn."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from kechuang_web.intake.models import IntakeMapping
from kechuang_web.register.models import Organisation
from solutions.data.web.intake.tests.helpers import hand_in, keep_columns, newest, press, text_of, workbook

HUAMEI, LVYUAN = "91120224MA05W9R00D", "91120224MA05AGNT0E"
TAX = [
    ["宝坻区企业所得税汇算清缴清册（2023年度）"],
    ["单位：万元"],
    ["序号", "统一社会信用代码", "纳税人名称", "营业收入", "研发费用"],
    [1, HUAMEI, "天津华美精密机械有限公司", 1200.5, 80],
    [2, LVYUAN, "天津绿源食品有限公司", 3000, "八十"],
    [3, "", "天津华美精密机械厂", 500, 10],
    ["合计", "", "", 4700.5, 90],
]


@pytest.fixture
def register(db):
    """Two firms of the register."""
    names = {HUAMEI: "天津华美精密机械有限公司", LVYUAN: "天津绿源食品有限公司"}
    return {
        code: Organisation.objects.create(
            region="baodi", name=name, name_key=name, uscc=code, kind="enterprise", source_title="登记"
        )
        for code, name in names.items()
    }


def test_a_messy_workbook_is_recognised_and_shown_for_correction(sign_in, register):
    client = sign_in("officer")
    answer = hand_in(client, workbook(TAX), "税务.xlsx")
    batch = newest()
    assert answer.headers["Location"] == f"/data/intake/{batch.pk}/columns/"
    assert batch.state == "recognised", batch.failure
    (part,) = batch.parts.all()
    assert part.record_type == "enterprise_year"
    assert {one["field"]: one["unit"] for one in part.columns if one["field"]} == {
        "uscc": "", "name": "", "operating_revenue": "万元", "rd_expense": "万元",
    }  # fmt: skip
    page = text_of(client.get(answer.headers["Location"]))
    assert "企业年报" in page
    assert "1200.5" in page


def test_every_problem_stands_at_its_cell_and_the_senders_workbook_comes_back_marked(sign_in, register):
    client = sign_in("officer")
    hand_in(client, workbook(TAX), "税务.xlsx")
    batch = newest()
    keep_columns(client, batch)
    assert batch.state == "checked", batch.failure
    assert (batch.counts["rows"], batch.counts["wrong"]) == (3, 1)
    page = text_of(client.get(f"/data/intake/{batch.pk}/check/"))
    assert 'data-problem aria-describedby="r5-said"' in page
    assert "<b>E5</b>" in page
    assert "合计行 1 行" in page
    assert "天津华美精密机械厂" in text_of(client.get(f"/data/intake/{batch.pk}/check/?show=all"))
    assert "E5" in page
    marked = client.get(f"/data/intake/{batch.pk}/marked/")
    sheet = load_workbook(io.BytesIO(marked.content)).active
    assert sheet["E5"].comment is not None
    assert sheet["E5"].value == "八十"
    assert sheet["D4"].comment is None


def test_the_mapping_of_a_sender_is_remembered_for_the_next_file_of_that_shape(sign_in, register):
    client = sign_in("officer")
    hand_in(client, workbook(TAX), "税务.xlsx")
    batch = newest()
    keep_columns(client, batch, **{"p0-c5": ""})
    assert IntakeMapping.objects.get().sender == "区税务局"
    later = [["宝坻区企业所得税汇算清缴清册（2024年度）"], *TAX[1:5]]
    hand_in(client, workbook(later), "税务2024.xlsx")
    second = newest()
    assert second.state == "checked"
    (part,) = second.parts.all()
    assert part.remembered
    assert "rd_expense" not in {one["field"] for one in part.columns}
    hand_in(client, workbook(later[:-1]), "别的单位.xlsx", sender="区统计局")
    assert newest().state == "recognised"


def test_a_column_without_a_unit_is_asked_once_and_nothing_goes_on_before_the_answer(sign_in, register):
    client = sign_in("officer")
    hand_in(client, workbook([TAX[0], *TAX[2:5]]), "税务.xlsx")
    batch = newest()
    keep_columns(client, batch)
    page = text_of(client.get(f"/data/intake/{batch.pk}/check/"))
    assert "元、千元还是万元" in page
    assert press(client, batch, "resolve").status_code == 422
    assert press(client, batch, "answer", **{"u-0-4": "斤", "u-0-5": "千元"}).status_code == 422
    press(client, batch, "answer", **{"u-0-4": "千元", "u-0-5": "千元"})
    assert batch.state == "checked"
    assert "元、千元还是万元" not in text_of(client.get(f"/data/intake/{batch.pk}/check/"))
    from kechuang_web.intake.staging import rows_at

    assert rows_at(batch.parts.get(), [0])[0].values["operating_revenue"] == 120_050_000  # 1200.5千元 in 分


def test_names_are_certain_uncertain_or_new_and_a_person_decides(sign_in, register):
    client = sign_in("officer")
    rows = [*TAX[:4], [2, "", "天津华美精密机械", 1, 1], [3, "", "天津海之星生物科技有限公司", 2, 1]]
    hand_in(client, workbook(rows), "税务.xlsx")
    batch = newest()
    keep_columns(client, batch)
    press(client, batch, "resolve")
    assert batch.state == "resolved", batch.failure
    kinds = {name.name: name.kind for name in batch.names.all()}
    assert kinds["天津华美精密机械有限公司"] == "certain"
    assert kinds["天津海之星生物科技有限公司"] == "new"
    new = batch.names.get(name="天津海之星生物科技有限公司")
    target = register[LVYUAN].pk
    answer = client.post(
        f"/data/intake/{batch.pk}/names/{new.number}/",
        {"lock_version": new.lock_version, "organisation": target}, headers={"HX-Request": "true"},
    )  # fmt: skip
    assert "人认定在册" in text_of(answer)
    new.refresh_from_db()
    assert (new.decision, new.organisation) == ("match", target)
    stale = client.post(f"/data/intake/{batch.pk}/names/{new.number}/", {"lock_version": 0, "decision": "new"})
    assert stale.status_code == 422
    client.post(f"/data/intake/{batch.pk}/names/{new.number}/", {"lock_version": new.lock_version, "decision": ""})
    new.refresh_from_db()
    assert (new.decision, new.organisation) == ("", None)
