"""``kechuang intake FILE --commit``: the steps of the pages, stopping where a person would have to decide."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from kechuang.cli.main import main
from kechuang.values import KechuangError
from kechuang_web.commands.setting_up import require_tables
from kechuang_web.intake.models import IntakeBatch
from kechuang_web.register.models import Organisation
from kechuang_web.stores.models import LedgerFact

ROWS = [
    ["宝坻区企业所得税汇算清缴清册（2023年度）"],
    ["单位：万元"],
    ["统一社会信用代码", "纳税人名称", "营业收入", "研发费用"],
    ["91120224MA05W9R00D", "天津华美精密机械有限公司", 1200.5, 80],
    ["91120224MA05AGNT0E", "天津绿源食品有限公司", 3000, "八十"],
]


@pytest.fixture
def sent(tmp_path):
    """A file whose second row is wrong, and one without its line of units."""

    def write(name, rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
        return str(tmp_path / name)

    return write


def run(*words):
    return main(["intake", *words, "--region", "baodi", "--sender", "区税务局", "--commit"])


def test_a_file_with_errors_stops_and_with_leave_out_its_sound_rows_go_in_once(db, sent, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = sent("税务.xlsx", ROWS)
    assert run(file) == 2
    assert "有错误的 1 行不入库" in capsys.readouterr().err
    batch = IntakeBatch.objects.get()
    assert batch.state == "resolved"
    assert run(file, "--leave-out") == 0  # goes on with the batch that waits
    assert IntakeBatch.objects.count() == 1
    assert "新增 1" in capsys.readouterr().err
    assert (LedgerFact.objects.count(), Organisation.objects.count()) == (2, 1)
    assert run(file, "--leave-out") == 0
    assert "没有改变任何内容" in capsys.readouterr().err
    assert LedgerFact.objects.count() == 2
    assert not (tmp_path / "区税务局").exists()


def test_a_unit_that_nobody_stated_is_asked_for(db, sent, capsys):
    file = sent("税务.xlsx", [ROWS[0], *ROWS[2:4]])
    assert run(file) == 2
    assert "单位没有回答" in capsys.readouterr().err
    assert run(file, "--unit", "千元") == 0
    fact = LedgerFact.objects.get(attribute="operating_revenue")
    assert (fact.low, fact.unit) == ("2401/20", "万元")  # 1200.5 千元


def test_without_region_or_sender_nothing_is_taken_in(db, sent, capsys):
    file = sent("税务.xlsx", ROWS)
    assert main(["intake", file, "--commit"]) == 2
    assert "--region" in capsys.readouterr().err
    assert not IntakeBatch.objects.exists()


def test_a_database_that_was_never_prepared_is_named_in_one_sentence(db):
    with pytest.raises(KechuangError, match="is not prepared"):
        require_tables("intake_intakebatch", "no_such_table")
    require_tables("intake_intakebatch")
