// The calendar of any object with a date: FullCalendar in our colours; entries are dragged to another day or hour.
import { Calendar } from "fullcalendar";
import dayGrid from "fullcalendar/daygrid";
import interaction from "fullcalendar/interaction";
import list from "fullcalendar/list";
import id from "fullcalendar/locales/id";
import ms from "fullcalendar/locales/ms";
import vi from "fullcalendar/locales/vi";
import zh from "fullcalendar/locales/zh-cn";
import theme from "fullcalendar/themes/classic";
import timeGrid from "fullcalendar/timegrid";
import { base, send } from "./modules/page.js";

export const locales = { id, ms, vi, "zh-hans": zh };
export const phone = matchMedia("(max-width: 640px)");

/** What fits the width: hours side by side need room, a list of days does not. */
const shape = () => (phone.matches ? { view: "listWeek", ways: "listWeek,dayGridMonth" } : { view: "timeGridWeek", ways: "timeGridWeek,dayGridMonth,listWeek" });
const heads = () => ({ start: "prev,next today", center: "title", end: shape().ways });

/** What stands beside each other in hours: no more than can be read and pressed; the rest is a number with a column of its own. */
export const crowded = () => ({
  slotEventOverlap: false,
  dayMaxEvents: 4,
  eventMaxStack: innerWidth < 1600 ? 2 : 3,
  eventMinHeight: 24,
  eventShortHeight: 36,
  columnMoreLinkClass: "ak-appt-beside",
});

export async function entries(address, { startStr, endStr }) {
  const asked = new URL(address, location.href);
  asked.searchParams.set("start", startStr);
  asked.searchParams.set("end", endStr);
  const answer = await fetch(asked, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return Object.assign(await answer.json(), { isCut: answer.headers.has("Akrab-Cut") });
}

/** Save where an entry was dragged; the server's refusal puts it back. */
async function moved({ event, revert }) {
  const refused = () => revert();
  document.addEventListener("htmx:response:error", refused, { once: true });
  await send(`${event.extendedProps.address}/edit/${event.extendedProps.field}`, { value: event.startStr, in: "calendar" });
  document.removeEventListener("htmx:response:error", refused);
}

/** Let screen readers hear what is to be seen: day names in the heads, the words on the buttons. */
export function speak(place) {
  for (const hidden of place.querySelectorAll("[role=columnheader] [aria-hidden]")) hidden.removeAttribute("aria-hidden");
  for (const button of place.querySelectorAll("button")) {
    const words = button.textContent.trim();
    if (words && !button.getAttribute("aria-label")?.includes(words)) button.setAttribute("aria-label", words);
  }
  const entries = [...place.querySelectorAll("a[role=listitem]")];
  for (const item of new Set([...entries, ...entries.map((entry) => entry.closest("[role=list]"))])) item?.removeAttribute("role");
  for (const cell of place.querySelectorAll("[role=gridcell][aria-label]")) {
    if (cell.textContent.trim()) cell.removeAttribute("aria-label");
  }
  for (const head of place.querySelectorAll("[role=rowheader]:empty")) {
    const words = document.createElement("span");
    words.className = "visually-hidden";
    words.textContent = head.getAttribute("aria-label");
    head.append(words);
  }
}

/** What an entry says: its title first, then its time. */
function face({ event, timeText }) {
  const box = document.createElement("span");
  box.className = "ak-appt-in";
  for (const [className, words] of [["ak-appt-title", event.title], ["ak-appt-more", timeText]]) {
    const row = document.createElement("span");
    row.className = className;
    row.textContent = words;
    box.append(row);
  }
  box.title = [event.title, timeText].filter(Boolean).join("\n");
  return { domNodes: [box] };
}

/** Show a calendar once its grid stands where it stays; what comes before would be seen jumping. */
export function settle(place, calendar) {
  place.classList.add("is-drawing");
  const show = () => requestAnimationFrame(() => requestAnimationFrame(() => place.classList.remove("is-drawing")));
  calendar.on("loading", (isLoading) => isLoading || show());
  setTimeout(show, 800);
}

function drawOne(place) {
  place.calendar = new Calendar(place, {
    plugins: [theme, dayGrid, timeGrid, list, interaction],
    locale: locales[document.documentElement.lang] ?? "en-gb",
    timeZone: place.dataset.zone || "local",
    initialDate: place.dataset.today || undefined,
    now: place.dataset.today || undefined,
    initialView: shape().view,
    headerToolbar: heads(),
    height: "100%",
    nowIndicator: true,
    firstDay: 1,
    scrollTime: "08:00:00",
    ...crowded(),
    editable: place.dataset.editable === "1",
    eventDurationEditable: false,
    eventClass: "ak-appt is-p1",
    eventContent: face,
    events: (range) => entries(place.dataset.calendar, range),
    eventDrop: moved,
    datesSet: () => requestAnimationFrame(() => speak(place)),
    eventsSet: () => requestAnimationFrame(() => speak(place)),
    eventClick: ({ event, jsEvent }) => {
      jsEvent.preventDefault();
      location.assign(event.url || base);
    },
  });
  settle(place, place.calendar);
  place.calendar.render();
}

export function draw(root) {
  for (const place of root.querySelectorAll("[data-calendar]")) if (!place.calendar) drawOne(place);
}

/** A window made narrow, or a phone turned, shows what fits it now. */
phone.addEventListener("change", () => document.querySelectorAll("[data-calendar]").forEach(({ calendar }) => {
  calendar?.setOption("headerToolbar", heads());
  if (calendar && calendar.view.type !== "dayGridMonth") calendar.changeView(shape().view);
}));

document.addEventListener("changed", () => document.querySelectorAll("[data-calendar]").forEach((place) => place.calendar?.refetchEvents()));
