// A field that suggests: the person types, the server answers with options, a hidden input keeps the chosen id.

const WAIT = 150;
const timers = new WeakMap();
const turns = new WeakMap(); // the last question of a field: an answer to an earlier one comes too late

/** Whatever was asked or was to be asked before counts no more; the number of the next question. */
function turn(field) {
  clearTimeout(timers.get(field));
  turns.set(field, (turns.get(field) ?? 0) + 1);
  return turns.get(field);
}

const parts = (field) => ({
  ask: field.querySelector("[role=combobox]"),
  value: field.querySelector("input[type=hidden]"),
  list: field.querySelector("[role=listbox]"),
});

function close(field) {
  const { ask, list } = parts(field);
  turn(field);
  list.hidden = true;
  ask.setAttribute("aria-expanded", "false");
  ask.removeAttribute("aria-activedescendant");
}

function choose(field, option) {
  const { ask, value } = parts(field);
  value.value = option.dataset.value;
  ask.value = option.dataset.label;
  ask.dataset.chosen = ask.value;
  close(field);
  value.dispatchEvent(new Event("change", { bubbles: true }));
  ask.focus();
}

function point(field, step) {
  const { ask, list } = parts(field);
  const options = [...list.querySelectorAll("[role=option]")];
  if (!options.length) return;
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = options[(at + step + options.length) % options.length];
  for (const option of options) option.setAttribute("aria-selected", String(option === next));
  ask.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

async function ask(field) {
  const { ask: input, list } = parts(field);
  const asked = turn(field);
  const address = new URL(field.dataset.suggest, location.href);
  address.searchParams.set("q", input.value === input.dataset.chosen ? "" : input.value);
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  const options = await answer.text();
  if (!answer.ok || document.activeElement !== input || turns.get(field) !== asked) return;
  list.innerHTML = options;
  list.querySelectorAll("[role=option]").forEach((option, at) => { option.id = `${input.id}-o${at}`; });
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  point(field, 1);
}

document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-suggest]");
  if (!field || event.target.getAttribute("role") !== "combobox") return;
  if (!event.target.value) parts(field).value.value = "";
  clearTimeout(timers.get(field));
  timers.set(field, setTimeout(() => ask(field), WAIT));
});

document.addEventListener("focusin", (event) => {
  const field = event.target.closest?.("[data-suggest]");
  if (field && event.target.getAttribute("role") === "combobox" && !field.contains(event.relatedTarget)) ask(field);
});

document.addEventListener("focusout", (event) => {
  const field = event.target.closest?.("[data-suggest]");
  if (!field || field.contains(event.relatedTarget)) return;
  const { ask: input, value } = parts(field);
  if (value.value && input.value !== input.dataset.chosen) input.value = input.dataset.chosen ?? "";
  if (!value.value) input.value = "";
  close(field);
});

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-suggest]");
  if (!field) return;
  const { list } = parts(field);
  if (event.key === "ArrowDown") { list.hidden ? ask(field) : point(field, 1); event.preventDefault(); }
  if (list.hidden) return;
  if (event.key === "ArrowUp") { point(field, -1); event.preventDefault(); }
  if (event.key === "Escape") { close(field); event.stopPropagation(); event.preventDefault(); }
  const marked = list.querySelector("[aria-selected=true]");
  if (event.key === "Enter" && marked) { choose(field, marked); event.preventDefault(); event.stopPropagation(); }
}, true);

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("[data-suggest] [role=option]");
  if (!option) return;
  event.preventDefault();
  choose(option.closest("[data-suggest]"), option);
});
