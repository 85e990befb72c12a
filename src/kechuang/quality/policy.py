"""The rules of quality as content: ``quality.yaml`` of the country, overlaid by city and district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, cast

from kechuang.content import RegionFolder
from kechuang.content.errors import ContentError
from kechuang.content.fields import (
    check_keys,
    choice_of,
    flag_of,
    list_of,
    map_of,
    number_of,
    sentence_of,
    text_of,
    whole_of,
)
from kechuang.content.yaml_files import YamlMap
from kechuang.quality.findings import KINDS, Kind
from kechuang.values import KechuangError, Quantity, Sentence

FILE = "quality.yaml"


@dataclass(frozen=True, slots=True)
class Channel:
    """A way returns come.

    ``evidence``: the higher, the better the proof. ``everyone``: whether every unit on the register owes it.
    ``owed_by``: the attribute and channel whose figure above zero makes a unit owe it. ``still``: attribute, channel and least amount
    (money in whole 分) by which a unit that returned in a neighbouring year owes it still. ``words``: of senders and titles.
    """

    code: str
    name: Sentence
    evidence: int
    everyone: bool
    owed_by: tuple[str, str] | None
    still: tuple[str, str, int] | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """Every threshold of the checks; see ``content/china/quality.yaml`` for what each means."""

    channels: Mapping[str, Channel]
    agreement: Fraction
    slip_same_year: float
    slip_other_years: float
    slip_powers: tuple[int, ...]
    outlier_deviations: float
    outlier_least: int
    watermelons: Mapping[str, Literal["higher", "lower"]]
    titles: Mapping[str, str]
    follow_up: Mapping[Kind, int]

    def channel_of(self, *texts: str) -> str:
        """The channel that texts (sender, title, file) speak of: the first text counts most; ``""`` where none says.

        >>> from kechuang.content import load_region
        >>> load_policy(load_region("baodi")).channel_of("宝坻区税务局", "企业所得税汇算清缴清册")
        'tax'
        """
        for text in texts:
            for code, channel in self.channels.items():
                if any(word in text for word in channel.words):
                    return code
        return ""


def load_policy(folder: RegionFolder) -> Policy:
    """Read the rules of the region; the nearest ``quality.yaml`` going up counts as a whole.

    Raises:
        ContentError: there is none, or it cannot be used; names file and line.
    """
    document = folder.yaml(FILE)
    keys = ("channels", "agreement", "slip", "outlier", "watermelons", "titles", "follow_up")
    check_keys(document, keys)
    slip, outlier = map_of(document, "slip"), map_of(document, "outlier")
    melons = map_of(document, "watermelons")
    return Policy(
        channels={code: _channel(code, entry) for code, entry in map_of(document, "channels").items()},
        agreement=_share(document, "agreement"),
        slip_same_year=float(number_of(slip, "same_year")),
        slip_other_years=float(number_of(slip, "other_years")),
        slip_powers=tuple(slip["powers"]),
        outlier_deviations=float(number_of(outlier, "deviations")),
        outlier_least=whole_of(outlier, "least"),
        watermelons={code: _better(entry) for code, entry in melons.items()},
        titles={code: text_of(map_of(document, "titles"), code) for code in map_of(document, "titles")},
        follow_up=_follow_up(map_of(document, "follow_up")),
    )


def _channel(code: str, entry: Any) -> Channel:
    check_keys(entry, ("name", "evidence", "everyone", "owed_by", "still", "words"))
    owed, still = map_of(entry, "owed_by", None), map_of(entry, "still", None)
    return Channel(
        code,
        sentence_of(entry, "name"),
        whole_of(entry, "evidence"),
        flag_of(entry, "everyone"),
        (text_of(owed, "attribute"), text_of(owed, "channel")) if owed is not None else None,
        _still(still) if still is not None else None,
        tuple(str(word) for word in list_of(entry, "words", [])),
    )


def _still(given: YamlMap) -> tuple[str, str, int]:
    text = text_of(given, "at_least")
    try:
        amount = Quantity.parse(text.removesuffix("万元"), "万元").to("元").value * 100
    except KechuangError as error:
        raise ContentError(given.at("at_least"), zh=error.zh, en=error.en) from error
    return text_of(given, "attribute"), text_of(given, "channel"), int(amount)


def _share(document: YamlMap, key: str) -> Fraction:
    text = str(document.get(key))
    try:
        return Fraction(Decimal(text.removesuffix("%"))) / (100 if text.endswith("%") else 1)
    except (ArithmeticError, ValueError) as error:
        raise ContentError(
            document.at(key), zh=f"“{text}”应写成 5%。", en=f"'{text}' must be a share such as 5%."
        ) from error


def _better(entry: YamlMap) -> Literal["higher", "lower"]:
    return cast(Literal["higher", "lower"], choice_of(entry, "better", ("higher", "lower")))


def _follow_up(given: YamlMap) -> dict[Kind, int]:
    check_keys(given, KINDS)
    return {cast(Kind, kind): whole_of(given, kind) for kind in given}
