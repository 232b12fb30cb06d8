// Nothing is sent twice: a second press while the first is under way is dropped, whether the browser sends or htmx does.

const BUSY = 10000;

function free(sender) {
  delete sender.dataset.busy;
  for (const button of sender.querySelectorAll("[data-held]")) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("data-held");
  }
}

/** Whether this event is the first of its sender; a further one is stopped here, before htmx or the browser hears it. */
function isFirst(event, sender) {
  if (!sender.dataset.busy) {
    sender.dataset.busy = "1";
    setTimeout(() => free(sender), BUSY);
    return true;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  return false;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  // What htmx posts has no method of its own, and so the browser's "get".
  if (!form.hasAttribute("hx-post") && form.method !== "post") return;
  if (!isFirst(event, form)) return;
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("data-held", "");
  }
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[hx-post]");
  if (button) isFirst(event, button);
}, true);

document.addEventListener("htmx:finally:request", (event) => {
  const sender = event.target.closest?.("[data-busy]");
  if (sender) free(sender);
});

/** A random key, also where the address is not https. */
function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A page that comes back may be sent again, as another sending.
addEventListener("pageshow", (event) => {
  document.querySelectorAll("[data-busy]").forEach(free);
  if (!event.persisted) return;
  for (const input of document.querySelectorAll("input[name=submission_key]")) input.value = freshKey();
});
