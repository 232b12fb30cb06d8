// A guided tour: points at one named piece of the page after another, goes from page to page, and can be left at any time.
import { announce, base, note } from "./page.js";
import { RUNNING } from "./guide.js";
import { toast } from "./toast.js";

const GAP = 12;
const PAUSE = 60; // milliseconds between two looks for a piece that is still being fetched
const TRIES = 50;
const narrow = matchMedia("(max-width: 640px)");
let room, card, spot, steps, at, target, hasShown;
let arrived = ""; // the address of the step for which this page was opened: it may have led on to another

const isShown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
const pieces = (name) => [...document.querySelectorAll(`[data-tour~="${CSS.escape(name)}"]`)];
const part = (selector) => card.querySelector(selector);

/** Whether this is the page of a step: the same path, and all that its address asks for. */
function isHere(step) {
  if (step.address === arrived) return true;
  const wanted = new URL(step.address, location.href);
  const asked = new URLSearchParams(location.search);
  return wanted.pathname === location.pathname && [...wanted.searchParams].every(([name, value]) => asked.get(name) === value);
}

/** Show the part of the page in which a piece stands, where only one part is shown at a time. */
function open(piece) {
  const opener = document.getElementById(piece.dataset.tourOpen ?? "");
  if (opener && isShown(opener.closest("label, fieldset") ?? opener)) opener.click();
}

/** Whether parts of the page are still on their way. */
const isComing = () => document.readyState !== "complete" || [...document.querySelectorAll("#main :is(.htmx-request, .ak-skel), #pulse.htmx-request")].some(isShown);

/** The piece a step points at, once it is there and can be seen; null when it does not come. */
async function find(step) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const there = pieces(step.target);
    if (there.length && !there.some(isShown)) open(there[0]);
    const found = there.find(isShown);
    if (found || !isComing()) return found ?? null;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return null;
}

function place() {
  if (!target?.isConnected) return;
  const box = target.getBoundingClientRect();
  const [top, left] = [Math.max(4, box.top), Math.max(4, box.left)];
  const [bottom, right] = [Math.min(innerHeight - 4, box.bottom), Math.min(innerWidth - 4, box.right)];
  Object.assign(spot.style, { left: `${left}px`, top: `${top}px`, width: `${Math.max(0, right - left)}px`, height: `${Math.max(0, bottom - top)}px` });
  const [width, height] = [card.offsetWidth, card.offsetHeight];
  const middle = Math.min(Math.max(GAP, (top + bottom - height) / 2), innerHeight - height - GAP);
  let x = Math.min(Math.max(GAP, left), innerWidth - width - GAP);
  let y;
  if (narrow.matches) [x, y] = [(innerWidth - width) / 2, (top + bottom) / 2 > innerHeight / 2 ? GAP : innerHeight - height - GAP];
  else if (bottom + GAP + height < innerHeight) y = bottom + GAP;
  else if (top - GAP - height > 0) y = top - GAP - height;
  else if (right + GAP + width < innerWidth) [x, y] = [right + GAP, middle];
  else if (left - GAP - width > 0) [x, y] = [left - GAP - width, middle];
  else [x, y] = [innerWidth - width - 2 * GAP, innerHeight - height - 2 * GAP];
  Object.assign(card.style, { left: `${x}px`, top: `${y}px` });
}

function keep() {
  sessionStorage.setItem(RUNNING, JSON.stringify({ name: card.dataset.name, step: at }));
}

/** Show a step whose piece is there. */
function draw(step) {
  hasShown = true;
  part("[data-where]").textContent = card.dataset.count.replace("{at}", at + 1).replace("{of}", steps.length);
  part("h2").textContent = step.title;
  part("#tour-text").textContent = step.text;
  part("[data-tour-back]").disabled = at === 0;
  const isLast = at === steps.length - 1;
  part("[data-on]").hidden = isLast;
  part("[data-end]").hidden = !isLast;
  Object.assign(part("progress"), { max: steps.length, value: at + 1 });
  target.scrollIntoView({ block: target.offsetHeight > innerHeight / 2 ? "start" : "center", behavior: "instant" });
  for (const float of [spot, card]) if (!float.matches(":popover-open")) float.showPopover();
  place();
  part("h2").focus({ preventScroll: true });
  announce(`${step.title}. ${step.text}`);
}

/** Go to a step; one that has nothing to point at is passed over, in the direction one goes. */
async function go(to, direction) {
  if (to < 0) return;
  if (to >= steps.length) { finish(); return; }
  at = to;
  const step = steps[at];
  if (!isHere(step)) {
    keep();
    sessionStorage.setItem(`${RUNNING}-way`, direction);
    note(`${base}tours/${card.dataset.name}/at`, { step: at });
    location.assign(step.address);
    return;
  }
  target = await find(step);
  if (!room) return; // left meanwhile
  if (!target) { go(at + direction, direction); return; }
  draw(step);
  keep();
  note(`${base}tours/${card.dataset.name}/at`, { step: at });
}

function clear() {
  sessionStorage.removeItem(RUNNING);
  removeEventListener("scroll", place, true);
  removeEventListener("resize", place);
  document.removeEventListener("keydown", press, true);
  room.remove();
  room = null;
  target?.isConnected && target.querySelector("a, button")?.focus({ preventScroll: true });
}

function finish() {
  const { name, done, nothing } = card.dataset;
  const words = hasShown ? done : nothing;
  if (hasShown) note(`${base}tours/${name}/done`);
  document.querySelector(`.ak-hail [data-tour-begin="${name}"]`)?.closest(".ak-hail").remove();
  clear();
  toast({ text: words });
}

function press(event) {
  if (document.querySelector("dialog[open]:modal")) return;
  const isInside = card.contains(document.activeElement);
  if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); clear(); }
  else if (isInside && event.key === "ArrowRight") go(at + 1, 1);
  else if (isInside && event.key === "ArrowLeft") go(at - 1, -1);
}

/** Fetch a tour and begin at a step, or where this person was. */
export async function begin(name, step) {
  if (room) clear();
  const answer = await fetch(`${base}tours/${encodeURIComponent(name)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok) { sessionStorage.removeItem(RUNNING); return; }
  document.body.insertAdjacentHTML("beforeend", await answer.text());
  room = document.getElementById("tour-room");
  const sheet = room.querySelector("link");
  if (!sheet.sheet) await new Promise((resolve) => { sheet.onload = resolve; sheet.onerror = resolve; });
  [spot, card] = [room.querySelector(".ak-spot"), room.querySelector(".ak-tour")];
  steps = JSON.parse(document.getElementById("tour-steps").textContent);
  card.addEventListener("click", (event) => {
    if (event.target.closest("[data-tour-leave]")) clear();
    else if (event.target.closest("[data-tour-next]")) go(at + 1, 1);
    else if (event.target.closest("[data-tour-back]")) go(at - 1, -1);
  });
  addEventListener("scroll", place, { capture: true, passive: true });
  addEventListener("resize", place);
  document.addEventListener("keydown", press, true);
  target = null;
  const way = Number(sessionStorage.getItem(`${RUNNING}-way`));
  sessionStorage.removeItem(`${RUNNING}-way`);
  arrived = "";
  hasShown = Boolean(way);
  const first = Math.min(step ?? Number(card.dataset.at), steps.length - 1);
  if (step !== null && !way && !isHere(steps[first])) { clear(); return; } // gone elsewhere by oneself: the place is kept
  if (way) arrived = steps[first].address;
  await go(first, way || 1);
}
