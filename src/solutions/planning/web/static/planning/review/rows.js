// The list of readings: which one is current, moving through it, filtering it, and keeping the marks in the text in step.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Rows {
  constructor(root) {
    this.root = root;
    const side = root.querySelector("#rv-list"); // stays while the rows in it come and go
    this.pane = root.querySelector("#rv-text");
    this.live = root.querySelector("#rv-live");
    this.currentId = null;
    this.advance = false;
    side.addEventListener("click", (event) => this.clicked(event));
    side.addEventListener("focusin", (event) => {
      const row = event.target.closest(".rv-row");
      if (row && row.dataset.id !== this.currentId) this.choose(row, { focus: false, reveal: "text" });
    });
    this.pane.addEventListener("click", (event) => this.markClicked(event));
    this.pane.addEventListener("mouseover", (event) => {
      const mark = event.target.closest?.("[data-r]");
      if (mark && !mark.title) mark.title = root.dataset.markHint;
    });
  }

  get list() {
    return this.root.querySelector("#rv-rows");
  }

  get current() {
    return this.currentId ? this.list.querySelector(`#row-${this.currentId}`) : null;
  }

  get shown() {
    return [...this.list.querySelectorAll(".rv-row:not([hidden])")];
  }

  marks(id) {
    return this.pane.querySelectorAll(`[data-r~="${id}"]`);
  }

  clicked(event) {
    const row = event.target.closest(".rv-row");
    if (!row || event.target.closest("a, button, input, select, textarea, label, summary")) return;
    if (getSelection().toString()) return;
    this.choose(row, { reveal: "text" });
  }

  markClicked(event) {
    const mark = event.target.closest("[data-r]");
    if (!mark || !getSelection().isCollapsed) return;
    const ids = mark.dataset.r.split(" ");
    // A place may belong to several readings: a second click on it goes on to the next one.
    const listed = ids.filter((id) => this.list.querySelector(`#row-${id}:not([hidden])`));
    const id = listed[(listed.indexOf(this.currentId) + 1) % listed.length] ?? ids[0];
    this.open(id);
  }

  /** Make a reading current, fetching its tab first where another one is shown. */
  open(id) {
    this.root.dataset.pane = "rows";
    const row = this.list.querySelector(`#row-${id}`);
    if (row) {
      row.hidden = false;
      this.choose(row, { reveal: "rows" });
      return;
    }
    this.wanted = id;
    window.htmx.ajax("GET", `${location.pathname}?row=${id}`, { source: "#rv-list", target: "#rv-rows", swap: "outerHTML" });
  }

  choose(row, { focus = true, reveal = "both" } = {}) {
    this.list.querySelectorAll('.rv-row[aria-current]').forEach((old) => old.removeAttribute("aria-current"));
    this.pane.querySelectorAll(".here").forEach((old) => old.classList.remove("here"));
    this.currentId = row.dataset.id;
    row.setAttribute("aria-current", "true");
    row.tabIndex = 0;
    if (focus) row.focus({ preventScroll: true });
    if (reveal !== "text") row.scrollIntoView({ block: "nearest" });
    const marks = this.marks(this.currentId);
    marks.forEach((mark) => mark.classList.add("here"));
    if (reveal !== "rows" && marks.length) this.centre(marks[0]);
  }

  /** Bring a mark into the middle of the text pane, and leave it alone where it is already well in view. */
  centre(mark) {
    const scroller = this.pane.closest(".rv-doc");
    const box = mark.getBoundingClientRect();
    const frame = scroller.getBoundingClientRect();
    const margin = frame.height / 6;
    if (box.top > frame.top + margin && box.bottom < frame.bottom - margin) return;
    scroller.scrollBy({
      top: box.top - frame.top - frame.height / 2.6,
      behavior: calm.matches ? "instant" : "smooth",
    });
  }

  move(step, { pending = false } = {}) {
    const rows = this.shown;
    let at = rows.indexOf(this.current);
    for (at += step; at >= 0 && at < rows.length; at += step) {
      if (pending && rows[at].dataset.state !== "pending") continue;
      this.choose(rows[at]);
      return true;
    }
    this.say(this.root.dataset[step > 0 ? "atEnd" : "atStart"]);
    return false;
  }

  /** Press one of the current row's buttons by name. */
  act(name) {
    const row = this.current ?? this.shown[0];
    const button = row?.querySelector(`[data-act="${name}"]`);
    if (!button) return;
    if (row !== this.current) this.choose(row);
    this.advance = name === "accept" || name === "reject";
    button.click();
  }

  /** A row came from the server: show its state in the text too, and go on where that was asked for. */
  arrived(row) {
    this.paint(row);
    this.count(row.closest(".rv-group"));
    if (row.dataset.id !== this.currentId) return;
    const form = row.querySelector("form");
    this.choose(row, { reveal: "none", focus: !form });
    if (form) {
      const field = form.querySelector("[autofocus]") ?? form.querySelector("input:not([type=hidden]), select, textarea");
      field?.focus();
      field?.select?.();
    } else if (this.advance && row.dataset.state !== "pending" && !row.querySelector(".rv-clash")) {
      this.advance = false;
      this.move(1, { pending: true });
    }
  }

  paint(row) {
    const { id, kind, state } = row.dataset;
    this.marks(id).forEach((mark) => {
      for (const name of [...mark.classList]) if (name.startsWith(`${kind}-`)) mark.classList.remove(name);
      mark.classList.add(`${kind}-${state}`);
    });
  }

  /** A section offers to accept the rows that still carry their number and version: decided ones came back without. */
  count(group) {
    const form = group?.querySelector("header form");
    if (!form) return;
    const left = group.querySelectorAll('input[name="row"]').length;
    const button = form.querySelector("button");
    button.textContent = button.textContent.replace(/[\d,]+/, left.toLocaleString("en-US"));
    form.hidden = !left;
  }

  /** Hide what the words do not name; whole groups go with their rows. */
  filter(words, { quiet = false } = {}) {
    const wanted = words.trim().toLowerCase();
    let count = 0;
    for (const row of this.list.querySelectorAll(".rv-row")) {
      row.hidden = Boolean(wanted) && !row.textContent.toLowerCase().includes(wanted);
      count += row.hidden ? 0 : 1;
    }
    for (const group of this.list.querySelectorAll(".rv-group")) {
      group.hidden = !group.querySelector(".rv-row:not([hidden])");
    }
    if (!quiet) this.say(this.root.dataset.found.replace("{n}", count));
  }

  say(text) {
    if (!text) return;
    this.live.textContent = "";
    requestAnimationFrame(() => {
      this.live.textContent = text;
    });
  }
}
