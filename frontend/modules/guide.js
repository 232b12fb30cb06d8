// Help beside the page, and guided tours: what opens them. The tour itself is loaded only when one runs.
import htmx from "htmx.org";
import { base, onClick } from "./page.js";

const help = document.getElementById("help");
const OPEN = "help";
export const RUNNING = "tour"; // what of a tour this tab remembers from page to page: its name and step
const wide = matchMedia("(min-width: 1200px)");
let opener = null;

/** Fetch what is to be said about this page, or about an object; only a press moves the focus there. */
export async function showHelp(about = "", hasFocus = true) {
  const before = document.activeElement;
  opener = hasFocus ? before : null;
  const shape = document.querySelector(".ak-board") ? "board" : "";
  await htmx.ajax("GET", `${base}help?${new URLSearchParams({ about, as: shape })}`, { source: help, target: help, swap: "innerHTML" });
  if (!help.firstElementChild) return;
  if (!help.open) help.show();
  document.body.classList.add("has-help");
  if (hasFocus) help.querySelector("[autofocus]")?.focus();
  else if (before === document.body) document.activeElement?.blur();
  else before?.focus();
  sessionStorage.setItem(OPEN, "1");
}

function hide() {
  help.close();
  help.replaceChildren();
  document.body.classList.remove("has-help");
  sessionStorage.removeItem(OPEN);
  opener?.isConnected && opener.focus();
}

/** Begin a tour, or go on with it where this person left it. */
export async function beginTour(name, step = null) {
  if (help?.open) hide();
  (await import("./tour.js")).begin(name, step);
}

if (help) {
  onClick("[data-help]", (button) => (help.open && !button.dataset.help ? hide() : showHelp(button.dataset.help)));
  help.addEventListener("click", (event) => event.target.closest("[data-help-close]") && hide());
  help.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    hide();
  });
  onClick("[data-tour-begin]", (button) => beginTour(button.dataset.tourBegin));
  const running = JSON.parse(sessionStorage.getItem(RUNNING) ?? "null");
  if (running) beginTour(running.name, running.step);
  else if (sessionStorage.getItem(OPEN) && wide.matches) showHelp("", false);
}
