"""Build hooks: dependencies come from requirements/*.in, and content/ goes into the wheel.

One list of dependencies serves the locks and the package. The wheel carries the regions' content as the data folder
``kechuang_content``; an editable install leaves it out, so that a stale copy can never hide the folder being edited.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface


def read_requirements(path: Path) -> list[str]:
    """The requirements of a .in file, without comments."""
    lines = (line.split(" #", 1)[0].strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


class RequirementsHook(MetadataHookInterface):
    """Fill in ``dependencies`` (the library) and the extra ``web`` (the Django shell)."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Read both lists from requirements/."""
        folder = Path(self.root) / "requirements"
        metadata["dependencies"] = read_requirements(folder / "core.in")
        metadata["optional-dependencies"] = {"web": read_requirements(folder / "web.in")}


class ContentHook(BuildHookInterface[Any]):
    """Ship content/ in a standard wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """``version`` is "standard" for a wheel and "editable" for a development install."""
        if version == "standard":
            build_data["force_include"][str(Path(self.root) / "content")] = "kechuang_content"
