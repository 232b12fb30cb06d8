// The toast: one at a time, eight seconds, held while looked at; Undo in it and under Ctrl Z. Errors stay.
import htmx from "htmx.org";
import { isTyping, say, send } from "./page.js";

const SHOWN = 8000;
const place = document.getElementById("toasts");
const pattern = document.getElementById("toast-pattern");
let timer = 0;
let left = 0;
let since = 0;
let undo = "";

function clear() {
  clearTimeout(timer);
  document.querySelector(".ak-toast")?.remove();
}

// A dialog that closes leaves its toast to the page, before it is emptied.
document.addEventListener("close", (event) => {
  const shown = event.target.querySelector?.(".ak-toast");
  if (shown) place.append(shown);
}, true);

function run(ms) {
  clearTimeout(timer);
  left = ms;
  since = Date.now();
  timer = setTimeout(clear, ms);
}

/** Show a message: `text`, `undo` (the address that takes it back), `tone` (`late` stays), `link` and `label` to open (in a dialog where it `asks`). */
export function toast({ text, undo: address = "", tone = "", link = "", label = "", asks = false }) {
  if (!place || !text) return;
  const shown = pattern.content.firstElementChild.cloneNode(true);
  shown.querySelector("[data-text]").textContent = text;
  shown.setAttribute("role", tone === "late" ? "alert" : "status");
  shown.classList.toggle("is-late", tone === "late");
  shown.querySelector(tone === "late" ? "[data-icon=done]" : "[data-icon=late]").remove();
  const button = shown.querySelector("[data-undo]");
  button.hidden = !address;
  const anchor = shown.querySelector("[data-link]");
  anchor.hidden = !link;
  if (link) { anchor.href = link; anchor.textContent = label; }
  anchor.toggleAttribute("data-asks", asks);
  if (address) undo = address;
  clear();
  // What stands behind a dialog can be neither read nor pressed.
  (document.querySelector("dialog:modal") ?? place).append(shown);
  if (tone === "late") return;
  shown.classList.add("is-timed");
  run(SHOWN);
  const hold = () => { clearTimeout(timer); left -= Date.now() - since; };
  const go = () => run(Math.max(left, 1000));
  shown.addEventListener("pointerenter", hold);
  shown.addEventListener("focusin", hold);
  shown.addEventListener("pointerleave", go);
  shown.addEventListener("focusout", go);
}

function takeBack() {
  if (!undo) return;
  const address = undo;
  undo = "";
  clear();
  send(address);
}

/** Open the link of a toast in the dialog of the page. */
function ask(event) {
  event.preventDefault();
  const address = event.target.closest("[data-asks]").href;
  clear();
  htmx.ajax("GET", address, { source: document.body, target: "#dialog", swap: "innerHTML" });
}

document.addEventListener("click", (event) => {
  const shown = event.target.closest(".ak-toast");
  if (!shown) return;
  if (event.target.closest("[data-undo]")) takeBack();
  else if (event.target.closest("[data-close]")) clear();
  else if (event.target.closest("[data-asks]")) ask(event);
});

document.addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  if (!isUndo || isTyping() || !undo) return;
  event.preventDefault();
  takeBack();
});

document.addEventListener("toast", (event) => toast(event.detail));

const said = document.getElementById("said");
if (said) for (const message of JSON.parse(said.textContent)) toast(message);

/** What a page says of an answer that brings no words of its own. */
function wordsFor({ status }, hx) {
  if (status >= 500) return say("went_wrong");
  if (status === 413) return say("too_large");
  return status === 403 && !hx?.trigger ? say("not_allowed") : "";
}

document.addEventListener("htmx:response:error", (event) => {
  const { response, hx } = event.detail.ctx;
  toast({ text: wordsFor(response, hx), tone: "late" });
});
