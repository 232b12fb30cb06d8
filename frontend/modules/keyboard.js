// Keys: ? help, / filter, C create, N then a letter makes, G then a letter goes, J K X E on rows. They can be turned off.
import { isTyping } from "./page.js";
import { open as openCell } from "./inline.js";
import { update as updateSelection } from "./selection.js";

const WAIT = 1200;
let prefix = "";
let timer = 0;

const rows = () => [...document.querySelectorAll(".ak-listing tbody tr[data-record]")];
const focused = () => document.activeElement?.closest(".ak-listing tbody tr[data-record]");
const here = () => document.querySelector(".ak-listing tbody tr.is-at") ?? focused();

// A list that was renewed comes without the mark; the row that has the focus is still the one.
document.addEventListener("renewed", () => focused()?.classList.add("is-at"));

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  here()?.classList.remove("is-at");
  next.classList.add("is-at");
  next.querySelector("a")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function tick() {
  const box = here()?.querySelector(".ak-check");
  if (!box) return;
  box.checked = !box.checked;
  updateSelection();
}

function edit() {
  const button = here()?.querySelector(".ak-edit[data-edit]") ?? document.querySelector(".ak-props .ak-edit[data-edit]");
  if (button) openCell(button);
}

/** Click the first element there is. */
function click(...selectors) {
  const found = selectors.map((selector) => document.querySelector(selector)).find(Boolean);
  found?.click();
}

const single = {
  "?": () => click("[data-help]"),
  "/": () => click("[data-filter-open]", "[data-palette-open]"),
  c: () => click("[data-create-open]"),
  j: () => walk(1),
  k: () => walk(-1),
  x: tick,
  e: edit,
};

function follow(first, letter) {
  const found = document.querySelector(`[data-${first === "g" ? "go" : "make"}-key="${CSS.escape(letter)}"]`);
  found?.click();
  return Boolean(found);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping() || document.body.dataset.keys === "off") return;
  if (document.querySelector("dialog[open]:not(#help)")) return;
  const letter = event.key.length === 1 ? event.key.toLowerCase() : "";
  if (!letter) return;
  if (prefix) {
    const first = prefix;
    prefix = "";
    clearTimeout(timer);
    if (follow(first, letter)) event.preventDefault();
    return;
  }
  if (letter === "g" || letter === "n") {
    prefix = letter;
    timer = setTimeout(() => { prefix = ""; }, WAIT);
    return;
  }
  const act = single[letter];
  if (!act) return;
  event.preventDefault();
  act();
});
