// What is typed into a record's form stays in this tab until it is saved or given up: a page that went away brings it back.
//
// It is kept by person, workspace and form, never with passwords or files, and gone when somebody else signs in here.
import { announce, base, onClick, say } from "./page.js";

const FORMS = "#dialog form[hx-post], main form[hx-post], main form[data-draft]";
const KEPT = "kept:";
const SENT = "kept-sent";
const me = document.body.dataset.me ?? "";
const ASIDE = ["csrfmiddlewaretoken", "version", "new_id", "_fields"]; // other with each opening of the same form
const bases = new WeakMap(); // form -> its values as they are without what is typed
const names = new WeakMap(); // form -> the name it is kept under
const saved = new WeakSet(); // forms that are saved: a field that leaves the page with them says once more that it changed
let shown = new Map(); // name -> form that stands on the page

const isTick = (input) => ["checkbox", "radio"].includes(input.type);
const isChosen = (input) => input.type === "hidden" && input.parentElement.matches("[data-suggest]");
const isTyped = (input) => isChosen(input) || (!["hidden", "password", "file", "submit", "button", "reset"].includes(input.type)
  && !input.autocomplete?.includes("one-time-code") && Boolean(input.name || input.id) && !input.matches("fieldset, output, object"));
const valueOf = (input) => (isTick(input) ? input.checked : input.value);

function put(input, value) {
  if (isTick(input)) input.checked = value;
  else input.value = value;
  if (input.getAttribute("role") === "combobox") input.dataset.chosen = value;
}

/** What can be typed in a form, each by a name of its own. */
function inputsOf(form) {
  const found = new Map();
  for (const input of [...form.elements].filter(isTyped)) {
    const name = (input.name || `#${input.id}`) + (isTick(input) ? `=${input.value}` : "");
    let [own, number] = [name, 1];
    while (found.has(own)) own = `${name}~${number += 1}`;
    found.set(own, input);
  }
  return found;
}

const read = (form) => Object.fromEntries([...inputsOf(form)].map(([name, input]) => [name, valueOf(input)]));

/** The name a form is kept under: whose, where, what it asks, and what it is about. */
function nameOf(form) {
  if (names.has(form)) return names.get(form);
  const about = [...form.elements]
    .filter((input) => input.type === "hidden" && !isChosen(input) && input.name && !ASIDE.includes(input.name))
    .map((input) => `${input.name}=${input.value}`);
  names.set(form, `${KEPT}${me}:${base}:${form.getAttribute("hx-post") ?? form.getAttribute("action")}?${about.join("&")}`);
  return names.get(form);
}

const find = (name) => JSON.parse(sessionStorage.getItem(name) ?? "null");

function keep(form) {
  const was = bases.get(form);
  if (!me || !was) return;
  const typed = Object.entries(read(form)).filter(([name, value]) => value !== was[name]).map(([name, value]) => [name, [was[name] ?? "", value]]);
  form.toggleAttribute("data-typed", typed.length > 0);
  if (!typed.length) return sessionStorage.removeItem(nameOf(form));
  try {
    sessionStorage.setItem(nameOf(form), JSON.stringify({ typed, id: form.elements.new_id?.value }));
  } catch { /* more than a tab may keep: it stays on the page */ }
}

/** What was typed into this form is saved, or nobody wants it any more. */
export function forget(form) {
  sessionStorage.removeItem(nameOf(form));
  form.removeAttribute("data-typed");
}

/** Whether something stands on the page that is typed and not saved. */
export const isSomethingTyped = () => document.querySelector("form[data-typed]") !== null;

function line(className, words) {
  const element = document.createElement("p");
  element.className = className;
  element.textContent = words;
  return element;
}

/** Say above the form that it holds what was typed before, and let go of it where it is not wanted. */
function tellRestored(form, before) {
  const notice = line("ak-kept", say("typed_again"));
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "ak-btn is-quiet is-sm", textContent: say("discard") });
  button.addEventListener("click", () => {
    for (const [name, input] of inputsOf(form)) if (name in before.values) put(input, before.values[name]);
    if (before.id) form.elements.new_id.value = before.id;
    for (const hint of form.querySelectorAll(".ak-kept, .ak-kept-over")) hint.remove();
    forget(form);
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
  notice.append(button);
  (form.querySelector(".ak-dialog-in") ?? form).prepend(notice);
  announce(say("typed_again"));
}

/** Put back what was typed; what the record says now instead of what it said then is told beside it. */
function restore(form) {
  const kept = find(nameOf(form));
  if (!kept) return;
  const before = { values: read(form), id: form.elements.new_id?.value };
  const inputs = inputsOf(form);
  let isRestored = false;
  for (const [name, [was, typed]] of kept.typed) {
    const input = inputs.get(name);
    if (!input || valueOf(input) === typed) continue;
    const now = valueOf(input);
    put(input, typed);
    isRestored = true;
    if (now !== was && !isTick(input) && input.type !== "hidden") (input.closest("[data-suggest]") ?? input).after(line("ak-hint is-late ak-kept-over", say("meanwhile", { text: now })));
  }
  if (!isRestored) return;
  if (kept.id && form.elements.new_id) form.elements.new_id.value = kept.id; // had it arrived, it is not made again
  form.toggleAttribute("data-typed", true);
  tellRestored(form, before);
}

/** Meet the forms that are new on the page; one that took the place of the same form is only its answer. */
function meet() {
  const here = new Map();
  for (const form of document.querySelectorAll(FORMS)) {
    const name = nameOf(form);
    here.set(name, form);
    if (bases.has(form)) continue;
    const former = shown.get(name);
    bases.set(form, { ...read(form), ...(former ? bases.get(former) : {}) });
    if (!former) restore(form);
    else if (find(name)) form.toggleAttribute("data-typed", true);
  }
  shown = here;
}

if (me) {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(KEPT) && !name.startsWith(`${KEPT}${me}:`)) sessionStorage.removeItem(name);
  }
  // What a page of its own sent is saved when the next page says so.
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && document.getElementById("said")) sessionStorage.removeItem(sent);
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form ?? event.target.closest?.("form");
      if (kind === "input") saved.delete(form);
      if (form?.matches(FORMS) && !saved.has(form)) keep(form);
    });
  }
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("main form[data-draft]")) sessionStorage.setItem(SENT, nameOf(target));
    if (!target.getAttribute("action")?.endsWith("/logout/")) return;
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(KEPT)) sessionStorage.removeItem(name);
  });
  document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement?.closest?.("form");
    if (!form?.matches(FORMS) || ctx.request.method !== "POST" || ctx.response.status >= 300) return;
    saved.add(form);
    forget(form);
  });
  onClick("#dialog [data-dialog-close]", (button) => button.form && forget(button.form));
  document.addEventListener("htmx:after:settle", meet);
  document.addEventListener("close", () => setTimeout(meet), true);
  meet();
}
