// A form is sent once: a second press while the first is under way is dropped, and a page that comes back gets a new key.

const BUSY = 10000;

function free(form) {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[data-held]")) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("data-held");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.busy) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method === "get") return;
  form.dataset.busy = "1";
  for (const button of form.querySelectorAll("button[type=submit]")) {
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("data-held", "");
  }
  setTimeout(() => free(form), BUSY);
}, true);

/** A random key, also where the address is not https. */
function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

addEventListener("pageshow", (event) => {
  document.querySelectorAll("form[data-busy]").forEach(free);
  if (!event.persisted) return;
  for (const input of document.querySelectorAll("input[name=submission_key]")) input.value = freshKey();
});
