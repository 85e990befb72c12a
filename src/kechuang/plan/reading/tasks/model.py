"""A task as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """One task: ``text[start:end]`` says it, ``verbs`` are what is to be done (支持, 建设), ``objects`` what to.

    ``section`` names the place in the plan the way people write it (四/(一)/2), ``section_id`` the section it belongs to,
    ``clause`` the clause its first character lies in (empty where the caller gave no clauses).
    """

    section: str
    section_id: str
    clause: str
    text: str
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    start: int
    end: int

    def to_dict(self) -> dict[str, object]:
        """The task as the JSON of ``kechuang plan read --json``."""
        return {
            "section": self.section,
            "section_id": self.section_id,
            "clause": self.clause,
            "task": self.text,
            "objects": list(self.objects),
            "verbs": list(self.verbs),
            "start": self.start,
            "end": self.end,
        }
