// Keys and clicks made while the server is answering are kept in their order, and done once the answer is on the page.
//
// Rows are replaced by the answers: a key that acted at once would act on a row about to go, and htmx drops the request of
// an element that has gone. Whoever types ahead means the page as it will be.

const FIELD = "input:not([type=checkbox], [type=radio]), textarea, select";
const PRESSED = "a, button, summary";
/** Buttons of what comes anew, and the one that makes it come. */
const BUTTONS = "button[data-act], .rv-group header button, #rv-undo";
/** Pixels that a mouse may wander between going down and up. */
const STILL = 8;
/** Keys that mean something on this page; the others scroll or move the focus and never wait. */
const MEANT = (key) => (key.length === 1 && key !== " ") || ["Enter", "Escape", "Backspace"].includes(key);
const ALONE = ["Tab", "Shift", "Control", "Alt", "Meta", "CapsLock", "Process", "Dead", "Unidentified"];

export class Held {
  constructor(root) {
    this.root = root;
    this.kept = [];
    this.requests = 0;
    document.addEventListener("htmx:beforeSend", (event) => this.sent(event.detail.xhr));
    document.addEventListener("keydown", (event) => this.pressed(event), true);
    root.addEventListener("mousedown", (event) => { this.down = { button: event.target.closest(BUTTONS), x: event.x, y: event.y }; }, true);
    root.addEventListener("mouseup", (event) => this.lifted(event), true);
    root.addEventListener("click", (event) => this.clicked(event), true);
  }

  get busy() {
    return this.requests > 0;
  }

  /** `loadend` follows the answer, the error, the abort and the time-out alike, after htmx has dealt with them. */
  sent(xhr) {
    this.requests += 1;
    xhr.addEventListener("loadend", () => {
      this.requests -= 1;
      this.release();
    });
  }

  pressed(event) {
    if (!event.isTrusted || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!this.busy || ALONE.includes(event.key) || document.querySelector("dialog[open]")) return;
    if (!this.kept.length && (!MEANT(event.key) || event.target.closest(FIELD))) return;
    if (!this.kept.length && event.key === "Enter" && event.target.closest(PRESSED)) return; // comes again as a click
    const { key, shiftKey } = event;
    this.keep(event, () => press(key, shiftKey));
  }

  clicked(event) {
    const button = event.isTrusted && this.busy && event.target.closest(BUTTONS);
    if (button) this.keep(event, () => counterpart(button)?.click());
  }

  /** A button that was replaced between going down and up gets no click from the browser. */
  lifted(event) {
    const { button, x, y } = this.down ?? {};
    if (!button || button.isConnected || Math.hypot(event.x - x, event.y - y) > STILL) return;
    this.keep(event, () => counterpart(button)?.click());
    this.release();
  }

  keep(event, action) {
    event.preventDefault();
    event.stopImmediatePropagation();
    this.kept.push(action);
  }

  /** Do what was kept, until something of it asks the server again. */
  release() {
    while (!this.busy && this.kept.length) this.kept.shift()();
  }
}

/** The same button in the row or section that came in its place. */
function counterpart(button) {
  if (button.isConnected) return button;
  const place = button.closest("[id]")?.id;
  const same = button.dataset.act ? `[data-act="${button.dataset.act}"]` : "header button";
  return place && document.getElementById(place)?.querySelector(same);
}

/** What the browser would do on a key now: tell the page, then act on what has the focus. */
function press(key, shiftKey) {
  const place = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true });
  if (!place.dispatchEvent(event)) return;
  if (place.matches(PRESSED)) {
    if (key === "Enter") place.click();
  } else if (place.matches(FIELD)) {
    write(place, key);
  }
}

function write(field, key) {
  if (key === "Enter" && !field.matches("textarea")) {
    field.form?.requestSubmit();
    return;
  }
  if (field.matches("select") || !(key.length === 1 || key === "Backspace")) return;
  document.execCommand(...(key === "Backspace" ? ["delete"] : ["insertText", false, key])); // keeps the field's own undo
}
