"""Reading the stores into library values.

Books and ledgers are kept in memory by digest; a call costs one small query. A page that shows the past passes its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from kechuang.content import RegionFolder
from kechuang.content import load_region as read_region
from kechuang.dictionary import (
    Dictionary,
    ReleaseCalendar,
    Subjects,
    load_dictionary,
    load_release_calendar,
    load_subjects,
)
from kechuang.ledger import GENESIS, Fact, Head, Ledger
from kechuang.plan.book import PlanBook
from kechuang_web.stores import memory
from kechuang_web.stores.mapping import columns_to_book, row_to_fact
from kechuang_web.stores.models import Amendment, LedgerFact, LedgerHead, PlanDocument, PlanVersion, Reading


@dataclass(frozen=True, slots=True)
class Published:
    """A published version with its book."""

    pk: int
    book: PlanBook
    number: int
    digest: str
    content_digest: str
    effective_from: date
    published_at: datetime
    published_by: str
    document_id: int | None
    amendment_id: int | None


def region_code() -> str:
    """The region of this installation."""
    return str(settings.KECHUANG_REGION)


def region_folder(region: str | None = None) -> RegionFolder:
    """The content of the region: subjects, dictionary, sources. Read once; a change of content needs a restart."""
    code = region or region_code()
    return memory.content.remember(("folder", code), lambda: read_region(code))


def dictionary(region: str | None = None) -> Dictionary:
    """The data dictionary of the region."""
    code = region or region_code()
    return memory.content.remember(("dictionary", code), lambda: load_dictionary(region_folder(code)))


# --- the plan ---------------------------------------------------------------------------------------------------------


def latest_editions(region: str | None = None) -> QuerySet[PlanVersion]:
    """Every published version in its latest edition, without the books."""
    newest = (
        PlanVersion.objects.filter(
            region=OuterRef("region"), plan_code=OuterRef("plan_code"), number=OuterRef("number")
        )
        .order_by("-edition")
        .values("pk")[:1]
    )
    return PlanVersion.objects.filter(region=region or region_code(), pk=Subquery(newest)).defer("book")


def plan_on(day: date | None = None, *, region: str | None = None, plan_code: str | None = None) -> Published | None:
    """The plan in force on a day: of the versions effective by then the latest; before the first one, nothing.

    With several plans (十四五, 十五五) the one that took effect last counts, unless ``plan_code`` names another.
    """
    found = latest_editions(region).filter(effective_from__lte=day or timezone.localdate())
    if plan_code:
        found = found.filter(plan_code=plan_code)
    return open_version(found.order_by("-effective_from", "-number").first())


def plan_version(number: int, plan_code: str | None = None, *, region: str | None = None) -> Published | None:
    """One version by its number; of the latest plan unless ``plan_code`` names another."""
    found = latest_editions(region).filter(number=number)
    if plan_code:
        found = found.filter(plan_code=plan_code)
    return open_version(found.order_by("-effective_from").first())


def first_plan(*, region: str | None = None) -> Published | None:
    """The earliest version there is: what a page shows, saying so, when its day lies before any plan."""
    return open_version(latest_editions(region).order_by("effective_from", "number").first())


def plan_title(region: str | None = None) -> dict[str, str] | None:
    """The title of the plan in force today, for the header; the latest published one where none is in force."""
    today = timezone.localdate()
    rows = latest_editions(region).order_by("-effective_from", "-number")
    row = rows.filter(effective_from__lte=today).only("title").first() or rows.only("title").first()
    return row.title if row else None


def open_version(row: PlanVersion | None) -> Published | None:
    """A row with its book, which is read once."""
    if row is None:
        return None

    def make() -> PlanBook:
        return columns_to_book(PlanVersion.objects.values_list("book", flat=True).get(pk=row.pk))

    return Published(
        row.pk,
        memory.stores.remember(("book", row.content_digest), make),
        row.number,
        row.digest,
        row.content_digest,
        row.effective_from,
        row.published_at,
        row.published_by_name,
        row.document_id,
        row.amendment_id,
    )


def documents(region: str | None = None) -> QuerySet[PlanDocument]:
    """The uploaded documents, newest first, without their bytes and texts."""
    rows = PlanDocument.objects.filter(region=region or region_code()).select_related("uploaded_by")
    return rows.defer("data", "text", "reading")


def readings(document_id: int) -> QuerySet[Reading]:
    """The readings of a document in the order of the text."""
    return Reading.objects.filter(document_id=document_id).select_related("decided_by")


def amendments(region: str | None = None) -> QuerySet[Amendment]:
    """The amendments, newest first, without the proposed books."""
    rows = Amendment.objects.filter(base__region=region or region_code()).select_related("author", "decided_by", "base")
    return rows.defer("proposed", "base__book")


# --- the ledger -------------------------------------------------------------------------------------------------------


def ledger_head(region: str | None = None) -> Head:
    """The head as the database keeps it; an empty ledger has the genesis digest."""
    row = LedgerHead.objects.filter(region=region or region_code()).first()
    return Head(row.count, row.digest) if row else Head(0, GENESIS)


def regions_held() -> tuple[str, ...]:
    """The regions of which this database holds a plan or a book."""
    books = LedgerHead.objects.values_list("region", flat=True)
    plans = PlanVersion.objects.order_by().values_list("region", flat=True).distinct()
    return tuple(sorted({book.partition("/")[0] for book in (*books, *plans)}))


def ledger(region: str | None = None, head: Head | None = None) -> Ledger:
    """The whole ledger. Facts already in memory are not read again: only what was appended since."""
    code = region or region_code()
    head = head or ledger_head(code)
    if not head.count:
        return Ledger()
    return memory.stores.remember(("ledger", code, head.digest), lambda: _read_ledger(code, head))


def _read_ledger(code: str, head: Head) -> Ledger:
    rows = LedgerFact.objects.filter(region=code, seq__lte=head.count).order_by("seq")
    known: Ledger = memory.stores.peek(("last ledger", code)) or Ledger()
    if len(known) and known.head.digest != rows.filter(seq=len(known)).values_list("digest", flat=True).first():
        known = Ledger()  # another ledger stands in its place
    added = (row_to_fact(row) for row in rows.filter(seq__gt=len(known)).iterator(chunk_size=2000))
    whole = Ledger((*known.facts, *added))
    memory.stores.put(("last ledger", code), whole)
    return whole


def stream_facts(book: str) -> Iterator[Fact]:
    """Every fact of a book, read anew and one after the other: for checks, and for books that are never held whole."""
    return (row_to_fact(row) for row in LedgerFact.objects.filter(region=book).order_by("seq").iterator(2000))


def organisations_book(region: str | None = None) -> str:
    """The second book of a region: figures about single organisations. It is read by subject and attribute, never whole."""
    return f"{region or region_code()}/organisations"


def books(region: str | None = None) -> tuple[str, ...]:
    """The books of a region that hold anything, the region's own first."""
    code = region or region_code()
    held = set(LedgerHead.objects.filter(count__gt=0).values_list("region", flat=True))
    return tuple(book for book in (code, organisations_book(code)) if book == code or book in held)


def facts(region: str | None = None) -> QuerySet[LedgerFact]:
    """The rows of the ledger, for browsing."""
    return LedgerFact.objects.filter(region=region or region_code())


def last_recorded(region: str | None = None) -> datetime | None:
    """When the ledger last grew."""
    return facts(region).aggregate(last=Max("recorded_at"))["last"]


def subjects(region: str | None = None) -> Subjects:
    """What figures are about: the region, its peers, parks, towns."""
    code = region or region_code()
    return memory.content.remember(("subjects", code), lambda: load_subjects(region_folder(code)))


def release_calendar(region: str | None = None) -> ReleaseCalendar:
    """When which source gives a figure."""
    code = region or region_code()
    return memory.content.remember(("calendar", code), lambda: load_release_calendar(region_folder(code)))
