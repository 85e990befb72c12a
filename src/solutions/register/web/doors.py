"""Where pages of other doors are, asked by name; empty where this installation has no such door."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address(name: str, *arguments: object) -> str:
    """The address of a named page, or nothing."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def hand_in_address() -> str:
    """Where a file is handed in."""
    return address("data:intake")


def dictionary_address() -> str:
    """The data dictionary."""
    return address("data:dictionary")


def attribute_address(code: str) -> str:
    """One attribute of the data dictionary."""
    return address("data:attribute", code)
