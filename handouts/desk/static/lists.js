// A list that is dropped, and work that goes on.  Every page works without it.
"use strict";

const bring = document.getElementById("bring");
if (bring) {
  const input = bring.querySelector("input[type=file]");
  for (const kind of ["dragover", "dragenter"]) {
    addEventListener(kind, (event) => { event.preventDefault(); bring.classList.add("over"); });
  }
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) bring.classList.remove("over"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    bring.classList.remove("over");
    if (event.dataTransfer.files.length !== 1) return;
    input.files = event.dataTransfer.files;
    bring.requestSubmit();
  });
}

document.getElementById("order")?.addEventListener("change", (event) => event.target.form.requestSubmit());

for (const panel of document.querySelectorAll("[data-events]")) {
  const events = new EventSource(panel.dataset.events);
  const bar = panel.querySelector("progress");
  const words = { of: panel.querySelector("[data-far]"), pace: panel.querySelector("[data-pace]") };
  const shown = words.pace.textContent;
  events.onmessage = (event) => {
    const said = JSON.parse(event.data);
    if (!said.total) return;
    bar.max = said.total;
    bar.value = said.done;
    words.of.textContent = `${said.done} / ${said.total}`;
    words.pace.textContent = said.left === null ? shown : ` · ${said.rate}/s · ${clock(said.left)} ${words.pace.dataset.left}`;
  };
  events.addEventListener("over", () => { events.close(); location.reload(); });
}

function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (parts[0] ? parts : parts.slice(1)).map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
}
