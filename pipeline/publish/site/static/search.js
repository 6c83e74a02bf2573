// Looks through SEARCH_INDEX (search-index.js): entries of [kind, words, page, anchor, organisation, edition],
// all but words and anchor as places in `shared`.
"use strict";

const MOST = 200;
const field = document.getElementById("q");
const results = document.getElementById("results");
const found = document.getElementById("found");
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const { shared, entries } = SEARCH_INDEX;
const folded = entries.map(([kind, words, , , organisation, edition]) =>
  fold([words, shared[organisation], shared[kind], shared[edition]].join(" ")));

function entry([kind, words, page, anchor, organisation, edition]) {
  const item = document.createElement("li");
  item.className = "brief";
  const lead = document.createElement("p");
  lead.className = "lead-in";
  lead.textContent = [kind, organisation, edition].map((place) => shared[place]).filter(Boolean).join(" · ");
  const link = document.createElement("a");
  link.href = anchor ? `${shared[page]}#${anchor}` : shared[page];
  link.textContent = words;
  const line = document.createElement("p");
  line.append(link);
  item.append(lead, line);
  return item;
}

function search() {
  const wanted = fold(field.value).split(/\s+/).filter(Boolean);
  results.replaceChildren();
  if (!wanted.length) {
    found.textContent = "";
    return;
  }
  const hits = entries.filter((_, place) => wanted.every((word) => folded[place].includes(word)));
  const more = hits.length > MOST ? `, the first ${MOST} of them shown` : "";
  found.textContent = hits.length
    ? `${hits.length.toLocaleString("en")} found${more}`
    : "Nothing found. Fewer or shorter words find more.";
  results.replaceChildren(...hits.slice(0, MOST).map(entry));
}

field.value = new URLSearchParams(location.search).get("q") ?? "";
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
  search();
});
field.addEventListener("input", search);
search();
