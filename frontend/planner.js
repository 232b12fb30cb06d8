// The calendar of people and resources: entries are moved, made longer and given to somebody by mouse, touch or keys.
import { Calendar } from "fullcalendar";
import dayGrid from "fullcalendar/daygrid";
import interaction from "fullcalendar/interaction";
import list from "fullcalendar/list";
import theme from "fullcalendar/themes/classic";
import timeGrid from "fullcalendar/timegrid";
import htmx from "htmx.org";
import { crowded, entries, locales, phone, settle, speak } from "./calendar.js";
import { clockOf, lanes, minutesOf } from "./lanes.js";
import { announce, note, onClick, say, send } from "./modules/page.js";
import { toast } from "./modules/toast.js";

const STEP = 15; // minutes
const DAY = 24 * 60;
const PATIENCE = 700; // ms after the last key before a walk with the keys is saved
const QUIET = 150;
const FRAMES = 30; // in which an entry that is drawn anew is waited for
const RETRY = 8000; // ms after an answer that did not come

const shape = () => (phone.matches
  ? { view: "people", ways: "people,listWeek", start: "prev,next today" }
  : { view: "timeGridWeek", ways: "people,timeGridWeek,dayGridMonth,listWeek", start: "prev,next today" });
const heads = () => ({ start: shape().start, center: "title", end: shape().ways });

/** What the address says is shown: whose time, and of which objects. */
function asked(place) {
  const address = new URL(place.dataset.planner, location.href);
  const ticked = (name) => [...place.querySelectorAll(`input[name=${name}]`)];
  address.searchParams.set("who", ticked("who").filter((box) => box.checked).map((box) => box.value).join(",") || "nobody");
  const kinds = ticked("what");
  if (kinds.some((box) => !box.checked)) address.searchParams.set("what", kinds.filter((box) => box.checked).map((box) => box.value).join(",") || "nothing");
  return address;
}

/** Save an entry's new time or holder; where the server refuses or asks back, it returns to its place. */
async function save(event, fields, revert) {
  const refused = () => revert?.();
  document.addEventListener("htmx:response:error", refused, { once: true });
  await send(event.extendedProps.address, fields);
  document.removeEventListener("htmx:response:error", refused);
}

const times = (event) => ({ start: event.startStr, end: event.endStr || "", all_day: event.allDay ? "1" : "0" });
const moved = ({ event, revert }) => save(event, times(event), revert);

const isPerson = (place, id) => Boolean(place.querySelector(`.is-person[data-holder="${id}"]`));

/** What the server is told of a change: another start, another end, and who gets it from whom. */
function fieldsOf(place, event, { start, end, holder, from }) {
  const isInvited = holder && event.extendedProps.guests?.includes(from) && isPerson(place, holder);
  return {
    ...(start ? { start, all_day: event.allDay ? "1" : "0" } : {}),
    ...(end ? { end } : {}),
    ...(holder ? { holder, is_guest: isInvited ? "1" : "0" } : {}),
  };
}

/** How an entry is drawn at this moment, to be drawn so again. */
const standing = (event) => ({ id: event.id, start: event.startStr, end: event.endStr, allDay: event.allDay, holders: event.extendedProps.holders });

function put(place, { id, start, end, allDay, holders }) {
  const event = place.calendar.getEventById(id);
  if (!event) return;
  event.setExtendedProp("holders", holders);
  event.setDates(start, end || null, { allDay });
}

/** Draw a change at once and have it saved; what is refused stands where it stood. */
function change(place, event, wanted) {
  const before = standing(event);
  const fields = fieldsOf(place, event, wanted);
  if (!Object.keys(fields).length) return;
  const by = wanted.start ? minutesOf(wanted.start) - minutesOf(event.startStr) : 0;
  const end = wanted.end ?? (event.endStr && clockOf(minutesOf(event.endStr) + by));
  const swapped = before.holders.map((id) => (id === wanted.from && wanted.holder ? wanted.holder : id));
  if (by || wanted.end || wanted.holder) put(place, { ...before, ...(by || wanted.end ? { start: wanted.start, end } : {}), holders: [...new Set(swapped)] });
  save(event, fields, () => put(place, before));
}

/** The name under the pointer, as long as an entry is dragged over the list of people. */
function holderAt({ clientX, clientY }) {
  return document.elementsFromPoint(clientX, clientY).map((one) => one.closest("[data-holder]")).find(Boolean);
}

function pointOf(event) {
  return event.changedTouches?.[0] ?? event;
}

function watchDrag(place) {
  const mark = (event) => {
    const found = holderAt(pointOf(event));
    for (const row of place.querySelectorAll("[data-holder]")) row.classList.toggle("is-over", row === found);
  };
  return {
    start: () => {
      place.classList.add("is-dragging");
      document.addEventListener("pointermove", mark);
    },
    stop: ({ event, jsEvent }) => {
      document.removeEventListener("pointermove", mark);
      place.classList.remove("is-dragging");
      for (const row of place.querySelectorAll(".is-over")) row.classList.remove("is-over");
      const row = holderAt(pointOf(jsEvent));
      if (row) save(event, { holder: row.dataset.holder });
    },
  };
}

function icon(place, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${place.dataset.sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** One entry: what, when, with whom; an overlap is said in a word, not by colour alone. */
function face(place, { event, timeText, but = "" }) {
  const { icon: name, kind, clash = [], state = "", is_named_day: isDay } = event.extendedProps;
  const who = Object.entries(event.extendedProps.who ?? {}).filter(([id]) => id !== but).map(([, words]) => words);
  if (isDay) return { domNodes: [document.createTextNode(event.title)] };
  if (!name) return { domNodes: [document.createTextNode(timeText)] };
  const box = document.createElement("span");
  box.className = "ak-appt-in";
  const line = (className, ...parts) => {
    const row = document.createElement("span");
    row.className = className;
    row.append(...parts);
    box.append(row);
  };
  const hidden = document.createElement("span");
  hidden.className = "visually-hidden";
  hidden.textContent = `${kind}: `;
  line("ak-appt-title", icon(place, clash.length ? "alert-triangle" : name), hidden, event.title);
  line("ak-appt-more", [state, timeText, ...who, clash.length ? say("overlaps") : ""].filter(Boolean).join(" · "));
  box.title = [event.title, state, timeText, ...who, ...clash].filter(Boolean).join("\n");
  return { domNodes: [box] };
}

/** Keep the focus on the entry that has it, however often it is drawn: an entry is known by its record and column. */
function focus(place) {
  let last = null;
  let tries = 0; // an entry that is drawn is hidden until its place is known, and takes no focus before
  place.addEventListener("focusin", ({ target }) => {
    const anchor = target.closest?.("[data-entry]");
    tries = 0;
    last = anchor ? { ...anchor.dataset } : null;
  });
  place.addEventListener("pointerdown", ({ target }) => { if (!target.closest("[data-entry]")) last = null; });
  place.refocus = () => {
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (!last || !isLost) return;
    const drawn = [...place.querySelectorAll(`[data-entry="${last.entry}"]`)].filter((one) => one.checkVisibility());
    const wanted = drawn.find((one) => one.dataset.of === last.of) ?? drawn[0];
    wanted?.focus({ preventScroll: true });
    if ((!wanted || document.activeElement !== wanted) && (tries += 1) < FRAMES) requestAnimationFrame(place.refocus);
  };
  // An observer is told before the next key is: whether the entry was made anew or only moved among others, none is lost.
  new MutationObserver(place.refocus).observe(place, { childList: true, subtree: true });
  place.follow = (of) => { if (last) last.of = of; };
  document.getElementById("dialog")?.addEventListener("close", place.refocus);
}

/** Move a focused entry with the keys: Shift and arrows for its time and person, plus and minus for its length. */
function keys(place) {
  let timer = 0;
  const keep = (tell = save) => {
    const { id, before, start, end, holder, from, isLonger } = place.walking;
    place.walking = null;
    clearTimeout(timer);
    const event = place.calendar.getEventById(id);
    if (!event) return;
    const isMoved = start !== minutesOf(before.start);
    const clock = (minutes) => clockOf(minutes).slice(0, before.allDay ? 10 : 16);
    const wanted = { ...(isMoved || isLonger ? { start: clock(start) } : {}), ...(isLonger ? { end: clock(end) } : {}), ...(holder === from ? {} : { holder, from }) };
    if (Object.keys(wanted).length) tell(event, fieldsOf(place, event, wanted), () => put(place, before));
  };
  // Who leaves the page while an entry is still on its way wanted it there.
  addEventListener("pagehide", () => { if (place.walking) keep((event, fields) => note(event.extendedProps.address, fields)); });
  const draw = (event) => {
    const { before, start, end, holder, from } = place.walking;
    const clock = (minutes) => clockOf(minutes).slice(0, before.allDay ? 10 : 16);
    place.follow(holder);
    put(place, { ...before, start: clock(start), end: clock(end), holders: [...new Set(before.holders.map((id) => (id === from ? holder : id)))] });
    const at = [place.calendar.formatRange(clock(start), clock(end), before.allDay ? { weekday: "long", day: "numeric", month: "long" } : { weekday: "long", hour: "2-digit", minute: "2-digit" })];
    if (holder) at.push(place.lanes.beside(holder, 0).name);
    announce(say("now_at", { title: event.title, when: at.join(", ") }));
  };
  place.addEventListener("keydown", (pressed) => {
    const anchor = pressed.target.closest?.("[data-entry]");
    const event = anchor && place.calendar.getEventById(anchor.dataset.entry);
    if (!event || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    const isLane = place.lanes.isOn();
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[pressed.key];
    const down = { ArrowUp: -1, ArrowDown: 1 }[pressed.key];
    const longer = { "+": STEP, "-": -STEP }[pressed.key];
    if (isLane && !pressed.shiftKey && (aside || down)) {
      pressed.preventDefault();
      return place.lanes.walk(anchor, aside, down);
    }
    if (!(pressed.shiftKey && (aside || down)) && !longer) return;
    pressed.preventDefault();
    if (!event.extendedProps.may || (event.allDay && (longer || down)) || (longer && !event.durationEditable)) return;
    const before = standing(event);
    const from = isLane ? anchor.dataset.of : "";
    const walking = place.walking ??= { id: event.id, before, from, holder: from, start: minutesOf(before.start), end: minutesOf(before.end || before.start) };
    if (longer) Object.assign(walking, { isLonger: true, end: Math.max(walking.start + STEP, walking.end + longer) });
    else if (aside && isLane) walking.holder = place.lanes.beside(walking.holder, aside).id;
    else for (const name of ["start", "end"]) walking[name] += aside ? aside * DAY : down * STEP;
    draw(event);
    clearTimeout(timer);
    timer = setTimeout(() => keep(), PATIENCE);
  });
}

let span = null;

/** Ask what is to be planned in the chosen span, for whom, at the place where it was chosen. */
function choose({ from, to, holder, jsEvent }) {
  span = { start: clockOf(from), minutes: Math.max(STEP, to - from), holder };
  const menu = document.getElementById("plan");
  if (!menu?.childElementCount) return;
  menu.showPopover();
  const { clientX, clientY } = jsEvent ? pointOf(jsEvent) : {};
  menu.style.left = `${Math.max(8, Math.min(clientX || 200, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(clientY || 200, innerHeight - menu.offsetHeight - 8))}px`;
  menu.querySelector("button")?.focus();
}

const chosen = ({ startStr, endStr, allDay, jsEvent }) => {
  const from = minutesOf(startStr) + (allDay ? 9 * 60 : 0);
  choose({ from, to: allDay ? from + 60 : minutesOf(endStr), jsEvent });
};

onClick("[data-plan]", (button) => {
  const address = new URL(button.dataset.plan, location.href);
  const place = document.querySelector("[data-planner]");
  if (span) {
    address.searchParams.set(button.dataset.moment, span.start);
    if (button.dataset.length) address.searchParams.set(button.dataset.length, `${Math.floor(span.minutes / 60)}:${String(span.minutes % 60).padStart(2, "0")}`);
  }
  const only = [...place.querySelectorAll("input[name=who]:checked")].map((box) => box.value);
  const holder = span?.holder ?? (only.length === 1 ? only[0] : "");
  const name = isPerson(place, holder) ? button.dataset.owner : button.dataset.thing;
  if (holder && name) address.searchParams.set(name, holder);
  htmx.ajax("GET", address.pathname + address.search, { source: place, target: document.getElementById("dialog") });
  span = null;
});

onClick("[data-planner-people]", (button) => {
  const rail = document.getElementById(button.getAttribute("aria-controls"));
  const open = rail.classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(open));
});

/** Whose time is shown, which day and how stand in the address, so that a page loaded again or sent on shows the same. */
function keepAddress(place, view) {
  const address = asked(place);
  const said = new URLSearchParams(location.search);
  if (!said.has("who") && !place.hasTicked) address.searchParams.delete("who");
  address.searchParams.set("view", view.type);
  address.searchParams.set("day", view.calendar.formatIso(view.calendar.getDate()).slice(0, 10));
  history.replaceState(history.state, "", address.pathname + address.search);
}

function drawOne(place) {
  const drag = watchDrag(place);
  const grid = place.querySelector("[data-grid]");
  const open = (event) => event.extendedProps.address && htmx.ajax("GET", event.extendedProps.address, { source: place, target: document.getElementById("dialog") });
  focus(place);
  place.lanes = lanes(place, {
    open, choose, face: (info) => face(place, info), icon: (name) => icon(place, name), change: (event, wanted) => change(place, event, wanted),
  });
  const again = () => {
    place.lanes.draw();
    requestAnimationFrame(() => speak(grid));
  };
  const here = new URLSearchParams(location.search);
  place.calendar = new Calendar(grid, {
    plugins: [theme, dayGrid, timeGrid, list, interaction],
    locale: locales[document.documentElement.lang] ?? "en-gb",
    timeZone: place.dataset.zone || "local",
    initialDate: /^(19|20|21)\d\d-\d\d-\d\d$/.test(here.get("day")) ? here.get("day") : place.dataset.now,
    now: place.dataset.now,
    initialView: shape().ways.split(",").includes(here.get("view")) ? here.get("view") : shape().view,
    views: { people: { duration: { days: 1 }, class: "ak-people-view", titleFormat: { weekday: "short", day: "numeric", month: "long", year: "numeric" }, content: () => ({ domNodes: [place.lanes.root] }) } },
    validRange: { start: "1900-01-01", end: "2200-01-01" },
    toolbarTitleClass: "ak-calendar-title",
    lazyFetching: false,
    loading: (isLoading) => {
      place.classList.toggle("is-loading", isLoading);
      place.setAttribute("aria-busy", String(isLoading));
    },
    eventSourceFailure: () => {
      toast({ text: say("calendar_stale"), tone: "late" });
      setTimeout(() => fetchAgain(place), RETRY);
    },
    headerToolbar: heads(),
    height: "100%",
    nowIndicator: true,
    firstDay: 1,
    scrollTime: "07:30:00",
    slotDuration: "00:30:00",
    snapDuration: "00:15:00",
    ...crowded(),
    selectable: true,
    selectMirror: true,
    longPressDelay: 400,
    editable: true,
    eventResizableFromStart: false,
    events: async (range) => {
      const found = await entries(asked(place), range);
      if (found.isCut) toast({ text: say("calendar_cut") });
      return found;
    },
    eventContent: (info) => face(place, info),
    eventDidMount: ({ el, event }) => {
      if (!event.extendedProps.address) return;
      (el.matches("a") ? el : el.querySelector("a") ?? el).dataset.entry = event.id;
    },
    eventDragStart: drag.start,
    eventDragStop: drag.stop,
    eventDrop: moved,
    eventResize: moved,
    select: chosen,
    datesSet: ({ view }) => {
      keepAddress(place, view);
      again();
    },
    eventsSet: again,
    eventClick: ({ event, jsEvent }) => {
      jsEvent.preventDefault();
      open(event);
    },
  });
  settle(grid, place.calendar);
  place.calendar.render();
  keys(place);
  place.addEventListener("change", (event) => {
    if (!event.target.matches("input[name=who], input[name=what]")) return;
    place.hasTicked = true;
    keepAddress(place, place.calendar.view);
    place.lanes.draw();
    place.calendar.refetchEvents();
  });
}

export function draw(root) {
  for (const place of root.querySelectorAll("[data-planner]")) if (!place.calendar) drawOne(place);
}

phone.addEventListener("change", () => document.querySelectorAll("[data-planner]").forEach(({ calendar }) => {
  calendar?.setOption("headerToolbar", heads());
  calendar?.changeView(shape().view);
}));

let waiting = 0;
/** Fetch what is shown, but not under the hands of somebody who is moving an entry. */
function fetchAgain(place) {
  clearTimeout(waiting);
  if (place.walking || place.matches(".is-dragging")) waiting = setTimeout(() => fetchAgain(place), PATIENCE);
  else place.calendar?.refetchEvents();
}

/** What others change shows here too, soon and once for many changes. */
document.addEventListener("told", ({ detail }) => {
  for (const place of document.querySelectorAll("[data-planner]")) {
    if (!detail.all && !place.dataset.objects.split(" ").includes(detail.o)) continue;
    clearTimeout(waiting);
    waiting = setTimeout(() => fetchAgain(place), QUIET);
  }
});
