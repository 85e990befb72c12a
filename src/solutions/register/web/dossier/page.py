"""The values of an organisation's page: what it is, what it holds, its figures and records, who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kechuang.values import Source
from kechuang_web.kit.formatting import show_day, show_number
from kechuang_web.kit.language import say
from kechuang_web.register.models import Organisation, OrganisationName, OrganisationYear, ResolutionPair, Title
from kechuang_web.register.selectors import family
from solutions.register.web import doors, titles, words
from solutions.register.web.dossier.figures import Cell, Figures, facts_about, make_figures
from solutions.register.web.dossier.history import Told as Step
from solutions.register.web.dossier.history import changes_of, past_state
from solutions.register.web.records.cells import Section, columns_of, make_rows
from solutions.register.web.records.selectors import rows_of
from solutions.register.web.tables import IN_DOSSIER, ORGANISATIONS, PEOPLE, TITLES, Table

#: Rows of a table that a dossier shows; the rest stands on the table's own page.
MOST_ROWS = 8
MOST_CHANGES = 6
#: What stands in large type at the head, where the ledger has it: codes of the data dictionary.
HEADLINE = ("operating_revenue", "rd_expense", "staff_total", "science_staff")
#: What is told of an organisation beside its name, code and names.
IDENTITY = (
    "kind", "industry", "technology_field", "emerging_class", "town", "address", "listing", "stock_code", "registered_on",
    "registered_capital", "arrived_on", "left_on", "leaving", "website", "scope", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the identity."""

    name: Any
    value: Any
    note: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that asks for attention."""

    state: str
    what: str
    why: str = ""
    action: str = ""
    address: str = ""
    word: Any = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure in large type."""

    name: Any
    year: int
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles: the drawing and the table beside it; those that are over stand apart."""

    sentence: str
    axis: SafeString
    lines: list[titles.Line]
    table: Section
    past: Section


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the page's contents."""

    anchor: str
    heading: Any
    count: int | None


@dataclass(slots=True)
class Dossier:
    """Everything that the template shows."""

    pk: int
    name: str
    lead: str
    synthetic: bool
    notes: list[str]
    absorbed: list[Organisation]
    may_edit: bool
    may_merge: bool
    decisions: list[Decision]
    headline: list[Headline]
    contents: list[Entry]
    titles: Titles
    figures: Figures
    tables: list[Section]
    empty_tables: list[Any]
    identity: list[Told]
    source: Source | None
    people: Section | None
    history: list[Step]
    footer: str
    extra: dict[str, Any] = field(default_factory=dict)


def make_dossier(request: HttpRequest, organisation: Organisation) -> Dossier:
    """The page of an organisation on the day that the page speaks of."""
    day, user = request.as_of.day, request.user
    shown, notes = organisation, []
    if request.as_of.chosen:
        shown, note = past_state(organisation, day)
        notes = [note] if note else []
    may_edit = user.has_perm("register.edit", organisation)
    keys = family(organisation)
    held = list(Title.objects.standing().filter(organisation__in=keys).filter(_begun(TITLES, day)))
    figures = make_figures(organisation, facts_about(organisation, keys, day if request.as_of.chosen else None))
    sections = [make_section(table, organisation, keys, day, may_edit=may_edit) for table in IN_DOSSIER]
    filled = [section for section in sections if section.rows]
    standing = _titles(held, day, organisation, may_edit=may_edit)
    names = list(OrganisationName.objects.standing().filter(organisation__in=keys))
    absorbed = list(Organisation.objects.filter(merged_into=organisation.pk)) if len(keys) > 1 else []
    identity = _identity(shown, names, keys, day)
    people = make_section(PEOPLE, organisation, keys, day, may_edit=may_edit)
    pairs = ResolutionPair.objects.filter(Q(left__in=keys) | Q(right__in=keys), state="open").count()
    return Dossier(
        pk=organisation.pk,
        name=shown.name,
        lead=_lead(shown, held, day),
        synthetic=organisation.synthetic,
        notes=notes,
        absorbed=absorbed,
        may_edit=may_edit,
        may_merge=user.has_perm("resolution.decide"),
        decisions=_decisions(user, organisation, held, figures, pairs, day),
        headline=_headline(figures),
        contents=_contents(standing, figures, filled),
        titles=standing,
        figures=figures,
        tables=filled,
        empty_tables=[] if may_edit else [section.heading for section in sections if not section.rows],
        identity=identity,
        source=_source(organisation),
        people=people if people.rows or may_edit else None,
        history=changes_of(ORGANISATIONS, organisation, MOST_CHANGES),
        footer=_footer(organisation),
        extra={"addable": [section for section in sections if not section.rows and section.add]},
    )


def _begun(table: Table, day: date) -> Q:
    """What had begun by a day; what has no day of its beginning counts as begun."""
    return Q(**{f"{table.day}__isnull": True}) | Q(**{f"{table.day}__lte": day}) if table.day else Q()


def make_section(
    table: Table, organisation: Organisation, keys: Sequence[int], day: date, *, may_edit: bool, most: int = MOST_ROWS
) -> Section:
    """The rows of a table about an organisation: the first ones, and how many there are."""
    found = rows_of(table, keys).filter(_begun(table, day))
    rows = list(found[: most + 1])
    total = len(rows) if len(rows) <= most else found.count()
    without = (table.owner,) if table.owner else ()
    more = f"{reverse('register:records', args=[table.code])}?organisation={organisation.pk}" if total > most else ""
    sentence = ""
    if total > most:
        sentence = _("共 %(n)s 条，列出前 %(shown)s 条") % {"n": show_number(total), "shown": most}
    shown = make_rows(table, rows[:most], day, without)
    return Section(
        anchor=table.code,
        heading=table.heading,
        columns=columns_of(table, without),
        rows=shown,
        nothing=table.nothing,
        sentence=sentence,
        shows_state=any(row.state == "lapsed" for row in shown),
        add=add_address(table, organisation) if may_edit else "",
        add_word=_("登记%(what)s") % {"what": say(table.heading)},
        more=more,
        more_word=_("看全部 %(n)s 条") % {"n": show_number(total)},
        total=total,
    )


def add_address(table: Table, organisation: Organisation) -> str:
    """Where a row about an organisation is added."""
    return f"{reverse('register:add_record', args=[table.code])}?organisation={organisation.pk}"


def _titles(held: Sequence[Title], day: date, organisation: Organisation, *, may_edit: bool) -> Titles:
    axis, lines = titles.draw_titles(held, day)
    states = [titles.state_on(one, day) for one in held]
    valid = sum(state in {"in_force", "lapsing"} for state in states)
    lapsing = states.count("lapsing")
    sentence = ngettext("%(n)s 项有效", "%(n)s 项有效", valid) % {"n": valid} if held else ""
    if lapsing:
        sentence += " · " + ngettext("%(n)s 项一年内到期", "%(n)s 项一年内到期", lapsing) % {"n": lapsing}
    order = {"in_force": 0, "lapsing": 0, "not_yet": 1}
    ordered = sorted(
        held, key=lambda one: (order.get(titles.state_on(one, day), 2), -(one.issued_on or day).toordinal())
    )
    table, past = (_title_table(chosen, day) for chosen in _apart(ordered, day))
    table.add = add_address(TITLES, organisation) if may_edit else ""
    table.total = len(held)
    table.nothing = TITLES.nothing if not held else _("这一天没有有效称号。")
    return Titles(sentence, axis, lines, table, past)


def _apart(ordered: Sequence[Title], day: date) -> tuple[list[Title], list[Title]]:
    """Those that hold or will, and those that are over."""
    over = {"lapsed", "revoked"}
    return (
        [one for one in ordered if titles.state_on(one, day) not in over],
        [one for one in ordered if titles.state_on(one, day) in over],
    )


def _title_table(chosen: Sequence[Title], day: date) -> Section:
    without = ("organisation", "level")
    return Section(
        anchor="titles",
        heading=TITLES.heading,
        columns=columns_of(TITLES, without),
        rows=make_rows(TITLES, chosen, day, without),
        nothing=TITLES.nothing,
        shows_state=True,
        add_word=_("登记称号"),
        total=len(chosen),
    )


def _contents(standing: Titles, figures: Figures, filled: Sequence[Section]) -> list[Entry]:
    return [
        Entry("identity", _("基本情况"), None),
        Entry("titles", _("称号"), standing.table.total),
        Entry("figures", _("历年数据"), sum(len(group.rows) for group in figures.groups)),
        *(Entry(section.anchor, section.heading, section.total) for section in filled),
        Entry("history", _("修改记录"), None),
    ]


def _lead(shown: Organisation, held: Sequence[Title], day: date) -> str:
    kind = say(words.word(ORGANISATIONS, "kind", shown.kind)) if shown.kind else _("单位")
    parts = [kind]
    if shown.registered_on:
        parts.append(_("%(day)s注册") % {"day": show_day(shown.registered_on)})
    if shown.park:
        parts.append(_("位于%(park)s") % {"park": shown.park.name})
    if shown.left_on and shown.left_on <= day:
        parts.append(_("%(day)s退出") % {"day": show_day(shown.left_on)})
    told = _("，").join(parts) + _("。")
    valid = list(dict.fromkeys(
        say(titles.name_of(one)) for one in held if titles.state_on(one, day) in {"in_force", "lapsing"}
    ))  # fmt: skip
    if valid:
        told += " " + _("持有有效称号：%(titles)s。") % {"titles": _("、").join(valid)}
    return told


def _decisions(
    user: Any, organisation: Organisation, held: Sequence[Title], figures: Figures, pairs: int, day: date
) -> list[Decision]:
    found = []
    for one in held:
        if titles.state_on(one, day) != "lapsing" or _renewed(one, held):
            continue
        what = _("%(title)s将于%(lapse)s。") % {"title": say(titles.name_of(one)), "lapse": titles.say_lapse(one, day)}
        why = _("编号 %(number)s") % {"number": one.number} if one.number else ""
        found.append(
            Decision("lapsing", what, why, _("看这项称号"), reverse("register:record", args=[TITLES.code, one.pk]))
        )
    if figures.conflicts:
        first = next(
            (row, cell) for group in figures.groups for row in group.rows for cell in row.cells if cell and cell.others
        )
        what = ngettext(
            "有 %(n)s 个年度数的来源说法不同。", "有 %(n)s 个年度数的来源说法不同。", figures.conflicts
        ) % {"n": figures.conflicts}  # fmt: skip
        why = _("如%(name)s：%(conflict)s") % {"name": say(first[0].name), "conflict": first[1].conflict}
        found.append(Decision("conflict", what, why, _("对照来源"), first[1].address))
    if pairs and user.has_perm("resolution.decide"):
        what = ngettext("可能与另外 %(n)s 条档案是同一家。", "可能与另外 %(n)s 条档案是同一家。", pairs) % {"n": pairs}
        review = doors.address("register:review")
        address = f"{review}?organisation={organisation.pk}" if review else ""
        found.append(Decision("uncertain", what, "", _("并排对照"), address))
    return found


def _renewed(title: Title, held: Sequence[Title]) -> bool:
    """Whether another title of the kind goes on when this one lapses."""
    ends = titles.span_of(title).ends
    return ends is not None and any(
        titles.span_of(other).in_force(ends) for other in held if other.pk != title.pk and other.kind == title.kind
    )


def _headline(figures: Figures) -> list[Headline]:
    rows = {row.code: row for group in figures.groups for row in group.rows}
    found = []
    for code in HEADLINE:
        row = rows.get(code)
        latest: tuple[int, Cell] | None = next(
            ((year, cell) for year, cell in reversed(list(zip(figures.years, row.cells, strict=True))) if cell), None
        ) if row else None  # fmt: skip
        if row and latest:
            year, cell = latest
            found.append(Headline(row.name, year, with_unit(cell.text, row.unit), cell.address))
    return found


def with_unit(text: str, unit: str | None) -> SafeString:
    """A number with its unit in small letters."""
    from django.utils.html import format_html

    from kechuang_web.kit.formatting import show_unit

    return format_html('<span class="q">{}<small>{}</small></span>', text, show_unit(unit) if unit else "")


def _identity(shown: Organisation, names: Sequence[OrganisationName], keys: Sequence[int], day: date) -> list[Told]:
    told = [Told(words.label(ORGANISATIONS.column("uscc")), shown.uscc or "")]
    for one in names:
        between = [show_day(when) for when in (one.since, one.until) if when]
        told.append(Told(_("曾用名"), one.name, " — ".join(between)))
    if shown.park:
        park = shown.park
        within = park.parent.name if park.parent_id and park.parent else ""
        told.append(
            Told(words.label(ORGANISATIONS.column("park")), park.name, within, reverse("register:site", args=[park.pk]))
        )
    for name in IDENTITY:
        column = ORGANISATIONS.column(name)
        value = words.show(ORGANISATIONS, column, getattr(shown, name))
        if value != "" or name in {"kind", "industry", "technology_field"}:
            note = getattr(shown, name) if name == "industry" and value != getattr(shown, name) else ""
            told.append(Told(words.label(column), value, note))
    above = [
        str(year)
        for year in OrganisationYear.objects.standing()
        .filter(organisation__in=keys, above_designated_size=True, year__lte=day.year)
        .order_by("year")
        .values_list("year", flat=True)
    ]
    if above:
        told.append(Told(_("规上企业"), spell_years([int(year) for year in above])))
    return told


def spell_years(years: Sequence[int]) -> str:
    """Years as ranges: 2018—2021、2023 年."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    told = _("、").join(f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return _("%(years)s 年") % {"years": told}


def _source(row: Any) -> Source | None:
    if not (row.source_title or row.source_file):
        return None
    place = " ".join(part for part in (row.source_file, row.source_locator) if part)
    return Source(row.source_title or row.source_file, row.source_publisher or None, None, place or None)


def _footer(organisation: Organisation) -> str:
    return _("档案号 %(n)s · 最近修改 %(day)s · 第 %(version)s 版") % {
        "n": organisation.pk, "day": show_day(organisation.changed_at), "version": organisation.lock_version + 1,
    }  # fmt: skip
