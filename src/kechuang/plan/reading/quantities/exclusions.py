"""Numbers that state no quantity: dates, document numbers, ordinals, ranks, headings, names, slogans, addresses."""

from __future__ import annotations

import re

_C = "零一二三四五六七八九十百千两"
_PATTERNS = re.compile(
    r"(?:19|20)\d\d[-./](?:1[0-2]|0?\d)[-./](?:3[01]|[12]\d|0?\d)(?: ?\d{1,2}:\d\d(?::\d\d)?)?"
    r"|\d{1,2}:\d\d(?::\d\d)?(?!\d|\.|:|%)"
    r"|(?:1[0-2]|0?[1-9])月(?:份)?(?:[0-3]?\d日)?(?:-(?:1[0-2]|0?[1-9])月)?|(?<![\d.])[0-3]?\d日(?!均)"
    r"|(?:1[0-2]|[1-9])(?:-|至|—)(?:1[0-2]|[1-9])月(?:份)?"
    r"|\[(?:19|20)\d\d\]\d*号?|\((?:19|20)\d\d\)\d+号?"
    rf"|第[\d{_C}]{{1,6}}(?:[-—至到、][\d{_C}]{{1,6}})?[^\d,，。;、]?"
    rf"|(?:排名|排在|位列|位居|居|列|名列|进入|进位|跻身|晋升)[^\d,，。;、{_C}]{{0,12}}前?第?[\d{_C}]{{1,4}}(?:位|名|强|席)"
    rf"|前[\d{_C}]{{1,5}}(?:位|名|强|%|的|个|列|,|，|。|$)|[\d{_C}]{{1,5}}强(?=[企高县区市镇、,，。”)]|$)"
    rf"|(?:TOP|Top|top|No\.?|NO\.?) ?\d+"
    r"|\d+(?:[-、]\d+)?号(?!召)|\d{1,4}(?:路|线|省道|国道|高速)"
    r"|[1-5]A级?(?=景|旅|级|[^\dA-Za-z])|AAA+级?"
    r"|(?:https?|www)[^\s一-鿿]{0,200}|[\w.]+@[\w.]+"
    r"|(?<![\d.])(?:0\d{2,3}-)?[1-9]\d{6,7}(?![\d.]|[万亿家户人元个亩吨项件%])|1[3-9]\d{9}(?!\d)"
    r"|\d{1,3}(?:\.\d{1,3}){2,}(?!\d)"
    rf"|[\d{_C}]+(?:\+[\d{_C}A-Za-z]+)+|\d+\+(?=[一-鿿A-Za-z“])|[“”‘’\d]?\d*\+?N(?![A-Za-z])|\d+\+\(|\+\(?\d+\+\d+\)?"
    rf"|“[\d{_C}·.、+×xX\-—]{{1,16}}”"
    r"|(?:GB|ISO|IEC|HJ|DB|GDPR|SHA|IPv|Wi-?Fi|WiFi|H|COVID-?|PM|pm|CO|CT|N|G|S|C|A|B|T|Q|X|Web|web|工业|SO|NO)[/T ]{0,3}\d+(?:\.\d+)?(?=[^\d%万亿家])"
    r"|\d+(?:G|g|D|S|A|X)(?![A-Za-z])(?!瓦)|(?<![\d.])(?:985|211|863|973)(?=[工计高大院、/”]|项目)|(?<!\d)(?:12345|12315|110|120|119|12306|12388)(?=热线|电话|急救|指挥|平台|服务热)"
    r"|[IVXⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+类|\d+类水|[一二三四五]类(?:水|以上水)"
    r"|\d{2}后|[一二三四五六七八九十]位一体|[双多两]"
    r"|7[×x*]24(?:小时)?|24小时|365天|\d{1,3}×\d{1,3}"
    r"|\d+(?:\.\d+)?(?:英寸|纳米|nm|微米|kV|千伏)(?=工艺|制程|芯片|晶圆|线|级|及|以上|输|变|特|电)"
)
_HEADING = re.compile(
    r"^[ ]*(?:\(?\d{1,2}(?:\.\d{1,2}){0,3}\)?[.、)](?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}(?=[ ]?[一-鿿])(?!\d*[万亿%])|[①-⑳]|\(\d{1,2}\)"
    r"|\d{1,2} (?=[一-鿿])|[-—]{1,2} ?\d{1,4} ?[-—]{1,2}$|\d{1,4}$)"
)
_PER = re.compile(r"每(?:\d+|[一十百千万亿百两]+)?[一-鿿]?")


def excluded(text: str) -> bytearray:
    """One byte for each character of a compact text: 1 where a number states no quantity.

    >>> list(excluded("第3位5G基站"))
    [1, 1, 1, 1, 1, 0, 0]
    """
    mask = bytearray(len(text))
    for pattern in (_PATTERNS, _PER):
        for match in pattern.finditer(text):
            mask[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    heading = _HEADING.match(text)
    if heading:
        mask[: heading.end()] = b"\x01" * heading.end()
    return mask
