"""What an attribute and a definition are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kechuang.values import Period, Sentence

Measure = Literal["stock", "ytd", "flow", "cumulative", "ratio", "growth", "rank", "text"]
ValueType = Literal["quantity", "text"]
Sensitivity = Literal["public", "internal", "personal"]

#: What a figure of each measure says, in the words of the statistics office.
MEASURES: dict[Measure, Sentence] = {
    "stock": Sentence("存量", "stock at a point in time"),
    "ytd": Sentence("年初至今累计", "year to date"),
    "flow": Sentence("期间流量", "flow of the period"),
    "cumulative": Sentence("累计", "cumulative since a stated start"),
    "ratio": Sentence("比率", "ratio"),
    "growth": Sentence("增速", "growth"),
    "rank": Sentence("位次", "rank"),
    "text": Sentence("文字", "text"),
}


@dataclass(frozen=True, slots=True)
class Definition:
    """One way of counting an attribute (口径), in one version.

    ``key`` is how facts name it: ``hnte_count@1``, or ``gdp@2018_before_revision`` where versions are told apart by a
    word. ``valid_from``/``valid_to`` are the periods it is used for; ``successor`` is the key of the definition that took
    over. ``lineage`` names the definitions that a statistician would join to this one in a single line; by default none.
    """

    key: str
    version: str
    text: Sentence
    numerator: Sentence | None = None
    denominator: Sentence | None = None
    valid_from: Period | None = None
    valid_to: Period | None = None
    successor: str | None = None
    note: Sentence | None = None

    @property
    def attribute(self) -> str:
        """The code of the attribute it defines.

        >>> Definition("hnte_count@1", "1", Sentence("有效期内的国家高新技术企业数", "valid certificates")).attribute
        'hnte_count'
        """
        return self.key.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that is counted or stated about a subject; declared once.

    ``unit`` is the unit figures are shown in (``家``); figures in another unit of the dimension convert. A text attribute
    has none. ``owner`` is the unit that answers for it, ``None`` while that is to be assigned.
    """

    code: str
    name: Sentence
    type: ValueType
    unit: str | None
    measure: Measure
    definitions: tuple[Definition, ...]
    owner: Sentence | None
    sensitivity: Sensitivity
    help: Sentence | None = None

    @property
    def definition(self) -> Definition:
        """The definition in force: the latest numbered version without a successor.

        Definitions told apart by a word (``in_park``) are variants beside it; where there are only such, the last declared.
        """
        standing = [one for one in self.definitions if one.successor is None] or list(self.definitions)
        return ([one for one in standing if one.version.isdigit()] or standing)[-1]
