// Dialogs: one <dialog> that htmx fills; what was typed in it is not lost by a slip of the Escape key.
import htmx from "htmx.org";
import { forget } from "./drafts.js";
import { onClick, say } from "./page.js";
import { toast } from "./toast.js";

const dialog = document.getElementById("dialog");
let typed = false;
let opener = null;

/** Whether an answer is for the dialog; one that was sent elsewhere names it by a selector. */
const isHere = (ctx) => ctx?.target === dialog || ctx?.target === "#dialog";

function close() {
  typed = false;
  dialog.close();
}

if (dialog) {
  document.addEventListener("htmx:before:request", (event) => {
    if (!dialog.open) opener = document.activeElement;
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (!isHere(event.detail.ctx) || !dialog.firstElementChild) return;
    if (!dialog.open) dialog.showModal();
    const first = dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector("[autofocus]")
      ?? dialog.querySelector(".ak-dialog-in :is(input:not([type=hidden]), select, textarea)");
    first?.focus();
  });
  dialog.addEventListener("input", () => { typed = true; });
  dialog.addEventListener("cancel", (event) => {
    const form = dialog.querySelector("form");
    if (dialog.dataset.warned && form) forget(form);
    if (!typed || dialog.dataset.warned) return;
    event.preventDefault();
    dialog.dataset.warned = "1";
    toast({ text: say("escape_again"), tone: "late" });
    setTimeout(() => { delete dialog.dataset.warned; }, 4000);
  });
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    delete dialog.dataset.warned;
    typed = false;
    opener?.isConnected && opener.focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && !typed) close();
  });
  document.addEventListener("closeDialog", () => dialog.open && close());
}

// A link that dials also opens the form in which the call is written down.
onClick("[data-call]", (link) => htmx.ajax("GET", link.dataset.call, { source: link, target: dialog }));

onClick("[data-dialog-close]", (button) => {
  const own = button.closest("dialog");
  if (own === dialog) close();
  else own?.close();
});
