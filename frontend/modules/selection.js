// Choosing rows: boxes, Shift for a range, the bar that says how many, and what it sends.
import { say } from "./page.js";

let last = null;

const boxes = () => [...document.querySelectorAll(".ak-listing tbody .ak-check")];
const chosen = () => boxes().filter((box) => box.checked);

/** Bring rows, the head's box and the bar in line with what is ticked. */
export function update() {
  const all = boxes();
  const picked = chosen();
  for (const box of all) box.closest("tr").classList.toggle("is-on", box.checked);
  const head = document.querySelector(".ak-listing thead .ak-check");
  if (head) {
    head.checked = picked.length > 0 && picked.length === all.length;
    head.indeterminate = picked.length > 0 && picked.length < all.length;
  }
  const bar = document.getElementById("bulk");
  if (!bar) return;
  bar.hidden = picked.length === 0;
  bar.querySelector("[data-count]").textContent = say("selected", { count: bar.dataset.all ? bar.dataset.allText : picked.length });
  bar.querySelector("[name=ids]").value = picked.map((box) => box.value).join(",");
  bar.querySelector("[name=all]").value = bar.dataset.all ?? "";
}

function clear() {
  for (const box of boxes()) box.checked = false;
  const bar = document.getElementById("bulk");
  if (bar) delete bar.dataset.all;
  update();
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".ak-listing tbody .ak-check");
  if (!box) return;
  const all = boxes();
  if (event.shiftKey && last?.isConnected) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
    for (const between of all.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  const bar = document.getElementById("bulk");
  if (bar) delete bar.dataset.all;
  update();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches(".ak-listing thead .ak-check")) return;
  for (const box of boxes()) box.checked = event.target.checked;
  update();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-clear-selection]")) clear();
  const all = event.target.closest?.("[data-select-all]");
  if (!all) return;
  document.getElementById("bulk").dataset.all = "1";
  update();
});

document.addEventListener("keydown", (event) => {
  const floating = document.querySelector("dialog[open]:not(#help), [popover]:popover-open, .ak-inline");
  if (event.key === "Escape" && !floating && chosen().length) clear();
});
document.addEventListener("htmx:after:swap", update);
document.addEventListener("bulkDone", clear);

// What was ticked before this script came, or what the browser ticks again on the way back, counts too.
last = chosen().at(-1) ?? null;
update();
