// The calendar of people and resources: entries are moved, made longer and given to somebody by mouse, touch or keys.
import { Calendar } from "fullcalendar";
import dayGrid from "fullcalendar/daygrid";
import interaction from "fullcalendar/interaction";
import list from "fullcalendar/list";
import theme from "fullcalendar/themes/classic";
import timeGrid from "fullcalendar/timegrid";
import htmx from "htmx.org";
import { entries, locales, phone, settle, speak } from "./calendar.js";
import { announce, onClick, say, send } from "./modules/page.js";

const STEP = 15 * 60_000;
const DAY = 24 * 60 * 60_000;
const PATIENCE = 700; // ms after the last key before a walk with the keys is saved
const QUIET = 150;

const shape = () => (phone.matches
  ? { view: "timeGridDay", ways: "timeGridDay,listWeek", start: "prev,next today" }
  : { view: "timeGridWeek", ways: "timeGridDay,timeGridWeek,dayGridMonth,listWeek", start: "prev,next today" });
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
function face(place, { event, timeText }) {
  const { icon: name, kind, who = [], clash = [] } = event.extendedProps;
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
  line("ak-appt-more", [timeText, ...who, clash.length ? say("overlaps") : ""].filter(Boolean).join(" · "));
  box.title = [event.title, timeText, ...who, ...clash].filter(Boolean).join("\n");
  return { domNodes: [box] };
}

/** Move a focused entry with the keys: Shift and arrows for its time, plus and minus for its length. */
function keys(place) {
  let walking = null;
  let timer = 0;
  let last = "";
  place.addEventListener("focusin", ({ target }) => { last = target.closest?.("[data-entry]")?.dataset.entry ?? ""; });
  // Drawing the entries anew takes the focus away from one that was moved: give it back.
  place.refocus = () => {
    if (last && document.activeElement === document.body) place.querySelector(`[data-entry="${last}"]`)?.focus();
  };
  let drawing = 0;
  const show = ({ id, start, end, allDay }) => place.calendar.getEventById(id)?.setDates(start, end, { allDay });
  const keep = () => {
    const { id, before } = walking;
    walking = null;
    const event = place.calendar.getEventById(id);
    if (event) save(event, times(event), () => show(before));
  };
  document.addEventListener("keydown", (pressed) => {
    const anchor = pressed.target.closest?.("[data-entry]");
    const isLost = pressed.target === document.body;
    const event = anchor && place.contains(anchor) ? place.calendar.getEventById(anchor.dataset.entry) : isLost && walking?.event;
    if (!event || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    const step = { ArrowUp: -STEP, ArrowDown: STEP, ArrowLeft: -DAY, ArrowRight: DAY }[pressed.key];
    const longer = { "+": STEP, "-": -STEP }[pressed.key];
    if (!(pressed.shiftKey && step) && !longer) return;
    pressed.preventDefault();
    if (!event.extendedProps.may || (event.allDay && (longer || Math.abs(step) < DAY))) return;
    const { id, allDay, start: from, end: until } = event;
    walking ??= { event, id, allDay, start: from, end: until ?? from, before: { id, allDay, start: from, end: until } };
    if (longer) walking.end = new Date(Math.max(walking.start.getTime() + STEP, walking.end.getTime() + longer));
    else for (const name of ["start", "end"]) walking[name] = new Date(walking[name].getTime() + step);
    const when = place.calendar.formatRange(walking.start, walking.end, { weekday: "long", hour: "2-digit", minute: "2-digit" });
    announce(say("now_at", { title: event.title, when }));
    clearTimeout(drawing);
    drawing = setTimeout(() => {
      if (walking) show(walking);
      requestAnimationFrame(place.refocus);
    }, QUIET / 3);
    clearTimeout(timer);
    timer = setTimeout(keep, PATIENCE);
  });
}

let span = null;

/** Ask what is to be planned in the chosen span, at the place where it was chosen. */
function choose(place, { startStr, start, end, allDay, jsEvent }) {
  span = { start: allDay ? `${startStr}T09:00` : startStr, minutes: allDay ? 60 : Math.max(15, (end - start) / 60_000) };
  const menu = document.getElementById("plan");
  if (!menu?.childElementCount) return;
  menu.showPopover();
  const { clientX = 200, clientY = 200 } = jsEvent ? pointOf(jsEvent) : {};
  menu.style.left = `${Math.max(8, Math.min(clientX, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(clientY, innerHeight - menu.offsetHeight - 8))}px`;
  menu.querySelector("button")?.focus();
}

onClick("[data-plan]", (button) => {
  const address = new URL(button.dataset.plan, location.href);
  if (span) {
    address.searchParams.set(button.dataset.moment, span.start.slice(0, 16));
    if (button.dataset.length) address.searchParams.set(button.dataset.length, `${Math.floor(span.minutes / 60)}:${String(span.minutes % 60).padStart(2, "0")}`);
  }
  const only = [...document.querySelectorAll("[data-planner] input[name=who]:checked")].map((box) => box.value);
  const first = document.querySelector("[data-planner] [data-holder]")?.dataset.holder;
  if (only.length === 1 && only[0] !== first && document.querySelector(`.is-person input[value="${only[0]}"]`)) address.searchParams.set(button.dataset.owner, only[0]);
  htmx.ajax("GET", address.pathname + address.search, { source: document.querySelector("[data-planner]"), target: document.getElementById("dialog") });
  span = null;
});

onClick("[data-planner-people]", (button) => {
  const rail = document.getElementById(button.getAttribute("aria-controls"));
  const open = rail.classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(open));
});

function drawOne(place) {
  const drag = watchDrag(place);
  const grid = place.querySelector("[data-grid]");
  const again = () => requestAnimationFrame(() => {
    speak(grid);
    place.refocus?.();
  });
  place.calendar = new Calendar(grid, {
    plugins: [theme, dayGrid, timeGrid, list, interaction],
    locale: locales[document.documentElement.lang] ?? "en-gb",
    timeZone: place.dataset.zone || "local",
    initialDate: place.dataset.now,
    now: place.dataset.now,
    initialView: shape().view,
    headerToolbar: heads(),
    height: "100%",
    nowIndicator: true,
    firstDay: 1,
    scrollTime: "07:30:00",
    slotDuration: "00:30:00",
    snapDuration: "00:15:00",
    slotEventOverlap: false,
    dayMaxEvents: 4,
    eventMinHeight: 24,
    eventShortHeight: 36,
    selectable: true,
    selectMirror: true,
    longPressDelay: 400,
    editable: true,
    eventResizableFromStart: false,
    ...(place.dataset.hours ? { businessHours: JSON.parse(place.dataset.hours) } : {}),
    events: (range) => entries(asked(place), range),
    eventContent: (info) => face(place, info),
    eventDidMount: ({ el, event }) => { (el.matches("a") ? el : el.querySelector("a") ?? el).dataset.entry = event.id; },
    eventDragStart: drag.start,
    eventDragStop: drag.stop,
    eventDrop: moved,
    eventResize: moved,
    select: (chosen) => choose(place, chosen),
    datesSet: again,
    eventsSet: again,
    eventClick: ({ event, jsEvent }) => {
      jsEvent.preventDefault();
      htmx.ajax("GET", event.extendedProps.address, { source: place, target: document.getElementById("dialog") });
    },
  });
  settle(grid, place.calendar);
  place.calendar.render();
  keys(place);
  place.addEventListener("change", (event) => {
    if (!event.target.matches("input[name=who], input[name=what]")) return;
    const address = asked(place);
    history.replaceState(history.state, "", address.pathname + address.search);
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
/** What others change shows here too, soon and once for many changes. */
document.addEventListener("told", ({ detail }) => {
  for (const place of document.querySelectorAll("[data-planner]")) {
    if (!detail.all && !place.dataset.objects.split(" ").includes(detail.o)) continue;
    clearTimeout(waiting);
    waiting = setTimeout(() => place.calendar?.refetchEvents(), QUIET);
  }
});
