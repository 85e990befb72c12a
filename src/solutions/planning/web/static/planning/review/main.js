// The review screen: the text at the left, what was read in it at the right, both driven from the keyboard.

import { Held } from "./held.js";
import { Rows } from "./rows.js";
import { Selection } from "./selection.js";

const root = document.querySelector("#review");
new Held(root); // before anything else listens to keys
const rows = new Rows(root);
const selection = new Selection(root, rows);
const STORED = "kechuang.review.keys";

// --- keyboard --------------------------------------------------------------------------------------------------------
// The shell presses the button whose data-keys names the key, and lists those buttons in its help.
const RUN = {
  next: () => rows.move(1),
  previous: () => rows.move(-1),
  accept: () => rows.act("accept"),
  correct: () => rows.act("correct"),
  reject: () => rows.act("reject"),
  undo: () => root.querySelector("#rv-undo")?.click(),
  add: () => selection.begin(),
};
const buttons = [...root.querySelectorAll("[data-run]")];
for (const button of buttons) button.addEventListener("click", () => RUN[button.dataset.run]());

// Single-letter keys can be switched off (WCAG 2.1.4): people who dictate or use a screen reader may need to.
const toggle = root.querySelector("#rv-keys-on");
const setKeys = () => {
  for (const button of buttons) {
    button.dataset.was ??= button.dataset.keys;
    if (toggle.checked) button.dataset.keys = button.dataset.was;
    else delete button.dataset.keys;
  }
};
toggle.checked = localStorage.getItem(STORED) !== "off";
toggle.addEventListener("change", () => {
  localStorage.setItem(STORED, toggle.checked ? "on" : "off");
  setKeys();
});
setKeys();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    if (escape(event)) event.preventDefault();
  } else if (!event.target.closest("input, select, textarea") && selection.key(event)) {
    event.preventDefault();
  }
});

function escape(event) {
  const cancel = event.target.closest("form")?.querySelector("[data-act=cancel]");
  if (cancel) {
    cancel.click();
  } else if (event.target.id === "rv-filter") {
    event.target.value = "";
    rows.filter("");
    (rows.current ?? rows.shown[0])?.focus();
  } else if (selection.walking || selection.chosen) {
    selection.leave();
    rows.current?.focus({ preventScroll: true });
  } else {
    return false;
  }
  return true;
}

root.querySelector("#rv-filter").addEventListener("input", (event) => rows.filter(event.target.value));

// --- panes on narrow screens -----------------------------------------------------------------------------------------
root.querySelectorAll("[data-show]").forEach((button) => {
  button.addEventListener("click", () => {
    root.dataset.pane = button.dataset.show;
  });
});
new MutationObserver(() => {
  root.querySelectorAll("[data-show]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.show === root.dataset.pane));
  });
  const mark = rows.currentId && rows.marks(rows.currentId)[0];
  if (root.dataset.pane === "text" && mark) rows.centre(mark);
}).observe(root, { attributes: true, attributeFilter: ["data-pane"] });

root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-see]");
  if (!button) return;
  root.dataset.pane = "text";
  rows.choose(button.closest(".rv-row"), { reveal: "text", focus: false });
});

// On narrower screens the outline opens over the text, and only when asked for.
const outline = root.querySelector(".rv-outline details");
if (outline && matchMedia("(max-width: 1500px)").matches) outline.open = false;
root.querySelectorAll(".rv-outline a").forEach((link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    root.dataset.pane = "text";
    root.querySelector(link.getAttribute("href"))?.scrollIntoView({ block: "start" });
    if (matchMedia("(max-width: 1500px)").matches) outline.open = false;
  });
});

// --- what comes from the server --------------------------------------------------------------------------------------
document.body.addEventListener("htmx:load", (event) => {
  const element = event.detail.elt;
  if (element.matches(".rv-row")) {
    rows.arrived(element);
  } else if (element.id === "rv-rows") {
    listArrived();
  } else if (element.matches("[data-s]")) {
    selection.remap();
  } else if (element.closest("#rv-add")) {
    element.querySelector("[autofocus]")?.focus();
  }
});

function listArrived() {
  root.dataset.tab = rows.list.dataset.tab;
  const row = rows.wanted && rows.list.querySelector(`#row-${rows.wanted}`);
  rows.wanted = null;
  if (row) rows.choose(row);
  rows.list.querySelectorAll(".rv-row").forEach((one) => rows.paint(one));
  rows.filter(root.querySelector("#rv-filter").value, { quiet: true });
}

root.querySelector("#rv-add").addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  root.querySelector("#rv-add").replaceChildren();
  (rows.current ?? rows.shown[0])?.focus();
});

// A reading was added, or taken back: the text and the list are fetched anew, and the reading is shown.
document.body.addEventListener("review:changed", (event) => {
  rows.wanted = String(event.detail.id);
  root.querySelector("#rv-add").replaceChildren();
  window.htmx.ajax("GET", `${location.pathname}?row=${rows.wanted}`, { source: "#rv-list", target: "#rv-rows", swap: "outerHTML" });
});

document.body.addEventListener("review:said", (event) => rows.say(event.detail.say));
const first = new URLSearchParams(location.search).get("row");
if (first) rows.open(first);
