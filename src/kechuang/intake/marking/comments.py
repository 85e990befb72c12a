"""Comments of a sheet, as the two parts Excel wants: their texts, and the boxes they are drawn in (VML)."""

from __future__ import annotations

import re

from lxml import etree

from kechuang.intake.cells import cell_name
from kechuang.intake.marking.marks import AUTHOR

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_EMPTY_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="61"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_kc{number}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:80pt;margin-top:2pt;width:300pt;height:80pt;z-index:{number};visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def add_comments(
    root: etree._Element | None, texts: dict[tuple[int, int], str]
) -> tuple[etree._Element, list[tuple[int, int]]]:
    """The comments with those of ``texts`` (row, column → text) added, and the cells that had none before.

    A cell that has a comment keeps it; the new text stands below.
    """
    if root is None:
        root = etree.fromstring(f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>')
    space = f"{{{etree.QName(root).namespace}}}"
    authors, listed = root.find(f"{space}authors"), root.find(f"{space}commentList")
    if authors is None or listed is None:
        raise ValueError("the comments have no list")
    etree.SubElement(authors, f"{space}author").text = AUTHOR
    author = str(len(authors) - 1)
    there = {one.get("ref", ""): one for one in listed}
    fresh: list[tuple[int, int]] = []
    for (row, column), text in texts.items():
        reference = cell_name(row, column)
        comment = there.get(reference)
        if comment is None:
            comment = etree.SubElement(listed, f"{space}comment", ref=reference, authorId=author)
            etree.SubElement(comment, f"{space}text")
            fresh.append((row, column))
        else:
            text = f"\n{text}"
        holder = comment.find(f"{space}text")
        if holder is None:
            holder = etree.SubElement(comment, f"{space}text")
        run = etree.SubElement(etree.SubElement(holder, f"{space}r"), f"{space}t")
        run.text = _CONTROL.sub(" ", text)
        run.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return root, fresh


def add_shapes(vml: bytes | None, cells: list[tuple[int, int]]) -> bytes:
    """The drawing with a box for each cell added. What stood there stays as it was."""
    whole = _EMPTY_VML.encode() if vml is None else vml
    end = whole.rstrip().rfind(b"</xml>")
    if end < 0:
        raise ValueError("the drawing of the comments has no end")
    number = 90_000
    boxes = []
    for row, column in cells:
        number += 1
        boxes.append(
            _SHAPE.format(
                number=number, row=row - 1, column=column - 1, left=column, top=max(row - 2, 0), right=column + 5, bottom=row + 4
            )
        )  # fmt: skip
    return whole[:end] + "".join(boxes).encode() + whole[end:]
