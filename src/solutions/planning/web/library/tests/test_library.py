"""The library: what it lists, taking files in with and without the page's script, giving originals back safely."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kechuang_web.stores.models import PlanDocument
from solutions.planning.web.library.selectors import years_of

PLAN = "样区科技创新“十四五”规划\n一、发展目标\n到2025年，国家高新技术企业达到280家。\n".encode()
JSON = {"Accept": "application/json"}


def send(client, data=PLAN, name="规划.txt", **rest):
    return client.post(reverse("planning:library_import"), {"file": SimpleUploadedFile(name, data)}, **rest)


def test_an_uploaded_plan_opens_in_review(sign_in):
    answer = send(sign_in("planner"))
    document = PlanDocument.objects.get()
    assert answer["Location"] == reverse("planning:review", args=[document.pk])


def test_the_script_of_the_page_gets_the_address_or_the_sentence(sign_in):
    client = sign_in("planner")
    assert send(client, headers=JSON).json()["location"].startswith("/plan/review/")
    refused = send(client, data=b"%PDF-1.4 broken", name="坏.pdf", headers=JSON)
    assert refused.status_code == 422
    assert "坏.pdf" in refused.json()["sentence"]


def test_a_refusal_without_script_shows_the_sentence_on_the_page(sign_in):
    answer = send(sign_in("planner"), data=b"%PDF-1.4 broken", name="坏.pdf")
    assert answer.status_code == 422
    assert "坏.pdf" in answer.content.decode()
    assert not PlanDocument.objects.exists()


def test_the_same_file_twice_is_recognised_and_said(sign_in):
    client = sign_in("planner")
    first = send(client)
    again = client.get(send(client, name="另一个名字.txt")["Location"])
    assert PlanDocument.objects.count() == 1
    assert "以前导入过" in again.content.decode()
    assert first["Location"] == again.request["PATH_INFO"]


def test_a_file_above_the_limit_is_refused_before_it_is_read(sign_in, settings):
    settings.KECHUANG_UPLOAD_LIMIT = 100
    answer = send(sign_in("planner"), headers=JSON)
    assert answer.status_code == 422
    assert not PlanDocument.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "C:\\规划.txt", "a\r\nSet-Cookie: x.txt", "<b>.txt"])
def test_a_hostile_name_stays_a_name(sign_in, name):
    client = sign_in("planner")
    send(client, name=name)
    document = PlanDocument.objects.get()
    assert "/" not in document.name
    answer = client.get(reverse("planning:library_original", args=[document.pk]))
    assert "Set-Cookie" not in str(answer["Content-Disposition"])
    assert b"<b>.txt" not in client.get(reverse("planning:library")).content


def test_the_original_comes_back_byte_by_byte_and_cannot_run(sign_in):
    html = "<html><body><script>alert(1)</script><h1>样区规划</h1><p>到2025年，高新技术企业达到280家。</p></body></html>".encode()
    client = sign_in("planner")
    send(client, data=html, name="规划.html")
    answer = client.get(reverse("planning:library_original", args=[PlanDocument.objects.get().pk]))
    assert answer.content == html
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(("role", "status"), [("planner", 200), ("viewer", 403), ("approver", 403), ("public", 302)])
def test_who_may_import(sign_in, role, status):
    assert sign_in(role).get(reverse("planning:library_import")).status_code == status


def test_the_list_shows_plans_and_how_far_each_review_is(sign_in, document, published):
    page = sign_in("viewer").get(reverse("planning:library")).content.decode()
    assert "已审 0/5" in page
    assert "现行第1版" in page
    assert reverse("planning:library_import") not in page


def test_an_empty_library_says_what_to_do(sign_in):
    assert "还没有发布的规划。" in sign_in("planner").get(reverse("planning:library")).content.decode()


@pytest.mark.parametrize(
    ("title", "text", "years"),
    [
        ("宝坻区科技创新“十四五”发展规划", "“十三五”科技创新回顾。“十三五”期间……“十三五”末", (2021, 2025)),
        ("某市科技规划（2022—2026年）", "", (2022, 2026)),
        ("某区规划", "本规划期为2026-2030年。", (2026, 2030)),
        ("某区“十五五”规划", "", (2026, 2030)),
        ("某区规划", "没有年份", None),
    ],
)
def test_the_years_of_a_plan_are_guessed_from_what_it_says(title, text, years):
    document = PlanDocument(name="x.txt", text=text, reading={"title": title})
    assert years_of(document) == years
