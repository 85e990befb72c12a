"""What the screen's pages show, as a region declares it in ``screen.yaml``."""

from __future__ import annotations

from dataclasses import dataclass

from kechuang.content import (
    ContentError,
    RegionFolder,
    YamlMap,
    check_keys,
    list_of,
    map_of,
    sentence_of,
    text_of,
    whole_of,
)
from kechuang.values import Sentence

FILE = "screen.yaml"
MOST_FIGURES = 3  # beside two of another kind, so that a page never carries more than five
_KEYS = {"code", "title", "figures", "ranking", "states", "shares", "sites", "events"}


@dataclass(frozen=True, slots=True)
class View:
    """One page of the screen.

    ``figures`` are codes of indicators or watched figures; ``events`` keywords for the list of what happened (empty: all);
    ``sites`` the kinds of subjects listed by name, for there is no map unless the installation is licensed to show one.
    """

    code: str
    title: Sentence
    figures: tuple[str, ...]
    ranking: str | None
    states: bool
    shares: bool
    sites: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The pages in order and how long each stays."""

    seconds: int
    views: tuple[View, ...]


def load_layout(folder: RegionFolder) -> Layout:
    """The screen of a region.

    Raises:
        ContentError: the file is absent or wrong, or a page shows too many figures; names file and line.
    """
    document = folder.yaml(FILE)
    check_keys(document, {"seconds", "views"})
    entries = list_of(document, "views")
    views = tuple(_view(entry) for entry in entries if isinstance(entry, YamlMap))
    if not views:
        raise ContentError(document.at("views"), zh="大屏至少要有一页。", en="the screen needs at least one page.")
    return Layout(max(5, whole_of(document, "seconds", 20)), views)


def _view(entry: YamlMap) -> View:
    check_keys(entry, _KEYS)
    figures = tuple(str(code) for code in entry.get("figures") or ())
    if len(figures) > MOST_FIGURES:
        raise ContentError(
            entry.at("figures"),
            zh=f"一页至多{MOST_FIGURES}个大字数字，这里有{len(figures)}个。",
            en=f"a page carries at most {MOST_FIGURES} large figures; this one has {len(figures)}.",
        )
    sites: tuple[str, ...] = ()
    if entry.get("sites"):
        declared = map_of(entry, "sites")
        check_keys(declared, {"kinds"})
        sites = tuple(str(kind) for kind in declared.get("kinds") or ())
    return View(
        code=text_of(entry, "code"),
        title=sentence_of(entry, "title"),
        figures=figures,
        ranking=text_of(entry, "ranking", None),
        states=bool(entry.get("states")),
        shares=bool(entry.get("shares")),
        sites=sites,
        events=tuple(str(word) for word in entry.get("events") or ()),
    )
