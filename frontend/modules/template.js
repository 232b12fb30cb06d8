// Editors of templates: presses that draw the blocks anew, words and fields put in where one writes, a preview that follows.
import htmx from "htmx.org";
import Sortable from "sortablejs";
import { changed } from "./kept.js";

const WAIT = 700;
const form = document.querySelector("[data-template]");
const preview = document.querySelector("[data-look]");
let timer = 0;
let writing = null;

/** One press: the server draws the blocks from what the form says; nothing is kept. */
function press(op) {
  const at = document.activeElement?.closest?.("[data-id]")?.id;
  const address = `${form.getAttribute("action")}/edit`;
  // A menu's place, a dragged block and a stretched box leave a style, which htmx would carry over to what is drawn
  // anew by the same id, and the policy forbids that.
  for (const one of form.querySelectorAll("[style]")) {
    if (one.matches(":popover-open")) one.hidePopover();
    one.removeAttribute("style");
  }
  changed(form);
  const sent = [...document.querySelectorAll("#design :is(input, textarea, select)")].map((one) => [one, one.value, placeOf(one)]);
  return htmx.ajax("POST", address, { source: form, target: "#design", swap: "innerHTML", values: { op } })
    .then(() => {
      document.getElementById(at)?.querySelector(`[data-op^="${op.split(":")[0]}:"]`)?.focus();
      for (const [old, value, place] of sent) if (old.value !== value && old.type !== "file") bringBack(old, place, STAYS.test(op));
    });
}

/** Presses after which each field that was there is still the so-manieth of its name. */
const STAYS = /^(row|draw|show|made)/;
const namesakes = (name) => [...form.elements].filter((one) => one.name === name);

/** Which of those with its name a field is, and how many there are. */
function placeOf(one) {
  const all = namesakes(one.name);
  return { index: all.indexOf(one), of: all.length };
}

/** What was typed while the press was under way stands in the field that was drawn anew, where that is known for sure. */
function bringBack(old, { index, of }, stays) {
  const now = namesakes(old.name)[index];
  if (!now || (of > 1 && !stays)) return;
  now.value = old.value;
  now.focus();
  now.setSelectionRange?.(old.selectionStart, old.selectionEnd);
  now.dispatchEvent(new Event("input", { bubbles: true }));
}

function look() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    htmx.ajax("POST", preview.dataset.look, { source: form, target: preview, swap: "innerHTML" });
  }, WAIT);
}

function put(field, before, after = "", lines = false) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const chosen = value.slice(start, end);
  const words = lines ? (chosen || " ").split("\n").map((line) => before + line.trimStart()).join("\n") : before + chosen + after;
  field.setRangeText(lines && start && value[start - 1] !== "\n" ? `\n${words}` : words, start, end, chosen && !lines ? "select" : "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Where a press of a tool writes: the field one was in, if it stands in the same block, else the block's first. */
function field(tool) {
  const around = tool.closest("[data-words]");
  return around?.contains(writing) ? writing : around?.querySelector("[data-takes]");
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-takes]")) writing = event.target;
});

document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-op], [data-wrap], [data-lines], [data-insert], [popovertarget^=pick-]");
  if (!tool || tool.matches("select, input")) return;
  if (tool.dataset.op) press(tool.dataset.op);
  else if (tool.dataset.wrap) put(field(tool), tool.dataset.wrap, tool.dataset.wrap);
  else if (tool.dataset.lines) put(field(tool), tool.dataset.lines, "", true);
  else if (tool.matches("[popovertarget]")) writing = field(tool);
  else insert(tool);
}, true);

function insert(tool) {
  const picker = tool.closest("[data-fieldpick]");
  const how = picker.querySelector("[data-fieldpick-empty]").value;
  const instead = picker.querySelector("[data-fieldpick-instead]").value.replace(/[{}|]/g, "");
  picker.hidePopover();
  if (writing?.matches("[data-word]")) return copy(writing, `{{ ${tool.dataset.insert}${how ? ` or "${how === "|" ? instead : ""}"` : ""} }}`);
  if (writing) put(writing, `{${tool.dataset.insert}${how}${how === "|" ? instead : ""}}`);
}

/** A field as Word files name it: chosen to be pasted there. */
function copy(field, words) {
  field.value = words;
  field.focus();
  field.select();
  navigator.clipboard?.writeText(words).catch(() => {});
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-fieldpick-filter]")) {
    const wanted = event.target.value.trim().toLowerCase();
    for (const group of event.target.closest("[data-fieldpick]").querySelectorAll("[data-fieldpick-group]")) {
      const title = group.querySelector("h2").textContent.toLowerCase();
      const items = [...group.querySelectorAll("[data-insert]")];
      for (const item of items) item.hidden = !`${title} ${item.textContent.toLowerCase()}`.includes(wanted);
      group.hidden = items.every((item) => item.hidden);
    }
  }
  if (form?.contains(event.target) && preview) look();
});

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-fieldpick-empty]")) {
    const instead = target.closest("[data-fieldpick]").querySelector("[data-fieldpick-instead]");
    instead.hidden = target.value !== "|";
    if (!instead.hidden) instead.focus();
  }
  if (target.matches("[data-op-choice]") && target.value) press(`${target.dataset.opChoice}:${target.value}`);
  else if (target.matches("[data-op-file]")) press(target.dataset.opFile);
  else if (target.matches("select[data-op], input[data-op]")) press(target.dataset.op);
  else if (preview && (target.name === "sample" || form?.contains(target))) look();
});

document.addEventListener("drawn", () => {
  if (preview) look();
  sort();
});

function sort() {
  const list = document.querySelector("[data-blocks]");
  if (!list || list.dataset.sortable) return;
  list.dataset.sortable = "1";
  Sortable.create(list, {
    handle: "[data-grip]",
    draggable: "[data-id]",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    onEnd: () => press(`order:${[...list.children].map((item) => item.dataset.id).join(",")}`),
  });
}

export function draw() {
  if (form && preview && !preview.dataset.begun) {
    preview.dataset.begun = "1";
    look();
  }
  sort();
}
