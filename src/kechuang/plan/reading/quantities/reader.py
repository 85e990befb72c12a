"""The whole pipeline: fold, split, walk sentence by sentence, and give every reading its place in the text."""

from __future__ import annotations

import re
from itertools import zip_longest

from kechuang.plan.reading.quantities import damage
from kechuang.plan.reading.quantities.amount import Amount
from kechuang.plan.reading.quantities.blocks import split_blocks
from kechuang.plan.reading.quantities.characters import Compact, compact, fold
from kechuang.plan.reading.quantities.document_years import document_years
from kechuang.plan.reading.quantities.frames import Frames
from kechuang.plan.reading.quantities.lexicon import plan_in_force
from kechuang.plan.reading.quantities.readings import Reading
from kechuang.plan.reading.quantities.statements import read_sentence
from kechuang.plan.reading.quantities.tables import read_tables
from kechuang.plan.reading.quantities.values import Context, Damage, Kind, Quantity

_CHINESE = re.compile("[一-鿿%]")
_ANNOUNCES = re.compile(r"(?:目标|指标|任务)(?:是|为|如下|包括|有)?: *$")
LONGEST_SENTENCE = 1500
_SENTENCE = re.compile(r"[^。！？!?]*(?:[。！？!?]+[”’)]?|$)")


def read_quantities(text: str, *, context: Context | None = None) -> tuple[tuple[Quantity, ...], tuple[Damage, ...]]:
    """The quantified statements of a plan, in order of their numbers, and where its text is damaged.

    Never raises on any text. Offsets count characters of ``text``. See ``Quantity`` for the fields.

    >>> (found,), _ = read_quantities("到2025年，高新技术企业达到280家。")
    >>> found.name, found.value, found.unit, found.kind, found.year, found.measure
    ('高新技术企业数', 280, '家', 'target', 2025, 'level')
    """
    context = context or Context()
    folded = fold(text)
    years = document_years(folded, context, plan_in_force())
    frames = Frames(years, folded)
    tables = read_tables(folded, text, years)
    quantities: list[Quantity] = [q for table in tables for q in table.quantities]
    damages: list[Damage] = []
    blocks = split_blocks(folded, context.sections)
    for block, following in zip_longest(blocks, blocks[1:]):
        frames.enter(block)
        if following is not None and _heads(folded[block.start : block.end], folded[following.start : following.end]):
            frames.headline()
        for start, end in _sentences(folded, block.start, block.end):
            if not _CHINESE.search(folded, start, end) or any(t.start < end and start < t.end for t in tables):
                continue
            stretch = compact(folded, start, end)
            repaired, found = damage.repair(stretch, years.base)
            damages.extend(found)
            for reading in read_sentence(repaired, frames):
                quantity = _quantity(text, repaired, reading, as_written=folded[start:end] == text[start:end])
                quantities.append(quantity)
                damages.extend(damage.of_reading(quantity, reading))
        if _ANNOUNCES.search(folded, max(block.start, block.end - 40), block.end):
            frames.announce()
    quantities.sort(key=lambda q: (q.num_start, q.num_end))
    damages.sort(key=lambda d: (d.start, d.end))
    return tuple(quantities), tuple(damages)


def _heads(line: str, following: str) -> bool:
    """Whether a line without a stop is the headline of the longer paragraph after it."""
    line = line.strip()
    return len(line) <= 40 and line[-1:] not in "。;；,，:：、" and len(following) > 2 * len(line)


def _sentences(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences of a paragraph; one without an end is cut, so that hostile text stays linear."""
    spans: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(folded, start, end):
        at, stop = match.span()
        while stop - at > LONGEST_SENTENCE:
            cut = max(folded.rfind(c, at, at + LONGEST_SENTENCE) for c in ";，,、 ") + 1
            cut = cut if cut > at else at + LONGEST_SENTENCE
            spans.append((at, cut))
            at = cut
        if stop > at:
            spans.append((at, stop))
    return spans


def _quantity(text: str, stretch: Compact, reading: Reading, *, as_written: bool) -> Quantity:
    amount = reading.amount
    num_start, num_end = stretch.span(amount.num_start, amount.num_end)
    start, end = stretch.span(reading.statement, amount.end)
    frame = reading.frame
    kind: Kind = "baseline" if reading.baseline else frame.kind or "actual"
    return Quantity(
        start=start,
        end=end,
        num_start=num_start,
        num_end=num_end,
        name=reading.name if as_written else _in_the_script_of(text, stretch, reading.name, amount.num_start),
        value=amount.value,
        unit=amount.unit,
        unit_inferred=reading.unit_inferred,
        kind=kind,
        year=frame.year,
        measure=reading.measure,
        bound=reading.bound,
        direction=reading.direction,
        since=frame.since,
        compared_with=reading.compared_with,
        yearly=reading.yearly,
        year_basis=frame.basis,
        unit_as_written=None if as_written else _unit_as_written(text, stretch, amount),
    )


def _unit_as_written(text: str, stretch: Compact, amount: Amount) -> str | None:
    """The unit in the script of the text, where that is not the one of the table (億元)."""
    if amount.unit is None or amount.lent:
        return None
    around = range(amount.num_end, amount.end)
    script = {stretch.text[i]: text[stretch.places[i]] for i in around}
    written = "".join(script.get(c, c) for c in amount.unit)
    return written if written != amount.unit else None


def _in_the_script_of(text: str, stretch: Compact, name: str, near: int) -> str:
    """A name as the text itself writes it (traditional characters), as far as it stands there."""
    for size in range(len(name), 1, -1):
        at = stretch.text.rfind(name[:size], 0, near)
        at = at if at >= 0 else stretch.text.find(name[:size], near)
        if at >= 0:
            return "".join(text[p] for p in stretch.places[at : at + size]) + name[size:]
    return name
