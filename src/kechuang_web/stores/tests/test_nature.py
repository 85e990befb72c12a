"""Real and synthetic never mix: not in a ledger, not in a register, not in a database, and not on a page or in a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from kechuang.content import list_regions
from kechuang.ledger import Draft
from kechuang.monitoring import monitor_store
from kechuang.twin import Order, load_calibration, make_twin
from kechuang.values import KechuangError, Period, Quantity, Source
from kechuang_web.audit.services import Actor
from kechuang_web.register.bulk import commit_records
from kechuang_web.register.models import Organisation, Title
from kechuang_web.register.services import RowSource, record_organisation
from kechuang_web.register.twin import load_organisations
from kechuang_web.stores import selectors
from kechuang_web.stores.ledger_bulk import append_many
from kechuang_web.stores.ledger_services import append_facts
from kechuang_web.stores.loading import load_region as bring_in
from kechuang_web.stores.models import LedgerFact, PlanVersion
from kechuang_web.stores.region_store import DatabaseStore
from kechuang_web.stores.twin import load_bulletins
from kechuang_web.testing import *  # noqa: F403

ROBOT = Actor.command("test")
TWIN = next(folder for folder in list_regions() if folder.synthetic)
REAL = TWIN.parent


def draft(folder, **changes):
    plain = Draft(
        id=f"{folder.code}/x1", subject=folder.subject, attribute="hnte_count", definition="hnte_count@1",
        period=Period.parse("2020"), value=Quantity.of(7, "家"), source=Source("来源", "单位"), confidence="medium",
        synthetic=folder.synthetic,
    )  # fmt: skip
    return replace(plain, **changes)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("twin") / "small"
    known = load_calibration(TWIN)
    make_twin(known, Order(100, known.first_year, known.last_year, 1, offices=False), place)
    return place


@pytest.fixture
def twin_site(db, settings, made):
    settings.KECHUANG_REGION = TWIN.code
    bring_in(actor=ROBOT, folder=TWIN)
    load_bulletins(actor=ROBOT, folder=TWIN, twin=made, until=date(2023, 9, 1))


@pytest.mark.parametrize("folder", [REAL, TWIN], ids=["real", "synthetic"])
@pytest.mark.parametrize("many", [False, True])
def test_a_fact_of_the_other_kind_is_refused(db, folder, many):
    other = [draft(folder), draft(folder, id="x2", period=Period.parse("2021"), synthetic=not folder.synthetic)]

    def write():
        if many:
            return append_many(actor=ROBOT, book=f"{folder.code}/organisations", drafts=other)
        return append_facts(actor=ROBOT, region=folder.code, drafts=other)

    with pytest.raises(KechuangError, match=folder.code):
        write()
    assert not LedgerFact.objects.exists()
    assert append_facts(actor=ROBOT, region=folder.code, drafts=[draft(folder)])


@pytest.mark.parametrize("folder", [REAL, TWIN], ids=["real", "synthetic"])
def test_an_organisation_of_the_other_kind_is_refused(db, folder):
    def write(synthetic):
        return record_organisation(
            actor=ROBOT, region=folder.code, values={"name": "某某科技有限公司", "kind": "enterprise"}, reason="试",
            source=RowSource("名单", synthetic=synthetic),
        )  # fmt: skip

    with pytest.raises(KechuangError, match=folder.code):
        write(not folder.synthetic)
    assert not Organisation.objects.exists()
    assert write(None).synthetic == folder.synthetic, "left open, a row is what its region is"


@pytest.mark.parametrize("folder", [REAL, TWIN], ids=["real", "synthetic"])
@pytest.mark.parametrize(
    ("record_type", "said"),
    [("organisation", {}), ("enterprise_year", {"year": 2023, "operating_revenue": 5_000_000})],
)
def test_a_files_records_of_the_other_kind_are_refused(db, folder, record_type, said):
    one = {"uscc": "91999999T91648160L", "name": "某某科技有限公司"} | said

    def commit(synthetic):
        return commit_records(
            actor=ROBOT, region=folder.code, record_type=record_type, records=[one],
            source=RowSource("名单", "单位", synthetic=synthetic),
        )  # fmt: skip

    with pytest.raises(KechuangError, match=folder.code):
        commit(not folder.synthetic)
    assert not Organisation.objects.exists()
    assert commit(None).new == 1
    assert Organisation.objects.get().synthetic == folder.synthetic


@pytest.mark.parametrize(("first", "second"), [(REAL, TWIN), (TWIN, REAL)], ids=["real first", "synthetic first"])
def test_a_database_holds_regions_of_one_kind(db, first, second):
    append_facts(actor=ROBOT, region=first.code, drafts=[draft(first)])
    with pytest.raises(KechuangError, match=first.code):
        append_facts(actor=ROBOT, region=second.code, drafts=[draft(second)])
    with pytest.raises(KechuangError, match=first.code):
        bring_in(actor=ROBOT, folder=second)
    assert set(LedgerFact.objects.values_list("region", flat=True)) == {first.code}
    assert set(PlanVersion.objects.values_list("region", flat=True)) <= {first.code}


def test_bulletins_are_not_loaded_into_a_real_region(db, made):
    with pytest.raises(KechuangError, match="is not synthetic"):
        load_bulletins(actor=ROBOT, folder=REAL, twin=made, until=date(2023, 9, 1))


def test_the_twin_is_watched_by_the_real_plans_promises_and_its_own_figures(twin_site):
    report = monitor_store(DatabaseStore(TWIN.code), as_of=date(2023, 9, 1))
    told = {case.indicator.code: str(case.status) for case in report.indicators}
    real = {one.code for one in selectors.plan_on(date(2023, 9, 1)).book.indicators}
    assert real <= set(told)
    assert told["hnte_count"] != "not_collected"
    held = selectors.ledger(TWIN.code)
    assert {fact.subject for fact in held} == {TWIN.subject}
    assert all(fact.synthetic for fact in held)
    assert all(fact.published <= date(2023, 9, 1) for fact in held)


def test_loading_again_adds_only_what_was_published_since(twin_site, made):
    before = len(selectors.ledger(TWIN.code))
    assert load_bulletins(actor=ROBOT, folder=TWIN, twin=made, until=date(2023, 9, 1)) == 0
    added = load_bulletins(actor=ROBOT, folder=TWIN, twin=made, until=date(2023, 10, 1))
    assert 0 < added < 12
    assert len(selectors.ledger(TWIN.code)) == before + added


def test_organisations_of_the_twin_enter_through_the_door_of_files_and_once(twin_site, made):
    def load():
        return load_organisations(actor=ROBOT, folder=TWIN, twin=made, until=date(2023, 9, 1), most=40)

    assert load() == 40
    rows = Organisation.objects.filter(region=TWIN.code)
    assert rows.count() == 40
    assert all(row.synthetic and row.industry and row.technology_field for row in rows)
    assert Title.objects.filter(organisation__in=rows, issued_on__lte=date(2023, 9, 1)).exists()
    figures = LedgerFact.objects.filter(region=f"{TWIN.code}/organisations")
    assert {fact.period for fact in figures} == {"2020", "2021", "2022"}
    assert all(figures.values_list("synthetic", flat=True))
    assert load() == 0


ADDRESSES = ["/", "/plan/", "/plan/board/", "/plan/screen/?view=firms", "/data/", "/accounts/me/", "/no-such-page/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_of_the_twin_says_so_and_no_real_page_does(twin_site, sign_in, settings, address):
    client = sign_in("planner")
    assert "这里的机构和数字都是合成的" in client.get(address, follow=True).content.decode()
    settings.KECHUANG_REGION = REAL.code
    assert "合成的" not in client.get(address, follow=True).content.decode()


def test_every_row_that_leaves_the_twin_says_so(twin_site, sign_in):
    client = sign_in("planner")
    answer = client.get("/data/ledger.csv")
    assert "%E5%90%88%E6%88%90" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][-1] == "数据性质"
    assert len(rows) > 10
    assert {row[-1] for row in rows[1:]} == {"合成"}
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/data/ledger.xlsx").content)).active
    assert {row[-1] for row in list(sheet.values)[1:]} == {"合成"}
