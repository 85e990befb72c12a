"""Clauses: sentence by sentence, under ids that stay."""

from __future__ import annotations

from kechuang.plan.reading import read_plan
from kechuang.plan.reading.structure.sentences import split_sentences

PLAN = (
    "某区规划\n前面的话。\n三、目标\n（三）发展目标\n到2025年，高企达到280家；瞪羚企业达到20家。\n技术合同成交额累计达35亿元。\n"
    "四、重点任务\n（一）平台\n支持企业建设平台。\n"
)


def test_ids_name_section_paragraph_and_sentence() -> None:
    reading = read_plan(PLAN)
    said = {clause.id: reading.text[clause.start : clause.end] for clause in reading.clauses}
    assert said == {
        "0/p1/s1": "某区规划",
        "0/p2/s1": "前面的话。",
        "3.3/p1/s1": "到2025年，高企达到280家；",
        "3.3/p1/s2": "瞪羚企业达到20家。",
        "3.3/p2/s1": "技术合同成交额累计达35亿元。",
        "4.1/p1/s1": "支持企业建设平台。",
    }


def test_ids_stay_when_another_section_grows_or_is_added() -> None:
    ids = {clause.id for clause in read_plan(PLAN).clauses if clause.section.startswith("4")}
    grown = PLAN.replace("前面的话。\n", "前面的话。又一句。\n再一段。\n") + "五、保障\n加强领导。\n"
    assert ids == {clause.id for clause in read_plan(grown).clauses if clause.section.startswith("4")}


def test_a_clause_is_found_by_any_of_its_characters() -> None:
    reading = read_plan(PLAN)
    place = reading.text.index("35亿元")
    clause = reading.clause_at(place)
    assert clause is not None
    assert clause.id == "3.3/p2/s1"
    assert reading.clause_at(reading.text.index("四、重点任务")) is None
    assert reading.quantities[-1].value == 35


def test_quotation_marks_after_a_stop_belong_to_the_sentence() -> None:
    text = "打造“科创之城。”推进建设！"
    assert [text[start:end] for start, end in split_sentences(text, 0, len(text))] == ["打造“科创之城。”", "推进建设！"]


def test_rows_of_a_table_are_clauses_whole() -> None:
    from kechuang.plan.reading.documents import Block, Document

    text = "指标；口径\t2025年\n高企\t280\n"
    document = Document(text, "application/docx", blocks=(Block("row", 0, 11), Block("row", 12, 18)))
    assert [text[one.start : one.end] for one in read_plan(document).clauses] == ["指标；口径\t2025年", "高企\t280"]
