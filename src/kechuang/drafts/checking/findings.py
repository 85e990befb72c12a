"""What checking a draft finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from kechuang.values import Language, Sentence, Source

Kind = Literal[
    "agrees", "disagrees", "differs_from_report", "unit_slip", "period_slip", "arithmetic", "no_source"
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

NAMES: dict[Kind, Sentence] = {
    "agrees": Sentence("一致", "agrees"),
    "disagrees": Sentence("不一致", "disagrees"),
    "differs_from_report": Sentence("与上次报送不同", "differs from the last report"),
    "unit_slip": Sentence("单位可能写错", "unit probably wrong"),
    "period_slip": Sentence("期间可能写错", "period probably wrong"),
    "arithmetic": Sentence("算不拢", "does not add up"),
    "no_source": Sentence("没有依据", "no source held"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement of a draft and what was found about it.

    Attributes:
        start, end: its characters in the text.
        kind: what was found.
        says: the statement in the draft's own words.
        holds: what is held, or what the draft's other figures make; ``None`` where nothing is.
        source: where what is held comes from.
    """

    start: int
    end: int
    kind: Kind
    says: str
    holds: Sentence | None = None
    source: Source | None = None

    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """As the command prints it."""
        source = self.source
        return {
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "says": self.says,
            "holds": self.holds.text(lang) if self.holds else None,
            "source": {"title": source.title, "address": source.address, "locator": source.locator} if source else None,
        }
