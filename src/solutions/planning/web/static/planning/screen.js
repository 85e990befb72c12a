// The screen turns its pages by itself. Space stops and goes on, arrows turn by hand, Escape leads back to the desk.
// The next page is fetched before the old one is taken away: without a connection the last figures stay, with their date.
const stateOf = () => document.querySelector("main").dataset;
let timer = null;
let turning = Promise.resolve();
let stopped = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function wait() {
  clearTimeout(timer);
  document.documentElement.toggleAttribute("data-stopped", stopped);
  if (!stopped) timer = setTimeout(() => go("next"), Number(stateOf().seconds) * 1000);
}

// One turn after the other: an arrow pressed while a page is fetched turns on from that page.
function go(way) {
  clearTimeout(timer);
  turning = turning.then(() => turn(stateOf()[way]));
}

async function turn(address) {
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["header.screen-top", "main", "footer.screen-bottom"])
      document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
    document.title = page.title;
    history.replaceState(null, "", address);
    document.documentElement.removeAttribute("data-offline");
  } catch {
    document.documentElement.setAttribute("data-offline", "");
  }
  wait();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " ") { event.preventDefault(); stopped = !stopped; wait(); }
  if (event.key === "ArrowRight") go("next");
  if (event.key === "ArrowLeft") go("previous");
  if (event.key === "Escape") location.assign("/");
});
wait();
