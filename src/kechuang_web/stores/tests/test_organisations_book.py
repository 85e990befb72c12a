"""The second book: streamed in, corrected by its own kind of source, chained, verified without being held whole."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kechuang.cli import main
from kechuang.ledger import Draft
from kechuang.values import KechuangError, Period, Quantity, Source
from kechuang_web.audit.append_only import releasing_sql
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.stores import ledger_services, opening, selectors
from kechuang_web.stores.ledger_bulk import Appended, append_many
from kechuang_web.stores.models import LedgerFact
from kechuang_web.stores.region_store import DatabaseStore

ROBOT = Actor.command("test")
BOOK = "baodi/organisations"
TAX, SELF = Source("税务明细", "税务局"), Source("企业自报", "企业")


def draft(number: int, value: int | str | Quantity = 100, source: Source = TAX, tag: str = "", **changes) -> Draft:
    plain = {
        "id": f"b{tag}-{number}-{value if isinstance(value, int) else tag}-{source.publisher}",
        "subject": f"organisation/{number}",
        "attribute": "operating_revenue",
        "definition": "operating_revenue@1",
        "period": Period.parse("2023"),
        "value": value if isinstance(value, Quantity | str) else Quantity.of(value, "万元"),
        "source": source,
        "confidence": "medium",
        "visibility": "internal",
    }
    return Draft(**{**plain, **changes})


def put(*drafts: Draft) -> Appended:
    return append_many(actor=ROBOT, book=BOOK, drafts=iter(drafts))


@pytest.mark.django_db
def test_the_same_figures_again_change_nothing():
    first = put(*(draft(number) for number in range(50)))
    again = put(*(draft(number, tag="again") for number in range(50)))
    assert (first.new, first.corrected, first.unchanged, first.head.count) == (50, 0, 0, 50)
    assert (again.new, again.corrected, again.unchanged, again.head) == (0, 0, 50, first.head)
    assert Entry.objects.filter(action="ledger.appended").count() == 1


@pytest.mark.django_db
def test_another_unit_of_the_same_amount_is_the_same_figure():
    put(draft(1, 12_300))
    assert put(draft(1, tag="y", value=Quantity.parse("1.23", "亿元"))).unchanged == 1


@pytest.mark.django_db
def test_the_same_kind_of_source_corrects_and_another_stands_beside_it():
    put(draft(1, 100))
    told = put(draft(1, 120), draft(1, 90, SELF))
    assert (told.new, told.corrected) == (1, 1)
    rows = list(selectors.stream_facts(BOOK))
    assert [(row.quantity.low, row.source.publisher, row.supersedes) for row in rows] == [
        (100, "税务局", None),
        (120, "税务局", rows[0].id),
        (90, "企业", None),
    ]
    back = put(
        draft(1, 100, tag="back")
    )  # the office returns to its first figure: a correction again, not a repetition
    assert back.corrected == 1
    assert list(selectors.stream_facts(BOOK))[-1].supersedes == rows[1].id


@pytest.mark.django_db
def test_a_figure_that_was_withdrawn_stands_again_when_its_source_says_it_again():
    put(draft(1, 100))
    gone = draft(1, tag="w", value="撤回：误报", supersedes=draft(1, 100).id, keywords=("withdrawn",))
    assert put(gone).corrected == 1
    told = put(draft(1, 120, SELF), draft(1, 100, tag="again", id="again"))
    assert (told.new, told.corrected) == (1, 1)
    assert told.conflicts == 1  # between the two that stand, not with the one withdrawn
    assert list(selectors.stream_facts(BOOK))[-1].supersedes == gone.id


@pytest.mark.django_db
def test_of_two_rows_in_one_stream_the_later_corrects_the_earlier():
    assert put(draft(1, 100), draft(1, 120), draft(1, 120, tag="twice")) == Appended(
        1, 1, 1, selectors.ledger_head(BOOK)
    )


@pytest.mark.django_db
def test_other_years_definitions_and_attributes_are_other_figures():
    told = put(
        draft(1),
        draft(1, tag="y", period=Period.parse("2022")),
        draft(1, tag="d", definition="operating_revenue@2"),
        draft(1, tag="a", attribute="total_revenue", definition="total_revenue@1"),
        draft(1, tag="n", period=None),
    )
    assert (told.new, told.corrected) == (5, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (draft(1, 100), "is taken"),
        (draft(2, tag="x", supersedes="nothing"), "does not hold"),
        (draft(2, tag="x", supersedes="b-1-100-税务局"), "same subject"),
        (draft(2, tag="x", source=Source("无名"), confidence="high"), "no known publisher"),
        (draft(2, tag="x", id=""), "no id"),
    ],
)
def test_one_bad_draft_among_thousands_stores_none(bad, said):
    put(draft(1))
    if bad.id == "b-1-100-税务局":
        bad = draft(3, 100, id=bad.id)
    with pytest.raises(KechuangError, match=said):
        put(*(draft(number, tag="bulk") for number in range(10, 2500)), bad)
    assert LedgerFact.objects.count() == 1
    assert selectors.ledger_head(BOOK).count == 1


@pytest.mark.django_db
def test_two_drafts_with_one_id_in_a_stream_are_refused():
    with pytest.raises(KechuangError, match="is taken"):
        put(draft(1), draft(2, id=draft(1).id))


@pytest.mark.django_db(transaction=True)
def test_the_region_s_own_ledger_does_not_grow_and_both_verify():
    ledger_services.append_facts(actor=ROBOT, region="baodi", drafts=[draft(1, id="own", subject="region/120115")])
    put(*(draft(number) for number in range(5)))
    assert len(selectors.ledger("baodi")) == 1
    assert selectors.books("baodi") == ("baodi", BOOK)
    for book in selectors.books("baodi"):
        check = ledger_services.verify_ledger(book)
        assert check.report.ok
        assert check.outside
    call_command("ledger", "verify", "--region", "baodi")


@pytest.mark.django_db(transaction=True)
def test_the_command_holds_both_books_against_their_heads(monkeypatch, capsys):
    ledger_services.append_facts(actor=ROBOT, region="baodi", drafts=[draft(1, id="own", subject="region/120115")])
    put(*(draft(number) for number in range(5)))
    monkeypatch.setattr("kechuang.cli.commands.ledger_source.open_store", lambda region, _source: DatabaseStore(region))
    arguments = ["ledger", "verify", "--region", "baodi", "--from", "database", "--json"]
    assert main(arguments) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["count"], printed["books"][BOOK]["count"], printed["books"][BOOK]["ok"]) == (1, 5, True)
    with connection.cursor() as cursor:
        for statement in releasing_sql(connection.vendor, "stores_ledgerfact"):
            cursor.execute(statement)
        cursor.execute("UPDATE stores_ledgerfact SET low = '999', high = '999' WHERE region = %s AND seq = 3", [BOOK])
    assert main(arguments) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed["ok"]
    assert [(one["kind"], one["seq"]) for one in printed["books"][BOOK]["problems"]] == [("altered", 3)]
    with pytest.raises(CommandError):
        call_command("ledger", "verify", "--region", "baodi")


@pytest.mark.django_db(transaction=True)
def test_a_crash_in_the_middle_of_a_stream_leaves_nothing():
    def stream():
        yield from (draft(number) for number in range(3000))
        raise RuntimeError("the power failed")

    with pytest.raises(RuntimeError):
        append_many(actor=ROBOT, book=BOOK, drafts=stream())
    assert LedgerFact.objects.count() == 0
    assert ledger_services.kept_heads(BOOK) == ()
    assert put(draft(1)).head.count == 1


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_stream():
    def peak(number: int, tag: str) -> int:
        tracemalloc.start()
        append_many(actor=ROBOT, book=BOOK, drafts=(draft(n, tag=tag) for n in range(number)))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    small = peak(2000, "a")
    assert peak(6000, "b") < 1.5 * small


def test_the_command_line_never_opens_the_tests_settings():
    assert opening.open_region("baodi") is None
