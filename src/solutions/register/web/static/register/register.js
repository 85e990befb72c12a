// Suggests organisations while one is being named; forms work without it. Dialogs close by their own button.
(() => {
  "use strict";
  const list = document.querySelector("datalist[data-from]");
  let timer = 0;
  let asked = "";
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!list || !(field instanceof HTMLInputElement) || field.dataset.suggest === undefined) return;
    clearTimeout(timer);
    const text = field.value.trim();
    if (text.length < 2 || text === asked) return;
    timer = setTimeout(async () => {
      asked = text;
      const answer = await fetch(`${list.dataset.from}?q=${encodeURIComponent(text)}`, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || field.value.trim() !== text) return;
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      list.replaceChildren(...parsed.querySelectorAll("option"));
    }, 250);
  });
})();
