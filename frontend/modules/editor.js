// The editor of a public form: questions come, go and change places; what visitors will see follows what is typed.
import Sortable from "sortablejs";
import { announce } from "./page.js";
import { changed } from "./kept.js";
import { unfold } from "./conditions.js";
import { picking, stepping, unpick } from "./steps.js";

const WAIT = 350;

export function draw(root) {
  for (const editor of root.querySelectorAll("[data-editor]")) {
    if (editor.dataset.ready) continue;
    editor.dataset.ready = "1";
    begin(editor);
  }
}

function begin(editor) {
  const form = editor.querySelector("form");
  const cards = editor.querySelector("[data-cards]");
  const pane = editor.querySelector("[data-preview-here]");
  let timer = 0;
  let asked = 0;
  let steps = null;

  /** Show only the texts of the chosen language; what has no language always shows. */
  function speak() {
    const tongue = form.elements.tongue?.value ?? "";
    for (const box of form.querySelectorAll("[data-in]")) box.hidden = box.dataset.in !== tongue;
  }

  function dress() {
    const preview = pane.querySelector(".ak-preview");
    const accent = preview?.dataset.accent;
    if (accent) for (const name of ["--ak-accent-fill", "--ak-accent", "--ak-accent-press"]) preview.style.setProperty(name, accent);
    const shown = pane.querySelector("form");
    if (!shown) return;
    unfold(shown);
    picking(shown);
    steps = stepping(shown, { at: steps?.at ?? 0, isTried: true });
    shown.addEventListener("input", () => { unfold(shown); picking(shown); steps?.renew(); });
    shown.addEventListener("click", unpick);
  }

  async function renew() {
    const now = ++asked;
    const answer = await fetch(editor.dataset.preview, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || now !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    pane.replaceChildren(...page.body.childNodes);
    dress();
  }

  function later() {
    changed(form);
    clearTimeout(timer);
    timer = setTimeout(renew, WAIT);
  }

  const names = () => [...cards.querySelectorAll("[data-names]")].map((input) => input.value);

  /** A condition may ask what stands before it: its select offers those, as they are called now. */
  function offer(select) {
    const own = select.closest("[data-id]");
    const before = [...cards.children].slice(0, [...cards.children].indexOf(own));
    const value = select.value || select.dataset.value;
    for (const option of [...select.options].slice(1)) option.remove();
    for (const card of before) {
      const name = card.querySelector("[data-names]").value;
      const label = card.querySelector("[data-label]").textContent;
      if (!["section", "step"].includes(card.querySelector(`input[name$=".kind"]`).value)) select.add(new Option(label, name, false, name === value));
    }
  }

  function move(card, by) {
    const to = by < 0 ? card.previousElementSibling : card.nextElementSibling;
    if (!to) return;
    by < 0 ? to.before(card) : to.after(card);
    announce(`${card.querySelector("[data-label]").textContent} ${[...cards.children].indexOf(card) + 1}/${cards.children.length}`);
    later();
  }

  cards.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const card = button?.closest("[data-id]");
    if (!card) return;
    if ("up" in button.dataset || "down" in button.dataset) {
      move(card, "up" in button.dataset ? -1 : 1);
      button.focus();
    } else if ("removeCard" in button.dataset) {
      const next = card.nextElementSibling ?? card.previousElementSibling;
      card.remove();
      (next?.querySelector("summary") ?? editor.querySelector("[data-add]")).focus();
      later();
    }
  });
  cards.addEventListener("focusin", (event) => event.target.matches("[data-questions]") && offer(event.target));
  cards.addEventListener("input", (event) => {
    if (event.target.matches("[data-labels]")) event.target.closest("[data-id]").querySelector("[data-label]").textContent = event.target.value;
  });
  Sortable.create(cards, {
    handle: "[data-grip]", draggable: "[data-id]", onEnd: later,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
  });

  const adding = editor.querySelector("[data-add]");
  adding.addEventListener("change", async (event) => {
    event.stopPropagation();
    const add = event.target.value;
    event.target.value = "";
    if (!add) return;
    const answer = await fetch(`${editor.dataset.question}?${new URLSearchParams({ add, taken: names().join(",") })}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const open of cards.querySelectorAll("details[open]")) if (!open.closest("[data-id]").querySelector("[role=alert]")) open.open = false;
    const card = cards.appendChild(document.importNode(page.querySelector("[data-id]"), true));
    speak();
    (card.querySelector("[data-labels]") ?? card.querySelector("select, input:not([type=hidden])"))?.focus();
    later();
  });

  // What a chosen question or field offers is suggested where its value is typed.
  form.addEventListener("change", ({ target }) => {
    const value = target.closest("[data-offers]")?.parentElement.querySelector("input");
    value?.setAttribute("list", target.dataset.offers + target.value);
  });
  form.addEventListener("input", later);
  form.addEventListener("change", () => { speak(); later(); });
  pane.addEventListener("submit", (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);
  speak();
  dress();
  if (adding.value) adding.dispatchEvent(new Event("change")); // chosen before this script was here
}
