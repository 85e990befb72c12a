"""What an attribute and a definition are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kechuang.values import KechuangError, Period, Sentence

Measure = Literal["stock", "ytd", "flow", "cumulative", "ratio", "growth", "rank", "state", "text"]
#: What a value is: a number with a unit; or words, among which ``yes_no``, ``date`` and ``choice`` have a fixed form.
ValueType = Literal["quantity", "text", "yes_no", "date", "choice"]
#: What figures of an attribute are about: a region and the places in it, or one organisation.
About = Literal["region", "organisation"]
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
    "state": Sentence("状态", "state at a point in time"),
    "text": Sentence("文字", "text"),
}


#: The two forms of a ``yes_no`` value, with their names.
YES_NO: dict[str, Sentence] = {"yes": Sentence("是", "yes"), "no": Sentence("否", "no")}


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

    ``unit`` is the unit figures are shown in (``家``); figures in another unit of the dimension convert. An attribute that
    is no quantity has none. ``owner`` is the unit that answers for it, ``None`` while that is to be assigned. ``choices``
    are the codes and names a ``choice`` may take; where they stand in a list of the register's vocabulary, ``kinds`` names it.
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
    about: About = "region"
    choices: tuple[tuple[str, Sentence], ...] = ()
    kinds: str | None = None

    def check_text(self, text: str) -> None:
        """Refuse words that an attribute of this type cannot hold: ``yes``/``no``, a day such as 2023-09-01, a choice's code.

        Raises:
            KechuangError: the words have another form.
        """
        fits, zh, en = True, "", ""
        match self.type:
            case "yes_no":
                fits, zh, en = text in YES_NO, "yes（是）或 no（否）", "yes or no"
            case "date":
                fits, zh, en = _is_day(text), "日期，如 2023-09-01", "a day such as 2023-09-01"
            case "choice" if self.choices:
                codes = [code for code, _ in self.choices]
                fits, zh, en = text in codes, "、".join(codes), f"one of {', '.join(codes)}"
        if not fits:
            raise KechuangError(
                zh=f"数据元“{self.code}”写的是“{text}”，应为{zh}。", en=f"'{self.code}' is “{text}”; it must be {en}."
            )

    @property
    def definition(self) -> Definition:
        """The definition in force: the latest numbered version without a successor.

        Definitions told apart by a word (``in_park``) are variants beside it; where there are only such, the last declared.
        """
        standing = [one for one in self.definitions if one.successor is None] or list(self.definitions)
        return ([one for one in standing if one.version.isdigit()] or standing)[-1]


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False
