"""Names: by their suffixes and contexts, from a gazetteer, and not what only describes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.plan.reading.entities import read_entities


def names(text: str) -> dict[str, str]:
    return {entity.name: entity.kind for entity in read_entities(text)}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("推进青岛蓝谷海洋科技产业园建设。", "青岛蓝谷海洋科技产业园", "park"),
        ("依托合肥综合性国家科学中心，建设离子医学中心。", "合肥", "place"),
        ("支持苏州市生物医药产业创新中心建设重点实验室。", "苏州", "place"),
        ("与北京航空航天大学共建研究院。", "北京航空航天大学", "org"),
        ("落实《江苏省科技创新“十四五”规划》各项要求。", "《江苏省科技创新“十四五”规划》", "document"),
        ("打造长三角科技成果转化高地。", "长三角", "place"),
        ("由市科技局会同芜湖市人民政府组织实施。", "芜湖市人民政府", "org"),
        ("推动柳河、青云、白塔等镇街发展乡村旅游。", "青云", "place"),
        ("京张、京雄、津保三条高铁在此交汇。", "京雄", "line"),
        ("发挥星河、云帆、蓝湾等孵化载体作用。", "云帆", "incubator"),
    ],
)
def test_a_name_is_found_with_its_kind(text: str, name: str, kind: str) -> None:
    assert names(text).get(name) == kind


@pytest.mark.parametrize(
    "text",
    [
        "建设产业创新公共服务平台。",
        "打造一批特色产业园区。",
        "支持企业建设工程技术中心。",
        "完善科技企业孵化器和众创空间。",
        "推进现代化产业体系建设。",
        "加强组织领导，落实各项任务。",
    ],
)
def test_what_only_describes_is_no_name(text: str) -> None:
    assert names(text) == {}


def test_each_name_comes_once_with_its_first_place_and_count() -> None:
    text = "天津滨海高新区起步早。推进天津滨海高新区建设，支持天津滨海高新区企业。"
    found = {entity.name: entity for entity in read_entities(text)}
    assert (found["天津滨海高新区"].start, found["天津滨海高新区"].count) == (0, 3)


def test_names_fused_or_joined_by_and_come_apart() -> None:
    text = "加快建设南京江北生物产业园南京江北软件产业园、武汉光谷制造基地和武汉光谷研发基地。"
    assert {"南京江北生物产业园", "南京江北软件产业园", "武汉光谷制造基地", "武汉光谷研发基地"} <= set(names(text))


def test_a_gazetteer_gives_names_that_no_rule_would_find() -> None:
    found = {
        entity.name: entity.kind
        for entity in read_entities("推动云杉小院提质。", {"云杉小院": "project_base", "无此名": "park"})
    }
    assert found["云杉小院"] == "project_base"
    assert "无此名" not in found


def test_the_part_of_a_longer_name_is_not_told_by_itself() -> None:
    found = names("引进清华大学深圳国际研究生院，建设研究生实践基地。")
    assert "清华大学" not in found or "清华大学深圳国际研究生院" not in found


@settings(deadline=None, max_examples=120)
@given(
    st.one_of(
        st.text(max_size=200),
        st.text(alphabet="北京市天津区园基地中心平台、和与的（）《》，。院镇推进建设等", max_size=200),
    )
)
def test_any_text_gives_names_that_stand_in_it(text: str) -> None:
    for entity in read_entities(text):
        assert text.startswith(entity.name, entity.start)
        assert text.find(entity.name) <= entity.start
        assert entity.count == text.count(entity.name) >= 1
