// What makes the desk quick.  Every page works without it; nothing here decides anything.
"use strict";

document.documentElement.classList.add("scripted");
document.querySelector("[autofocus]")?.focus({ preventScroll: true }); // a browser does so a frame later, and a quick hand's first letter falls beside it

const find = document.getElementById("find");
const rows = document.getElementById("rows");
const away = document.querySelector(".away");
let chosen = 0;
let asked = 0;
let timer = 0;

const lines = () => [...document.querySelectorAll(".day tbody tr, .lines > li:has(.about > a)")];

function choose(number) {
  const all = lines();
  if (!all.length) return;
  chosen = Math.min(Math.max(number, 0), all.length - 1);
  all.forEach((line, place) => line.classList.toggle("now", place === chosen));
  all[chosen].scrollIntoView({ block: "nearest" });
}

async function look() {
  const mine = ++asked;
  try {
    const answer = await fetch("/rows", { method: "POST", body: new URLSearchParams(new FormData(find.form)), redirect: "manual" });
    if (answer.type === "opaqueredirect") { location.assign("/door"); return; }
    const text = await answer.text();
    if (mine !== asked) return;
    rows.innerHTML = text;
    away.hidden = true;
    choose(0);
  } catch { away.hidden = false; }
}

if (find && rows) {
  choose(0);
  find.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 25); });
  find.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    look().then(() => (lines()[chosen]?.querySelector("a") ?? rows.querySelector("form button"))?.click());
  });
}

// -- the lines of another list
const listed = document.querySelector(".lines");
if (listed) choose(0);

// -- the pages of a card
document.querySelector(".minis")?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  turn([...document.querySelectorAll(".minis a")].indexOf(link));
});

function turn(number) {
  const links = [...document.querySelectorAll(".minis a")];
  if (!links[number]) return;
  links.forEach((link, place) => { if (place === number) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current"); });
  document.querySelector(".sheet > .paper img").src = links[number].href;
}

const wishes = document.getElementById("wishes");
wishes?.addEventListener("change", () => wishes.requestSubmit());

// -- keys: single letters act outside fields alone; a burst is a scanner, and never a deed
let last = 0;
let burst = 0;
let scanned = "";

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select");
  const now = event.timeStamp;
  burst = now - last < 30 ? burst + 1 : 0;
  last = now;
  if (event.key === "Escape") return escape(field);
  if (event.altKey && event.key.toLowerCase() === "l") return press(event, "alt+l");
  if (event.altKey && /^[1-9]$/.test(event.key)) { event.preventDefault(); document.querySelectorAll(".rooms a")[event.key - 1]?.click(); return; }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return press(event, "ctrl+enter");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (listed && !field && event.key === "Enter" && (!event.target.closest("a, button, summary"))) { event.preventDefault(); lines()[chosen]?.querySelector("a")?.click(); return; }
  if (listed && field?.type === "search" && field !== find && event.key === "ArrowDown") { event.preventDefault(); field.blur(); choose(0); return; }
  if ((find || listed) && (event.key === "ArrowDown" || event.key === "ArrowUp") && (!field || field === find)) {
    event.preventDefault();
    choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    return;
  }
  if (event.key === "PageUp" || event.key === "PageDown") return press(event, event.key.toLowerCase());
  if (field && !(field === find && field.value === "" && "?/+".includes(event.key))) return;
  if (event.key === "/") { event.preventDefault(); find?.focus(); return; }
  if (event.key === "?" || event.key === "+") return press(event, event.key);
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") return leaf(event);
  if (find && event.key.length === 1 && event.key !== " ") { find.focus(); return; } // what is typed beside the field is a name all the same
  hold(event);
});

function hold(event) {
  scanned = burst ? scanned + event.key : event.key;
  const key = event.key.toLowerCase();
  if (!/^[a-z]$/.test(key) || event.repeat) return;
  const began = last;
  setTimeout(() => { if (burst === 0 && last === began) press(event, key); }, 40);
}

function press(event, key) {
  const thing = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const born = document.getElementById("born");
  if (thing?.disabled && born) { born.focus(); return; }
  if (!thing || thing.disabled) return;
  event.preventDefault();
  thing.click();
}

function escape(field) {
  if (field && field === find && field.value) { find.value = ""; look(); return; }
  if (field && field !== find) { field.blur(); return; }
  document.querySelector("a.back")?.click();
}

function leaf(event) {
  const links = [...document.querySelectorAll(".minis a")];
  if (!links.length) return;
  event.preventDefault();
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  turn(here + ((event.key === "ArrowRight") === (document.documentElement.dir !== "rtl") ? 1 : -1));
}

// -- a deed is sent once
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.closest(".act, .lines, .narrow")) form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
