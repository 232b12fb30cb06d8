// The palette: Ctrl K opens it, typing asks the server, arrows choose, Enter opens, Ctrl Enter opens a new tab.
import htmx from "htmx.org";
import { beginTour, showHelp } from "./guide.js";
import { onClick, send } from "./page.js";
import { switchTheme } from "./theme.js";

const palette = document.getElementById("palette");
const input = palette?.querySelector("[role=combobox]");
const list = palette?.querySelector("[role=listbox]");

const options = () => [...list.querySelectorAll("[role=option]")];

function point(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function walk(step) {
  const all = options();
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  point(all[(at + step + all.length) % all.length]);
}

function openPalette() {
  if (palette.open) return;
  palette.showModal();
  input.select();
  if (!options().length) htmx.trigger(input, "ask");
}

/** Open what is written onto the timeline on the page itself. */
function showTab(name) {
  document.getElementById("part-timeline")?.click();
  const tab = document.getElementById(`tab-${name}`);
  tab?.click();
  tab?.focus();
}

function run(option, apart) {
  const { href, dialog, post, act } = option.dataset;
  if (href && apart) { open(href, "_blank", "noopener"); return; }
  palette.close();
  if (dialog) htmx.ajax("GET", dialog, { target: "#dialog", swap: "innerHTML" });
  else if (post) send(post);
  else if (act === "theme") switchTheme();
  else if (act === "help") showHelp();
  else if (act?.startsWith("tab:")) showTab(act.slice(4));
  else if (act?.startsWith("tour:")) beginTour(act.slice(5));
  else if (href) location.assign(href);
}

if (palette) {
  onClick("[data-palette-open]", openPalette);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      palette.open ? palette.close() : openPalette();
    }
  });
  palette.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { walk(1); event.preventDefault(); }
    if (event.key === "ArrowUp") { walk(-1); event.preventDefault(); }
    const marked = list.querySelector("[aria-selected=true]");
    if (event.key === "Enter" && marked) { event.preventDefault(); run(marked, event.ctrlKey || event.metaKey); }
  });
  palette.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) run(option, event.ctrlKey || event.metaKey);
    else if (event.target === palette) palette.close();
  });
  new MutationObserver(() => point(options()[0])).observe(list, { childList: true, subtree: true });
  // An option that was there before settles with the mark it came with, which is none.
  document.addEventListener("htmx:after:settle", () => {
    if (!list.querySelector("[aria-selected=true]")) point(options()[0]);
  });
}
