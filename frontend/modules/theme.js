// Light or dark: the system's choice until the person makes one, kept in a cookie so that no page flashes.
import { onClick, remember, say } from "./page.js";

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return root.dataset.bsTheme ? root.dataset.bsTheme === "dark" : dark.matches;
}

/** Say on every switch what is on. */
function mark() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.setAttribute("aria-pressed", String(isDark()));
    button.setAttribute("aria-label", say("dark_theme"));
  }
}

export function switchTheme() {
  root.dataset.bsTheme = isDark() ? "light" : "dark";
  remember("theme", root.dataset.bsTheme);
  mark();
  document.dispatchEvent(new CustomEvent("akrab:theme"));
}

onClick("[data-theme-switch]", switchTheme);
dark.addEventListener("change", mark);
mark();
