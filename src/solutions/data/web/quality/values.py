"""What the pages of data quality show, made of an assessment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kechuang.quality import DIMENSIONS, NAMES, Assessment, Finding, FollowUp, Measure, Policy
from kechuang.values import Sentence
from kechuang_web.stores import selectors

#: Below this share a cell is marked, with a word beside it.
LOW = 0.95


def language() -> Any:
    """The language of the page."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def dimension_names() -> dict[str, Any]:
    """The four sides of quality, in the reader's words."""
    return {
        "completeness": _("完整性"), "timeliness": _("及时性"), "consistency": _("一致性"), "correctness": _("准确性")
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure as a table shows it."""

    measure: Measure

    @property
    def percent(self) -> str:
        """``98.6%``, rounded down so that what is not whole never reads 100 %; a dash where nothing was checked."""
        share = self.measure.share
        return "—" if share is None else f"{int(share * 1000) / 10:g}%"

    @property
    def low(self) -> bool:
        """Whether the share wants attention."""
        share = self.measure.share
        return share is not None and share < LOW

    @property
    def told(self) -> str:
        """How many of how many, for the title of the cell."""
        faulty = self.measure.checked - self.measure.sound
        return ngettext("%(checked)d 条中 %(faulty)d 条有问题", "%(checked)d 条中 %(faulty)d 条有问题", faulty) % {
            "checked": self.measure.checked, "faulty": faulty
        }  # fmt: skip


def by_channel(found: Assessment, policy: Policy) -> list[dict[str, Any]]:
    """A row a channel: its name, how many records, and a cell for each side of quality."""
    lang = language()
    return [
        {
            "code": code,
            "name": channel.name.text(lang),
            "records": found.by_channel["correctness"][code].checked,
            "cells": [(label, Cell(found.by_channel[side][code])) for side, label in dimension_names().items()],
        }
        for code, channel in policy.channels.items()
        if code in found.by_channel["correctness"]
    ]


def worst_attributes(found: Assessment, limit: int = 12) -> list[dict[str, Any]]:
    """The figures with the most trouble, by the share that something speaks against."""
    dictionary, lang = selectors.dictionary(), language()
    rows = []
    for code, correctness in found.by_attribute["correctness"].items():
        consistency = found.by_attribute["consistency"][code]
        faulty = 2 * correctness.checked - correctness.sound - consistency.sound
        if faulty:
            name = dictionary.attribute(code).name.text(lang) if code in dictionary else code
            rows.append({"name": name, "faulty": faulty, "cells": [Cell(consistency), Cell(correctness)]})
    return sorted(rows, key=lambda row: -row["faulty"])[:limit]


def kinds_of(found: Assessment) -> list[tuple[str, str, int]]:
    """Kinds of finding with their names and counts, the most frequent first."""
    lang = language()
    return [(kind, NAMES[kind].text(lang), count) for kind, count in found.count().most_common()]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as a row shows it."""

    finding: Finding
    kind: str
    unit: str
    channel: str
    attribute: str
    says: str
    where: str


def show(findings: Iterable[Finding], names: dict[str, str], policy: Policy) -> Iterator[Told]:
    """Findings with the words a reader needs."""
    dictionary, lang = selectors.dictionary(), language()
    for one in findings:
        attribute = one.attribute or ""
        if attribute in dictionary:
            attribute = dictionary.attribute(attribute).name.text(lang)
        channel = policy.channels.get(one.channel)
        place = one.place
        where = f"{place.file} {place.sheet} {place.row}".replace("  ", " ") if place else _("未报送")
        yield Told(
            one, NAMES[one.kind].text(lang), names.get(one.unit or "", one.unit or _("未对应到机构")),
            channel.name.text(lang) if channel else one.channel, _FIELDS.get(attribute, Sentence(attribute, attribute)).text(lang),
            one.says.text(lang), where,
        )  # fmt: skip


_FIELDS = {
    "uscc": Sentence("信用代码", "credit code"),
    "name": Sentence("名称", "name"),
    "returned_on": Sentence("报送日期", "returned on"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry of the follow-up list: whom, about what, and the message to paste."""

    entry: FollowUp
    unit: str
    channel: str
    kinds: list[tuple[str, int]]
    message: str


def ask(entries: Iterable[FollowUp], names: dict[str, str], policy: Policy) -> Iterator[Asked]:
    """Follow-up entries with a message that can be pasted into a letter or a chat."""
    lang = language()
    for entry in entries:
        counted = Counter(finding.kind for finding in entry.findings)
        unit = names.get(entry.unit or "", entry.unit or _("未对应到机构"))
        channel = policy.channels.get(entry.channel)
        lines = [
            f"{number}. {finding.year or ''} {NAMES[finding.kind].text(lang)}：{finding.says.text(lang)}".replace(
                "  ", " "
            )
            for number, finding in enumerate(entry.findings[:20], 1)
        ]
        opening = _("%(unit)s：以下报送数据请核对，如有误请更正并说明。") % {"unit": unit}
        yield Asked(
            entry, unit, channel.name.text(lang) if channel else entry.channel,
            [(NAMES[kind].text(lang), count) for kind, count in counted.most_common()], "\n".join([opening, *lines]),
        )  # fmt: skip


def dimension_of(kind: str) -> str:
    """The side of quality that a kind of finding speaks against."""
    return next(side for side, kinds in DIMENSIONS.items() if kind in kinds)


def chosen(request: HttpRequest, key: str, allowed: Iterable[str]) -> str:
    """A filter's value, if it is one of those there are."""
    value = request.GET.get(key, "")
    return value if value in set(allowed) else ""
