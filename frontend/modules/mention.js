// Calling a colleague in a text: after an @ the names of those who may see the record are offered.

const WAIT = 120;
const MOST = 40; // letters after the @ that can still be a name
let timer = 0;

/** The word being typed after an @, and where it begins; nothing when no @ stands before the caret. */
function typed(box) {
  const before = box.value.slice(0, box.selectionStart);
  const at = before.lastIndexOf("@");
  if (at < 0 || before.length - at > MOST || (at > 0 && /\w/.test(before[at - 1])) || /\n/.test(before.slice(at))) return null;
  return { at, word: before.slice(at + 1) };
}

function listOf(box) {
  let list = document.getElementById(box.getAttribute("aria-controls"));
  if (list) return list;
  list = document.createElement("div");
  list.id = `mentions-${Math.random().toString(36).slice(2, 8)}`;
  list.className = "ak-mentions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.mentionsLabel);
  list.hidden = true;
  box.after(list);
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-autocomplete", "list");
  return list;
}

function close(box) {
  clearTimeout(timer);
  const list = listOf(box);
  list.hidden = true;
  box.removeAttribute("aria-activedescendant");
}

function point(box, step) {
  const options = [...listOf(box).children];
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const next = options[(at + step + options.length) % options.length];
  for (const one of options) one.setAttribute("aria-selected", String(one === next));
  box.setAttribute("aria-activedescendant", next.id);
}

function choose(box, name) {
  const found = typed(box);
  if (found) box.setRangeText(`@${name} `, found.at, box.selectionStart, "end");
  close(box);
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

async function offer(box) {
  const found = typed(box);
  if (!found) return close(box);
  const address = new URL(box.dataset.mentions, location.href);
  address.searchParams.set("q", found.word);
  const answer = await fetch(address);
  const people = answer.ok ? await answer.json() : [];
  if (typed(box)?.word !== found.word || !people.length || people.some(({ name }) => found.word.trim() === name)) return close(box);
  const list = listOf(box);
  list.replaceChildren(...people.map(({ name }, place) => {
    const option = document.createElement("div");
    option.id = `${list.id}-${place}`;
    option.className = "ak-mentions-row";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.textContent = name;
    return option;
  }));
  list.hidden = false;
  point(box, 1);
}

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-mentions]")) return;
  clearTimeout(timer);
  timer = setTimeout(() => offer(event.target), WAIT);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-mentions]")) close(event.target);
});

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (!box.matches?.("[data-mentions]") || listOf(box).hidden) return;
  const marked = listOf(box).querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown") point(box, 1);
  else if (event.key === "ArrowUp") point(box, -1);
  else if (event.key === "Escape") close(box);
  else if (["Enter", "Tab"].includes(event.key) && marked) choose(box, marked.textContent);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".ak-mentions-row");
  if (!option) return;
  event.preventDefault();
  choose(document.querySelector(`[aria-controls="${option.parentElement.id}"]`), option.textContent);
});
