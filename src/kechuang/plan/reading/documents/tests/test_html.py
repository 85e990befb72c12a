"""Web pages: the article and nothing around it, and never a script."""

from __future__ import annotations

import pytest

from kechuang.plan.reading import DocumentRefusedError, read_document
from kechuang.plan.reading.documents.tests.build import GOVERNMENT_PAGE


def read(page: str, name: str = "页.html") -> str:
    return read_document(page.encode(), name).text


def test_the_article_of_a_government_page_is_kept_whole() -> None:
    text = read(GOVERNMENT_PAGE)
    for kept in (
        "某区科技创新“十四五”发展规划",
        "发布时间：2021-09-28",
        "一、发展目标\n",
        "到2025年，国家级高新技术企业达到280家，\n技术合同成交额累计达35亿元。",
        "指标\t2020年\t2025年\n瞪羚企业（家）\t16\t20\n",
        "支持企业建设创新平台，打造产业集聚区。",
    ):
        assert kept in text


def test_navigation_menus_share_bars_scripts_and_hidden_text_are_left_out() -> None:
    text = read(GOVERNMENT_PAGE)
    for dropped in (
        "首页", "政务公开", "无障碍", "当前位置", "机构职能", "分享到", "相关文章", "版权所有", "搜索", "script", "alert", "evil",
        "written", "隐藏", "comment", "请开启", "color", "<", ">",
    ):  # fmt: skip
        assert dropped not in text


def test_headings_and_rows_come_as_blocks_with_their_levels() -> None:
    document = read_document(GOVERNMENT_PAGE.encode(), "页.html")
    kinds = {document.text[one.start : one.end]: (one.kind, one.level) for one in document.blocks}
    assert kinds["一、发展目标"] == ("heading", 2)
    assert kinds["瞪羚企业（家）\t16\t20"] == ("row", None)
    assert document.title == "某区科技创新“十四五”发展规划"
    assert document.notes


def test_a_page_in_gb2312_is_read_by_its_own_word() -> None:
    page = GOVERNMENT_PAGE.replace("utf-8", "gb2312")
    assert "国家级高新技术企业达到280家" in read_document(page.encode("gb18030"), "页.htm").text


def test_single_broken_bytes_of_a_page_are_shown_and_noted() -> None:
    data = GOVERNMENT_PAGE.encode().replace("累计".encode(), b"\xe7\xb4" + "计".encode())
    document = read_document(data, "页.html")
    assert "\ufffd" in document.text
    assert any("\ufffd" in note.zh for note in document.notes)


def test_an_article_inside_a_box_with_a_misleading_name_is_not_lost() -> None:
    page = (
        "<html><body><div class='nav position'><p>"
        + "推进创新平台建设，支持企业发展。" * 30
        + "</p></div><p>脚</p></body></html>"
    )
    assert "推进创新平台建设" in read(page)


def test_a_page_that_lies_in_one_form_is_read() -> None:
    page = GOVERNMENT_PAGE.replace("<body>", '<body><form id="form1" method="post">').replace(
        "</body>", "</form></body>"
    )
    text = read(page)
    assert "到2025年，国家级高新技术企业达到280家" in text
    assert "政务公开" not in text


def test_paragraphs_cut_into_styled_pieces_are_put_together() -> None:
    pieces = "".join(
        f'<span style="font-size:16pt"><o:p></o:p>{one}</span>'
        for one in ("到2025年，", "高新技术", "企业达到", "280", "家。")
    )
    page = f"<html><body><div><p>　　{pieces}</p><p>&nbsp;</p><p>完善体系，{'建设平台，' * 20}</p></div></body></html>"
    assert read(page).splitlines()[0] == "到2025年，高新技术企业达到280家。"


def test_a_page_laid_out_in_tables_gives_its_cell() -> None:
    body = "".join(f"<p>{n}．推进创新平台建设，支持企业发展，打造产业集群。</p>" for n in range(20))
    page = f"<html><body><table><tr><td width=150><a>菜单</a></td><td>{body}</td></tr></table></body></html>"
    assert read(page).count("推进创新平台建设") == 20


@pytest.mark.parametrize("paragraph", ["<p><span>{0}</span></p>", "{0}<br/><br/>", "<div>{0}</div>"])
def test_an_old_page_of_tables_within_tables_gives_its_article(paragraph: str) -> None:
    lines = [
        "一、发展目标",
        "到2025年，高新技术企业达到280家。",
        "二、重点任务",
        *["推进创新平台建设，支持企业发展。"] * 40,
    ]
    article = "".join(paragraph.format(line) for line in lines)
    menu = "".join(f"<li><a>栏目{number}</a></li>" for number in range(50))
    page = (
        f"<html><head><script>{'var x;' * 5000}</script></head><body><form><table><tr><td><a>首页</a></td></tr></table><table><tr>"
        f"<td><ul>{menu}</ul></td><td><table><tr><td>某区规划</td></tr><tr><td>字号：大 中 小</td></tr><tr><td>{article}</td></tr>"
        "</table></td><td>右栏</td></tr></table><div class='footer'>主办单位</div></form></body></html>"
    )
    assert read(page).splitlines() == lines


def test_scripts_in_broken_markup_never_come_through() -> None:
    page = "<html><body><p>规划<scr<script>ipt>alert(1)</scr</script>ipt>正文</p><img src=x onerror=alert(2)><svg><script>x</script></svg></body>"
    text = read(page)
    assert "<" not in text
    assert "onerror" not in text
    assert "alert(2)" not in text


def test_control_characters_beside_a_script_do_no_harm() -> None:
    assert "正文" in read(
        "<html><body><p>规划" + "文" * 3000 + "</p><script>x</script>\x01正文<form></form>\x02</body></html>"
    )


@pytest.mark.parametrize(
    "page", ["<html></html>", "<html><body><script>x</script></body></html>", "<html><body><img src='a'></body></html>"]
)
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(DocumentRefusedError) as refusal:
        read(page)
    assert refusal.value.code in ("no_text", "empty")


def test_a_page_nested_without_end_is_refused() -> None:
    page = "<html><body>" + "<div>" * 100_000 + "文" * 50
    with pytest.raises(DocumentRefusedError) as refusal:
        read(page)
    assert refusal.value.code == "too_deep"
