// Forms: rows come and go, and files may be dropped.
import { onClick } from "./page.js";

// A form with `data-reset` is empty again once its contents are kept; without a redirect that is an answer without contents.
document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target.closest?.("form[data-reset]");
  if (form && event.detail.ctx.response?.status === 204) form.reset();
});

onClick("[data-remove]", (button) => {
  const gone = button.closest(button.dataset.remove);
  const around = gone?.parentElement;
  gone?.remove();
  around?.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form?.requestSubmit();
});

// A file dropped on a field with `data-drop` is as good as one chosen.
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const field = event.target.closest?.("[data-drop]");
    if (!field) return;
    event.preventDefault();
    field.classList.toggle("is-over", kind === "dragover");
    if (kind !== "drop") return;
    const input = field.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// A list that grows: what is typed into its last row makes room for one more.
document.addEventListener("input", (event) => {
  const row = event.target.closest("[data-grows] > :last-child");
  if (!row || !event.target.value) return;
  const next = row.cloneNode(true);
  for (const input of next.querySelectorAll("input")) input.value = "";
  row.after(next);
});

// A timeline that shows only some kinds goes on doing so when its page was renewed.
document.addEventListener("renewed", (event) => {
  const sift = event.target.querySelector?.(".ak-sift");
  if ([...(sift?.querySelectorAll("select") ?? [])].some((choice) => choice.value)) window.htmx.trigger(sift, "change");
});
