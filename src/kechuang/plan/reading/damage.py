"""Damage of the text as a whole: lost stops and brackets, gibberish, repeated paragraphs, tables run into lines.

Damage inside quantified statements is found by their own reader; here both are put together, so that the person who
checks the reading sees every place in the order of the text.
"""

from __future__ import annotations

import re

from kechuang.plan.reading.documents import Block
from kechuang.plan.reading.language import find_joints
from kechuang.plan.reading.quantities import Damage
from kechuang.plan.reading.structure import Section

_PAIRS = {"（": "）", "《": "》", "【": "】", "〔": "〕", "「": "」", "『": "』"}
_MOJIBAKE = re.compile(
    "[\ufffd\ue000-\uf8ff]+|(?:[\u00c2-\u00ef][\u0080-\u00bf]){2,}|锟斤拷|烫烫烫|屯屯屯|锘縟?|鈥[\u4e00-\u9fff]|(?:[\u0080-\u009f])+"
)
_STOPS = "。！？；：!?;:…”’』」）)》】"
_NUMBER_LINE = re.compile("[\\d.,，％%+\\-—/~～]{1,12}(?:[\u4e00-\u9fff]{0,3})$")
_LONG = 30
_REPEATED = 40
# Each kind of damage is told this often; a text that has more is damaged throughout and says so once.
_MOST = 200


def find_damage(
    text: str, blocks: tuple[Block, ...], sections: tuple[Section, ...], damages: tuple[Damage, ...] = ()
) -> tuple[Damage, ...]:
    """All damage in order of its place: that of the quantified statements (``damages``) and of the text as a whole."""
    lost = _headings(text, sections)
    found = [
        *damages,
        *lost,
        *_pairs(text, blocks, frozenset(one.start for one in lost)),
        *_fused(text, sections),
        *_open_ends(text, blocks, sections),
        *_mojibake(text),
        *_repeated(text, blocks),
        *_tables(text, blocks),
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.what)))


def _headings(text: str, sections: tuple[Section, ...]) -> list[Damage]:
    """(三发展目标: a heading whose bracket is lost."""
    found = []
    for section in sections:
        written = text[section.start : section.start + 8]
        if section.number and section.number.startswith("(") and not re.match(r"[（(]\s*[^)）]{1,4}[)）]", written):
            found.append(
                Damage(
                    section.start,
                    section.body_start,
                    "heading_bracket_lost",
                    f"标题“{text[section.start : section.body_start].strip()}”的括号不全，按“{section.number}{section.title}”读取。",
                    f"The heading “{section.number}{section.title}” has lost a bracket; it was read as such.",
                )
            )
    return found[:_MOST]


def _pairs(text: str, blocks: tuple[Block, ...], told: frozenset[int]) -> list[Damage]:
    """Brackets and quotation marks that open or close alone within their paragraph, but for the places already told."""
    found: list[Damage] = []
    for block in blocks:
        if len(found) >= _MOST:
            break
        open_marks: list[tuple[str, int]] = []
        for place in range(block.start, block.end):
            mark = text[place]
            if mark in _PAIRS:
                open_marks.append((mark, place))
            elif mark in _PAIRS.values():
                if open_marks and _PAIRS[open_marks[-1][0]] == mark:
                    open_marks.pop()
                else:
                    found.append(_alone(text, mark, place, opens=False))
        found += [_alone(text, mark, place, opens=True) for mark, place in open_marks if place not in told]
        found += _quotes(text, block)
    return found[:_MOST]


def _quotes(text: str, block: Block) -> list[Damage]:
    """Quotation marks “ ” without their partner. Nested ones do not occur in plans, so two of a kind in a row are damage."""
    found: list[Damage] = []
    opened = -1
    for match in re.compile("[“”]").finditer(text, block.start, block.end):
        if match.group() == "“":
            if opened >= 0:
                found.append(_alone(text, "“", opened, opens=True))
            opened = match.start()
        elif opened < 0:
            found.append(_alone(text, "”", match.start(), opens=False))
        else:
            opened = -1
    if opened >= 0:
        found.append(_alone(text, "“", opened, opens=True))
    return found


def _alone(text: str, mark: str, place: int, *, opens: bool) -> Damage:
    around = text[max(0, place - 6) : place + 8].replace("\n", " ").strip()
    return Damage(
        place,
        place + 1,
        "bracket_unclosed" if opens else "bracket_unopened",
        f"「{around}」中的「{mark}」" + ("没有配对的后半。" if opens else "没有配对的前半。"),
        f"The mark 「{mark}」 in 「{around}」 has no partner " + ("after it." if opens else "before it."),
    )


_RUN = re.compile("[^，,。；;：:！？!?\n\t]{12,200}")


def _fused(text: str, sections: tuple[Section, ...]) -> list[Damage]:
    """Sentences that ran together because a stop was lost: at a lead-in, and between tasks."""
    places = [one.body_start for one in sections if one.lead_in and text[one.body_start - 1] not in "。：:，,；;\n \t"]
    for index, section in enumerate(sections):
        if section.role not in ("tasks", "programme") or len(places) >= _MOST:
            continue
        own_end = min(section.end, sections[index + 1].start if index + 1 < len(sections) else section.end)
        for run in _RUN.finditer(text, section.body_start, own_end):
            places += [run.start() + joint for joint in find_joints(run.group())]
    return [_lost_stop(text, place) for place in sorted(set(places))[:_MOST]]


def _lost_stop(text: str, place: int) -> Damage:
    before, after = text[max(0, place - 8) : place].strip(), text[place : place + 8].strip()
    return Damage(
        max(0, place - 1),
        min(len(text), place + 1),
        "sentences_fused",
        f"“{before}”与“{after}”之间可能缺标点，按两句读取。",
        f"A stop may be missing between “{before}” and “{after}”; they were read as two sentences.",
    )


def _open_ends(text: str, blocks: tuple[Block, ...], sections: tuple[Section, ...]) -> list[Damage]:
    """Paragraphs that end without a stop."""
    headings = {section.start for section in sections if not section.lead_in}
    found: list[Damage] = []
    for block in blocks:
        if block.kind != "paragraph" or block.start in headings or block.end - block.start < _LONG:
            continue
        if text[block.end - 1] not in _STOPS and re.search("[。；，,]", text[block.start : block.end]):
            tail = text[max(block.start, block.end - 10) : block.end]
            found.append(
                Damage(
                    block.end - 1,
                    block.end,
                    "paragraph_unfinished",
                    f"段末“{tail}”没有句末标点，可能缺字或断行。",
                    f"The paragraph ends in “{tail}” without a stop; words may be missing.",
                )
            )
    return found[:_MOST]


def _mojibake(text: str) -> list[Damage]:
    found: list[Damage] = []
    for match in _MOJIBAKE.finditer(text):
        if len(found) >= _MOST:
            break
        found.append(
            Damage(
                match.start(),
                match.end(),
                "mojibake",
                f"第 {match.start() + 1} 个字起有 {len(match.group())} 个乱码字符，请对照原文。",
                f"{len(match.group())} unreadable characters from character {match.start() + 1}; compare the original.",
            )
        )
    return found


def _repeated(text: str, blocks: tuple[Block, ...]) -> list[Damage]:
    seen: dict[str, int] = {}
    found: list[Damage] = []
    for block in blocks:
        if block.end - block.start < _REPEATED or len(found) >= _MOST:
            continue
        paragraph = text[block.start : block.end]
        if paragraph in seen:
            found.append(
                Damage(
                    block.start,
                    block.end,
                    "block_repeated",
                    f"这一段与前文重复：“{paragraph[:12]}…”。",
                    f"This paragraph repeats an earlier one: “{paragraph[:12]}…”.",
                )
            )
        seen.setdefault(paragraph, block.start)
    return found


def _tables(text: str, blocks: tuple[Block, ...]) -> list[Damage]:
    """A table whose cells became lines: a run of short lines, many of them numbers."""
    found: list[Damage] = []
    run: list[Block] = []

    def close() -> None:
        numbers = sum(bool(_NUMBER_LINE.match(text[one.start : one.end])) for one in run)
        if len(run) >= 6 and numbers * 4 >= len(run):
            found.append(
                Damage(
                    run[0].start,
                    run[-1].end,
                    "table_flattened",
                    f"这里像是表格被拆成了 {len(run)} 行，行列关系请对照原表。",
                    f"A table seems to have been broken into {len(run)} lines; compare its rows and columns.",
                )
            )
        run.clear()

    for block in blocks:
        if block.kind == "paragraph" and block.end - block.start <= 14 and "。" not in text[block.start : block.end]:
            run.append(block)
        else:
            close()
    close()
    return found[:_MOST]
