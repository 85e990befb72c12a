// Adding a reading from selected text: by mouse, or by keyboard with a selection that grows sentence by sentence.

import { TextMap } from "./offsets.js";

const STOPS = /[。；;！!？?\n]/u;

export class Selection {
  constructor(root, rows) {
    this.root = root;
    this.rows = rows;
    this.pane = root.querySelector("#rv-text");
    this.bar = root.querySelector("#rv-add-bar");
    this.map = new TextMap(this.pane);
    this.walking = null;
    document.addEventListener("selectionchange", () => this.changed());
    this.bar.addEventListener("mousedown", (event) => event.preventDefault()); // a click must not drop the selection
    this.bar.addEventListener("click", (event) => {
      const kind = event.target.closest("[data-add]")?.dataset.add;
      if (kind) this.add(kind);
    });
  }

  remap() {
    this.map = new TextMap(this.pane);
  }

  changed() {
    const chosen = this.map.selected();
    this.chosen = chosen;
    this.bar.hidden = !chosen;
    if (chosen) this.placeBar();
  }

  placeBar() {
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    const frame = this.root.getBoundingClientRect();
    const wide = this.bar.offsetWidth;
    const left = Math.min(Math.max(8, box.left - frame.left), Math.max(8, frame.width - wide - 8));
    const below = box.bottom - frame.top + 6;
    this.bar.style.left = `${left}px`;
    this.bar.style.top = `${Math.min(below, frame.height - this.bar.offsetHeight - 8)}px`;
  }

  /** Ask the server for a form filled from the selected characters. */
  add(kind) {
    const chosen = this.chosen ?? this.map.selected();
    if (!chosen) return;
    const query = new URLSearchParams({ what: kind, start: chosen.start, end: chosen.end });
    this.leave();
    this.root.dataset.pane = "rows";
    window.htmx.ajax("GET", `${this.root.dataset.addUrl}?${query}`, { target: "#rv-add", swap: "innerHTML" });
  }

  /** `n`: add from what is selected, or begin selecting by keyboard at the current reading. */
  begin() {
    if (this.chosen) {
      this.add(this.rows.root.dataset.tab === "task" ? "task" : "quantity");
      return;
    }
    const mark = this.rows.currentId && this.rows.marks(this.rows.currentId)[0];
    const block = mark?.closest("[data-s]") ?? this.map.blocks.find((one) => one.getBoundingClientRect().bottom > 120);
    if (!block) return;
    this.text = [...block.textContent];
    this.base = Number(block.dataset.s);
    const at = mark ? this.map.offset(mark, 0) - this.base : 0;
    let start = at;
    while (start > 0 && !STOPS.test(this.text[start - 1])) start -= 1;
    let end = at;
    while (end < this.text.length && !STOPS.test(this.text[end])) end += 1;
    this.walking = { block, start, end };
    this.root.dataset.pane = "text";
    this.show();
    this.rows.say(this.root.dataset.selectHint);
  }

  leave() {
    this.walking = null;
    getSelection().removeAllRanges();
  }

  /** Keys while selecting by keyboard; true when the key was used. */
  key(event) {
    if (!this.walking) return false;
    const at = this.walking;
    const side = event.shiftKey ? "start" : "end";
    switch (event.key) {
      case "ArrowRight":
        at[side] += 1;
        break;
      case "ArrowLeft":
        at[side] -= 1;
        break;
      case "ArrowDown":
      case "ArrowUp":
        this.sentence(event.key === "ArrowDown" ? 1 : -1);
        break;
      case "Enter":
        this.add(this.rows.root.dataset.tab === "task" ? "task" : "quantity");
        return true;
      case "Escape":
        this.leave();
        return true;
      default:
        return false;
    }
    at.start = Math.min(Math.max(0, at.start), this.text.length - 1);
    at.end = Math.max(Math.min(at.end, this.text.length), at.start + 1);
    this.show();
    return true;
  }

  /** To the next or previous sentence, on into the neighbouring block at its edge. */
  sentence(step) {
    const at = this.walking;
    if (step > 0) {
      let start = at.end;
      while (start < this.text.length && STOPS.test(this.text[start])) start += 1;
      if (start >= this.text.length) return this.neighbour(1);
      let end = start;
      while (end < this.text.length && !STOPS.test(this.text[end])) end += 1;
      Object.assign(at, { start, end });
    } else {
      let end = at.start;
      while (end > 0 && STOPS.test(this.text[end - 1])) end -= 1;
      if (end <= 0) return this.neighbour(-1);
      let start = end;
      while (start > 0 && !STOPS.test(this.text[start - 1])) start -= 1;
      Object.assign(at, { start, end });
    }
    return undefined;
  }

  neighbour(step) {
    const block = this.map.blocks[this.map.blocks.indexOf(this.walking.block) + step];
    if (!block) return;
    this.text = [...block.textContent];
    this.base = Number(block.dataset.s);
    this.walking = step > 0 ? { block, start: 0, end: 0 } : { block, start: this.text.length, end: this.text.length };
    this.sentence(step > 0 ? 1 : -1);
  }

  show() {
    const { start, end } = this.walking;
    const range = this.map.select(this.base + start, this.base + end);
    const element = range?.startContainer.parentElement;
    if (element) this.rows.centre(element);
  }
}
