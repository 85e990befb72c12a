"""Reading an address: bounded texts, whole numbers, and values that mean something."""

from __future__ import annotations

from collections.abc import Container

from django.http import HttpRequest


def given(request: HttpRequest, name: str, longest: int = 120) -> str:
    """A parameter of the address, trimmed and bounded. A null character cannot be searched for in PostgreSQL."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:longest]


def given_year(request: HttpRequest, name: str = "year") -> int | None:
    """A parameter that is a calendar year, else ``None``."""
    text = given(request, name, 4)
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None


def given_id(request: HttpRequest, name: str) -> int | None:
    """A parameter that is the number of a row, else ``None``; longer ones than a database holds are none."""
    text = given(request, name, 18)
    return int(text) if text.isascii() and text.isdigit() else None


def given_sort(request: HttpRequest, known: Container[str], otherwise: str = "") -> str:
    """``?sort=key`` or ``?sort=-key`` where the key is known."""
    text = given(request, "sort", 40)
    return text if text.removeprefix("-") in known else otherwise
