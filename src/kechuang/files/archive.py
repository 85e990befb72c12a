"""Opening the zip container of an office file without trusting what it declares."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from kechuang.files.refusals import FileRefusedError, Refusals, size

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be. Each limit is refused by name, with its value.

    ``max_bytes`` is the size of the file; ``max_inflated_bytes`` what an office file may unpack to, ``max_entries`` how many
    parts it may have and ``max_ratio`` how many times one part may shrink (a zip bomb shrinks thousands of times).
    """

    max_bytes: int = 50 * 1024 * 1024
    max_inflated_bytes: int = 200 * 1024 * 1024
    max_entries: int = 10_000
    max_ratio: int = 500


class Archive:
    """The parts of a zip file (its bytes or its path), each read under the limits.

    Raises:
        FileRefusedError: ``broken``, ``encrypted`` or ``bomb``, in the words of ``refuse``.
    """

    def __init__(self, data: bytes | Path, name: str, limits: Limits, refuse: Refusals) -> None:
        self.name = name
        self.limits = limits
        self.refuse = refuse
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
        except Exception as error:  # damaged headers make zipfile fail in a dozen ways
            raise self.refuse("broken", name, reason=("压缩结构不完整", "its zip structure is incomplete")) from error
        self._check_declared()

    def _check_declared(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > self.limits.max_entries:
            raise self.refuse("bomb", self.name, reason=(f"{len(entries)} 个部件", f"{len(entries)} parts"))
        declared = sum(entry.file_size for entry in entries)
        if declared > self.limits.max_inflated_bytes:
            raise self.refuse("bomb", self.name, reason=(size(declared), size(declared)))
        for entry in entries:
            if entry.flag_bits & 1:
                raise self.refuse("encrypted", self.name)
            if entry.file_size > _CHUNK and entry.file_size > self.limits.max_ratio * max(1, entry.compress_size):
                ratio = entry.file_size // max(1, entry.compress_size)
                raise self.refuse("bomb", self.name, reason=(f"压缩了 {ratio} 倍", f"compressed {ratio} times"))

    def names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self._zip.namelist())

    def ordered(self) -> list[str]:
        """The names of all parts in the order they stand in, each once; folders are none."""
        return list(dict.fromkeys(name for name in self._zip.namelist() if not name.endswith("/")))

    def read(self, part: str) -> bytes:
        """The bytes of a part."""
        return b"".join(self.pieces(part))

    def pieces(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece; what they unpack to is counted, because the declared size may lie.

        Each reading of a part has the whole allowance: a large sheet may be read twice, but no part unpacks beyond the limit.
        """
        used = 0
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_CHUNK):
                    used += len(piece)
                    if used > self.limits.max_inflated_bytes:
                        raise self.refuse("bomb", self.name, reason=(size(used), size(used)))
                    yield piece
        except FileRefusedError:
            raise
        except Exception as error:  # as above, and so do the decompressors
            reason = f"部件 {part} 读不出", f"part {part} cannot be read"
            raise self.refuse("broken", self.name, reason=reason) from error

    def xml(self, part: str) -> etree._Element:
        """A part as XML: no entities, no network, no document type, libxml2's own limits of depth and size kept on.

        Raises:
            FileRefusedError: ``broken`` or ``unsafe_xml``.
        """
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        data = self.read(part)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            # libxml2 refuses expanding entities by itself; its reason then speaks of entities or loops.
            if b"<!ENTITY" in data[:4096] or b"<!DOCTYPE" in data[:4096]:
                raise self.refuse("unsafe_xml", self.name) from error
            raise self.refuse(
                "broken", self.name, reason=(f"部件 {part} 不完整", f"part {part} is incomplete")
            ) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.refuse("unsafe_xml", self.name)
        return root
