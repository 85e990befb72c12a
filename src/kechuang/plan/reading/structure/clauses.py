"""Clauses: the sentences of a plan under ids that stay when other sections change."""

from __future__ import annotations

from kechuang.plan.reading.documents import Block
from kechuang.plan.reading.structure.model import Clause, Section
from kechuang.plan.reading.structure.sentences import split_sentences


def make_clauses(text: str, blocks: tuple[Block, ...], sections: tuple[Section, ...]) -> tuple[Clause, ...]:
    """One clause per sentence and table row, in order.

    Paragraphs are counted within their numbered section, sentences within their paragraph; lead-ins do not count as
    sections here, so that finding or missing one does not rename clauses. Headings are no clauses.
    """
    numbered = [section for section in sections if not section.lead_in]
    lead_ins = [section for section in sections if section.lead_in]
    clauses: list[Clause] = []
    current, paragraph, next_lead_in = -1, 0, 0
    for block in blocks:
        while current + 1 < len(numbered) and numbered[current + 1].start <= block.end - 1:
            current, paragraph = current + 1, 0
        section = numbered[current] if current >= 0 else None
        start = block.start if section is None else max(block.start, section.body_start)
        spans = [(start, block.end)] if block.kind == "row" else split_sentences(text, start, block.end)
        if start >= block.end or not spans:
            continue
        paragraph += 1
        for number, (begin, end) in enumerate(spans, 1):
            while next_lead_in < len(lead_ins) and lead_ins[next_lead_in].end <= begin:
                next_lead_in += 1
            role = section.role if section else None
            if next_lead_in < len(lead_ins) and lead_ins[next_lead_in].start <= begin:
                role = lead_ins[next_lead_in].role
            section_id = section.id if section else "0"
            clauses.append(Clause(f"{section_id}/p{paragraph}/s{number}", section_id, begin, end, role))
    return tuple(clauses)
