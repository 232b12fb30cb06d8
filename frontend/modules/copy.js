// What is shown once, or is put elsewhere, is copied with one press; without a script it is selected by hand.
import { say } from "./page.js";

const AGAIN = 3000;

/** A button behind each text that is to be taken along, called by the text for who does not see it. */
export function draw(root) {
  for (const code of root.querySelectorAll(".ak-once code:not([data-copies])")) {
    code.dataset.copies = "";
    code.id ||= `copied-${document.querySelectorAll("[data-copies]").length}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ak-btn is-sm ak-copy";
    button.textContent = say("copy");
    button.setAttribute("aria-describedby", code.id);
    code.after(button);
  }
}

/** Copied by the browser's own command where the page is not served safely, as on a company's own network. */
function take(code) {
  getSelection().selectAllChildren(code);
  return document.execCommand("copy");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".ak-copy");
  if (!button) return;
  const code = document.getElementById(button.getAttribute("aria-describedby"));
  const done = navigator.clipboard
    ? await navigator.clipboard.writeText(code.textContent).then(() => true, () => take(code))
    : take(code);
  if (!done) return;
  button.textContent = say("copied");
  setTimeout(() => (button.textContent = say("copy")), AGAIN);
});
