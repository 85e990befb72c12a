"""Opening the zip container of a .docx without trusting what it declares."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from kechuang.plan.reading.documents.model import Limits
from kechuang.plan.reading.documents.refusals import DocumentRefusedError, refuse, size

_CHUNK = 1 << 16


class Archive:
    """The parts of a zip file, each read under the limits.

    Raises:
        DocumentRefusedError: ``broken``, ``encrypted`` or ``bomb``.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self._used = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:  # damaged headers make zipfile fail in a dozen ways
            raise refuse("broken", name, reason=("压缩结构不完整", "its zip structure is incomplete")) from error
        self._check_declared()

    def _check_declared(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > self.limits.max_entries:
            raise refuse("bomb", self.name, reason=(f"{len(entries)} 个部件", f"{len(entries)} parts"))
        declared = sum(entry.file_size for entry in entries)
        if declared > self.limits.max_inflated_bytes:
            raise refuse("bomb", self.name, reason=(size(declared), size(declared)))
        for entry in entries:
            if entry.flag_bits & 1:
                raise refuse("encrypted", self.name)
            if entry.file_size > _CHUNK and entry.file_size > self.limits.max_ratio * max(1, entry.compress_size):
                ratio = entry.file_size // max(1, entry.compress_size)
                raise refuse("bomb", self.name, reason=(f"压缩了 {ratio} 倍", f"compressed {ratio} times"))

    def names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self._zip.namelist())

    def read(self, part: str) -> bytes:
        """The bytes of a part; what it really unpacks to is counted, because the declared size may lie."""
        pieces: list[bytes] = []
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_CHUNK):
                    self._used += len(piece)
                    if self._used > self.limits.max_inflated_bytes:
                        raise refuse("bomb", self.name, reason=(size(self._used), size(self._used)))
                    pieces.append(piece)
        except DocumentRefusedError:
            raise
        except Exception as error:  # as above, and so do the decompressors
            raise refuse("broken", self.name, reason=(f"部件 {part} 读不出", f"part {part} cannot be read")) from error
        return b"".join(pieces)

    def xml(self, part: str) -> etree._Element:
        """A part as XML: no entities, no network, no document type, libxml2's own limits of depth and size kept on.

        Raises:
            DocumentRefusedError: ``broken`` or ``unsafe_xml``.
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
                raise refuse("unsafe_xml", self.name) from error
            raise refuse("broken", self.name, reason=(f"部件 {part} 不完整", f"part {part} is incomplete")) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise refuse("unsafe_xml", self.name)
        return root
