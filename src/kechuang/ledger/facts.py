"""What a fact is: one figure (or statement) about one subject, with everything needed to trust or doubt it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from kechuang.values import Confidence, Period, Quantity, Sentence, Source

Visibility = Literal["public", "internal"]
Vintage = Literal["flash", "preliminary", "final"]
PeriodBasis = Literal["stated", "inferred"]

#: Keyword of a fact that only says that the one it supersedes was withdrawn: it is no figure, and views leave it out.
WITHDRAWN = "withdrawn"

VINTAGES: dict[Vintage, Sentence] = {
    "flash": Sentence("快报", "flash"),
    "preliminary": Sentence("初步核算", "preliminary"),
    "final": Sentence("终审", "final"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one asks to append: a fact before the ledger has numbered, timed and chained it.

    Attributes:
        id: unique in the ledger and stable; conflicts and corrections point to it.
        subject: ``region/120115``, ``park/jingjin_zgc``…, declared in subjects.yaml.
        attribute: code in the dictionary.
        definition: key of the definition (口径), ``hnte_count@1``.
        period: what the figure speaks about; ``None`` only when the source gives no date at all.
        value: a quantity, or a text for a text attribute.
        as_of: the day the count was taken (统计截止日) where the source says or plainly implies it, else ``None``.
        published: the day the source was published, where known.
        source: where it was read. A source without a known publisher is never of high confidence.
        keywords: what the fact is about, for finding the tasks it is evidence for.
        supersedes: id of the fact this one corrects.
        vintage: flash, preliminary or final figure, where the source says so.
        period_basis: ``inferred`` when the source gives no year and whoever collected the figure supplied it.
        note, note_zh: what the collector noted, as written, and in Chinese where it was written in another language.
    """

    id: str
    subject: str
    attribute: str
    definition: str
    period: Period | None
    value: Quantity | str
    source: Source
    confidence: Confidence
    as_of: date | None = None
    published: date | None = None
    supersedes: str | None = None
    visibility: Visibility = "public"
    synthetic: bool = False
    vintage: Vintage | None = None
    keywords: tuple[str, ...] = ()
    period_basis: PeriodBasis = "stated"
    note: str | None = None
    note_zh: str | None = None

    @property
    def remark(self) -> Sentence | None:
        """The note in both languages, as far as it was written in them."""
        text = self.note_zh or self.note
        return None if text is None else Sentence(text, self.note or text)

    @property
    def happened_by(self) -> date | None:
        """The day by which what the fact states had surely happened; ``None`` when nothing dates it.

        The count day where stated. Otherwise the end of the period, or the day of publication where that is earlier: a
        press conference in the middle of August cannot have counted the rest of the month.
        """
        if self.as_of is not None:
            return self.as_of
        end, published = self.period.end if self.period else None, self.published
        if end is None or published is None:
            return end or published
        return min(end, published)

    @property
    def withdraws(self) -> bool:
        """Whether this only says that the fact it supersedes was withdrawn."""
        return WITHDRAWN in self.keywords and self.supersedes is not None

    @property
    def quantity(self) -> Quantity | None:
        """The value where it is a quantity, else ``None``."""
        return self.value if isinstance(self.value, Quantity) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Draft):
    """A draft that the ledger has taken in; never changed afterwards.

    ``seq`` counts from 1 without gaps; ``recorded_at`` is aware; ``digest`` is the SM3 digest, in hexadecimal, of this
    fact chained to the one before (see ``docs/decisions/0004-ledger-storage.md``).
    """

    seq: int
    recorded_at: datetime
    recorded_by: str
    digest: str
