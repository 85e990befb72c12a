// Intake: files dropped on the field, jumping between problems, copying the message. Pages work without it.
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  const form = $(".in-take");
  if (form) {
    const drop = $("[data-drop]", form);
    const input = $("input[type=file]", form);
    const error = $("[data-file-error]", form);
    const limit = Number(form.dataset.limit);
    const check = () => {
      const large = [...input.files].find((file) => file.size > limit);
      error.hidden = !large;
      error.textContent = large ? form.dataset.tooLarge.replace("{name}", large.name) : "";
      input.setCustomValidity(error.textContent);
    };
    input.addEventListener("change", check);
    for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer?.files.length) { input.files = event.dataTransfer.files; check(); }
    });
    form.addEventListener("submit", () => {
      const note = $("[data-sending-note]", form);
      note.hidden = false;
      note.textContent = form.dataset.sending;
    });
  }

  // n and p walk from one marked cell to the next and back.
  let place = -1;
  document.addEventListener("keydown", (event) => {
    if (!["n", "p"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    if (event.target instanceof Element && event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return;
    const cells = all("[data-problem]");
    if (!cells.length) return;
    event.preventDefault();
    const here = cells.indexOf(document.activeElement);
    if (here >= 0) place = here;
    place = (place + (event.key === "n" ? 1 : -1) + cells.length) % cells.length;
    cells[place].focus({ preventScroll: true });
    cells[place].scrollIntoView({ block: "center", inline: "center" });
  });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    target?.closest("[data-close]")?.closest("dialog")?.close();
    const copy = target?.closest("[data-copy]");
    if (!copy) return;
    const text = $("[data-select]", copy.closest("dialog"));
    text.select();
    const done = () => { copy.textContent = copy.dataset.copy; };
    if (navigator.clipboard) navigator.clipboard.writeText(text.value).then(done, () => document.execCommand("copy") && done());
    else if (document.execCommand("copy")) done();
  });

  // Changing what a sheet is offers other columns: the page is asked for anew with the choice.
  document.addEventListener("change", (event) => {
    const select = event.target instanceof Element ? event.target.closest("[data-resubmit]") : null;
    if (select?.form) select.form.requestSubmit($("[data-resubmit-button]", select.form) || undefined);
  });
})();
