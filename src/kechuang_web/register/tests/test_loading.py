"""A region's content in the register: real, with its source, once, and never over what people did."""

from __future__ import annotations

import pytest

from kechuang.content import load_region as read_region
from kechuang_web.audit.models import Entry
from kechuang_web.register.history import story
from kechuang_web.register.models import Carrier, Division, Organisation, Site
from kechuang_web.register.selectors import sites_within
from kechuang_web.register.services import record_row, withdraw_row
from kechuang_web.register.tests.conftest import REGION, ROBOT
from kechuang_web.stores.loading import load_region


@pytest.fixture
def baodi(db):
    folder = read_region("baodi")
    return folder, load_region(actor=ROBOT, folder=folder)


def test_what_the_content_knows_of_the_district_is_in_the_register(baodi):
    folder, loaded = baodi
    listed = [row.cells for row in folder.csv("entities.csv")]
    assert Organisation.objects.filter(kind="enterprise").count() == sum(row["kind"] == "enterprise" for row in listed)
    assert Organisation.objects.filter(kind="institute").count() == sum(row["kind"] == "institute" for row in listed)
    assert Division.objects.filter(level="town", parent__code="120115").count() == 24
    assert Site.objects.filter(kind="town").count() == 24
    assert loaded.rows == sum(model.objects.count() for model in (Organisation, Division, Site, Carrier))
    city = Site.objects.get(code="park/jingjin_zgc")
    assert (city.kind, city.short_name) == ("science_city", "科技城")
    assert "新一代信息技术" in city.leading
    assert len(sites_within(REGION, "park/jingjin_zgc")) == 3
    firm = Organisation.objects.get(name="天津国安盟固利新材料科技股份有限公司")
    assert (firm.uscc, firm.synthetic, firm.source_file, firm.source_locator) == (
        None,
        False,
        "content/baodi/entities.csv",
        "n059",
    )
    assert "sohu.com" in firm.source_title
    assert story(firm)[0].who == "command:test"
    assert Carrier.objects.get(code="carrier/smart_fish_farm").kind == "star_space"
    assert Carrier.objects.get(code="carrier/sichuang").kind == ""  # neither name nor source says which


def test_loading_again_changes_nothing_whatever_people_did_since(baodi):
    folder, _loaded = baodi
    firm = Organisation.objects.get(source_locator="n059")
    record_row(
        actor=ROBOT,
        region=REGION,
        table="organisation",
        pk=firm.pk,
        values={"name": "改了名"},
        reason="x",
        lock_version=0,
    )
    site = Site.objects.get(code="park/tianbao")
    withdraw_row(actor=ROBOT, region=REGION, table="site", pk=site.pk, reason="x", lock_version=site.lock_version)
    entries = Entry.objects.count()
    again = load_region(actor=ROBOT, folder=folder)
    assert (again.rows, again.changed, Entry.objects.count()) == (0, False, entries)
    assert Organisation.objects.get(pk=firm.pk).name == "改了名"
