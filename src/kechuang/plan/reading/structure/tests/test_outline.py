"""Sections: kinds of numbers, damage, mark-up, tables of contents, lead-ins, roles."""

from __future__ import annotations

import pytest

from kechuang.plan.reading import read_document, read_plan
from kechuang.plan.reading.documents import Document, line_blocks
from kechuang.plan.reading.structure import Section, read_outline


def outline(text: str, name: str = "规划.txt") -> list[tuple[str, int, str | None, str]]:
    document = read_document(text.encode(), name)
    return [(one.id, one.level, one.number, one.title) for one in read_outline(document).sections]


def sections(text: str) -> tuple[Section, ...]:
    return read_outline(Document(text, "text/plain", blocks=line_blocks(text))).sections


def test_the_usual_numbers_of_official_documents_nest() -> None:
    text = "第一章 总则\n第一节 背景\n一、形势\n（一）国内\n1.产业\n（1）制造\n①装备\n第二章 任务\n"
    assert outline(text) == [
        ("1", 1, "第一章", "总则"),
        ("1.1", 2, "第一节", "背景"),
        ("1.1.1", 3, "一、", "形势"),
        ("1.1.1.1", 4, "(一)", "国内"),
        ("1.1.1.1.1", 5, "1.", "产业"),
        ("1.1.1.1.1.1", 6, "(1)", "制造"),
        ("1.1.1.1.1.1.1", 7, "①", "装备"),
        ("2", 1, "第二章", "任务"),
    ]


def test_a_level_that_a_plan_leaves_out_leaves_no_gap() -> None:
    assert [(one[1], one[3]) for one in outline("一、任务\n1.平台\n正文。\n二、保障\n")] == [
        (1, "任务"),
        (2, "平台"),
        (1, "保障"),
    ]


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("(三发展目标", "(三)", "发展目标"),
        ("（三发展目标", "(三)", "发展目标"),
        ("三)发展目标", "(三)", "发展目标"),
        ("( 三 ) 发展目标", "(三)", "发展目标"),
        ("三 、发展目标", "三、", "发展目标"),
        ("十二．发展目标", "十二．", "发展目标"),
        ("\u2002\u2002 4.推动企业升级", "4.", "推动企业升级"),
        ("3.2 发展目标", "3.2", "发展目标"),
        ("专栏2：重大平台", "专栏2：", "重大平台"),
    ],
)
def test_damaged_and_spaced_headings_are_read(line: str, number: str, title: str) -> None:
    found = sections(f"{line}\n到2025年，高新技术企业达到280家。\n")
    assert [(one.number, one.title) for one in found] == [(number, title)]


@pytest.mark.parametrize(
    "line",
    [
        "一、二、三产业融合发展取得新成效。",
        "1.5亿元资金支持企业发展。",
        "2025年，高新技术企业达到280家。",
        "（2021—2025年）",
        "一、总则…………………………3",
        "推动企业创新发展，",
        "(一)是加强组织领导，明确各部门的责任，(二)是加大财政投入的力度，(三)是完善考核评价的机制和办法，确保各项任务落到实处。",
    ],
)
def test_what_only_looks_like_a_heading_is_none(line: str) -> None:
    assert sections(line + "\n") == ()


def test_a_title_that_runs_into_its_paragraph_is_cut_at_its_stop() -> None:
    text = "五、保障措施\n（一）加强组织领导。成立领导小组，统筹推进各项工作。\n（二）强化政策支持 落实各项政策，加大投入力度。\n"
    found = sections(text)
    assert [one.title for one in found] == ["保障措施", "加强组织领导", "强化政策支持"]
    assert text[found[1].body_start :].startswith("成立")


def test_headings_whose_line_breaks_are_lost_are_found_inside_the_paragraph() -> None:
    text = (
        "规划期为2021—2025年。 一、现实基础“十三五”期间，全市创新能力增强。 （一）创新活力持续增强。研发人员达到六千人。"
        "（二）平台建设加快。建成实验室三家。二、总体要求坚持以企业为主体，推进平台建设。\n"
    )
    reading = read_plan(text)
    assert [(one.id, one.title) for one in reading.sections if not one.lead_in] == [
        ("1", "现实基础"), ("1.1", "创新活力持续增强"), ("1.2", "平台建设加快"), ("2", "总体要求"),
    ]  # fmt: skip
    said = {clause.id: text[clause.start : clause.end] for clause in reading.clauses}
    assert said == {
        "0/p1/s1": "规划期为2021—2025年。",
        "1/p1/s1": "“十三五”期间，全市创新能力增强。",
        "1.1/p1/s1": "研发人员达到六千人。",
        "1.2/p1/s1": "建成实验室三家。",
        "2/p1/s1": "坚持以企业为主体，推进平台建设。",
    }


def test_items_counted_inside_a_sentence_are_no_headings() -> None:
    assert (
        sections("各县要做到：（一）加强领导，明确责任；（二）加大投入，保障经费；（三）加强督查，确保落实。\n") == ()
    )


def test_lines_of_a_table_of_contents_are_no_sections() -> None:
    body = "一、总则\n正文。\n二、任务\n（一）平台\n正文。\n"
    assert [one[3] for one in outline("目录\n一、总则\n二、任务\n（一）平台\n" + body)] == ["总则", "任务", "平台"]


def test_a_table_of_contents_with_page_numbers_is_none_either() -> None:
    contents = "目 录\n一、总则 1\n二、任务 2\n（一）平台 2\n"
    body = "一、总则\n正文。\n二、任务\n（一）平台\n正文。\n"
    assert [one[0] for one in outline(contents + body)] == ["1", "2", "2.1"]


def test_a_box_holds_its_own_items_and_not_those_around_it() -> None:
    text = "（一）平台\n1.甲\n正文。\n专栏1 工程\n1.子\n正文。\n2.丑\n正文。\n（二）企业\n1.乙\n正文。\n专栏2 行动\n2.丙\n正文。\n"
    assert [(one[1], one[3]) for one in outline(text)] == [
        (1, "平台"), (2, "甲"), (2, "工程"), (3, "子"), (3, "丑"), (1, "企业"), (2, "乙"), (2, "行动"), (2, "丙"),
    ]  # fmt: skip


def test_the_same_heading_in_two_chapters_is_kept_twice() -> None:
    text = "一、甲\n（一）总体思路\n1.先\n正文。\n二、乙\n（一）总体思路\n1.先\n正文。\n"
    assert [one[0] for one in outline(text)] == ["1", "1.1", "1.1.1", "2", "2.1", "2.1.1"]


def test_markdown_and_word_headings_give_levels_where_numbers_are_missing() -> None:
    text = "# 某区科技规划\n\n## 一、目标\n\n正文。\n\n### 企业\n\n正文。\n\n## 附表\n\n正文。\n"
    found = read_outline(read_document(text.encode(), "规划.md"))
    assert found.title == "某区科技规划"
    assert [(one.level, one.title) for one in found.sections] == [(1, "目标"), (2, "企业"), (1, "附表")]


def test_repeated_numbers_still_give_unique_ids() -> None:
    assert [one[0] for one in outline("一、甲\n（一）子\n（一）丑\n一、乙\n（一）寅\n")] == [
        "1",
        "1.1",
        "1.1~2",
        "1~2",
        "1~2.1",
    ]


def test_lead_ins_are_found_with_and_without_their_stop() -> None:
    text = (
        "一、发展基础\n"
        "创新平台体系不断完善。全市建有省重点实验室12家，省技术创新中心8家，布局合理、开放共享。\n"
        "企业主体地位持续增强2020年末，全市高新技术企业达到500家，科技型中小企业达到900家。\n"
        "创新创业生态日益优化。科技信贷余额突破百亿元，技术合同成交额年均增长两成以上。\n"
    )
    found = [one for one in sections(text) if one.lead_in]
    assert [one.title for one in found] == ["创新平台体系不断完善", "企业主体地位持续增强", "创新创业生态日益优化"]
    assert {one.level for one in found} == {4}
    assert text[found[1].body_start :].startswith("2020年末")


def test_principles_are_items_of_their_own() -> None:
    text = "（一）基本原则\n——坚持企业主体。强化企业创新主体地位。\n——坚持开放合作。深化区域协同。\n"
    found = [(one.title, one.role) for one in sections(text) if one.lead_in]
    assert found == [("坚持企业主体", "principle"), ("坚持开放合作", "principle")]


def test_an_ordinary_short_first_sentence_is_no_lead_in() -> None:
    text = "三、重点任务\n（一）平台\n支持龙头企业建设创新平台。到2025年，建成国家级孵化器3家，省级众创空间12家，服务企业千家。\n"
    assert not any(one.lead_in for one in sections(text))


def test_roles_tell_what_each_chapter_is_for() -> None:
    text = (
        "一、发展基础\n正文。\n二、总体要求\n（一）指导思想\n正文。\n（二）基本原则\n正文。\n（三）主要目标\n正文。\n"
        "三、重点任务\n（一）实施企业培育工程\n1.梯度培育\n正文。\n四、保障措施\n（一）加强领导\n正文。\n"
    )
    assert {one.title: one.role for one in sections(text)} == {
        "发展基础": "review", "总体要求": "guidance", "指导思想": "guidance", "基本原则": "principles", "主要目标": "targets",
        "重点任务": "tasks", "实施企业培育工程": "programme", "梯度培育": "programme", "保障措施": "safeguards", "加强领导": "safeguard",
    }  # fmt: skip


def test_a_chapter_titled_by_a_task_holds_tasks() -> None:
    text = "一、建设高能级创新平台\n支持高校建设重点实验室，组建产业技术研究院。\n"
    reading = read_plan(text)
    assert [task.verbs for task in reading.tasks] == [("支持", "建设"), ("组建",)]


def test_a_notice_that_sends_a_plan_gives_the_title_of_the_plan() -> None:
    notice = "某市人民政府关于印发《某市科技创新规划》的通知\n各县：\n"
    assert read_plan(notice + "一、总则\n").title == "某市科技创新规划"
    assert read_plan(notice + "某市科技创新“十四五”规划\n一、总则\n").title == "某市科技创新“十四五”规划"


def test_the_title_is_the_line_that_reads_like_one() -> None:
    text = "各镇人民政府：\n某区科技创新“十四五”规划\n（2021—2025年）\n一、总则\n"
    assert read_plan(text).title == "某区科技创新“十四五”规划"
