// The review application's behaviour in the browser: keys, focus, drafts, choosing words in the source.
// Everything that is decided is decided by the server; without this file the buttons still work.

const account = document.body.dataset.account || "";
const keys = { accept: "a", edit: "e", reject: "x", add: "m", undo: "u", next: "j", previous: "k", help: "?",
  ...JSON.parse(document.body.dataset.keys || "{}") };

// --- keys -------------------------------------------------------------------------------------------------

const typing = (element) =>
  element.closest("input:not([type=checkbox], [type=radio], [type=hidden]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const form = document.getElementById("edit");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const dialog = document.querySelector("dialog[open]");
  if (event.key === "Escape" && form && !dialog) {
    form.querySelector("[data-cancel]").click();
    return;
  }
  if (keys.off || typing(event.target)) return;
  const pressed = event.key.toLowerCase();
  if (dialog) {
    press(dialog.querySelector(`[data-digit="${CSS.escape(pressed)}"]`), event);
    return;
  }
  const action = Object.keys(keys).find((name) => keys[name] === pressed);
  if (action) press(document.querySelector(`[data-key="${action}"]`), event);
});

function press(button, event) {
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
}

// --- dialogs ----------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-kinds]")) showFields(event.target.form);
  if (event.target.name === "words_at") noticeQuote(event.target.form);
});

// --- what is said, and where the focus is -----------------------------------------------------------------

function say(words) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = words; });
}

function noticed(html) {
  document.getElementById("notice").replaceChildren(...html);
}

function notice(title, words, retry) {
  const box = document.createElement("div");
  box.className = "warning";
  const strong = document.createElement("strong");
  strong.textContent = `${title} `;
  box.append(strong, words);
  if (retry) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Try again";
    button.addEventListener("click", () => { noticed([]); retry(); });
    box.append(" ", button);
  }
  noticed([box]);
}

// Where there is no room for both, as at 200% zoom, the record stands below its source, and is what one comes to see.
const besides = () => matchMedia("(min-width: 901px)").matches;

function settle(target) {
  const work = document.getElementById("work");
  const heading = document.getElementById("record-heading");
  if (target.matches?.(".left")) return;
  if (heading && (target.id === "work" || target.id === "record")) {
    if (!besides()) document.getElementById("record").scrollIntoView();
    else if (target.id === "work") window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
    say(work?.dataset.announce && target.id === "work" ? work.dataset.announce : heading.textContent);
  }
  prepare();
}

function prepare() {
  setTimeout(lookAhead, 50); // what is shown comes first
  showEvidence();
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (!form.dataset.ready) {
      form.dataset.ready = "yes";
      restore(form);
      showFields(form);
    }
  }
  const place = document.querySelector(".source [data-mode]");
  if (place && document.querySelector("form[data-evidence]")) offerSelection();
}

// The next source is loaded, and a page laid out, where nobody sees it.
function lookAhead() {
  const ahead = document.getElementById("ahead");
  const wanted = document.querySelector("#work > template.ahead")?.content.firstElementChild;
  const shown = document.querySelector("#source > :last-child");
  if (shown) Object.assign(ahead.style, { width: `${shown.offsetWidth}px`, height: `${shown.offsetHeight}px` });
  ahead.replaceChildren(...(wanted ? [document.importNode(wanted, true)] : []));
}

// A frame that is at hand is moved into its place as it is; any other is loaded.
document.addEventListener("htmx:afterSwap", () => {
  const place = document.querySelector("#source > template.frame");
  if (!place) return;
  const wanted = place.content.firstElementChild;
  const there = document.querySelector(`#ahead > #${wanted.id}`);
  if (there && place.parentNode.moveBefore) place.parentNode.moveBefore(there, place);
  else place.before(document.importNode(wanted, true));
  place.remove();
});

function showEvidence() {
  const box = document.querySelector(".paper .box.evidence");
  const paper = document.querySelector(".paper");
  if (box && paper) {
    const from = paper.getBoundingClientRect();
    const at = box.getBoundingClientRect();
    paper.scrollTop += at.top - from.top - paper.clientHeight / 3;
  }
  const mark = document.querySelector(".words #evidence");
  const words = document.querySelector(".words");
  if (mark && words) {
    words.scrollTop += mark.getBoundingClientRect().top - words.getBoundingClientRect().top - words.clientHeight / 3;
  }
}

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.target ?? event.target;
  settle(document.getElementById(target.id) ?? target);
});

// The image has its place before it is loaded; what is scrolled to is right once it is.
document.addEventListener("load", (event) => {
  if (event.target.matches?.(".sheet img")) showEvidence();
}, true);

// --- what goes wrong --------------------------------------------------------------------------------------

// A request that nobody asked for, such as the count, neither clears what is noticed nor takes its place; what is
// looked up while somebody types says in its own place that no answer came.
const asked = (event) => event.detail.elt.matches("form, button, a");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (asked(event)) noticed([]);
});

function unanswered(event) {
  const { elt, target, requestConfig } = event.detail;
  if (!asked(event)) {
    if (target.matches("#places, #reading")) target.textContent = "The server cannot be reached: type on once it can.";
    return;
  }
  document.querySelector("dialog[open]")?.close(); // behind it the notice could not be reached
  // The button is pressed again, and not its form sent: what it stands for, such as a reason, goes with it.
  const button = requestConfig.triggeringEvent?.submitter ?? (elt.matches("form") ? null : elt);
  notice(
    "The server cannot be reached.",
    "You are where you were, and what you typed is kept in this browser. Sent twice, a decision counts once.",
    () => (button ? button.click() : elt.requestSubmit()),
  );
}

document.addEventListener("htmx:sendError", unanswered);
document.addEventListener("htmx:timeout", unanswered);

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 409) return;
  const said = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const box = said.querySelector("[data-notice]");
  if (box) noticed([document.adoptNode(box)]);
  else if (xhr.status !== 422) notice("This did not work.", `The server answered ${xhr.status}.`);
});

// A refusal that is a notice is shown above; one that is a form or a conflict takes the record's place.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (xhr.status !== 409 && xhr.status !== 422) return;
  if (xhr.responseText.includes("data-notice")) {
    if (target.id === "places" || target.id === "reading") {
      const said = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-notice]");
      target.textContent = said.textContent.replace("This did not work.", "").trim();
    }
    event.detail.shouldSwap = false;
    return;
  }
  event.detail.target = document.getElementById("record");
  event.detail.swapOverride = "innerHTML";
});

// --- drafts -----------------------------------------------------------------------------------------------

const draftName = (form) => `pledgewatch:${account}:${form.dataset.draft}`;

function keep(form) {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" && field.name !== "words_at" || field.type === "submit") continue;
    if (field.type === "radio" && !field.checked) continue;
    values[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  try {
    localStorage.setItem(draftName(form), JSON.stringify(values));
  } catch { /* a full or forbidden storage costs the draft, not the work */ }
}

function restore(form) {
  if ("typed" in form.dataset) return keep(form);
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(draftName(form)));
  } catch { /* damaged: as if there were none */ }
  if (!kept) return undefined;
  let differs = false;
  for (const [name, value] of Object.entries(kept)) {
    const field = form.elements.namedItem(name);
    if (!field || field instanceof RadioNodeList || field.type === "checkbox" || field.value === value) continue;
    field.value = value;
    differs = true;
  }
  if (differs) {
    notice("What you had typed is back.", "It had not been saved.");
    const words = form.querySelector(".place q");
    if (words && kept.words_at) htmx.ajax("GET", `/documents/${form.dataset.evidence}/find?${range(kept.words_at)}`, { target: "#places", swap: "innerHTML" });
  }
  return undefined;
}

const range = (place) => { const [start, end] = place.split("-"); return `start=${start}&end=${end}`; };

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  keep(form);
  keepClaim();
});

// Whoever types for longer than a claim lasts keeps the record; once a minute is often enough.
let claimed = { record: "", at: 0 };

async function keepClaim() {
  const record = document.getElementById("work")?.dataset.record;
  if (!record || (claimed.record === record && Date.now() - claimed.at < 60_000)) return;
  claimed = { record, at: Date.now() };
  const answer = await fetch(`/records/${record}/claim`, { method: "POST", headers: { "hx-request": "true" } }).catch(() => null);
  if (answer?.status === 409) notice("Somebody else has this record by now.", "Save all the same: should both of you decide, you will see both.");
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches?.("form[data-draft]") && event.detail.successful) localStorage.removeItem(draftName(form));
  if (event.detail.elt.matches?.("[data-cancel]") && event.detail.successful) {
    for (const open of document.querySelectorAll("form[data-draft]")) localStorage.removeItem(draftName(open));
  }
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.matches?.("[data-cancel]")) {
    const form = event.detail.elt.closest("form");
    if (form) localStorage.removeItem(draftName(form));
  }
});

// --- fields of a kind -------------------------------------------------------------------------------------

function showFields(form) {
  const kind = form.querySelector("[data-kinds]")?.value;
  if (!kind) return;
  for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(kind);
}

// --- choosing words ---------------------------------------------------------------------------------------

function offerSelection() {
  // In the frame of an archived page nothing can be seen from outside: the text is there to be selected.
  const text = document.querySelector('.source [data-mode="text"][aria-pressed="false"]');
  if (text && document.querySelector(".source .archived")) text.click();
}

function offsetAt(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const holder = element.closest("[data-start]");
  if (!holder) return null;
  return Number(holder.dataset.start) + (node.nodeType === Node.TEXT_NODE ? codePoints(node.data, offset) : 0);
}

// The server counts characters, the browser UTF-16 units.
const codePoints = (text, units) => [...text.slice(0, units)].length;

function selected() {
  const form = document.querySelector("form[data-evidence]");
  const selection = document.getSelection();
  if (!form || !selection || selection.isCollapsed || !selection.rangeCount) return;
  const chosen = selection.getRangeAt(0);
  const within = chosen.commonAncestorContainer;
  const element = within.nodeType === Node.TEXT_NODE ? within.parentElement : within;
  if (!element.closest(".selectable")) return;
  const start = offsetAt(chosen.startContainer, chosen.startOffset);
  const end = offsetAt(chosen.endContainer, chosen.endOffset);
  if (start === null || end === null || end <= start) return;
  htmx.ajax("GET", `/documents/${form.dataset.evidence}/find?start=${start}&end=${end}`, { target: "#places", swap: "innerHTML" })
    .then(() => noticeQuote(form));
}

function noticeQuote(form) {
  keep(form);
  htmx.trigger(form, "quote");
  say("The words are chosen.");
}

document.addEventListener("mouseup", () => setTimeout(selected, 0));
document.addEventListener("keyup", (event) => { if (event.shiftKey) selected(); });

prepare();
if (document.querySelector("#work[data-record]")) {
  if (!besides()) document.getElementById("record").scrollIntoView();
  document.getElementById("record-heading")?.focus({ preventScroll: true });
}
