"""Finding the solutions: a folder ``solutions/<name>/web`` with an ``apps.py`` is a door of the house.

Its ``urls.py`` says where it hangs: ``PREFIX = "data/"`` and ``urlpatterns``.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def find_doors() -> list[str]:
    """The dotted names of all installed doors, in the order of their names."""
    spec = find_spec("solutions")
    if spec is None or not spec.submodule_search_locations:
        return []
    folders = (Path(place) for place in spec.submodule_search_locations)
    return sorted(
        f"solutions.{apps.parent.parent.name}.web" for folder in folders for apps in folder.glob("*/web/apps.py")
    )
