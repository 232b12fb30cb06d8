// What the page told its scripts: addresses, texts in the reader's language, and how to ask the server.
import htmx from "htmx.org";

const block = document.getElementById("texts");
const texts = block ? JSON.parse(block.textContent) : {};

/** The workspace's address, such as `/w/windows/`. */
export const base = document.body.dataset.base ?? "/";

/** A translated text; `{name}` in it is replaced from `values`. */
export function say(name, values = {}) {
  return (texts[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** Send a form's fields and let htmx do what the answer says; nothing is swapped. */
export function send(address, fields = {}) {
  return htmx.ajax("POST", address, { values: fields, swap: "none", target: document.body });
}

/** Tell the server something that no answer is wanted for, also while the page is being left. */
export function note(address, fields = {}) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}");
  return fetch(address, { method: "POST", headers: { ...headers, "HX-Request": "true" }, body: new URLSearchParams(fields), keepalive: true });
}

/** Fetch this page again and morph one part of it, keeping scroll, focus and what was typed; what skips morphing is replaced.
 * The part then says `renewed`, for what is counted from it. */
export function refresh(selector, address = location.href) {
  const target = document.querySelector(selector);
  if (!target) return Promise.resolve();
  // Each part asks by itself: of requests with one source, htmx keeps one under way and one waiting, and drops the rest.
  const swap = target.matches("[hx-morph-skip]") ? "outerHTML" : "outerMorph";
  return htmx.ajax("GET", address, { source: target, target, select: selector, swap })
    .then(() => document.querySelector(selector)?.dispatchEvent(new CustomEvent("renewed", { bubbles: true })));
}

/** Tell a screen reader, without moving anything. */
export function announce(words) {
  const place = document.getElementById("announce");
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = words; });
}

/** Call `act` for a click on anything that matches, now or later in the page's life. */
export function onClick(selector, act) {
  document.addEventListener("click", (event) => {
    const found = event.target.closest?.(selector);
    if (found) act(found, event);
  });
}

/** Whether the person is typing somewhere, so that single keys are letters. */
export function isTyping(element = document.activeElement) {
  return Boolean(element?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]"));
}

/** Keep a choice of this browser where the server reads it when it draws the next page. */
export function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}
