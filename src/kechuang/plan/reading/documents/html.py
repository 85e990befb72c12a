"""Web pages: the article out of a government page, without its menus, share bars and scripts."""

from __future__ import annotations

import re

from lxml import etree

from kechuang.plan.reading.documents.encoding import decode_html
from kechuang.plan.reading.documents.model import Document, TextBuilder
from kechuang.plan.reading.documents.refusals import refuse
from kechuang.values import Sentence

# Never text: code, form controls, embedded things.
_DROPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "button", "select", "textarea",
    "input", "audio", "video", "map", "head",
})  # fmt: skip
# What HTML itself marks as being around the article; some sites put their whole page into one form.
_AROUND_TAGS = frozenset({"form", "nav", "footer", "aside", "dialog"})
# Words in class and id names that web editors give to what stands around the article. Whole words only: "main-header"
# counts, "subheader-free-content" must not lose an article because of a substring of another word.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|crumbs?|breadcrumbs?|share|sharebar|bdsharebuttonbox|footer|foot|topbar|"
    r"toolbar|sidebar|search|login|copyright|related|recommend|pagination|pager|qrcode|accessibility|wza|langs?|"
    r"position|location|print|fontsize|banner|links?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCKS = {
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "form", "figcaption", "figure",
    "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "ul",
    "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "caption",
}  # fmt: skip
_HEADING = re.compile(r"h([1-6])$")
# A line break in the source between Chinese characters is no blank; a blank that somebody typed is one.
_BETWEEN_CHINESE = re.compile("(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*(?=[\u3000-\u9fff\uff00-\uffef])")
_SPACE = re.compile("[ \t\r\n\f\u00a0\u3000\u200b\ufeff]+")
# A child that holds this share of its parent's article text is where the article lies.
_DOMINANT = 0.75
# A cell this long holds an article and its table is layout; a long one of two cells holds text, not a figure.
_LAYOUT_CELL, _TEXT_CELL = 400, 120
# From this share of the page's text on, something hidden or named as navigation must be the article after all.
_MOST, _MUCH = 0.6, 0.4


def read_html(data: bytes, name: str) -> Document:
    """The article of a web page, one paragraph, heading or table row a line.

    The article is found by following, from the page down, the child that holds most of the text that is not links.
    Scripts, styles, forms, hidden parts and what is named as navigation are dropped first, whatever they contain.

    Raises:
        DocumentRefusedError: ``no_text``, ``too_deep``, ``binary`` or ``encoding``.
    """
    source, lost = decode_html(data, name)
    # lxml refuses an encoding declaration in text that is already decoded.
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source).replace("\x00", "")
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True)
    try:
        root = etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse("no_text", name) from error
    if root is None:
        raise refuse("no_text", name)
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise refuse("too_deep", name)
    title = _title(root)
    body = root.find("body")
    article = root if body is None else body
    dropped = _find_dropped(article)
    builder = TextBuilder()
    _collect(_find_article(article, _weigh(article, dropped)), builder, dropped)
    if not builder.parts:
        raise refuse("no_text", name)
    notes = [
        Sentence(
            "网页的导航、菜单和脚本已略去，只读取正文。",
            "Menus and scripts of the page were left out; only the article was read.",
        )
    ]
    if lost:
        notes.append(
            Sentence(
                f"网页有 {lost} 处字节损坏，以“\ufffd”代替。", f"{lost} broken bytes of the page are shown as “\ufffd”."
            )
        )
    if title and title not in builder.text()[: len(title) + 200]:
        with_title = TextBuilder()
        with_title.add(title, "heading", 1)
        shift = with_title.length
        for block in builder.blocks:
            with_title.add(builder.text()[block.start : block.end], block.kind, block.level)
        if shift:
            builder = with_title
    return Document(builder.text(), "text/html", title, tuple(notes), tuple(builder.blocks))


def _title(root: etree._Element) -> str | None:
    """The title of the article: what the page declares for it, else its only h1, else the page's title up to a dash."""
    for meta in root.iter("meta"):
        if (meta.get("name") or meta.get("property") or "").lower() in ("articletitle", "og:title"):
            found = _tidy(meta.get("content") or "")
            if found:
                return found
    headings = [_tidy(_text_of(h1)) for h1 in root.iter("h1")]
    headings = [heading for heading in headings if heading]
    if len(headings) == 1:
        return headings[0]
    page = root.find(".//title")
    found = _tidy(_text_of(page)) if page is not None else ""
    return re.split(r"\s*(?:[-_|—–]|--)\s*", found)[0] or None


def _text_of(element: etree._Element, between: str = "", dropped: frozenset[etree._Element] = frozenset()) -> str:
    """All text inside an element but that of dropped ones."""
    pieces = [element.text or ""]
    for child in element:
        if child not in dropped:
            pieces.append(_text_of(child, between, dropped))
        pieces.append(child.tail or "")
    return between.join(pieces)


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", _BETWEEN_CHINESE.sub("", text)).strip()


def _find_dropped(body: etree._Element) -> frozenset[etree._Element]:
    """The elements that are not text of the article: code, forms, hidden parts, and what is named as navigation."""
    lengths = _measure(body)
    whole = max(1, lengths[body])
    dropped: set[etree._Element] = set()
    for element in body.iter(etree.Element):
        if element is body:
            continue
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        around = (
            element.tag in _AROUND_TAGS
            or (element.get("role") or "") in ("navigation", "banner", "contentinfo", "search")
            or _AROUND.search(named)
        )
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        # A name is a hint, not a proof: a box that holds most of the page's text is the article, whatever it is called.
        share = lengths[element] / whole
        if element.tag in _DROPPED or (hidden and share < _MOST) or (around and share < _MUCH):
            dropped.add(element)
    return frozenset(dropped)


def _measure(body: etree._Element) -> dict[etree._Element, int]:
    """For every element the characters in it, code and form controls not counted."""
    lengths: dict[etree._Element, int] = {}
    for _, element in etree.iterwalk(body, events=("end",)):
        own = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
        lengths[element] = 0 if element.tag in _DROPPED else own + sum(lengths.get(child, 0) for child in element)
    return lengths


def _find_article(body: etree._Element, weights: dict[etree._Element, int]) -> etree._Element:
    """Follow the child with most of the text outside links, as long as one child has nearly all of it."""
    article = body
    while True:
        heaviest = max(article, key=lambda child: weights.get(child, 0), default=None)
        if heaviest is None or heaviest.tag not in _BLOCKS or heaviest.tag in ("table", "p", "tr", "td", "ul", "ol"):
            return _around_table(article, heaviest, weights)
        if weights[heaviest] < _DOMINANT * weights[article] or weights[heaviest] == 0:
            return article
        article = heaviest


def _around_table(
    article: etree._Element, heaviest: etree._Element | None, weights: dict[etree._Element, int]
) -> etree._Element:
    """Old pages lay themselves out in tables: if one cell holds the article, go on inside it."""
    if heaviest is None or heaviest.tag != "table":
        return article
    cells = [cell for cell in heaviest.iter("td") if weights[cell] >= _DOMINANT * weights[article] > 0]
    return _find_article(cells[-1], weights) if cells and len(list(cells[-1])) > 0 else article


def _weigh(body: etree._Element, dropped: frozenset[etree._Element]) -> dict[etree._Element, int]:
    """For every element the characters in it that are not in links."""
    weights: dict[etree._Element, int] = {}
    for _, element in etree.iterwalk(body, events=("end",)):
        own = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
        below = sum(weights.get(child, 0) for child in element)
        weights[element] = 0 if element.tag == "a" or element in dropped else own + below
    return weights


def _collect(element: etree._Element, builder: TextBuilder, dropped: frozenset[etree._Element]) -> None:
    """Add the blocks of an element in order: a paragraph ends where a block begins or ends."""
    line: list[str] = []

    def end_line(level: int | None = None) -> None:
        builder.add(_tidy("".join(line)), "heading" if level else "paragraph", level)
        line.clear()

    def walk(node: etree._Element) -> None:
        tag = node.tag
        if tag == "br":
            end_line()
            return
        if tag == "tr":
            end_line()
            cells = [_tidy(_text_of(cell, " ", dropped)) for cell in node if cell.tag in ("td", "th")]
            longest = max(map(len, cells), default=0)
            if longest > _LAYOUT_CELL or (longest > _TEXT_CELL and len(cells) < 3):
                for cell in node:  # a table for layout: its cells are text
                    walk_children(cell)
                    end_line()
            else:
                builder.add("\t".join(cells), "row")
            return
        is_block = tag in _BLOCKS
        if is_block:
            end_line()
        walk_children(node)
        if is_block:
            heading = _HEADING.match(str(tag))
            end_line(int(heading.group(1)) if heading else None)

    def walk_children(node: etree._Element) -> None:
        line.append(node.text or "")
        for child in node:
            if child not in dropped:
                walk(child)
            line.append(child.tail or "")

    walk(element)
    end_line()
