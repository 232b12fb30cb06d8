// The shell: the navigation folds on wide screens and slides in on phones.
import { onClick, remember } from "./page.js";

const shell = document.querySelector(".ak-shell");

function setOpen(open) {
  shell.classList.toggle("is-nav-open", open);
  for (const button of document.querySelectorAll("[data-nav-open]")) button.setAttribute("aria-expanded", String(open));
  if (open) shell.querySelector(".ak-nav a, .ak-nav button")?.focus();
}

onClick("[data-nav-fold]", (button) => {
  const folded = shell.classList.toggle("is-collapsed");
  button.setAttribute("aria-expanded", String(!folded));
  remember("nav", folded ? "folded" : "open");
});
onClick("[data-nav-open]", () => setOpen(!shell.classList.contains("is-nav-open")));
onClick("[data-nav-close]", () => setOpen(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shell?.classList.contains("is-nav-open")) setOpen(false);
});
