// The first run: guess place, money and language from the browser's time zone, follow a changed country, add rows.
import htmx from "htmx.org";

const FIELDS = "#company-fields";

/** Ask the server what follows from what is known, and put its answer in the fields' place. */
function guess(form, known) {
  const values = new URLSearchParams(known);
  for (const name of ["name", "country", "currency", "time_zone", "language"]) {
    const field = form.elements.namedItem(name);
    if (field) values.set(name, field.value);
  }
  htmx.ajax("GET", `${form.dataset.guess}?${values}`, { target: FIELDS, swap: "outerHTML" });
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-guess]");
  if (form && event.target.name === "country") guess(form, {});
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add-row]");
  if (!button) return;
  const rows = document.querySelector(button.dataset.addRow);
  const row = rows.lastElementChild.cloneNode(true);
  const number = rows.children.length + 1;
  row.querySelectorAll("[id]").forEach((one) => { one.id = one.id.replace(/\d+$/, number); });
  row.querySelectorAll("[for]").forEach((one) => { one.htmlFor = one.htmlFor.replace(/\d+$/, number); });
  row.querySelectorAll("input").forEach((one) => { one.value = ""; });
  rows.append(row);
  row.querySelector("input").focus();
});

export function draw(root) {
  for (const button of root.querySelectorAll("[data-add-row][hidden]")) button.hidden = false;
  const form = root.querySelector("form[data-guess-now]");
  if (!form) return;
  delete form.dataset.guessNow;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) guess(form, { zone });
}
