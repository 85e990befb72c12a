// Upload with drag and drop and progress. Without this script the form simply posts.

const form = document.querySelector("#upload");
const drop = form.querySelector("#drop");
const input = form.querySelector("input[type=file]");
const panel = form.querySelector("#up-progress");
const bar = panel.querySelector("progress");
const says = panel.querySelector("[role=status]");
const button = form.querySelector("button");

for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const kind of ["dragleave", "drop"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.remove("over");
  });
}
drop.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  check();
});
input.addEventListener("change", check);

// What the server would refuse anyway is said before anything is sent.
function check() {
  const file = input.files[0];
  let sentence = "";
  if (file && file.size > Number(form.dataset.limit)) sentence = form.dataset.tooLarge;
  if (file && file.size === 0) sentence = form.dataset.empty;
  input.setCustomValidity(sentence.replace("{name}", file?.name ?? ""));
  input.reportValidity();
  return !sentence;
}

function refuse(sentence) {
  panel.hidden = true;
  button.disabled = false;
  const place = document.querySelector("#refusal");
  place.querySelector("[data-sentence]").textContent = sentence;
  place.hidden = false;
  place.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!check()) return;
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (at) => {
    if (!at.lengthComputable) return;
    bar.value = (100 * at.loaded) / at.total;
    says.textContent = form.dataset.sending.replace("{percent}", Math.round(bar.value));
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value"); // reading takes as long as it takes: no invented percentage
    says.textContent = form.dataset.reading;
  });
  request.addEventListener("load", () => {
    const answer = request.response;
    if (answer?.location) {
      location.assign(answer.location);
      return;
    }
    refuse(answer?.sentence ?? form.dataset.failed);
  });
  request.addEventListener("error", () => refuse(form.dataset.failed));
  document.querySelector("#refusal").hidden = true;
  panel.hidden = false;
  button.disabled = true;
  request.send(new FormData(form));
});
