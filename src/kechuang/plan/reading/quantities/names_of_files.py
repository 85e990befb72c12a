"""What a file's name tells about its document: plans are filed by year and by period."""

from __future__ import annotations

import re

from kechuang.plan.reading.quantities.periods import find_times, period_years

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_RANGE = re.compile(r"(?<!\d)(20\d\d)[-_—~至](20\d\d)(?!\d)")
_SHORT = re.compile(r"(?:^|[_\-. ])1([1-9])5(?=[_\-. ]|规划|$)")
_DIGITS = "零一二三四五六七八九"


def years_in_name(name: str | None) -> tuple[tuple[int, int] | None, int | None]:
    """The plan period (2021-2025, 十四五, 145) and the year that a file's name gives, None where it gives none.

    >>> years_in_name("区科技局2026年工作要点.docx"), years_in_name("henan_145_news.txt")
    ((None, 2026), ((2021, 2025), None))
    """
    if not name:
        return None, None
    span = _RANGE.search(name)
    if span and int(span.group(1)) < int(span.group(2)):
        return (int(span.group(1)), int(span.group(2))), None
    year = _YEAR.search(name)
    named = next((t for t in find_times(name) if t.kind == "period" and t.since and t.year), None)
    short = _SHORT.search(name)
    period = None
    if named and named.since and named.year:
        period = (named.since, named.year)
    elif short:
        period = period_years("十" + _DIGITS[int(short.group(1))])
    return period, int(year.group(1)) if year else None
