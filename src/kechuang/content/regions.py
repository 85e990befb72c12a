"""Finding a region's folder and reading its files through the chain country → city → district."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

from kechuang.content.errors import ContentError, Where
from kechuang.content.fields import check_keys, expect_map, flag_of, sentence_of, text_of
from kechuang.content.tables import CsvRow, read_csv
from kechuang.content.yaml_files import read_yaml
from kechuang.values import KechuangError, Sentence

VARIABLE = "KECHUANG_CONTENT"
MANIFEST = "region.yaml"
EXPORT = "export.yaml"
PACKAGED = "kechuang_content"

_CODE = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class RegionFolder:
    """A region's content: a folder with ``region.yaml``, and the folders of the regions above it.

    ``synthetic``: what is said of the region describes nobody. It is declared once and holds for the regions below.
    """

    code: str
    name: Sentence
    adcode: str
    parent: RegionFolder | None
    path: Path
    synthetic: bool = False

    @property
    def subject(self) -> str:
        """The region as the ledger names it: ``region/120115``."""
        return f"region/{self.adcode}"

    @property
    def chain(self) -> tuple[RegionFolder, ...]:
        """The regions from the country down to this one."""
        return (*self.parent.chain, self) if self.parent else (self,)

    def find(self, rel: str, *, inherit: bool = True) -> Path | None:
        """The file ``rel`` in this folder or, if ``inherit``, in the nearest folder above; ``None`` where none has it.

        Raises:
            KechuangError: ``rel`` points out of the folder.
        """
        pure = PurePosixPath(rel)
        if pure.is_absolute() or ".." in pure.parts:
            raise KechuangError(
                zh=f"“{rel}”指向区域文件夹之外，不能读取。",
                en=f"'{rel}' points out of the region's folder and is not read.",
            )
        for folder in reversed(self.chain) if inherit else (self,):
            path = folder.path / pure
            if path.is_file():
                return path
        return None

    def yaml(self, rel: str) -> Any:
        """The YAML file ``rel``, from the nearest folder that has it.

        Raises:
            ContentError: no folder of the chain has it, or it cannot be read.
        """
        path = self.find(rel)
        if path is None:
            raise self._absent(rel)
        return read_yaml(path)

    def yaml_all(self, rel: str) -> tuple[tuple[RegionFolder, Any], ...]:
        """The YAML files ``rel`` of the whole chain with their regions, the country's first; for merging."""
        return tuple(
            (folder, read_yaml(path)) for folder in self.chain if (path := folder.find(rel, inherit=False)) is not None
        )

    def yaml_parts(self, rel: str) -> tuple[tuple[RegionFolder, Path, Any], ...]:
        """Every YAML file of the sub-folder ``rel``, through the whole chain: its region, its path, what it holds.

        The country's come first, and in each folder they are in the order of their names.
        """
        return tuple(
            (folder, path, read_yaml(path))
            for folder in self.chain
            for path in sorted((folder.path / rel).glob("*.yaml"))
            if not path.name.startswith(".")
        )

    def csv(self, rel: str) -> tuple[CsvRow, ...]:
        """The rows of the CSV file ``rel`` of this folder itself: figures are not inherited.

        Raises:
            ContentError: the folder has no such file, or it cannot be read.
        """
        path = self.find(rel, inherit=False)
        if path is None:
            raise self._absent(rel)
        return read_csv(path)

    def files(self) -> Iterator[Path]:
        """Every content file of this folder itself, sorted by path, hidden files left out."""
        for path in sorted(self.path.rglob("*")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(self.path).parts):
                yield path

    def _absent(self, rel: str) -> ContentError:
        return ContentError(
            Where(self.path / rel), zh="内容文件夹里没有这个文件。", en="the region's content has no such file."
        )


def find_content_root() -> Path:
    """The folder that holds the regions: ``$KECHUANG_CONTENT``, else the repository's, else the one installed with the package.

    Raises:
        KechuangError: there is none, or the variable names no folder.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_dir():
            raise KechuangError(
                zh=f"环境变量 {VARIABLE} 指向“{named}”，那里没有文件夹。",
                en=f"{VARIABLE} names '{named}', which is no folder.",
            )
        return Path(named)
    beside = Path(__file__).resolve().parents[3] / "content"
    if beside.is_dir():
        return beside
    spec = find_spec(PACKAGED)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        return Path(place)
    raise KechuangError(
        zh=f"找不到内容文件夹；请用环境变量 {VARIABLE} 指明。",
        en=f"No content folder was found; name one in {VARIABLE}.",
    )


def list_regions(root: Path | None = None) -> tuple[RegionFolder, ...]:
    """Every region of a folder of regions, by code."""
    root = root or find_content_root()
    return tuple(load_region(path.parent.name, root=root) for path in sorted(root.glob(f"*/{MANIFEST}")))


def load_region(code: str | Path, *, root: Path | None = None) -> RegionFolder:
    """A region by its code (``baodi``), or by a folder: one with ``region.yaml``, or an export (``export.yaml``).

    Args:
        code: the region's code, or the path of a folder (a ``Path``, or a text with a slash in it).
        root: the folder of the regions; by default :func:`find_content_root`. For a folder given by path, the regions
            above it are looked for beside it first.

    Raises:
        ContentError: the region's manifest is absent or wrong, or the chain of parents is.
        KechuangError: the code names no region.

    >>> load_region("baodi").name.zh
    '宝坻区'
    """
    if isinstance(code, Path) or "/" in code or os.sep in code or code in (".", ".."):
        folder = Path(code).resolve()
        if (folder / EXPORT).is_file():
            manifest = read_yaml(folder / EXPORT)
            return _load(text_of(expect_map(manifest, folder / EXPORT), "region"), (folder / "content",), ())
        return _load_folder(folder, (folder.parent,) if root is None else (folder.parent, root), ())
    return _load(code, (root or find_content_root(),), ())


def _load(code: str, roots: tuple[Path, ...], below: tuple[str, ...]) -> RegionFolder:
    if _CODE.fullmatch(code):
        for root in roots:
            if (root / code / MANIFEST).is_file():
                return _load_folder(root / code, roots, below)
    known = sorted({path.parent.name for root in roots for path in root.glob(f"*/{MANIFEST}")})
    raise KechuangError(
        zh=f"没有区域“{code}”；现有：{'、'.join(known) or '无'}。",
        en=f"There is no region '{code}'; known: {', '.join(known) or 'none'}.",
    )


def _load_folder(folder: Path, roots: tuple[Path, ...], below: tuple[str, ...]) -> RegionFolder:
    path = folder / MANIFEST
    manifest = expect_map(read_yaml(path), path)
    check_keys(manifest, {"code", "name", "adcode", "parent", "synthetic"})
    code = text_of(manifest, "code")
    if code in below:
        raise ContentError(
            manifest.at("parent"),
            zh=f"上级区域成环：{' → '.join((*below, code))}。",
            en=f"parents form a circle: {' → '.join((*below, code))}.",
        )
    parent_code = manifest.get("parent")
    if parent_code is None:
        parent = None
    else:
        places = roots
        if not any((root / parent_code / MANIFEST).is_file() for root in roots):
            places = (*roots, find_content_root())
        parent = _load(text_of(manifest, "parent"), places, (*below, code))
    synthetic = flag_of(manifest, "synthetic") or (parent is not None and parent.synthetic)
    return RegionFolder(code, sentence_of(manifest, "name"), text_of(manifest, "adcode"), parent, folder, synthetic)
