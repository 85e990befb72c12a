"""Reading a plan: its parts one after the other, each from the text and the structure found before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kechuang.plan.reading.damage import find_damage
from kechuang.plan.reading.documents import Document, line_blocks
from kechuang.plan.reading.entities import Entity, EntityKind, read_entities
from kechuang.plan.reading.quantities import Context, Damage, Quantity, read_quantities
from kechuang.plan.reading.quantities import Section as QuantitySection
from kechuang.plan.reading.structure import Clause, Section, make_clauses, read_outline, split_at_headings
from kechuang.plan.reading.tasks import Task, read_tasks
from kechuang.values import Sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan as read. Every part points into ``text`` by character offsets, ends exclusive.

    ``notes`` tell what was left out or mended when the file became text; ``warnings`` where the text itself is damaged.
    """

    text: str
    title: str | None
    media_type: str
    sections: tuple[Section, ...]
    clauses: tuple[Clause, ...]
    quantities: tuple[Quantity, ...]
    tasks: tuple[Task, ...]
    entities: tuple[Entity, ...]
    warnings: tuple[Damage, ...]
    notes: tuple[Sentence, ...] = ()
    _starts: tuple[int, ...] = field(default=(), repr=False, compare=False)

    def clause_at(self, offset: int) -> Clause | None:
        """The clause that holds this character, if any."""
        place = bisect_right(self._starts, offset) - 1
        return self.clauses[place] if place >= 0 and offset < self.clauses[place].end else None

    def to_dict(self) -> dict[str, object]:
        """The JSON of ``kechuang plan read --json``; each quantity also names its clause."""
        quantities: list[dict[str, object]] = []
        for quantity in self.quantities:
            clause = self.clause_at(quantity.num_start)
            quantities.append({**quantity.to_dict(), "clause": clause.id if clause else None})
        return {
            "text": self.text,
            "title": self.title,
            "media_type": self.media_type,
            "sections": [section.to_dict() for section in self.sections],
            "clauses": [clause.to_dict() for clause in self.clauses],
            "quantities": quantities,
            "tasks": [task.to_dict() for task in self.tasks],
            "entities": [entity.to_dict() for entity in self.entities],
            "warnings": [
                {"start": one.start, "end": one.end, "what": one.zh, "code": one.what, "en": one.en}
                for one in self.warnings
            ],
            "notes": [{"zh": note.zh, "en": note.en} for note in self.notes],
        }


def read_plan(
    source: Document | str, gazetteer: Mapping[str, EntityKind] | None = None, *, filed_as: str | None = None
) -> Reading:
    r"""The plan in a document or a text; never raises on any text.

    ``gazetteer`` gives names known to the region (parks, towns, units) with their kinds; ``filed_as`` is the file's name,
    which tells the years where the text does not.

    >>> reading = read_plan("一、重点任务\n（一）实施创新平台工程\n支持龙头企业建设创新平台。到2025年，高新技术企业达到280家。")
    >>> [section.title for section in reading.sections], [task.verbs for task in reading.tasks]
    (['重点任务', '实施创新平台工程'], [('支持', '建设')])
    >>> reading.quantities[0].value, reading.clause_at(reading.quantities[0].num_start).id
    (280, '1.1/p1/s2')
    """
    document = source if isinstance(source, Document) else Document(source, "text/plain", blocks=line_blocks(source))
    text = document.text
    document = replace(document, blocks=split_at_headings(text, document.blocks))
    outline = read_outline(document)
    clauses = make_clauses(text, document.blocks, outline.sections)
    context = Context(
        sections=tuple(QuantitySection(one.level, one.title, one.start, one.end) for one in outline.sections),
        filed_as=filed_as,
    )
    quantities, damages = read_quantities(text, context=context)
    return Reading(
        text=text,
        title=outline.title,
        media_type=document.media_type,
        sections=outline.sections,
        clauses=clauses,
        quantities=quantities,
        tasks=read_tasks(text, outline.sections, clauses),
        entities=read_entities(text, gazetteer),
        warnings=find_damage(text, document.blocks, outline.sections, damages),
        notes=document.notes,
        _starts=tuple(clause.start for clause in clauses),
    )
