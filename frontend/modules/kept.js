// Editors keep what was typed: leaving asks first, and a form is sent only while somebody answers.
import { announce, say } from "./page.js";

const EDITORS = "form[data-kept], form[data-template], [data-editor] form[method=post]";
const PATIENCE = 8000;
const editors = () => document.querySelectorAll(EDITORS);

/** What stands in this editor is not saved yet. */
export function changed(form) {
  form.dataset.unsaved = "1";
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.form ?? event.target.closest?.("form");
    if (form?.matches(EDITORS)) changed(form);
  });
}

addEventListener("beforeunload", (event) => {
  if ([...editors()].some((form) => form.dataset.unsaved)) event.preventDefault();
});

/** Whether anybody answers; a form that is sent into nothing would be gone with all that was typed. */
async function isAnswered() {
  if (!navigator.onLine) return false;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return (await fetch(import.meta.url, { method: "HEAD", cache: "no-store", signal: stop.signal })).status < 500;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function free(form) {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[data-held]")) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("data-held");
  }
}

/** The same sending as the button's press, which the browser forgets where a script sends. */
function send(form, submitter) {
  const pressed = document.createElement("input");
  const action = form.getAttribute("action");
  if (submitter?.name) form.append(Object.assign(pressed, { type: "hidden", name: submitter.name, value: submitter.value }));
  if (submitter?.hasAttribute("formaction")) form.action = submitter.formAction;
  delete form.dataset.unsaved;
  addEventListener("pageshow", () => { // come back to: the next press says its own
    pressed.remove();
    if (action === null) form.removeAttribute("action");
    else form.setAttribute("action", action);
  }, { once: true });
  form.submit();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(EDITORS) || event.defaultPrevented || event.submitter?.formTarget === "_blank") return;
  event.preventDefault();
  if (await isAnswered()) return send(form, event.submitter);
  free(form);
  const notice = document.getElementById("line");
  notice.querySelector("[data-text]").textContent = say("no_answer");
  notice.hidden = false;
  announce(say("no_answer"));
});
