"""The pages of consent: an enterprise's clerk empowers and withdraws, an agency reads, a stranger sees nothing."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from kechuang_web.accounts.consents import clients_of
from kechuang_web.accounts.models import Consent
from kechuang_web.testing import AGENCY, ENTERPRISE

OTHER = "91350100M000100Y43"
LIST, NEW = "/accounts/consents/", "/accounts/consents/new/"


def form(**more):
    ends = (timezone.localdate() + timedelta(days=30)).isoformat()
    return {"agent": AGENCY, "purpose": "代办高企认定", "expires_on": ends, **more}


def test_a_clerk_empowers_an_agency_for_their_own_enterprise_whatever_they_send(sign_in):
    client = sign_in("enterprise")
    assert client.post(NEW, form(organisation=OTHER)).status_code == 302
    assert Consent.objects.get().organisation == ENTERPRISE
    assert AGENCY in client.get(LIST).content.decode()
    assert "代办高企认定" in sign_in("agent").get(LIST).content.decode()
    assert "代办高企认定" not in sign_in("park_operator").get(LIST).content.decode()


def test_a_clerk_withdraws_it_and_the_agency_sees_nothing_more(sign_in, cast):
    client = sign_in("enterprise")
    client.post(NEW, form())
    consent = Consent.objects.get()
    address = f"/accounts/consents/{consent.pk}/revoke/"
    assert sign_in("agent").post(address).status_code == 403
    assert client.post(address).status_code == 302
    assert not clients_of(AGENCY)
    assert "已撤回" in client.get(LIST).content.decode()


def test_the_consent_of_another_enterprise_cannot_be_withdrawn_nor_seen(sign_in, cast):
    sign_in("officer").post(NEW, form(organisation=OTHER))
    consent = Consent.objects.get(organisation=OTHER)
    client = sign_in("enterprise")
    assert client.post(f"/accounts/consents/{consent.pk}/revoke/").status_code == 404
    assert OTHER not in client.get(LIST).content.decode()


def test_what_cannot_stand_is_told_in_one_sentence(sign_in):
    answer = sign_in("enterprise").post(NEW, form(agent="91350100M000100Y44"))
    assert answer.status_code == 200
    assert "校验码应为“3”" in answer.content.decode()
    assert not Consent.objects.exists()
