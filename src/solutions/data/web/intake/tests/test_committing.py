"""From the confirmation into the register and the ledger, once, at once, and back."""

from __future__ import annotations

import pytest

from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.intake import committing
from kechuang_web.intake.models import IntakeBatch
from kechuang_web.register.figures import figure_column, figures_of
from kechuang_web.register.models import Organisation, Title
from kechuang_web.register.services import record_row
from kechuang_web.stores.ledger_services import verify_ledger
from kechuang_web.stores.models import LedgerFact
from kechuang_web.stores.selectors import organisations_book
from solutions.data.web.intake.tests.helpers import hand_in, keep_columns, newest, press, text_of, workbook
from solutions.data.web.intake.tests.test_records import HUAMEI, LVYUAN, TAX, register  # noqa: F401

ROWS = [
    *TAX[:4],
    [2, LVYUAN, "天津绿源食品有限公司", 3000, 90],
    [3, "", "天津海之星生物科技有限公司", 500, 10],
    TAX[-1],
]
TITLES = [
    ["高新技术企业名单"],
    ["统一社会信用代码", "企业名称", "称号", "证书编号", "发证日期", "有效期至"],
    [HUAMEI, "天津华美精密机械有限公司", "国家高新技术企业", "GR202312000001", "2023-12-08", "2026-12-08"],
    ["", "天津海之星生物科技有限公司", "国家高新技术企业", "GR202312000002", "2023-12-08", "2026-12-08"],
]


def resolve(client, rows=ROWS, name="税务.xlsx", **more):
    hand_in(client, workbook(rows), name, **more)
    batch = newest()
    keep_columns(client, batch)
    press(client, batch, "resolve")
    assert batch.state == "resolved", (batch.state, batch.failure)
    return batch


def commit(client, rows=ROWS, name="税务.xlsx", **more):
    batch = resolve(client, rows, name, **more)
    press(client, batch, "commit")
    assert batch.state == "committed", (batch.state, batch.failure)
    return batch


def revenue(firm, year=2023):
    fact = figures_of(firm).get("operating_revenue", year)
    return None if fact is None else fact.value.label()


def test_what_is_confirmed_is_what_happens(sign_in, register):  # noqa: F811
    client = sign_in("officer")
    batch = resolve(client)
    assert LedgerFact.objects.count() == 0
    assert Organisation.objects.count() == 2
    foreseen = dict(batch.outcome)
    assert (foreseen["new"], foreseen["organisations"], foreseen["facts"]) == (3, 1, 6)
    page = text_of(client.get(f"/data/intake/{batch.pk}/confirm/"))
    assert "新建单位" in page
    press(client, batch, "commit")
    assert batch.state == "committed", batch.failure
    for key in ("new", "changed", "unchanged", "facts", "organisations", "left"):
        assert batch.outcome[key] == foreseen[key], key
    assert revenue(register[HUAMEI]) == "1,200.5万元"
    new = Organisation.objects.get(name="天津海之星生物科技有限公司")
    assert (new.batch, new.source_file) == (str(batch.pk), "税务.xlsx")
    assert Entry.objects.filter(action="intake.committed", key=str(batch.pk)).count() == 1
    assert verify_ledger(organisations_book("baodi")).report.ok
    assert new.name in text_of(client.get(f"/data/intake/{batch.pk}/done/"))


def test_the_same_records_in_another_file_change_nothing(sign_in, register):  # noqa: F811
    client = sign_in("officer")
    first = commit(client)
    facts = LedgerFact.objects.count()
    again = [ROWS[0], ["填报单位：区税务局"], *ROWS[1:]]
    second = commit(client, again, "税务（补）.xlsx")
    assert (second.outcome["new"], second.outcome["changed"], second.outcome["unchanged"]) == (0, 0, 3)
    assert second.same_as_id == first.pk
    assert (LedgerFact.objects.count(), Organisation.objects.count()) == (facts, 3)
    assert not committing.changed_anything(second)


def test_a_committed_batch_is_withdrawn_and_everything_is_as_before(sign_in, register):  # noqa: F811
    client = sign_in("officer")
    batch = commit(client)
    assert press(client, batch, "withdraw").status_code == 422  # a reason is asked for
    press(client, batch, "withdraw", reason="送错年度")
    assert batch.state == "withdrawn", batch.failure
    assert revenue(register[HUAMEI]) is None
    assert len(figure_column("operating_revenue", 2023)) == 0
    assert Organisation.objects.standing().count() == 2
    assert verify_ledger(organisations_book("baodi")).report.ok
    assert Entry.objects.get(action="intake.withdrawn").detail["reason"] == "送错年度"
    assert "送错年度" in text_of(client.get(f"/data/intake/{batch.pk}/done/"))
    again = commit(client)  # the same file may be handed in again
    assert again.pk != batch.pk
    assert revenue(register[HUAMEI]) == "1,200.5万元"
    assert Organisation.objects.standing().filter(name="天津海之星生物科技有限公司").count() == 1


def test_a_correction_that_is_withdrawn_brings_the_earlier_figure_back(sign_in, register):  # noqa: F811
    client = sign_in("officer")
    commit(client)
    better = [*ROWS[:3], [1, HUAMEI, "天津华美精密机械有限公司", 1300, 80]]
    second = commit(client, better, "税务更正.xlsx")
    assert (second.outcome["changed"], revenue(register[HUAMEI])) == (1, "1,300万元")
    press(client, second, "withdraw", reason="更正有误")
    assert second.state == "withdrawn", second.failure
    assert revenue(register[HUAMEI]) == "1,200.5万元"


def test_a_batch_on_which_later_work_stands_is_not_withdrawn_and_the_work_is_named(sign_in, register):  # noqa: F811
    client = sign_in("officer")
    first = commit(client)
    commit(client, [*ROWS[:3], [1, HUAMEI, "天津华美精密机械有限公司", 1300, 80]], "税务更正.xlsx")
    press(client, first, "withdraw", reason="试试")
    assert (first.state, first.failure["kind"]) == ("committed", "refused")
    assert "更正" in first.failure["zh"]
    assert first.failure["zh"] in text_of(client.get(f"/data/intake/{first.pk}/done/"))
    assert revenue(register[HUAMEI]) == "1,300万元"


def test_rows_of_the_register_are_put_back_with_their_history(sign_in, register):  # noqa: F811
    client = sign_in("officer")
    batch = commit(client, TITLES, "高企名单.xlsx", sender="市科技局")
    assert Title.objects.standing().count() == 2
    title = Title.objects.get(number="GR202312000001")
    assert title.organisation == register[HUAMEI]
    record_row(
        actor=Actor.command("test"), region="baodi", table="title", pk=title.pk, lock_version=title.lock_version,
        values={"document": "津科高〔2023〕1号"}, reason="补文号",
    )  # fmt: skip
    press(client, batch, "withdraw", reason="名单有误")
    assert batch.state == "committed"
    assert "补文号" in batch.failure["zh"]
    title.refresh_from_db()
    from kechuang_web.register.services import undo_row

    undo_row(actor=Actor.command("test"), region="baodi", table="title", pk=title.pk, lock_version=title.lock_version)
    title.refresh_from_db()
    later = Title(
        region="baodi",
        kind="hnte",
        organisation=Organisation.objects.get(name="天津海之星生物科技有限公司"),
        source_title="x",
    )
    later.save()
    press(client, batch, "withdraw", reason="名单有误")
    assert batch.state == "committed"


def test_two_people_at_one_batch_the_second_is_told(sign_in, register):  # noqa: F811
    first, second = sign_in("officer"), sign_in("planner")
    batch = resolve(first)
    seen = batch.lock_version
    assert first.post(f"/data/intake/{batch.pk}/commit/", {"lock_version": seen}).status_code == 302
    refused = second.post(f"/data/intake/{batch.pk}/commit/", {"lock_version": seen})
    assert refused.status_code == 422
    assert LedgerFact.objects.count() == 6


def test_rows_that_the_register_refuses_are_told_at_their_place_and_the_others_go_in(sign_in, register):  # noqa: F811
    client = sign_in("officer")
    rows = [
        *TITLES[:3],
        ["", "天津海之星生物科技有限公司", "国家高新技术企业", "GR202312000002", "2026-12-08", "2023-12-08"],
    ]
    batch = resolve(client, rows, "高企名单.xlsx")
    (part,) = batch.parts.all()
    assert part.counts["refused"] == [1]
    assert "登记簿不收" in text_of(client.get(f"/data/intake/{batch.pk}/check/"))
    assert press(client, batch, "commit").status_code == 422
    press(client, batch, "commit", leave_wrong="1")
    assert batch.state == "committed", batch.failure
    assert Title.objects.count() == 1


def test_an_enterprise_hands_in_for_itself_only_and_does_not_commit(sign_in, register):  # noqa: F811
    client = sign_in("enterprise")
    hand_in(client, workbook(ROWS), "年报.xlsx", sender="别人")
    batch = newest()
    assert (batch.sender, batch.organisation) == (HUAMEI, HUAMEI)
    keep_columns(client, batch)
    press(client, batch, "resolve")
    kinds = {name.uscc or name.name: name.kind for name in batch.names.all()}
    assert kinds == {HUAMEI: "certain", LVYUAN: "outside", "天津海之星生物科技有限公司": "outside"}
    assert batch.outcome["new"] == 1
    assert press(client, batch, "commit").status_code == 403
    assert client.get(f"/data/intake/{batch.pk}/confirm/").status_code == 200
    assert sign_in("park_operator").get(f"/data/intake/{batch.pk}/check/").status_code == 404
    officer = sign_in("officer")
    press(officer, batch, "commit")
    assert batch.state == "committed"
    assert revenue(register[LVYUAN]) is None


@pytest.mark.parametrize("role", ["park_operator", "enterprise", "lead_unit"])
def test_who_hands_in_for_a_part_sees_only_that_part(sign_in, register, role):  # noqa: F811
    officer, other = sign_in("officer"), sign_in(role)
    hand_in(officer, workbook(ROWS), "税务.xlsx")
    assert "税务.xlsx" not in text_of(other.get("/data/intake/"))
    assert other.get(f"/data/intake/{newest().pk}/columns/").status_code == 404
    hand_in(other, workbook(TITLES), "名单.xlsx")
    assert IntakeBatch.objects.filter(name="名单.xlsx").count() == 1
    assert "名单.xlsx" in text_of(officer.get("/data/intake/"))


def test_two_batches_that_bring_the_same_new_organisation_create_it_once(sign_in, register):  # noqa: F811
    client = sign_in("officer")
    first = resolve(client)
    second = resolve(
        client, [*ROWS[:3], [1, "", "天津海之星生物科技有限公司", 600, 12]], "统计.xlsx", sender="区统计局"
    )
    assert [batch.names.get(name="天津海之星生物科技有限公司").kind for batch in (first, second)] == ["new", "new"]
    press(client, first, "commit")
    press(client, second, "commit")
    assert (first.state, second.state) == ("committed", "committed"), second.failure
    firm = Organisation.objects.get(name="天津海之星生物科技有限公司")
    assert figures_of(firm).differ("operating_revenue", 2023)  # both sources stand side by side
    assert second.outcome["conflicts"] == 2
    assert {one["field"] for one in second.outcome["differences"]} == {"operating_revenue", "rd_expense"}
    press(client, first, "withdraw", reason="重报")
    assert first.state == "committed"  # the second batch stands on the organisation that the first one brought
    assert "不能撤回" in first.failure["zh"]
    press(client, second, "withdraw", reason="重报")
    press(client, first, "withdraw", reason="重报")
    assert (second.state, first.state) == ("withdrawn", "withdrawn"), first.failure
    assert not Organisation.objects.standing().filter(name="天津海之星生物科技有限公司").exists()
