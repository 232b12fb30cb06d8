// Carrying an entry over the columns of people with mouse, pen or finger: to another time or person, longer, or a new one.
import { say } from "./modules/page.js";
import { clockOf, minutesOf } from "./lanes.js";

const SNAP = 15; // minutes
const DAY = 24 * 60;
const FAR = 4; // px before a press becomes a drag
const LONG = 400; // ms before a finger carries instead of scrolling
const EDGE = 36; // px from the edge at which the hours move under the pointer
const snap = (minutes) => Math.round(minutes / SNAP) * SNAP;
const within = (value, low, high) => Math.max(low, Math.min(value, high));

export function carry(place, lanes, deeds) {
  const ghost = document.createElement("div");
  ghost.className = "ak-lane-ghost";
  let held = null;

  const columnAt = (x) => [...lanes.root.querySelectorAll("[data-lane]")].find((column) => {
    const { left, right, width } = column.getBoundingClientRect();
    return width && x >= left && x < right;
  });
  const minuteAt = (column, y) => (y - column.getBoundingClientRect().top) / lanes.perMinute;
  const rowAt = (x, y) => document.elementsFromPoint(x, y).map((one) => one.closest("[data-holder]")).find(Boolean);

  function begin(event) {
    if (event.button !== 0 || held || event.target.closest("button, select")) return;
    const anchor = event.target.closest("[data-entry]");
    const column = event.target.closest("[data-lane]");
    const isTouch = event.pointerType === "touch";
    const common = { x: event.clientX, y: event.clientY, isTouch, isReady: !isTouch, pointer: event.pointerId };
    if (anchor) {
      const entry = place.calendar.getEventById(anchor.dataset.entry);
      if (!entry?.extendedProps.may) return;
      const span = lanes.part(entry);
      const kind = event.target.closest(".ak-appt-grip") ? "length" : "move";
      held = { ...common, kind, anchor, entry, holder: anchor.dataset.of, ...span, grabbed: column && !entry.allDay ? minuteAt(column, event.clientY) - span.start : 0 };
    } else if (column && lanes.root.querySelector(".ak-lane-plan")) {
      held = { ...common, kind: "span", holder: column.dataset.lane, begins: minuteAt(column, event.clientY) };
    } else return;
    if (isTouch) held.timer = setTimeout(lift, LONG);
  }

  function lift() {
    if (!held) return;
    held.isReady = true;
    held.hasMoved = true;
    navigator.vibrate?.(10);
    place.classList.add("is-dragging");
    follow();
  }

  function move(event) {
    if (!held || event.pointerId !== held.pointer) return;
    const isFar = Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR;
    if (!held.isReady) {
      if (isFar) release(); // the finger scrolls
      return;
    }
    if (!held.hasMoved && !isFar) return;
    if (!held.hasMoved) {
      held.hasMoved = true;
      place.classList.add("is-dragging");
      held.anchor?.classList.add("is-carried");
    }
    Object.assign(held, { x: event.clientX, y: event.clientY });
    event.preventDefault();
    follow();
    scroll();
  }

  /** Where the held thing would be now: whose, and from when to when. */
  function target() {
    const { kind, entry, start, end, grabbed, begins } = held;
    const isBound = kind !== "move";
    const column = (isBound && lanes.root.querySelector(`[data-lane="${held.holder}"]`)) || columnAt(held.x);
    if (!column) return null;
    const minute = minuteAt(column, held.y);
    if (kind === "length") return { column, from: start, to: within(snap(minute), Math.max(0, start) + SNAP, DAY) };
    if (kind === "span") {
      const [low, high] = [Math.min(begins, minute), Math.max(begins, minute)];
      return { column, from: within(Math.floor(low / SNAP) * SNAP, 0, DAY - SNAP), to: within(Math.ceil(high / SNAP) * SNAP, SNAP, DAY) };
    }
    if (entry.allDay) return { column, from: start, to: end };
    const from = within(snap(minute - grabbed), Math.min(start, 0), DAY - SNAP);
    return { column, from, to: from + end - start };
  }

  function follow() {
    const row = held.kind === "move" ? rowAt(held.x, held.y) : null;
    for (const one of place.querySelectorAll("[data-holder]")) one.classList.toggle("is-over", one === row);
    const spot = row ? null : target();
    held.spot = spot;
    held.row = row;
    if (!spot) return ghost.remove();
    const [from, to] = held.entry?.allDay ? [0, DAY] : [Math.max(0, spot.from), Math.min(DAY, spot.to)];
    const whose = spot.column.dataset.lane;
    const isTaken = !held.entry?.allDay && lanes.isTaken(whose, spot.from, spot.to, held.entry?.id);
    const note = isTaken ? say("overlaps") : lanes.isClosed(whose, from, to) && !held.entry?.allDay ? say("not_at_work") : "";
    ghost.textContent = [held.entry?.title, held.entry?.allDay ? "" : lanes.label(from, to), note].filter(Boolean).join(" · ");
    ghost.classList.toggle("is-taken", isTaken);
    Object.assign(ghost.style, { top: `${from * lanes.perMinute}px`, height: `${(to - from) * lanes.perMinute}px` });
    if (ghost.parentElement !== spot.column.parentElement) spot.column.parentElement.append(ghost);
    Object.assign(ghost.style, { left: `${spot.column.offsetLeft}px`, width: `${spot.column.offsetWidth}px` });
  }

  /** Move the hours on while something is held at their edge. */
  function scroll() {
    if (held?.isScrolling) return;
    const step = () => {
      if (!held?.hasMoved) return;
      const { top, bottom, left, right } = lanes.scroller.getBoundingClientRect();
      const down = held.y > bottom - EDGE ? 8 : held.y < top + EDGE + 48 ? -8 : 0;
      const aside = held.x > right - EDGE ? 8 : held.x < left + EDGE && held.x > left ? -8 : 0;
      if ((!down && !aside) || held.row) { held.isScrolling = false; return; }
      lanes.scroller.scrollBy(aside, down);
      follow();
      requestAnimationFrame(step);
    };
    held.isScrolling = true;
    requestAnimationFrame(step);
  }

  function release() {
    clearTimeout(held?.timer);
    held?.anchor?.classList.remove("is-carried");
    held = null;
    ghost.remove();
    place.classList.remove("is-dragging");
    for (const row of place.querySelectorAll(".is-over")) row.classList.remove("is-over");
  }

  function drop(event) {
    if (!held || event.pointerId !== held.pointer) return;
    const { kind, hasMoved, spot, row, entry, holder, start, end, isTouch, begins } = held;
    release();
    if (hasMoved) {
      const quiet = (click) => { click.preventDefault(); click.stopPropagation(); };
      addEventListener("click", quiet, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", quiet, { capture: true }));
    }
    if (kind === "span") {
      if (isTouch && !hasMoved && event.type !== "pointerup") return;
      const from = Math.floor(begins / 30) * 30;
      const span = hasMoved && spot ? spot : { from: within(from, 0, DAY - 60), to: within(from, 0, DAY - 60) + 60 };
      return deeds.choose({ from: lanes.day() + span.from, to: lanes.day() + span.to, holder, jsEvent: event });
    }
    if (!hasMoved) return;
    if (row) return deeds.change(entry, { holder: row.dataset.holder, from: holder });
    if (!spot) return;
    const other = spot.column.dataset.lane;
    deeds.change(entry, {
      ...(kind === "length" && spot.to !== end ? { start: clockOf(minutesOf(entry.startStr)), end: clockOf(lanes.day() + spot.to) } : {}),
      ...(kind === "move" && spot.from !== start ? { start: clockOf(lanes.day() + spot.from) } : {}),
      ...(kind === "move" && other !== holder ? { holder: other, from: holder } : {}),
    });
  }

  lanes.root.addEventListener("pointerdown", begin);
  lanes.root.addEventListener("dragstart", (event) => event.preventDefault());
  lanes.root.addEventListener("touchmove", (event) => { if (held?.hasMoved) event.preventDefault(); }, { passive: false });
  lanes.root.addEventListener("contextmenu", (event) => { if (held?.isTouch) event.preventDefault(); });
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", (event) => { if (held?.pointer === event.pointerId) release(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !held?.hasMoved) return;
    event.preventDefault();
    event.stopPropagation();
    release();
  }, true);
}
