// The editor: what is written is looked at as one writes.  It works without it; nothing here decides anything.
"use strict";

const text = document.getElementById("text");
const write = document.getElementById("write");
const state = document.getElementById("kept");
const kept_as = `text of ${text.dataset.name}`;
const address = document.querySelector("[data-look]").dataset.look;
let asking = 0;
let wait = 0;
let changed = "dirty" in text.dataset;

// -- pages and findings of what stands in the field
async function see(whole) {
  const mine = ++asking;
  const body = new URLSearchParams(new FormData(write));
  if (whole) body.set("whole", "1");
  try {
    const answer = await fetch(address, { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") { gone.hidden = false; return; }
    if (!answer.ok || mine !== asking) return;
    const said = await answer.json();
    gone.hidden = true;
    said.pictures.forEach((picture, page) => tell({ page: page + 1, picture }));
    tell({ parts: said.parts, of: said.pictures.length });
    if (!whole) { clearTimeout(wait); wait = setTimeout(() => see(true), 1200); }
  } catch { gone.hidden = false; }
}

function later() { clearTimeout(wait); wait = setTimeout(() => see(false), 180); }

text.addEventListener("input", () => {
  changed = true;
  state.textContent = state.dataset.changed;
  sessionStorage.setItem(kept_as, JSON.stringify([write.elements.mark.value, text.value]));
  later();
});
document.querySelectorAll("[form=write]").forEach((field) => field.addEventListener("change", later));
see(true);

// -- what was not saved when the desk was locked stands there again
const before = JSON.parse(sessionStorage.getItem(kept_as) ?? "null");
if (before && !changed && before[1].trimEnd() !== text.value.trimEnd()) {
  write.elements.mark.value = before[0];
  text.value = before[1];
  text.dispatchEvent(new Event("input"));
}
if (!changed) sessionStorage.removeItem(kept_as);
document.querySelector("[data-forget]")?.addEventListener("click", () => { changed = false; sessionStorage.removeItem(kept_as); });

write.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

// -- lines
function go(number) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, number - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start);
  text.blur();
  text.focus(); // scrolls to the caret
  text.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link) return;
  event.preventDefault();
  go(Number(link.dataset.line));
});

document.addEventListener("selectionchange", () => {
  if (document.activeElement !== text) return;
  const line = text.value.slice(0, text.selectionStart).split("\n").length;
  const where = document.getElementById("where");
  where.textContent = where.dataset.called.replace("{}", line);
  here(line);
});

// what is said of the line that one is in stands above the text
const said = document.getElementById("said");
said.hidden = false;
said.textContent = said.dataset.none;

function here(line) {
  const found = [...document.querySelectorAll(`.finding a[data-line="${line}"]`)].map((link) => link.closest(".finding"));
  const words = found.map((one) => one.querySelector("p").innerText).join(" ") || said.dataset.none;
  if (said.textContent === words) return;
  said.textContent = words;
  said.className = `here-said small ${found[0]?.className.replace("finding", "") ?? ""}`;
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); write.requestSubmit(); }
});
