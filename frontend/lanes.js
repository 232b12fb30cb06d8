// The day of several people and things side by side: a column each, hours as rows, drawn anew without losing the focus.
import { say } from "./modules/page.js";
import { carry } from "./carry.js";
import { pack } from "./packing.js";

const HOUR = 48; // px, as in the stylesheet
const DAY = 24 * 60;
const SHORTEST = 30; // minutes that the lowest entry takes up
const ROOM = 3; // entries beside each other in one column
const MORNING = 7.5;

/** Minutes of a reading of the clock, such as `2026-03-09T10:00`, whatever follows it. */
export const minutesOf = (clock) => Date.parse(`${clock.length > 10 ? clock.slice(0, 16) : `${clock}T00:00`}Z`) / 60_000;
export const clockOf = (minutes) => new Date(minutes * 60_000).toISOString().slice(0, 16);
export const timeOf = (minutes) => (minutes === DAY ? "24:00" : clockOf(minutes).slice(11));
const px = (minutes) => `${(minutes / 60) * HOUR}px`;

function made(tag, className, ...parts) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...parts);
  return element;
}

/** Give a parent exactly these children in this order, by their keys; those that were there stay the same elements. */
function keep(parent, wanted) {
  const there = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  wanted.forEach(([key, make, fill], place) => {
    const element = there.get(key) ?? make();
    there.delete(key);
    element.dataset.key = key;
    fill?.(element);
    if (parent.children[place] !== element) parent.insertBefore(element, parent.children[place] ?? null);
  });
  for (const gone of there.values()) gone.remove();
}

/** What a frame without entries consists of. */
function frame(icon) {
  const root = made("div", "ak-lanes");
  const choice = made("select", "form-select");
  const turn = (words, mark, step) => {
    const button = made("button", "ak-lane-turn", icon(mark));
    button.type = "button";
    button.dataset.turn = step;
    button.setAttribute("aria-label", words);
    return button;
  };
  choice.setAttribute("aria-label", say("whose_day"));
  const parts = {
    choice,
    switcher: made("div", "ak-lane-switch", turn(say("person_before"), "chevron-left", -1), choice, turn(say("person_after"), "chevron-right", 1)),
    none: made("p", "ak-lanes-none", say("nobody_chosen")),
    scroller: made("div", "ak-lanes-scroll"),
    heads: made("div", "ak-lanes-row"),
    days: made("div", "ak-lanes-row"),
    hours: made("div", "ak-lanes-row ak-lanes-hours"),
    more: made("div", "ak-menu"),
  };
  parts.more.popover = "auto";
  parts.scroller.tabIndex = -1;
  parts.scroller.append(made("div", "ak-lanes-in", made("div", "ak-lanes-top", parts.heads, parts.days), parts.hours));
  root.append(parts.switcher, parts.none, parts.scroller, parts.more);
  return { root, ...parts };
}

/** The hours at the left, once. */
function axis() {
  const column = made("div", "ak-lane-axis");
  column.setAttribute("aria-hidden", "true");
  for (let hour = 1; hour < 24; hour += 1) {
    const label = made("span", "", `${String(hour).padStart(2, "0")}:00`);
    label.style.top = px(hour * 60);
    column.append(label);
  }
  return column;
}

/** `deeds` are what the calendar does: `face` draws an entry, `open` shows it, `choose` plans, `save` keeps a change. */
export function lanes(place, deeds) {
  const parts = frame(deeds.icon);
  const began = performance.now();
  let shown = ""; // whose column a phone shows
  let day = 0; // minutes at which the day begins
  let isScrolled = false;

  const calendar = () => place.calendar;
  const isOn = () => calendar()?.view?.type === "people";
  const now = () => minutesOf(place.dataset.now) + (performance.now() - began) / 60_000 - day;

  /** Those whose time is ticked, in the order of the list. */
  const holders = () => [...place.querySelectorAll("[data-holder]")].filter((row) => row.querySelector("input").checked).map((row) => ({
    id: row.dataset.holder,
    name: row.querySelector(".ak-cut").textContent,
    tint: row.querySelector(".ak-swatch").className.match(/is-(p\d)/)[1],
    isPerson: row.classList.contains("is-person"),
  }));

  /** The part of an event that lies in this day, in minutes of it; nothing where none does. */
  const part = (event) => {
    const start = minutesOf(event.startStr) - day;
    const end = event.endStr ? minutesOf(event.endStr) - day : start + (event.allDay ? DAY : SHORTEST);
    if (start >= DAY || (end <= 0 && end !== start)) return null;
    return { event, start, end, from: Math.max(0, start), to: Math.min(DAY, end) };
  };

  const of = (holder) => calendar().getEvents().filter(({ extendedProps }) => extendedProps.holders?.includes(holder.id)).map(part).filter(Boolean);

  function fillEntry(anchor, { event, start, end }, holder, words) {
    const { extendedProps } = event;
    const tint = holder.tint === "p0" ? "" : ` is-${holder.tint}`;
    anchor.className = tint ? event.className.replace(/ is-p\d/, tint) : event.className;
    anchor.href = event.url;
    anchor.draggable = false;
    Object.assign(anchor.dataset, { entry: event.id, of: holder.id });
    anchor.classList.toggle("may-move", Boolean(extendedProps.may));
    const cut = event.allDay ? "" : [start < 0 ? "‹ " : "", words, end > DAY ? " ›" : ""].join("");
    anchor.replaceChildren(...deeds.face({ event, timeText: cut, but: holder.id }).domNodes);
    if (event.durationEditable && extendedProps.may && !event.allDay) anchor.append(made("span", "ak-appt-grip"));
  }

  function fillColumn(column, holder, spans) {
    const timed = spans.filter(({ event }) => !event.allDay && !event.extendedProps.is_closed && !event.extendedProps.is_named_day);
    const low = timed.map((one) => ({ ...one, from: Math.min(one.from, DAY - SHORTEST), to: Math.max(one.to, one.from + SHORTEST) }));
    const { placed, groups } = pack(low, ROOM);
    const set = (element, from, to, at, many) => {
      Object.assign(element.style, { top: px(from), height: px(to - from), left: `${(at / many) * 100}%`, width: `${100 / many}%` });
    };
    const isToday = now() >= 0 && now() < DAY;
    keep(column, [
      ...spans.filter(({ event }) => event.extendedProps.is_closed).map((one) => [one.event.id, () => made("div", "ak-lane-closed"), (element) => set(element, one.from, one.to, 0, 1)]),
      ...placed.map(({ span, place: at, of: many }) => [span.event.id, () => made("a", ""), (anchor) => {
        fillEntry(anchor, span, holder, `${timeOf(Math.max(0, span.start))}–${timeOf(Math.min(DAY, span.end))}`);
        set(anchor, span.from, span.to, at, many);
      }]),
      ...groups.map((group) => [`more-${group.from}`, () => moreButton(), (button) => {
        button.textContent = say("more_here", { count: group.hidden.length });
        button.stands = group.hidden.map(({ event }) => event.id);
        set(button, group.from, group.from + SHORTEST, group.place, group.of);
      }]),
      ...(isToday ? [["now", () => made("div", "ak-lane-now"), (line) => { line.style.top = px(now()); }]] : []),
    ]);
  }

  function moreButton() {
    const button = made("button", "ak-lane-more");
    button.type = "button";
    button.addEventListener("click", () => {
      parts.more.replaceChildren(...button.stands.map((id) => calendar().getEventById(id)).filter(Boolean).map((event) => {
        const line = made("button", "ak-menu-item", `${event.startStr.slice(11, 16)} ${event.title}`);
        line.type = "button";
        line.addEventListener("click", () => { parts.more.hidePopover(); deeds.open(event); });
        return line;
      }));
      parts.more.showPopover();
      const { left, bottom } = button.getBoundingClientRect();
      parts.more.style.left = `${Math.max(8, Math.min(left, innerWidth - parts.more.offsetWidth - 8))}px`;
      parts.more.style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - parts.more.offsetHeight - 8))}px`;
      parts.more.querySelector("button")?.focus();
    });
    return button;
  }

  function fillHead(head, holder, spans) {
    const names = spans.filter(({ event }) => event.extendedProps.is_named_day).map(({ event }) => event.title);
    const shut = spans.filter(({ event }) => event.extendedProps.is_closed).reduce((sum, { from, to }) => sum + to - from, 0);
    const note = names.join(", ") || (shut >= DAY ? say("not_at_work") : "");
    head.querySelector(".ak-swatch").className = `ak-swatch is-${holder.tint}`;
    head.querySelector("b").textContent = holder.name;
    head.querySelector("small").textContent = note;
    head.title = [holder.name, note].filter(Boolean).join("\n");
    head.querySelector("button")?.setAttribute("aria-label", say("plan_for", { name: holder.name }));
  }

  function makeHead() {
    const head = made("div", "ak-lane-head", made("span", "ak-swatch"), made("span", "ak-lane-name", made("b", ""), made("small", "ak-cut")));
    if (!document.getElementById("plan")?.childElementCount) return head;
    const button = made("button", "ak-lane-plan", deeds.icon("plus"));
    button.type = "button";
    button.addEventListener("click", (event) => deeds.choose({ ...freeTime(head.dataset.key), holder: head.dataset.key, jsEvent: event }));
    head.append(button);
    return head;
  }

  /** The next hour of this day in which somebody is at work and has nothing else. */
  function freeTime(id) {
    const spans = of({ id }).filter(({ event }) => event.extendedProps.is_closed || (event.extendedProps.taken && !event.allDay));
    const isFree = (from) => spans.every((one) => one.to <= from || one.from >= from + 60);
    const first = now() > 0 && now() < DAY ? Math.ceil(now() / 30) * 30 : 0;
    let from = first;
    while (from <= DAY - 60 && !isFree(from)) from += 30;
    if (from > DAY - 60) from = Math.min(Math.max(first, 9 * 60), DAY - 60);
    return { from: day + from, to: day + from + 60 };
  }

  function fillDay(lane, holder, spans) {
    keep(lane, spans.filter(({ event }) => event.allDay && !event.extendedProps.is_named_day).map((one) => [one.event.id, () => made("a", ""), (anchor) => fillEntry(anchor, one, holder, "")]));
  }

  function fillChoice(chosen) {
    if (!chosen.some(({ id }) => id === shown)) shown = chosen[0]?.id ?? "";
    keep(parts.choice, chosen.map(({ id, name }) => [id, () => document.createElement("option"), (option) => Object.assign(option, { value: id, textContent: name })]));
    parts.choice.value = shown;
    parts.switcher.hidden = chosen.length < 2;
  }

  function draw() {
    if (!isOn()) return;
    day = minutesOf(calendar().formatIso(calendar().view.currentStart).slice(0, 10));
    const chosen = holders();
    fillChoice(chosen);
    parts.none.hidden = chosen.length > 0;
    parts.scroller.hidden = !chosen.length;
    parts.root.style.setProperty("--lanes", chosen.length);
    const row = (parent, className, make, fill) => {
      keep(parent, [["", () => (parent === parts.hours ? axis() : made("div", "ak-lane-corner"))], ...chosen.map((holder) => [holder.id, () => make?.() ?? made("div", className), (element) => {
        element.classList.toggle("is-shown", holder.id === shown);
        fill(element, holder, spansOf.get(holder.id));
      }])]);
    };
    const spansOf = new Map(chosen.map((holder) => [holder.id, of(holder)]));
    row(parts.heads, "ak-lane-head", makeHead, fillHead);
    row(parts.days, "ak-lane-days", null, fillDay);
    row(parts.hours, "ak-lane", null, (column, holder, spans) => {
      column.dataset.lane = holder.id;
      column.setAttribute("role", "group");
      column.setAttribute("aria-label", holder.name);
      fillColumn(column, holder, spans);
    });
    parts.days.hidden = !parts.days.querySelector("a");
    place.refocus();
    if (!isScrolled && parts.scroller.clientHeight) {
      isScrolled = true;
      parts.scroller.scrollTop = MORNING * HOUR;
    }
  }

  const turnTo = (id) => { shown = id; draw(); };
  parts.choice.addEventListener("change", () => turnTo(parts.choice.value));
  parts.switcher.addEventListener("click", ({ target }) => {
    const step = Number(target.closest("[data-turn]")?.dataset.turn ?? 0);
    const chosen = holders();
    if (step) turnTo(chosen[(chosen.findIndex(({ id }) => id === shown) + step + chosen.length) % chosen.length].id);
  });
  parts.root.addEventListener("click", (event) => {
    const anchor = event.target.closest("[data-entry]");
    if (!anchor || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    deeds.open(calendar().getEventById(anchor.dataset.entry));
  });
  setInterval(() => { if (!place.matches(".is-dragging")) draw(); }, 60_000);

  const api = {
    root: parts.root, scroller: parts.scroller, isOn, draw, holders, part, day: () => day,
    /** Whoever stands so many columns beside somebody; the same where there is nobody. */
    beside: (id, step) => {
      const chosen = holders();
      return chosen[chosen.findIndex((one) => one.id === id) + step] ?? chosen.find((one) => one.id === id);
    },
    turnTo,
    /** Take the focus from an entry to the next of its column, or to the nearest in the column beside. */
    walk(anchor, aside, down) {
      const column = (id) => [...parts.root.querySelectorAll(`[data-of="${id}"]`)];
      if (down) return column(anchor.dataset.of)[column(anchor.dataset.of).indexOf(anchor) + down]?.focus();
      const chosen = holders();
      const near = (one) => Math.abs(one.offsetTop - anchor.offsetTop);
      for (let next = chosen.findIndex(({ id }) => id === anchor.dataset.of) + aside; chosen[next]; next += aside) {
        const [first] = column(chosen[next].id).sort((a, b) => near(a) - near(b));
        if (!first) continue;
        if (!first.checkVisibility()) turnTo(chosen[next].id);
        return first.focus();
      }
    },
    /** Whether somebody has another thing at that time of the day. */
    isTaken: (id, from, to, but) => of({ id }).some((one) => one.event.id !== but && one.event.extendedProps.taken && !one.event.allDay && one.from < to && one.to > from),
    isClosed: (id, from, to) => of({ id }).some((one) => one.event.extendedProps.is_closed && one.from < to && one.to > from),
    label: (from, to) => `${timeOf(from)}–${timeOf(to)}`,
    perMinute: HOUR / 60,
  };
  carry(place, api, deeds);
  return api;
}
