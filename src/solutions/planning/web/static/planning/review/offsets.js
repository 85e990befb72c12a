// Characters of the document <-> places on the page.
//
// The server counts code points (as Python does); a browser counts UTF-16 units, so a rare character such as 𬭁 is two here
// and one there. Every block of text carries the offset of its first character in data-s and holds its text verbatim.

const points = (text) => {
  let count = 0;
  for (const _ of text) count += 1; // iterating a string walks code points
  return count;
};

const units = (text, wanted) => {
  let seen = 0;
  let at = 0;
  for (const character of text) {
    if (seen === wanted) break;
    seen += 1;
    at += character.length;
  }
  return at;
};

export class TextMap {
  constructor(pane) {
    this.pane = pane;
    this.blocks = [...pane.querySelectorAll("[data-s]")];
    this.starts = this.blocks.map((block) => Number(block.dataset.s));
  }

  /** The block that holds an offset: the last one that does not begin after it. */
  blockAt(offset) {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return this.blocks[low];
  }

  /** [text node, unit] of an offset; the end of the block where the offset lies past it. */
  place(offset) {
    const block = this.blockAt(offset);
    if (!block) return null;
    let left = offset - Number(block.dataset.s);
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let node = null;
    while (walker.nextNode()) {
      node = walker.currentNode;
      const length = points(node.data);
      if (left <= length) return [node, units(node.data, Math.max(0, left))];
      left -= length;
    }
    return node ? [node, node.data.length] : null;
  }

  /** The offset of a place on the page, or null outside the text. */
  offset(node, unit) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const block = element?.closest("[data-s]");
    if (!block || !this.pane.contains(block)) return this.nearest(node, unit);
    const range = document.createRange();
    range.setStart(block, 0);
    range.setEnd(node, unit);
    return Number(block.dataset.s) + points(range.toString());
  }

  /** A place between two blocks (a triple click ends there) counts as the end of the block before it. */
  nearest(node, unit) {
    if (!this.pane.contains(node)) return null;
    const range = document.createRange();
    range.setStart(node, unit);
    let last = null;
    for (const block of this.blocks) {
      if (range.comparePoint(block, 0) > 0) break;
      last = block;
    }
    return last ? Number(last.dataset.s) + points(last.textContent) : null;
  }

  range(start, end) {
    const from = this.place(start);
    const to = this.place(end);
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(...from);
    range.setEnd(...to);
    return range;
  }

  /** What is selected now as {start, end, text}, or null when it is empty or outside the text. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = this.offset(range.startContainer, range.startOffset);
    const end = this.offset(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start) return null;
    return { start, end, text: range.toString() };
  }

  select(start, end) {
    const range = this.range(start, end);
    if (!range) return null;
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return range;
  }
}
