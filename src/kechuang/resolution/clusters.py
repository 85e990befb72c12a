"""Certain pairs joined into clusters, and the places where joining would contradict itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records taken for one organisation or person.

    Attributes:
        members: their ids, sorted.
        conflicts: pairs of ids that seem certain but would join this cluster with one that speaks against it.
    """

    members: tuple[str, ...]
    conflicts: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Grouping:
    """Rows joined step by step; a join that would bring two identifiers together is refused and remembered."""

    parent: dict[int, int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    marks: dict[int, frozenset[int]] = field(default_factory=dict)
    refused: list[tuple[int, int]] = field(default_factory=list)

    def find(self, row: int) -> int:
        """The row that stands for the group of ``row``."""
        top = row
        while self.parent.get(top, top) != top:
            top = self.parent[top]
        while self.parent.get(row, row) != top:
            self.parent[row], row = top, self.parent[row]
        return top

    def of(self, row: int) -> list[int]:
        """All rows of the group of ``row``."""
        return self.members.get(self.find(row), [row])


def group(pairs: Iterable[tuple[int, int]], codes: Callable[[int], int | None]) -> Grouping:
    """Join pairs in the order given (the strongest first).

    Args:
        pairs: rows to join.
        codes: the valid identifier of a row, or ``None``. Groups that hold different identifiers are not joined.
    """
    grouping = Grouping()

    def marks(top: int) -> frozenset[int]:
        if top not in grouping.marks:
            code = codes(top)
            grouping.marks[top] = frozenset() if code is None else frozenset((code,))
        return grouping.marks[top]

    for one, two in pairs:
        a, b = grouping.find(one), grouping.find(two)
        if a == b:
            continue
        together = marks(a) | marks(b)
        if len(together) > 1:
            grouping.refused.append((one, two))
            continue
        if len(grouping.of(a)) < len(grouping.of(b)):
            a, b = b, a
        grouping.members[a] = grouping.of(a) + grouping.of(b)
        grouping.parent[b] = a
        grouping.marks[a] = together
        grouping.members.pop(b, None)
    return grouping
