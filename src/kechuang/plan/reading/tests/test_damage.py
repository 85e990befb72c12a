"""Warnings about the text as a whole: each kind once where it is, and none in a sound text."""

from __future__ import annotations

import pytest

from kechuang.plan.reading import read_plan

SOUND = (
    "某区规划\n一、发展目标\n到2025年，全区高新技术企业达到280家，技术合同成交额累计达到35亿元。\n"
    "二、重点任务\n（一）平台\n支持龙头企业建设创新平台（含实验室），打造“一核两翼”的创新格局，落实《规划纲要》的各项要求。\n"
)


def codes(text: str) -> list[str]:
    return [warning.what for warning in read_plan(text).warnings]


def test_a_sound_text_has_no_warnings() -> None:
    assert codes(SOUND) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("（含实验室）", "（含实验室"), "bracket_unclosed"),
        (("（含实验室）", "含实验室）"), "bracket_unopened"),
        (("“一核两翼”", "“一核两翼"), "bracket_unclosed"),
        (("“一核两翼”", "一核两翼”"), "bracket_unopened"),
        (("《规划纲要》", "《规划纲要"), "bracket_unclosed"),
        (("各项要求。", "各项要求"), "paragraph_unfinished"),
        (("（一）平台", "（一平台"), "heading_bracket_lost"),
        (("技术合同", "\ufffd\ufffd合同"), "mojibake"),
        (("技术合同", "锟斤拷合同"), "mojibake"),
        (("创新平台（含实验室），", "创新平台完善公共技术服务体系，"), "sentences_fused"),
    ],
)
def test_each_kind_of_damage_is_named_at_its_place(change: tuple[str, str], code: str) -> None:
    reading = read_plan(SOUND.replace(*change))
    assert [warning.what for warning in reading.warnings] == [code]
    warning = reading.warnings[0]
    assert warning.zh.endswith("。")
    assert warning.en.endswith(".")
    assert 0 <= warning.start < warning.end <= len(reading.text)


def test_a_repeated_paragraph_is_named_at_its_second_place() -> None:
    paragraph = "支持龙头企业建设高能级创新平台，打造一批具有全国影响力的创新型产业集群，推动产业链上下游协同发展。"
    reading = read_plan(f"二、重点任务\n{paragraph}\n（一）平台\n{paragraph}\n")
    found = [warning for warning in reading.warnings if warning.what == "block_repeated"]
    assert [reading.text[one.start : one.end] for one in found] == [paragraph]
    assert found[0].start > 20


def test_a_table_broken_into_lines_is_named_once() -> None:
    table = "指标\n2020年\n2025年\n高新技术企业（家）\n151\n280\n瞪羚企业（家）\n16\n20\n"
    assert codes(SOUND + table).count("table_flattened") == 1


def test_warnings_stay_in_the_order_of_the_text_and_within_bounds() -> None:
    reading = read_plan(("“正文没有后引号" + "，推进建设" * 10 + "\n") * 600)
    starts = [warning.start for warning in reading.warnings]
    assert starts == sorted(starts)
    assert len(starts) <= 1000
