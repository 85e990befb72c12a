"""Declared conflicts: figures of different sources that cannot both be right, or whose date leaves that open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

from kechuang.content import ContentError, RegionFolder, check_keys, choice_of, list_of, map_of, sentence_of
from kechuang.ledger.book import Ledger
from kechuang.values import Sentence

FILE = "conflicts.yaml"

ConflictKind = Literal["figures_disagree", "same_figure_two_periods", "undated"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures that conflict: the ids of the facts, what differs, and who settles it (``None``: to be assigned)."""

    code: str
    kind: ConflictKind
    name: Sentence
    facts: tuple[str, ...]
    differs: Sentence
    settled_by: Sentence | None


def load_conflicts(folder: RegionFolder, ledger: Ledger, *, whole: bool = True) -> tuple[Conflict, ...]:
    """The conflicts declared for a region itself; none when it declares none.

    Args:
        folder: the region's content.
        ledger: the facts that the conflicts name.
        whole: whether the ledger is that of the content, which must hold every fact named. An installation's own
            ledger need not: a conflict keeps the facts that are held and is left out where none is.

    Raises:
        ContentError: an entry is wrong, or names a fact that a whole ledger does not hold.
    """
    conflicts: list[Conflict] = []
    for region, document in folder.yaml_all(FILE):
        declared = map_of(document, "conflicts")
        for code in declared:
            entry = map_of(declared, code)
            check_keys(entry, {"kind", "name", "facts", "differs", "settled_by"})
            keys = list_of(entry, "facts")
            facts = tuple(f"{region.code}/{key}" for key in keys)
            for index, fact in enumerate(facts):
                if whole and ledger.get(fact) is None:
                    raise ContentError(
                        keys.at(index), zh=f"台账里没有“{fact}”。", en=f"the ledger has no fact '{fact}'."
                    )
            facts = tuple(fact for fact in facts if ledger.get(fact) is not None)
            if not facts:
                continue
            conflicts.append(
                Conflict(
                    code=code,
                    kind=cast(ConflictKind, choice_of(entry, "kind", get_args(ConflictKind))),
                    name=sentence_of(entry, "name"),
                    facts=facts,
                    differs=sentence_of(entry, "differs"),
                    settled_by=sentence_of(entry, "settled_by", None),
                )
            )
    return tuple(conflicts)
