"""What a file's name tells about its document: plans are filed by year and by period."""

from __future__ import annotations

import re

from kechuang.plan.reading.quantities.periods import find_times, period_years
from kechuang.plan.reading.quantities.values import Context, Section

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_RANGE = re.compile(r"(?<!\d)(20\d\d)[-_—~至](20\d\d)(?!\d)")
_SHORT = re.compile(r"(?:^|[_\-. ])1([1-9])5(?=[_\-. ]|规划|$)")
_DIGITS = "零一二三四五六七八九"


def context_of_name(name: str, sections: tuple[Section, ...] = ()) -> Context:
    """The hints in a file's name: the plan period (2021-2025, 十四五, 145) and else the year of publication.

    A hint yields to what the text itself says.

    >>> context_of_name("区科技局2026年工作要点.docx").published, context_of_name("henan_145_news.txt").period
    (2026, (2021, 2025))
    """
    span = _RANGE.search(name)
    period = (int(span.group(1)), int(span.group(2))) if span and int(span.group(1)) < int(span.group(2)) else None
    if period is None:
        named = next((t for t in find_times(name) if t.kind == "period" and t.since and t.year), None)
        short = _SHORT.search(name)
        if named and named.since and named.year:
            period = (named.since, named.year)
        elif short:
            period = period_years("十" + _DIGITS[int(short.group(1))])
    year = _YEAR.search(name) if span is None else None
    return Context(sections=sections, period=period, published=int(year.group(1)) if year else None)
