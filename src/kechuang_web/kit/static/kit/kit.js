// Behaviour of the shell: dialogs, the help of the keyboard, messages, menus, rows that open. Pages work without it.
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const typing = (target) => target instanceof Element && (target.matches("input, textarea, select") || target.isContentEditable);

  const open = (id) => {
    const dialog = document.getElementById(id);
    if (dialog && typeof dialog.showModal === "function" && !dialog.open) dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const opener = target.closest("[data-open]");
    if (opener) { open(opener.dataset.open); return; }
    const dismissed = target.closest("[data-dismiss]");
    if (dismissed) { dismissed.closest(".message")?.remove(); return; }
    if (target.closest("[data-print-page]")) { window.print(); return; }
    for (const menu of all("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
    const dialog = target.closest("dialog");
    if (dialog && target === dialog) dialog.close(); // a click beside the dialog lands on it
    const row = target.closest("tr[data-href]");
    if (row && !target.closest("a, button, input, label, summary") && !String(window.getSelection())) {
      window.location.assign(row.dataset.href);
    }
  });

  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  // "g d" opens the menu entry that carries data-keys="g d"; pages add their own with data-keys on links and buttons.
  let before = "";
  let timer = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = $("details.menu[open]");
      if (menu) { menu.open = false; $("summary", menu)?.focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
    if (event.key === "?") { event.preventDefault(); open("keyboard-help"); return; }
    if (event.key === "/") {
      const field = $("[data-search], input[type=search]");
      if (field) { event.preventDefault(); field.focus(); field.select?.(); }
      return;
    }
    const pair = (before ? before + " " : "") + event.key;
    const found = all("[data-keys]").find((item) => item.dataset.keys === pair || item.dataset.keys === event.key);
    if (found && !event.defaultPrevented) { event.preventDefault(); before = ""; found.click(); return; }
    before = event.key.length === 1 ? event.key : "";
    clearTimeout(timer);
    timer = setTimeout(() => { before = ""; }, 1200);
  });

  // The help lists what the page itself offers: elements with data-keys and data-keys-help (or their own words).
  document.getElementById("keyboard-help")?.addEventListener("toggle", () => listPageKeys());
  const listPageKeys = () => {
    const place = $("[data-page-keys]");
    const items = all("main [data-keys]");
    if (!place || place.childElementCount || !items.length) return;
    const list = document.createElement("dl");
    list.className = "keys";
    const seen = new Set();
    for (const item of items) {
      if (seen.has(item.dataset.keys)) continue;
      seen.add(item.dataset.keys);
      const line = document.createElement("div");
      const term = document.createElement("dt");
      const key = document.createElement("kbd");
      const text = document.createElement("dd");
      key.textContent = item.dataset.keys;
      text.textContent = item.dataset.keysHelp || item.textContent.trim();
      term.append(key);
      line.append(term, text);
      list.append(line);
    }
    place.append(list);
  };

  // htmx: a refusal (4xx with a fragment) is shown where the answer would have gone; a dead server is said aloud.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const status = event.detail.xhr.status;
    if ([400, 403, 409, 422, 429].includes(status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  // A filter that is not set stays out of the address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return;
    for (const [name, value] of [...event.detail.formData.entries()]) if (value === "") event.detail.formData.delete(name);
  });
  document.addEventListener("htmx:sendError", () => {
    const place = document.getElementById("messages");
    if (!place) return;
    const message = document.createElement("div");
    message.className = "message error";
    message.textContent = document.documentElement.lang === "en"
      ? "The server does not answer; nothing was saved. Try again." : "服务器没有回应，未保存任何内容；请重试。";
    place.append(message);
  });
})();
