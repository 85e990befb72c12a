"""A named thing as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EntityKind = Literal["org", "incubator", "park", "project_base", "place", "line", "document"]


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, its kind, where it first stands, and how often it stands in the text."""

    name: str
    kind: EntityKind
    start: int
    count: int

    def to_dict(self) -> dict[str, object]:
        """The name as the JSON of ``kechuang plan read --json``."""
        return {"name": self.name, "kind": self.kind, "start": self.start, "count": self.count}
