"""Word tables beside the code that uses them."""

from __future__ import annotations

from importlib.resources import files
from typing import Any


def load_table(package: str, name: str) -> Any:
    """The YAML file ``name`` of a package, read by the fast parser where PyYAML was built with it."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(files(package).joinpath(name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  both are safe
