// A public form: questions that come and go, proof of work while somebody types, sending that survives a broken line,
// and counting without a trace. Without this script the form is sent as any other.
import { unfold } from "./conditions.js";
import { drafting } from "./draft.js";
import { picking, stepping, unpick } from "./steps.js";

const PAUSES = [2000, 4000, 8000, 15000, 30000];
const SLOW = 5000;
const form = document.querySelector("form[data-public]");

/** Count something that happened with the form; nothing says to whom. */
function count(kind, name = "") {
  const source = form.elements.akrab_source?.value ?? "";
  navigator.sendBeacon?.(form.dataset.seen, new URLSearchParams({ kind, name, source }));
}

// --- Proof of work: it begins with the first key and is mostly done before the last.
let proof = null;

function prove() {
  proof ??= new Promise((done) => {
    if (!form.dataset.challenge || !window.Worker || !form.dataset.worker) return done("");
    try {
      const worker = new Worker(form.dataset.worker, { type: "module" });
      worker.onmessage = ({ data }) => { worker.terminate(); done(data); };
      worker.onerror = () => done("");
      worker.postMessage(form.dataset.challenge);
    } catch {
      done("");
    }
  });
  return proof;
}

/** So many write that more work is asked for: done, it opens the way. */
async function work(challenge, data) {
  if (!challenge) return;
  form.dataset.challenge = challenge;
  proof = null;
  say(form.dataset.sayWorking);
  const proved = await prove();
  if (proved) data.set("proof", proved);
}

// --- Sending.
const line = form?.querySelector("[data-line]");
let sending = false;

function say(text, again = false) {
  line.textContent = text;
  if (!again) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "ak-btn is-sm", textContent: form.dataset.sayRetry });
  button.addEventListener("click", () => retry?.());
  line.append(" ", button);
}

let retry = null;

/** Wait for a pause, for the line to come back, or for the visitor who will not wait. */
function pause(length) {
  return new Promise((done) => {
    const timer = setTimeout(go, length);
    function go() { clearTimeout(timer); removeEventListener("online", go); retry = null; done(); }
    addEventListener("online", go);
    retry = go;
  });
}

/** Send until somebody answers; the form's key makes the second arrival the same as the first. */
async function deliver(data) {
  for (let tries = 0; ; tries++) {
    const slow = setTimeout(() => say(form.dataset.saySlow), SLOW);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Sent-By": "script" } });
      if (answer.status < 500 && answer.status !== 429) return answer;
      if (answer.status === 429) {
        if (tries > 1) return answer;
        await work(answer.headers.get("X-Challenge"), data);
      }
      say(form.dataset.sayAgain, true);
    } catch {
      say(form.dataset.sayDown, true);
    } finally {
      clearTimeout(slow);
    }
    await pause(PAUSES[Math.min(tries, PAUSES.length - 1)]);
  }
}

function free() {
  sending = false;
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("button[type=submit]")) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("data-held");
  }
}

/** Put what is wrong beside its question; what was typed and chosen stays where it is. */
function complain(page, isSent = true) {
  if (isSent) form.querySelector("[data-wrong]").replaceChildren(...(page.querySelector("[data-wrong]")?.childNodes ?? []));
  for (const box of form.querySelectorAll(".ak-field[data-q]")) {
    const said = box.querySelector("[id$='-said']");
    const now = page.getElementById(said?.id);
    if (!now) continue;
    said.replaceChildren(...now.childNodes);
    const input = box.matches("[data-pick]") ? box : box.querySelector("input, select, textarea");
    const wrong = Boolean(said.querySelector(".is-late"));
    input.classList.toggle("is-invalid", wrong && input.matches(".form-control, .form-select, [data-pick]"));
    wrong ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
  }
  const first = form.querySelector("[aria-invalid=true]");
  if (first) steps?.reveal(first);
  (first?.matches("[data-pick]") ? first.querySelector("input") : first)?.focus();
}

// --- Pages: the server looks at each before the next opens; where it can't be asked, the end will tell.
const CHECKED = 5000;
let steps = null;

async function check(step) {
  const data = new FormData(form);
  for (const name of new Set(data.keys())) if (data.get(name) instanceof File) data.delete(name);
  data.set("akrab_step", step.dataset.q);
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body: data, signal: AbortSignal.timeout(CHECKED) });
    if (answer.status !== 422 && answer.status !== 200) return true;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (step.hidden) return false; // left meanwhile: it is looked at again when it is left forwards
    complain(page, false);
    return answer.status === 200;
  } catch {
    return true;
  }
}

function moved(step) {
  begun();
  left = step.dataset.q || left;
  if (seen.has(left)) return;
  seen.add(left);
  count("reached", left);
}

function thank(page) {
  const sent = page.querySelector("[data-sent]");
  if (sent.dataset.onward) return window.top === window ? location.assign(sent.dataset.onward) : open(sent.dataset.onward, "_top");
  const main = document.getElementById("main");
  main.className = page.getElementById("main").className;
  main.replaceChildren(...page.getElementById("main").childNodes);
  main.querySelector("h1")?.focus();
  scrollTo(0, 0);
}

async function submit(event) {
  event.preventDefault();
  if (sending) return;
  if (steps && !steps.ends()) return free();
  sending = true;
  draft.sending();
  say("");
  const told = setTimeout(() => say(form.dataset.sayWorking), 600);
  const data = new FormData(form);
  const proved = await prove();
  clearTimeout(told);
  say("");
  if (proved) data.set("proof", proved);
  const answer = await deliver(data);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  say("");
  if (page.querySelector("[data-sent]")) {
    left = null;
    draft.forget();
    return thank(page);
  }
  if (page.querySelector("form[data-public]")) complain(page);
  else say(page.querySelector("h1")?.textContent ?? form.dataset.sayAgain);
  free();
}

// --- Counting: one view, one start, and the question last touched by who leaves without sending.
let started = false;
let left = null;
const seen = new Set();
let draft = null;

function begun() {
  if (started) return;
  started = true;
  prove();
  count("start");
}

function touched(event) {
  const name = event.target.closest("[data-q]")?.dataset.q;
  if (!name) return;
  left = name;
  begun();
}

function leave() {
  if (left) count("left", left);
  left = null;
}

if (form && !form.closest("[inert]")) {
  const renew = () => { unfold(form); picking(form); steps?.renew(); };
  draft = drafting(form, () => {
    renew();
    const first = form.querySelector(".ak-field:not([data-unasked]) :is(input, select, textarea)");
    if (first) steps?.reveal(first);
    first?.focus();
  });
  unfold(form);
  picking(form);
  const wrong = form.querySelector("[aria-invalid=true]");
  const goes = window.parent === window;
  steps = stepping(form, { check, moved, goes, at: goes && !wrong ? (history.state?.step ?? 0) : 0 });
  if (wrong) steps?.reveal(wrong);
  form.addEventListener("input", renew);
  form.addEventListener("click", unpick);
  form.addEventListener("click", (event) => {
    const named = event.target.closest("[data-wrong] a");
    if (!named || !steps) return;
    event.preventDefault(); // the address stays: a part of it would be one more step back
    const box = form.querySelector(named.hash);
    steps.reveal(box);
    (box.matches("input, select, textarea") ? box : box.querySelector("input"))?.focus();
  });
  form.addEventListener("input", touched);
  form.addEventListener("submit", submit);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", renew);
  if (!document.hidden) count("view");
  else document.addEventListener("visibilitychange", () => count("view"), { once: true });
  if (!form.elements.akrab_referrer && form.elements.akrab_source && !form.elements.akrab_source.value && document.referrer) {
    const host = new URL(document.referrer).hostname;
    if (host !== location.hostname) form.elements.akrab_source.value = host.replace(/^www\./, "");
  }
}

// Inside another website: that page learns how tall the form is, and nothing else.
if (document.querySelector("[data-embedded]") && window.parent !== window) {
  const tell = () => window.parent.postMessage({ akrab: "height", height: document.documentElement.offsetHeight }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
}
