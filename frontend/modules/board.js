// The board: cards are dragged, or lifted with Space and moved with the arrow keys; a refused move goes home and says why.
import htmx from "htmx.org";
import Sortable, { AutoScroll } from "sortablejs/modular/sortable.core.esm.js";
import { announce, say } from "./page.js";

Sortable.mount(new AutoScroll());
let lifted = null;

const columns = () => [...document.querySelectorAll(".ak-col")];
const nameOf = (column) => column.getAttribute("aria-label");

/** An answer that was asked for before a card left its place would put it back: drop it. */
function hush(item) {
  item.closest("[data-live]")?.dispatchEvent(new CustomEvent("htmx:abort"));
}

/** Ask the server to move a card; its answer replaces the board's parts, or the card with what is missing. */
async function move(item, column, home) {
  const card = item.querySelector(".ak-card");
  card.classList.add("is-saving");
  hush(item);
  await htmx.ajax("POST", `${item.dataset.address}/move`, {
    values: { column: column.dataset.column, version: item.dataset.version },
    source: item,
    target: item,
    swap: "none",
  });
  card.classList.remove("is-saving");
  const now = document.getElementById(item.id);
  if (!now?.dataset.refused) return;
  home(now);
  now.scrollIntoView({ block: "nearest", inline: "nearest" });
  now.querySelector(".ak-refusal input, .ak-refusal select, .ak-refusal a")?.focus();
}

/** How an item, or what took its place, goes back where it came from. */
function wayHome(item) {
  const parent = item.parentElement;
  const next = item.nextElementSibling;
  return (now = item) => (next?.parentElement === parent ? parent.insertBefore(now, next) : parent.append(now));
}

function sortable(list) {
  if (list.dataset.sortable) return;
  list.dataset.sortable = "1";
  let home = () => {};
  Sortable.create(list, {
    group: "board",
    sort: false,
    draggable: "li[data-card]",
    filter: ".ak-refusal, a, button, input, select",
    preventOnFilter: false,
    delay: 120,
    delayOnTouchOnly: true,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    onStart: ({ item }) => { hush(item); home = wayHome(item); item.querySelector(".ak-card").classList.add("is-drag"); },
    onMove: ({ to }) => { for (const column of columns()) column.classList.toggle("is-target", column.contains(to)); },
    onEnd: ({ item, from, to }) => {
      item.querySelector(".ak-card").classList.remove("is-drag");
      for (const column of columns()) column.classList.remove("is-target");
      if (from !== to) move(item, to.closest(".ak-col"), home);
    },
  });
}

function lift(item) {
  hush(item);
  lifted = { item, home: wayHome(item), from: item.closest(".ak-col"), to: item.closest(".ak-col") };
  item.querySelector(".ak-card").classList.add("is-lifted");
  announce(say("lifted", { column: nameOf(lifted.from) }));
}

function carry(step) {
  const all = columns();
  const next = all[all.indexOf(lifted.to) + step];
  if (!next) return;
  lifted.to = next;
  next.querySelector(".ak-cards").prepend(lifted.item);
  lifted.item.querySelector(".ak-card").focus();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
  announce(say("over", { column: nameOf(next) }));
}

function drop(keep) {
  const { item, home, from, to } = lifted;
  lifted = null;
  const card = item.querySelector(".ak-card");
  card.classList.remove("is-lifted");
  if (keep && from !== to) move(item, to, home);
  else { home(); announce(say("put_back")); }
  card.focus();
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".ak-card");
  if (!card || event.target !== card) return;
  const item = card.closest("li[data-card]");
  if (event.key === " ") {
    event.preventDefault();
    lifted ? drop(true) : lift(item);
  } else if (lifted && event.key === "Escape") {
    event.preventDefault();
    drop(false);
  } else if (lifted && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
    event.preventDefault();
    carry(event.key === "ArrowLeft" ? -1 : 1);
  } else if (!lifted && event.key.startsWith("Arrow")) {
    event.preventDefault();
    walk(item, event.key);
  } else if (!lifted && event.key === "Enter") card.querySelector("a")?.click();
});

/** Focus the neighbour of a card. */
function walk(item, key) {
  const all = columns();
  const column = item.closest(".ak-col");
  const cards = (place) => [...place.querySelectorAll("li[data-card]")];
  const row = cards(column).indexOf(item);
  const side = { ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0;
  const next = side ? all[all.indexOf(column) + side] : column;
  const found = next && cards(next)[side ? Math.min(row, cards(next).length - 1) : row + (key === "ArrowDown" ? 1 : -1)];
  found?.querySelector(".ak-card").focus();
}

document.addEventListener("change", (event) => {
  if (!event.target.matches(".ak-stagepick input")) return;
  for (const column of columns()) column.classList.toggle("is-shown", column.dataset.column === event.target.value);
});

// What was missing has been given: the card is a card again, and the board may change.
document.addEventListener("htmx:finally:request", (event) => {
  const refusal = event.target.closest?.(".ak-refusal");
  if (!refusal || event.detail.ctx.response?.status !== 204) return;
  delete refusal.closest("li[data-card]").dataset.refused;
  refusal.closest(".ak-card").classList.remove("is-refused");
  refusal.remove();
});

export function draw(root) {
  root.querySelectorAll(".ak-board .ak-cards").forEach(sortable);
}
