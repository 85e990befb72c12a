"""Pages of the register with 5,000 and with 100,000 organisations: server time, queries, and how the two compare."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bench.frame import Result

SIZES = (5_000, 100_000)
LIST_AIM, DOSSIER_AIM = 0.200, 0.150
#: Organisations that have figures of ten years and rows in the other tables; the page of one of them is measured.
FULL = 200
TURNS = 9
SEED = 20260101
#: Invented organisations are kept out of a region that is real.
REGION = "baodi_twin"
INDUSTRIES = ("3435", "3670", "3970", "6513", "0111", "5990", "2710", "3841")
TITLES = ("tech_sme", "hnte", "eaglet", "gazelle")
ATTRIBUTES = ("operating_revenue", "rd_expense", "net_profit", "total_assets", "total_liabilities")


def run() -> list[Result]:
    """Every page at each size, alone, through the whole stack of the server but the socket."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "KECHUANG_VAR": folder,
            "KECHUANG_REGION": REGION,
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        results, before = [], {}
        made = 0
        for size in SIZES:
            began = time.perf_counter()
            _fill(made, size)
            results.append(Result(f"storing organisations {made:,} to {size:,}", time.perf_counter() - began, "all"))
            made = size
            for name, (address, aim) in _pages().items():
                seconds, busy, queries = _time(address)
                ratio = f", {seconds / before[name]:.1f} times the smaller register" if name in before else ""
                before.setdefault(name, seconds)
                results.append(
                    Result(
                        f"{name}, {size:,} organisations",
                        seconds,
                        "page",
                        aim,
                        f"{queries} queries, {busy * 1000:.0f} ms of processor{ratio}",
                    )
                )
        return results


def _pages() -> dict[str, tuple[str, float]]:
    from kechuang_web.register.models import Organisation

    full = Organisation.objects.order_by("pk").values_list("pk", flat=True)[FULL // 2]
    return {
        "list": ("/register/?sort=name", LIST_AIM),
        "list by registration day": ("/register/?sort=-registered_on", LIST_AIM),
        "list, page 50": ("/register/?page=50&sort=name", LIST_AIM),
        "search by part of a name": ("/register/?q=拟合7", LIST_AIM),
        "search by code": ("/register/?q=91999999", LIST_AIM),
        "filter by title and industry": ("/register/?title=hnte&industry=3970", LIST_AIM),
        "filter by above-size": ("/register/?above=yes", LIST_AIM),
        "one organisation": (f"/register/organisation/{full}/", DOSSIER_AIM),
        "one organisation, a past day": (f"/register/organisation/{full}/?as_of=2021-06-30", DOSSIER_AIM),
        "titles": ("/register/tables/title/", LIST_AIM),
    }


def _time(address: str) -> tuple[float, float, int]:
    from django.db import connection

    client = _browser()
    client.get(address)
    connection.force_debug_cursor = True  # the log begins anew with every request
    answer = client.get(address)
    asked = len(connection.queries)
    connection.force_debug_cursor = False
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    times = []
    for _turn in range(TURNS):
        began, busy = time.perf_counter(), time.process_time()
        client.get(address)
        times.append((time.perf_counter() - began, time.process_time() - busy))
    return statistics.median(one for one, _busy in times), statistics.median(busy for _one, busy in times), asked


def _browser() -> Any:
    from django.conf import settings
    from django.test import Client

    from kechuang_web.accounts.models import User

    settings.ALLOWED_HOSTS = ["*"]
    person = User.objects.filter(username="officer").first() or User.objects.create_user(
        "officer", "a long password 1", display_name="officer", role="officer"
    )
    client = Client()
    client.force_login(person, backend="kechuang_web.accounts.backends.RoleBackend")
    return client


def _fill(first: int, last: int) -> None:
    """Invented organisations, a title for every fifth; the first ones with figures and contracts too."""
    from kechuang_web.register import models
    from kechuang_web.stores.selectors import region_code

    draw = random.Random(SEED + first)
    common = {"region": region_code(), "synthetic": True, "source_title": "合成名单", "source_publisher": "合成"}
    sites = [
        models.Site.objects.get_or_create(code=f"park/bench{n}", defaults={"name": f"合成园区{n}", **common})[0]
        for n in range(12)
    ]

    def made() -> Iterator[Any]:
        for number in range(first, last):
            name = f"天津拟合{number}科技有限公司"
            yield models.Organisation(
                name=name, name_key=name, uscc=f"91999999{number:010d}", kind="enterprise", industry=draw.choice(INDUSTRIES),
                park=draw.choice(sites), town=f"镇{number % 24}", address=f"拟合路{number}号",
                registered_on=date(2000, 1, 1) + timedelta(days=draw.randrange(8000)), **common,
            )  # fmt: skip

    models.Organisation.objects.bulk_create(made(), batch_size=2000)
    keys = list(models.Organisation.objects.order_by("pk").values_list("pk", flat=True)[first:last])
    models.Title.objects.bulk_create(
        (
            models.Title(organisation_id=pk, kind=TITLES[number % 4], number=f"合成{pk}", issued_on=date(2024, 1, 1) + timedelta(days=number % 600),
                         expires_on=date(2027, 1, 1) + timedelta(days=number % 600), **common)
            for number, pk in enumerate(keys[::5])
        ),
        batch_size=2000,
    )  # fmt: skip
    models.OrganisationYear.objects.bulk_create(
        (
            models.OrganisationYear(organisation_id=pk, year=2024, above_designated_size=True, **common)
            for pk in keys[::7]
        ),
        batch_size=2000,
    )
    if first == 0:
        _fill_up(keys[:FULL], common)


def _fill_up(keys: list[int], common: dict[str, Any]) -> None:
    from kechuang.ledger import Draft
    from kechuang.values import Period, Quantity, Source
    from kechuang_web.audit.services import Actor
    from kechuang_web.register import models
    from kechuang_web.stores import ledger_services, selectors

    drafts = [
        Draft(
            id=f"bench/{pk}/{code}/{year}/{who}", subject=f"organisation/{pk}", attribute=code, definition=f"{code}@1",
            period=Period.year(year), value=Quantity.of(100 * year + 7 * who, "万元"), source=Source(f"合成来源{who}"),
            confidence="medium", synthetic=True, visibility="internal",
        )
        for pk in keys for code in ATTRIBUTES for year in range(2016, 2026) for who in (1, 2)
    ]  # fmt: skip
    ledger_services.append_facts(
        actor=Actor.command("bench"), region=f"{selectors.region_code()}/organisations", drafts=drafts
    )
    for pk in keys:
        models.Title.objects.bulk_create(
            models.Title(
                organisation_id=pk,
                kind="tech_sme",
                issued_on=date(year, 5, 1),
                expires_on=date(year + 1, 1, 1),
                **common,
            )
            for year in range(2016, 2026)
        )
        models.IntellectualProperty.objects.bulk_create(
            models.IntellectualProperty(
                organisation_id=pk, kind="invention", name=f"合成专利{number}", number=f"{pk}-{number}", **common
            )
            for number in range(20)
        )
