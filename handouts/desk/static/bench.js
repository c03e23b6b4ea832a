// The bench: pages and findings that follow what is saved.  Every page works without it; nothing here decides anything.
"use strict";

const place = (name) => document.getElementById(name);
const leaves = place("leaves");
const gone = document.querySelector(".away");
const shown = new Map();

// -- what is new of the page
function tell(said) {
  if (said.page) leaf_of(said.page, said.picture);
  if (said.of && leaves) while (leaves.children.length > said.of) leaves.lastElementChild.remove();
  for (const [name, html] of Object.entries(said.parts ?? {})) put(name, html);
  if (said.said) put("now", text_of(said.said));
}

function text_of(words) {
  const made = document.createElement("span");
  made.textContent = words;
  return made.outerHTML;
}

function put(name, html) {
  const there = place(name);
  if (!there || shown.get(name) === html) return;
  shown.set(name, html);
  const focus = there.contains(document.activeElement) ? document.activeElement : null;
  const href = focus?.getAttribute("href");
  const line = focus?.id;
  const open = [...there.querySelectorAll("details")].map((one) => one.open);
  const top = there.scrollTop;
  there.innerHTML = html;
  there.scrollTop = top;
  there.querySelectorAll("details").forEach((one, number) => { one.open = open[number] ?? false; });
  if (line) place(line)?.focus({ preventScroll: true });
  if (href) there.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
  mark();
}

async function leaf_of(number, picture) {
  if (!leaves) return;
  const address = `/${picture}`;
  let image = leaves.children[number - 1]?.querySelector("img");
  if (image?.getAttribute("src") === address) return;
  if (!image) {
    const more = leaves.lastElementChild?.cloneNode(true);
    if (!more) { location.reload(); return; }
    const link = more.querySelector("a");
    link.href = link.getAttribute("href").replace(/page\/\d+/, `page/${number}`);
    image = more.querySelector("img");
    image.alt = image.alt.replace(/\d+/, number);
    leaves.append(more);
  }
  const next = new Image();
  next.src = address;
  image.dataset.next = address;
  await next.decode().catch(() => {});
  if (image.dataset.next === address) image.src = address;
}

// -- saved changes
const follow = document.querySelector("[data-follow]")?.dataset.follow;
if (follow) {
  const events = new EventSource(follow);
  events.onmessage = (event) => tell(JSON.parse(event.data));
  events.onopen = () => { gone.hidden = true; };
  events.onerror = () => { gone.hidden = false; };
}

// -- from a finding to its line
let line = location.hash.match(/^#L(\d+)$/)?.[1] ?? "";

function mark() {
  document.querySelectorAll(".source .here").forEach((one) => one.classList.remove("here"));
  if (line) place(`L${line}`)?.classList.add("here");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const there = link && place(`L${link.dataset.line}`);
  if (!there || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  line = link.dataset.line;
  mark();
  there.scrollIntoView({ block: "center" });
  there.focus({ preventScroll: true });
});

let at = -1;
document.addEventListener("keydown", (event) => {
  if (event.key !== "F8") return;
  event.preventDefault();
  const links = [...document.querySelectorAll("#fault a[data-line], .finding a[data-line]")];
  if (!links.length) return;
  at = (at + (event.shiftKey ? links.length - 1 : 1)) % links.length;
  links[at].click();
});

// -- another patient, layout, paper: the same place of the page
const pose = place("pose");
pose?.addEventListener("change", () => {
  sessionStorage.setItem("bench", String(scrollY));
  pose.requestSubmit();
});
const kept = sessionStorage.getItem("bench");
sessionStorage.removeItem("bench");
if (kept) scrollTo(0, Number(kept));
mark();
