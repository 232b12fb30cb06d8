// What is typed is not lost: editors ask before they are left, and a form is sent only while somebody answers who knows the sender.
import { isSomethingTyped } from "./drafts.js";
import { show } from "./line.js";
import { announce, say } from "./page.js";

const EDITORS = "form[data-kept], form[data-draft], form[data-template], [data-editor] form[method=post]";
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

/** Why a form would be gone with all that was typed: nobody answers, or one was signed out meanwhile; else nothing. */
async function obstacle() {
  if (!navigator.onLine) return "no_answer";
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const asked = { method: "HEAD", headers: { "Akrab-As": document.body.dataset.me ?? "" }, cache: "no-store", redirect: "manual", signal: stop.signal };
    const answer = await fetch(location.href, asked);
    if (answer.status === 401 || answer.type === "opaqueredirect") return "signed_out";
    return answer.status < 500 ? "" : "no_answer";
  } catch {
    return "no_answer";
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

function tell(why) {
  show(say(why));
  announce(say(why));
}

/** Whoever signed in again has another token than the page that was open all the while. */
const token = () => document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.slice("csrftoken=".length);

function renew(form) {
  const input = form.elements.csrfmiddlewaretoken;
  if (input && token()) input.value = token();
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (token()) ctx.request.headers["X-CSRFToken"] = token();
});

/** The same sending as the button's press, which the browser forgets where a script sends. */
function send(form, submitter) {
  const pressed = document.createElement("input");
  const action = form.getAttribute("action");
  if (submitter?.name) form.append(Object.assign(pressed, { type: "hidden", name: submitter.name, value: submitter.value }));
  if (submitter?.hasAttribute("formaction")) form.action = submitter.formAction;
  renew(form);
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
  const why = await obstacle();
  if (!why) return send(form, event.submitter);
  free(form);
  tell(why);
});

// What is asked for while something is typed would lead to the page for signing in, away from it.
document.addEventListener("htmx:before:response", (event) => {
  if (event.detail.ctx.response.status !== 401) return;
  if (!isSomethingTyped() && ![...editors()].some((form) => form.dataset.unsaved)) return;
  event.preventDefault();
  tell("signed_out");
});
