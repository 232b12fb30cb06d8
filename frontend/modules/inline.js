// Editing in place: a click opens the field, Enter or leaving saves, Escape puts back what was there.
import htmx from "htmx.org";
import { forget } from "./drafts.js";
import { onClick } from "./page.js";

const before = new WeakMap();

/** Open the editor of one cell; `data-edit` names the field, the row or page names the record. */
export async function open(button) {
  const cell = button.closest("[data-cell]");
  const record = button.closest("[data-record]");
  if (!cell || !record || cell.querySelector("form")) return;
  before.set(cell, [...cell.childNodes]);
  const where = cell.matches("td, th") ? "list" : "record";
  await htmx.ajax("GET", `${record.dataset.address}/edit/${button.dataset.edit}?in=${where}`, { source: cell, target: cell, swap: "innerHTML" });
  const input = cell.querySelector("[role=combobox]") ?? cell.querySelector("input:not([type=hidden]), select, textarea");
  if (!input) return;
  input.focus();
  if (input.select && input.type !== "date" && input.type !== "datetime-local") input.select();
  cell.dataset.was = fingerprint(cell);
}

function fingerprint(cell) {
  const form = cell.querySelector("form");
  return form ? new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString() : "";
}

function restore(cell) {
  const nodes = before.get(cell);
  if (!nodes) return;
  cell.replaceChildren(...nodes);
  before.delete(cell);
  cell.querySelector(".ak-edit")?.focus();
}

function save(cell) {
  const form = cell.querySelector("form");
  if (!form || form.dataset.busy) return;
  if (!form.matches("[data-typed]") && fingerprint(cell) === cell.dataset.was && !form.querySelector("[aria-invalid=true]")) restore(cell);
  else form.requestSubmit();
}

onClick(".ak-edit[data-edit]", (button, event) => {
  if (event.target.closest("a")) return;
  open(button);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".ak-inline");
  if (!form) return;
  const cell = form.closest("[data-cell]");
  if (event.key === "Escape") { event.stopPropagation(); forget(form); restore(cell); }
  const many = event.target.matches("textarea");
  if (event.key === "Enter" && (!many || event.ctrlKey || event.metaKey)) { event.preventDefault(); save(cell); }
});

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.(".ak-inline");
  if (!form || form.dataset.keep) return;
  const cell = form.closest("[data-cell]");
  setTimeout(() => {
    if (form.isConnected && !form.contains(document.activeElement) && document.hasFocus()) save(cell);
  });
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.(".ak-inline :is(select, input[type=hidden], input[type=file])")) save(event.target.closest("[data-cell]"));
});

document.addEventListener("htmx:after:swap", (event) => {
  const cell = event.detail.ctx?.target;
  if (!cell?.matches?.("[data-cell]") || event.detail.ctx.request.method !== "POST") return;
  const refused = cell.querySelector("[aria-invalid=true], .ak-theirs");
  if (refused) cell.querySelector("[aria-invalid=true]")?.focus();
  else if (document.activeElement === document.body) cell.querySelector(".ak-edit")?.focus();
});
