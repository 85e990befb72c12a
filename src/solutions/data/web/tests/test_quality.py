"""The pages of data quality: what two offices' files say of the same enterprises, and who may see it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from openpyxl import Workbook

from kechuang.cli.main import main
from kechuang_web.intake.models import IntakeBatch
from kechuang_web.testing import *  # noqa: F403

ONE, TWO = "91120224MA05W9R00D", "91120224MA05AGNT0E"
HEAD = ["统一社会信用代码", "企业名称", "年度", "营业收入", "研发费用", "报送日期"]
TAX = [
    [ONE, "天津华美精密机械有限公司", 2023, 1200, 80, "2024-05-01"],
    [TWO, "天津绿源食品有限公司", 2023, 3000, 50, "2024-05-02"],
]
OWN = [
    [ONE, "天津华美精密机械有限公司", 2023, 1200, 160, "2024-04-01"],
    [TWO, "天津绿源食品公司", 2023, 3000, 50, "2024-06-20"],
]


@pytest.fixture
def committed(db, tmp_path):
    for sender, title, rows in (
        ("区税务局", "企业所得税汇算清缴清册（2023年度）", TAX),
        ("企业科", "科技企业年报（企业自报，2023年度）", OWN),
    ):
        book = Workbook()
        for row in ([title], ["单位：万元"], HEAD, *rows):
            book.active.append(row)
        path = tmp_path / f"{sender}.xlsx"
        book.save(path)
        main(["intake", str(path), "--region", "baodi", "--sender", sender, "--commit"])
    assert list(IntakeBatch.objects.values_list("state", flat=True)) == ["committed", "committed"]


def page(client, name, **kwargs):
    answer = client.get(reverse(f"data:{name}", kwargs=kwargs or None))
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_files_the_page_says_what_to_do(sign_in):
    assert "还没有入库的文件" in page(sign_in("planner"), "quality")


def test_a_figure_better_than_the_tax_offices_stands_first(sign_in, committed):
    text = page(sign_in("officer"), "quality")
    assert "自报好于佐证" in text
    assert "天津华美精密机械有限公司" in text.partition("各渠道")[0]
    assert "天津绿源食品" not in text.partition("各渠道")[0]


def test_findings_are_filtered_and_exported_and_the_export_is_logged(sign_in, committed):
    client = sign_in("planner")
    answer = client.get(
        reverse("data:quality_findings"), {"kind": "watermelon", "channel": "self_report", "year": "2023"}
    )
    assert answer.context["total"] == 1
    assert client.get(reverse("data:quality_findings"), {"kind": "nonsense"}).context["total"] >= 2
    form = client.get(reverse("data:quality_export", kwargs={"form": "csv"}), {"kind": "watermelon"})
    lines = (
        form.content.decode("utf-8-sig").splitlines()
        if not form.streaming
        else b"".join(form).decode("utf-8-sig").splitlines()
    )
    assert len(lines) == 2
    assert client.get("/data/quality/findings.exe").status_code == 404


def test_whom_to_ask_comes_with_a_message_to_paste(sign_in, committed):
    text = page(sign_in("planner"), "quality_follow_up")
    assert "天津华美精密机械有限公司：以下报送数据请核对" in text


def test_a_park_operator_sees_findings_about_its_own_tenants_alone(sign_in, committed):
    client = sign_in("park_operator")
    for name in ("quality", "quality_findings", "quality_follow_up"):
        text = page(client, name)
        assert "华美" not in text
        assert "绿源" not in text


def test_others_are_refused(sign_in, committed):
    assert sign_in("viewer").get(reverse("data:quality")).status_code == 403
