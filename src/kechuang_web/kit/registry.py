"""Where doors announce themselves: menu entries, panels for shared pages, and the title of the plan.

A door calls these in its ``AppConfig.ready``. Nobody imports a door: pages ask the registry, and the registry shows
only what exists and what the person asking may open.

>>> register_menu(MenuEntry("规划", "planning:overview", "plan.view", order=10))   # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from kechuang_web.kit.access import may_open

Place = Literal["main", "tools", "footer"]
#: Any text, also a lazily translated one.
Text = Any


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One link: what it says, the name of its address, the permission it needs (``None``: anyone).

    ``section`` is the namespace under which the entry counts as "here"; the part before the colon by default.
    ``keys`` is the shortcut that opens it (``"g d"``), shown in the help dialog.
    """

    label: Text
    url_name: str
    permission: str | None = None
    place: Place = "main"
    order: int = 100
    section: str = ""
    keys: str = ""

    def is_here(self, request: HttpRequest) -> bool:
        """Whether the page asked for belongs to this entry."""
        match = getattr(request, "resolver_match", None)
        if match is None:
            return False
        if match.view_name == self.url_name:
            return True
        section = self.section or self.url_name.partition(":")[0]
        return bool(self.place == "main" and match.view_name.startswith(section + (":" if ":" not in section else "")))


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a shared page: a template and the function that gives its context.

    ``slot`` names the place (``"leader.side"``, ``"data.home"``); ``context`` is called with the request and only for
    people who may see the panel; it returns ``None`` to show nothing.
    """

    slot: str
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]
    permission: str | None = None
    order: int = 100


_menu: dict[tuple[str, str], MenuEntry] = {}
_panels: dict[tuple[str, str], Panel] = {}
_addresses: dict[str, str] = {}
_plan_title: list[Callable[[], Text]] = []


def register_menu(entry: MenuEntry) -> None:
    """Add a link; a second one for the same place and address replaces the first."""
    _menu[entry.place, entry.url_name] = entry


def register_panel(panel: Panel) -> None:
    """Add a panel; a second one with the same slot and template replaces the first."""
    _panels[panel.slot, panel.template] = panel


def register_plan_title(provider: Callable[[], Text]) -> None:
    """Say where the header gets the title of the region's plan from; the stores do this."""
    _plan_title[:] = [provider]


def register_address(kind: str, url_name: str) -> None:
    """Say which page shows a thing of a kind (``"fact"``); its address takes the thing's key. Other doors link to it."""
    _addresses[kind] = url_name


def address_of(kind: str, key: Any) -> str:
    """The address of a thing; empty where no door of this installation shows things of the kind."""
    try:
        return reverse(_addresses[kind], args=[key])
    except (KeyError, NoReverseMatch):
        return ""


def plan_title() -> Text:
    """The title of the published plan in both languages; empty when there is none yet."""
    return (_plan_title[0]() or "") if _plan_title else ""


def menu_for(request: HttpRequest, place: Place) -> list[dict[str, Any]]:
    """The links of one place that exist and that this person may open, in order."""
    shown = []
    for entry in sorted(_menu.values(), key=lambda item: item.order):
        if entry.place != place or not may_open(request.user, entry.permission):
            continue
        try:
            address = reverse(entry.url_name)
        except NoReverseMatch:  # registered for a page that this installation does not have
            continue
        shown.append({"label": entry.label, "address": address, "here": entry.is_here(request), "keys": entry.keys,
                      "section": entry.section or entry.url_name.partition(":")[0]})  # fmt: skip
    # A door may have a room with an entry of its own: then the room is where one is, and not the door as well.
    deepest = max((len(one["section"]) for one in shown if one["here"]), default=0)
    return [one | {"here": one["here"] and len(one["section"]) == deepest} for one in shown]


def panels_for(request: HttpRequest, slot: str) -> list[tuple[str, dict[str, Any]]]:
    """Template and context of every panel of a slot that this person may see."""
    found = []
    for panel in sorted(_panels.values(), key=lambda item: item.order):
        if panel.slot == slot and may_open(request.user, panel.permission):
            context = panel.context(request)
            if context is not None:
                found.append((panel.template, context))
    return found
