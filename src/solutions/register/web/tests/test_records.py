"""Every other table, the sites, the people and the templates, through their addresses."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from kechuang_web.register import services
from kechuang_web.register.models import PersonalReading
from solutions.register.web.tables import TABLES
from solutions.register.web.tests.conftest import REGION, page


@pytest.mark.parametrize("table", [table.code for table in TABLES if not table.personal])
def test_every_table_has_a_list_that_is_empty_filtered_sorted_and_exported(sign_in, register, table):
    client = sign_in("officer")
    text = page(client, f"/register/tables/{table}/")
    assert "下载填报模板" in text
    page(
        client,
        f"/register/tables/{table}/",
        q="x",
        year="2020",
        sort="-" + next(one for one in TABLES if one.code == table).columns[0],
    )
    page(client, f"/register/tables/{table}/", year="20x0", organisation=str(register.own.pk), page="9")
    for form in ("csv", "xlsx"):
        page_answer = client.get(f"/register/tables/{table}/export.{form}")
        assert page_answer.status_code == 200
    page(client, f"/register/tables/{table}/add/")


def test_a_list_filters_by_year_and_state_and_adds_up(sign_in, register):
    for year, amount in ((2021, 100), (2022, 250), (2022, 50)):
        register.record("project", organisation=register.own, name=f"项目{amount}", started_on=date(year, 5, 1),
                        ended_on=date(2023, 1, 1) if amount == 50 else None, total_amount=amount * 10**6)  # fmt: skip
    client = sign_in("officer")
    assert "合计 400万元" in page(client, "/register/tables/project/")
    text = page(client, "/register/tables/project/", year="2022")
    assert "合计 300万元" in text
    assert "项目100" not in text
    assert "项目50" not in page(client, "/register/tables/project/", standing="current")
    assert "项目250" not in page(client, "/register/tables/project/", standing="ended")


def test_a_contract_stands_with_its_seller_and_its_buyer(sign_in, register):
    register.record("technology_contract", organisation=register.own, buyer=register.tenant, name="合同一", number="HT1",
                    kind="service", registered_on=date(2023, 5, 1), amount=10**8)  # fmt: skip
    client = sign_in("officer")
    for organisation in (register.own, register.tenant):
        assert "合同一" in page(client, f"/register/organisation/{organisation.pk}/")
    assert "合同一" in page(sign_in("park_operator"), "/register/tables/technology_contract/")
    assert "合同一" in page(sign_in("enterprise"), "/register/tables/technology_contract/")


def test_tables_about_no_organisation_are_not_for_those_who_see_only_some(sign_in, register):
    register.record("fund", name="专项资金一")
    assert "专项资金一" in page(sign_in("officer"), "/register/tables/fund/")
    assert "专项资金一" not in page(sign_in("enterprise"), "/register/tables/fund/")
    assert "专项资金" not in page(sign_in("enterprise"), "/register/tables/").partition("<tbody>")[2]


def test_sites_are_a_tree_with_tenants_counted_upwards(sign_in, register):
    inner = register.record("site", code="park/inner", name="第一园区北区", parent=register.park)
    register.organisation("戊北区公司", kind="enterprise", park=inner)
    client = sign_in("officer")
    text = page(client, "/register/sites/")
    assert "第一园区北区" in text
    assert "2 家" in text
    park = page(client, f"/register/sites/{register.park.pk}/")
    assert "乙机械有限公司" in park
    assert "戊北区公司" in park
    assert "甲电子有限公司" not in park


def test_sites_in_a_circle_are_all_shown(sign_in, register):
    from kechuang_web.register.models import Site

    Site.objects.filter(pk=register.park.pk).update(parent=register.other_park)
    Site.objects.filter(pk=register.other_park.pk).update(parent=register.park)
    text = page(sign_in("officer"), "/register/sites/")
    assert "第一园区" in text
    assert "第二园区" in text
    page(sign_in("officer"), f"/register/sites/{register.park.pk}/")


def test_a_park_operator_opens_their_own_park_only(sign_in, register):
    client = sign_in("park_operator")
    assert "乙机械有限公司" in page(client, f"/register/sites/{register.park.pk}/")
    page(client, f"/register/sites/{register.other_park.pk}/", 404)


@pytest.fixture
def person(register):
    return services.record_person(
        actor=register.actor, region=REGION, personal={"name": "张伟华", "phone": "13800001111", "identity": "120224199001011234"},
        values={"organisation": register.own, "position": "财务总监"}, reason="建档", source=register.source,
    )  # fmt: skip


def test_personal_data_are_masked_until_a_purpose_is_stated_and_every_reading_is_on_record(sign_in, register, person):
    client = sign_in("officer")
    address = f"/register/people/{person.pk}/"
    for path in (address, "/register/people/", f"/register/organisation/{register.own.pk}/", "/register/tables/"):
        text = page(client, path)
        assert "张伟华" not in text
        assert "13800001111" not in text
    assert client.post(f"{address}reveal/", {"purpose": ""}).status_code == 422
    assert client.post(f"{address}reveal/", {"purpose": "curiosity"}).status_code == 422
    assert PersonalReading.objects.count() == 0
    answer = client.post(f"{address}reveal/", {"purpose": "visit", "columns": ["phone"], "words": "约走访"})
    text = answer.content.decode()
    assert "13800001111" in text
    assert "张伟华" not in text
    assert "no-store" in answer.headers["Cache-Control"]
    reading = PersonalReading.objects.get()
    assert (reading.actor_name, reading.purpose, reading.columns) == ("officer", "visit", ["phone"])
    assert "约走访" in page(client, address)


def test_the_log_of_readings_is_for_auditors_and_for_the_organisation_itself(sign_in, register, person):
    sign_in("officer").post(f"/register/people/{person.pk}/reveal/", {"purpose": "visit"})
    for role in ("auditor", "enterprise", "officer"):
        assert "走访联系" in page(sign_in(role), "/register/people/readings/"), role
    other = services.record_person(actor=register.actor, region=REGION, personal={"name": "李四"}, reason="建档",
                                   values={"organisation": register.tenant}, source=register.source)  # fmt: skip
    sign_in("officer").post(f"/register/people/{other.pk}/reveal/", {"purpose": "talent"})
    assert "人才服务" not in page(sign_in("enterprise"), "/register/people/readings/")
    page(sign_in("leader"), "/register/people/readings/", 403)


@pytest.mark.parametrize("role", ["leader", "auditor", "park_operator", "agent", "planner"])
def test_who_may_not_read_personal_data_cannot(sign_in, register, person, role):
    answer = sign_in(role).post(f"/register/people/{person.pk}/reveal/", {"purpose": "visit"})
    assert answer.status_code == 403
    assert PersonalReading.objects.count() == 0


def test_an_enterprise_reads_its_own_people_and_no_others(sign_in, register, person):
    client = sign_in("enterprise")
    assert (
        "13800001111" in client.post(f"/register/people/{person.pk}/reveal/", {"purpose": "request"}).content.decode()
    )
    other = services.record_person(actor=register.actor, region=REGION, personal={"name": "李四"}, reason="建档",
                                   values={"organisation": register.tenant}, source=register.source)  # fmt: skip
    assert client.post(f"/register/people/{other.pk}/reveal/", {"purpose": "request"}).status_code == 404


def test_a_person_is_added_changed_and_taken_back_without_losing_what_is_sealed(sign_in, register):
    client = sign_in("officer")
    sent = {
        "sealed_name": "王五",
        "sealed_phone": "13900002222",
        "organisation": "甲电子有限公司",
        "source_title": "来函",
    }
    address = client.post("/register/people/add/", sent).headers["Location"]
    edit = {"position": "总工", "organisation": "甲电子有限公司", "lock_version": "0", "reason": "升职"}
    assert client.post(f"{address}edit/", edit).status_code == 302
    shown = client.post(f"{address}reveal/", {"purpose": "visit"}).content.decode()
    assert "王五" in shown
    assert "总工" in shown


def test_every_template_is_a_workbook_with_the_fields_it_names(sign_in, register):
    client = sign_in("officer")
    text = page(client, "/register/templates/")
    assert "统一社会信用代码" in text
    for code in ("organisation", "title", "enterprise_year"):
        book = load_workbook(io.BytesIO(client.get(f"/register/templates/{code}.xlsx").content))
        words = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
        assert any("统一社会信用代码" in word for word in words), code
    page(client, "/register/templates/spaceship.xlsx", 404)
    page(sign_in("enterprise"), "/register/templates/")


def test_a_table_that_is_not_there_is_not_found(sign_in, register):
    client = sign_in("officer")
    for path in (
        "/register/tables/spaceship/",
        "/register/tables/person/",
        "/register/tables/title/987654/",
        "/register/sites/987654/",
    ):
        page(client, path, 404)
