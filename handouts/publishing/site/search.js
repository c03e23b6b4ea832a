// Finds leaflets in the list by the words that each entry carries: nothing is fetched, and nothing leaves the page.
"use strict";
(() => {
  const form = document.querySelector(".find"), field = document.getElementById("words"), found = document.getElementById("found");
  const list = document.querySelector(".leaflets"), all = [...list.children];
  const plain = (text) => text.toLowerCase().replace(/ß/g, "ss").normalize("NFD").replace(/([a-z])[\u0300-\u036f]+/g, "$1").normalize("NFC");
  const within = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff]/; // scripts that set no spaces between words
  const fits = (words, term) => within.test(term) ? words.includes(term) : ` ${words}`.includes(` ${term}`);

  const look = () => {
    const terms = plain(field.value).split(/[^\p{L}\p{M}\p{N}_.]+/u).filter((term) => term.replace(/\./g, ""));
    const rank = (entry) => {
      const { near, far } = entry.dataset;
      return terms.every((term) => fits(near, term)) ? 0 : terms.every((term) => fits(near, term) || fits(far, term)) ? 1 : 2;
    };
    const ranked = all.map((entry) => [terms.length ? rank(entry) : 0, entry]);
    ranked.sort((one, other) => one[0] - other[0]); // stable: among equals the order of the list
    for (const [far, entry] of ranked) { entry.hidden = far === 2; list.append(entry); }
    const count = ranked.filter(([far]) => far < 2).length;
    found.textContent = !terms.length ? "" : count ? found.dataset.said.replace("{}", count) : found.dataset.none;
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", look);
  if (field.value) look();
})();
