"""The ledger store: exact round trips, one chain, nothing changed afterwards."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from kechuang.ledger import Draft, read_head
from kechuang.values import KechuangError, Period, Quantity, Source
from kechuang_web.audit.append_only import AppendOnlyError, releasing_sql
from kechuang_web.audit.models import Entry
from kechuang_web.audit.services import Actor
from kechuang_web.stores import ledger_services, selectors
from kechuang_web.stores.models import LedgerFact

ROBOT = Actor.command("test")


def draft(number: int, **changes):
    plain = {
        "id": f"f{number}",
        "subject": "region/120115",
        "attribute": "hnte_count",
        "definition": "hnte_count@1",
        "period": Period.parse("2019"),
        "value": Quantity.of(100 + number, "家"),
        "source": Source("公报", "科技局"),
        "confidence": "medium",
    }
    return Draft(**{**plain, **changes})


ODD = [
    draft(1),
    draft(2, value=Quantity.parse(">2000", "家"), period=None, source=Source("传闻"), confidence="low"),
    draft(3, value=Quantity.parse("1.25~3", "亿元"), as_of=date(2023, 8, 15), published=date(2023, 8, 16)),
    draft(
        4,
        value="文字 with “quotes” 𠮷\n行",
        keywords=("高企", "a,b"),
        note="注",
        vintage="flash",
        visibility="internal",
    ),
    draft(5, supersedes="f1", source=Source("报告", "局", "https://example.org/甲?a=1&b=2", "表2")),
]


def store(*drafts):
    return ledger_services.append_facts(actor=ROBOT, region="r", drafts=drafts)


@pytest.mark.django_db
def test_facts_come_back_exactly_as_they_were_sealed():
    sealed = store(*ODD)
    assert selectors.ledger("r").facts == sealed
    assert ledger_services.verify_ledger("r").report.ok


@pytest.mark.django_db
def test_one_bad_draft_stores_none_of_them():
    with pytest.raises(KechuangError):
        store(draft(1), draft(2, supersedes="nothing"))
    assert LedgerFact.objects.count() == 0
    assert Entry.objects.filter(action="ledger.appended").count() == 0


@pytest.mark.django_db
def test_a_row_can_be_neither_changed_nor_deleted():
    store(draft(1))
    row = LedgerFact.objects.get()
    row.text = "changed"
    for attempt in (row.save, row.delete, LedgerFact.objects.all().delete, lambda: LedgerFact.objects.update(text="x")):
        with pytest.raises(AppendOnlyError):
            attempt()
    for statement in ("UPDATE stores_ledgerfact SET text = 'x'", "DELETE FROM stores_ledgerfact"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def tamper(*statements: str) -> None:
    """What someone with the database file in hand can do."""
    with connection.cursor() as cursor:
        for statement in (*releasing_sql(connection.vendor, "stores_ledgerfact"), *statements):
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "kind", "seq"),
    [
        ("UPDATE stores_ledgerfact SET low = '999', high = '999' WHERE seq = 2", "altered", 2),
        ("UPDATE stores_ledgerfact SET recorded_by = 'other' WHERE seq = 3", "altered", 3),
        ("DELETE FROM stores_ledgerfact WHERE seq = 2", "dropped", 2),
        ("DELETE FROM stores_ledgerfact WHERE seq > 3", "cut_off", 4),
    ],
)
def test_tampering_is_found_and_named(statement, kind, seq):
    store(*(draft(number) for number in range(1, 6)))
    assert ledger_services.verify_ledger("r").report.ok
    tamper(statement)
    found = ledger_services.verify_ledger("r").report.problems
    assert (kind, seq) in [(problem.kind, problem.seq) for problem in found]


@pytest.mark.django_db(transaction=True)
def test_a_cut_that_also_rewrites_the_head_in_the_database_is_found_by_the_head_outside():
    first = store(draft(1), draft(2))
    store(draft(3))
    tamper(
        "DELETE FROM stores_ledgerfact WHERE seq = 3",
        f"UPDATE stores_ledgerhead SET count = 2, digest = '{first[-1].digest}'",
    )
    check = ledger_services.verify_ledger("r")
    assert check.outside
    assert [problem.kind for problem in check.report.problems] == ["cut_off"]


@transaction.atomic
def store_and_fail():
    assert len(store(draft(2))) == 1
    store(draft(2))


@pytest.mark.django_db(transaction=True)
def test_the_head_outside_is_kept_only_after_the_commit():
    store(draft(1))
    with pytest.raises(KechuangError):
        store_and_fail()
    assert [head.count for head in ledger_services.kept_heads("r")] == [1]
    with ledger_services.heads_file("r").open("a") as file:
        file.write('{"region": "r", "cou')  # the power failed here
    assert [head.count for head in ledger_services.kept_heads("r")] == [1]


@pytest.mark.django_db(transaction=True)
def test_facts_recorded_after_a_crash_before_the_head_was_kept_are_not_called_tampering():
    store(draft(1))
    lines = ledger_services.heads_file("r").read_text()
    store(draft(2))
    ledger_services.heads_file("r").write_text(lines)
    check = ledger_services.verify_ledger("r")
    assert check.report.ok
    assert check.unvouched == 1


@pytest.mark.django_db
def test_the_ledger_in_memory_grows_and_never_shows_another_ledgers_facts():
    store(draft(1))
    assert len(selectors.ledger("r")) == 1
    store(draft(2))
    assert [fact.id for fact in selectors.ledger("r")] == ["f1", "f2"]
    assert len(selectors.ledger("elsewhere")) == 0
    ledger_services.append_facts(actor=ROBOT, region="elsewhere", drafts=[draft(1)])
    assert len(selectors.ledger("elsewhere")) == 1


@pytest.mark.django_db
def test_a_clock_that_runs_backwards_is_refused():
    now = datetime.now(UTC)
    ledger_services.append_facts(actor=ROBOT, region="r", drafts=[draft(1)], recorded_at=now)
    with pytest.raises(KechuangError, match="clock"):
        ledger_services.append_facts(actor=ROBOT, region="r", drafts=[draft(2)], recorded_at=now - timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_make_one_chain():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; the demo's test tries it with processes")
    errors: list[Exception] = []

    def write(number: int) -> None:
        try:
            store(draft(number))
        except Exception as error:  # noqa: BLE001  told to the main thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert ledger_services.verify_ledger("r").report.ok
    assert len(selectors.ledger("r")) == 8


@pytest.mark.django_db(transaction=True)
def test_the_exported_head_names_every_row(tmp_path):
    store(draft(1), draft(2))
    path = tmp_path / "head.json"
    path.write_text(ledger_services.export_head("r"), "utf-8")
    head = read_head(path)
    assert (head.count, [row[0] for row in head.rows]) == (2, ["f1", "f2"])
    assert ledger_services.verify_ledger("r", head).report.ok
    store(draft(3))
    assert [one.kind for one in ledger_services.verify_ledger("r", head).report.problems] == ["appended_unknown"]
    assert read_head(ledger_services.head_file("r")) == selectors.ledger_head("r")
