"""Which lines are headings: 一、 （一） 1. （1） 第一章 专栏1, damaged ones too, and where their text begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kechuang.plan.reading.documents import BLANKS, Block

_CN = "[一二三四五六七八九十百〇零]{1,4}"
_NEXT = "(?=\\s*[^\\s、，,。；;）)])"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    ``rank`` orders kinds of numbers from the coarsest; ``start`` is where its number begins, ``body`` where the text
    under it begins; ``mark`` is the level that the document's mark-up gives it.
    """

    rank: float
    number: str | None
    title: str
    start: int
    body: int
    mark: int | None = None
    key: str = ""


# A box (专栏) stands under （一） and may number its items from 1.
BOX = 5.5
# (rank, pattern of the number, most characters of a title that runs into its paragraph). A rank is the usual place in
# official documents (公文格式): 编 > 章 > 节 > 一、 > （一） > 1. > （1） > ①.
_MARKERS: tuple[tuple[float, re.Pattern[str], int], ...] = (
    (1, re.compile(rf"第({_CN}|\d{{1,3}})(?:编|篇|部分)"), 0),
    (2, re.compile(rf"第({_CN}|\d{{1,3}})章"), 0),
    (3, re.compile(rf"第({_CN}|\d{{1,3}})节"), 0),
    (4, re.compile(rf"({_CN})\s*[、．.](?!\s*{_CN}[、．.]){_NEXT}"), 40),
    (5, re.compile(rf"[（(]\s*({_CN})\s*[)）]{_NEXT}"), 40),
    (6, re.compile(rf"(\d{{1,2}})\s*[.．、](?!\d){_NEXT}"), 36),
    (7, re.compile(rf"[（(]\s*(\d{{1,2}})\s*[)）]{_NEXT}"), 36),
    (8, re.compile(rf"([\u2460-\u2473]){_NEXT}"), 30),
    (BOX, re.compile(r"专\s*栏\s*(\d{0,2}|[一二三四五六七八九十]{0,3})\s*[:：]?"), 0),
)
# A bracket lost on one side, alone on a short line: (三发展目标, 三)发展目标.
_DAMAGED = re.compile(rf"(?:[（(]({_CN})(?=[^）)、，,\d\s一二三四五六七八九十])|({_CN})[)）])")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\s*[.、]?\s*(?=[\u4e00-\u9fff“《])(?![个万亿元家项年月倍亩吨户])")
_MARKDOWN = re.compile(r"(#{1,6})\s+")
_KNOWN = re.compile(
    r"(?:前\s*言|引\s*言|序\s*言|结\s*语|附\s*则|附\s*[件录表]\s*[\d一二三四五]*|.{0,18}(?:工作回顾|主要目标|预期目标|工作任务|重点工作|工作安排|总体要求|保障措施|指导思想))[:：]?$"
)
_CONTENTS_LINE = re.compile(r"[.…·．]{3,}\s*\d{0,4}\s*$|\t\d{1,4}$")
# The page that a line of a table of contents ends with.
_PAGE = re.compile(r"[\s.…·．]*\d{1,4}$")
_SENTENCE = re.compile("[。！？；;!?]")
# Where the text must begin whose heading has lost its line break: 一、现实基础“十三五”期间…
_BEGINS = re.compile(
    '[“"]?十[二三四五六][五]|(?:截至|截止|到|至)?(?:19|20)\\d{2}年|近年来|当前[，,]|目前[，,]|坚持以|以习近平|深入贯彻|高举'
)
_FUSED_TITLE = (3, 24)
# A heading that lost the line break before it: it follows a full stop.
_INLINE = re.compile(rf"(?<=[。！？])\s*(?=(?:{_CN}、|[（(]{_CN}[)）])\s*[^\s、，,。；;）)])")
_LONGEST = 48
_SHORTEST_CONTENTS = 3
_LONGEST_DAMAGED = 24


def find_headings(text: str, blocks: tuple[Block, ...]) -> list[Heading]:
    """The numbered and marked-up headings of a document in order. Lines of a table of contents are none."""
    found: list[Heading] = []
    for block in blocks:
        if block.kind == "row":
            continue
        heading = _read_line(text, block)
        if heading is not None:
            found.append(heading)
    return _without_contents(found, text)


def split_at_headings(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with paragraphs cut where a heading stands inside them because its line break is lost."""
    split: list[Block] = []
    for block in blocks:
        start = block.start
        cuts = _INLINE.finditer(text, block.start, block.end) if block.kind == "paragraph" else ()
        for cut in cuts:
            rest = Block("paragraph", cut.end(), block.end)
            heading = _read_line(text, rest)
            if heading is not None and heading.body < block.end:
                if start < cut.start():
                    split.append(Block("paragraph", start, cut.start()))
                start = cut.end()
        split.append(Block(block.kind, start, block.end, block.level))
    return tuple(split)


def _read_line(text: str, block: Block) -> Heading | None:
    start, mark = block.start, block.level if block.kind == "heading" else None
    line = text[start : block.end]
    if _CONTENTS_LINE.search(line):
        return None
    # A block may hold several lines; a heading ends with the first.
    line = line.partition("\n")[0]
    markdown = _MARKDOWN.match(line)
    if markdown:
        mark = len(markdown.group(1))
        start += markdown.end()
        line = line[markdown.end() :]
    bold = re.match(r"\*\*(.+?)\*\*", line)
    if bold and bold.end() == len(line):
        start, line = start + 2, bold.group(1)
    decimal = _DECIMAL.match(line)
    if decimal and (mark is not None or len(line) <= _LONGEST) and not _SENTENCE.search(line):
        rank = 5 + 0.5 * decimal.group(1).count(".")
        return _whole_line(rank, decimal.group(1), line, decimal.end(), start, block, mark)
    for rank, pattern, run_in in _MARKERS:
        marker = pattern.match(line)
        if marker:
            return _numbered(rank, marker, line, start, block, mark, run_in)
    damaged = _DAMAGED.match(line)
    if damaged and len(line) <= _LONGEST_DAMAGED and not re.search("[。；，,、]", line):
        number = f"({damaged.group(1) or damaged.group(2)})"
        return _whole_line(5, number, line, damaged.end(), start, block, mark)
    if mark is not None and len(line) <= 2 * _LONGEST:
        return _whole_line(0, None, line, 0, start, block, mark)
    if _KNOWN.match(line) and len(line) <= _LONGEST_DAMAGED:
        return _whole_line(4, None, line, 0, start, block, mark)
    return None


def _numbered(
    rank: float, marker: re.Match[str], line: str, start: int, block: Block, mark: int | None, run_in: int
) -> Heading | None:
    number = marker.group().strip().replace("（", "(").replace("）", ")").replace(" ", "")
    rest = line[marker.end() :]
    body_at = start + marker.end()
    begin = _fused_title_end(rest) if run_in and mark is None else None
    if begin is not None:
        return Heading(rank, number, rest[:begin].strip(), start, body_at + begin, mark, _key(number))
    first_end = _SENTENCE.search(rest)
    gap = re.search(r"\s+", rest.strip())
    runs_in = gap is not None and gap.start() <= run_in and re.search("[，,]", rest.strip()[gap.end() :]) is not None
    ends_line = not runs_in and (first_end is None or first_end.start() == len(rest.rstrip()) - 1)
    if ends_line and len(rest) <= _LONGEST and (mark is not None or not rest.rstrip().endswith(("，", ",", "；", ";"))):
        return _whole_line(rank, number, line, marker.end(), start, block, mark)
    if mark is not None and first_end is None:
        return _whole_line(rank, number, line, marker.end(), start, block, mark)
    # The title runs into its paragraph: 1.加强组织领导。各部门要…
    stops = [position for position in (rest.find("。"), rest.find("："), rest.find(":")) if position > 0]
    if gap and run_in and 2 <= gap.start() <= run_in and not _stops_before(stops, gap.start()):
        stops.append(len(rest) - len(rest.lstrip()) + gap.start())
    if not stops or min(stops) > run_in:
        return None
    return Heading(rank, number, rest[: min(stops)].strip(), start, body_at + min(stops) + 1, mark, _key(number))


def _fused_title_end(rest: str) -> int | None:
    """Where the title ends whose text follows without a stop: before words that begin a sentence which has a comma.

    >>> _fused_title_end("现实基础“十三五”期间，全市创新能力增强。"), _fused_title_end("到2025年的目标")
    (4, None)
    """
    begin = _BEGINS.search(rest)
    if begin is None or not _FUSED_TITLE[0] <= begin.start() <= _FUSED_TITLE[1]:
        return None
    sentence = re.split("[。！？；]", rest[begin.start() :], maxsplit=1)[0]
    title_is_plain = re.search("[，,、。；：:]", rest[: begin.start()]) is None
    return begin.start() if title_is_plain and re.search("[，,]", sentence) else None


def _stops_before(stops: list[int], position: int) -> bool:
    """Whether any stop lies before a position."""
    return any(stop < position for stop in stops)


def _whole_line(
    rank: float, number: str | None, line: str, title_at: int, start: int, block: Block, mark: int | None
) -> Heading | None:
    title = line[title_at:].strip().rstrip("。：:；;").strip("*# ")
    if not title and rank != BOX:
        return None
    end = start + len(line)
    return Heading(rank, number, title, start, min(end, block.end), mark, _key(number))


def _key(number: str | None) -> str:
    """The number as it stands in ids: 一、 and （一） are 1.

    >>> _key("十二、"), _key("(三)"), _key("第二章"), _key("2.1"), _key(None)
    ('12', '3', '2', '2.1', '')
    """
    if number is None:
        return ""
    chinese = re.search(_CN, number)
    if chinese:
        return str(_to_int(chinese.group()))
    circled = re.search("[\u2460-\u2473]", number)
    if circled:
        return str(ord(circled.group()) - 0x2460 + 1)
    digits = re.search(r"\d+(?:\.\d+)*", number)
    return digits.group() if digits else ""


def _to_int(chinese: str) -> int:
    total, current = 0, 0
    for character in chinese:
        if character == "百":
            total, current = total + (current or 1) * 100, 0
        elif character == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            current = "〇一二三四五六七八九".find(character.replace("零", "〇"))
    return total + max(0, current)


def _without_contents(headings: list[Heading], text: str) -> list[Heading]:
    """Drop tables of contents: runs of headings without text between them that all come again later."""
    names = [(one.rank, one.key, _PAGE.sub("", one.title)) for one in headings]
    last = {name: index for index, name in enumerate(names)}
    kept: list[Heading] = []
    index = 0
    while index < len(headings):
        end = index
        while end < len(headings) and last[names[end]] > end:
            end += 1
            if end < len(headings) and text[headings[end - 1].body : headings[end].start].strip(BLANKS + "#"):
                break
        if end - index < _SHORTEST_CONTENTS:
            end = index + 1
            kept.append(headings[index])
        index = end
    return kept
