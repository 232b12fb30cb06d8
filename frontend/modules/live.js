// What others do shows here without a reload: one stream a browser, shared by its tabs, and parts that fetch themselves anew.
import { refresh } from "./page.js";

const workspace = document.body.dataset.workspace;
const QUIET = 120;
const KEPT = 100; // changes that the tab with the stream remembers for tabs that are still loading
const waiting = new Map();

/** Whether a part of the page, by its `data-live` words (`object`, `object:id` or `*`), is about this change. */
function concerns(element, { o: object, r: record }) {
  const words = element.dataset.live.split(" ");
  return words.includes("*") || words.includes(object) || words.includes(`${object}:${record}`);
}

/** Somebody is at work in this part, so it must not change under their hands. */
function isBusy(element) {
  return Boolean(
    element.querySelector("form.ak-inline, .is-drag, .is-lifted, .sortable-chosen, .is-refused, tbody .ak-check:checked")
      || element.dataset.more
      || (element.contains(document.activeElement)
        && document.activeElement.matches("input:not([type=checkbox], [type=radio]), textarea, select")
        && !document.activeElement.closest("[hx-morph-skip]")),
  );
}

async function renew(id) {
  waiting.delete(id);
  const element = document.getElementById(id); // which may have taken another's place since
  if (!element) return;
  if (document.hidden) { element.dataset.stale = "1"; return; }
  if (element.matches(".htmx-request") || element.querySelector(".is-saving")) { later(element); return; }
  const news = document.getElementById("news");
  if (isBusy(element)) { if (news) news.hidden = false; return; }
  await refresh(element.dataset.liveWhole ?? `#${element.id}`, element.dataset.liveFrom ?? location.href);
}

/** Somebody began to work in a part while it was asked for anew: what came stays out, and the page says so. */
document.addEventListener("htmx:before:swap", (event) => {
  const { sourceElement, target } = event.detail.ctx;
  if (sourceElement !== target || !target?.matches?.("[data-live]") || !isBusy(target)) return;
  event.preventDefault();
  const news = document.getElementById("news");
  if (news) news.hidden = false;
});

function later(element) {
  clearTimeout(waiting.get(element.id));
  waiting.set(element.id, setTimeout(() => renew(element.id), QUIET));
}

function told(change) {
  document.dispatchEvent(new CustomEvent("told", { detail: change }));
  for (const element of document.querySelectorAll("[data-live]")) {
    if (change.all || concerns(element, change)) later(element);
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("[data-live][data-stale]")) {
    delete element.dataset.stale;
    later(element);
  }
});

document.addEventListener("changed", (event) => told(event.detail.all ? { all: true } : { o: event.detail.o, r: event.detail.r }));
document.getElementById("news")?.addEventListener("click", (event) => {
  event.currentTarget.hidden = true;
  refresh("#main");
});

/** Open the stream and hand what it says to `tell`, from when this page was asked for; the browser reconnects by itself. */
function listen(tell) {
  const stream = new EventSource(`/events?w=${encodeURIComponent(workspace)}&ago=${Math.round(performance.now())}`);
  let lost = false;
  stream.addEventListener("live", (event) => tell(JSON.parse(event.data)));
  stream.addEventListener("reload", () => tell({ all: true }));
  stream.addEventListener("error", () => { lost = true; });
  stream.addEventListener("open", () => {
    if (lost) tell({ all: true });
    lost = false;
  });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

/** One tab of the browser holds the stream and tells the others; when it goes, the next one takes over. */
function share() {
  const channel = new BroadcastChannel(`akrab-live-${workspace}`);
  const recent = [];
  channel.addEventListener("message", ({ data }) => {
    if (!data.since) told(data);
    else for (const { at, change } of recent) if (at >= data.since) channel.postMessage(change);
  });
  channel.postMessage({ since: performance.timeOrigin });
  navigator.locks.request(`akrab-live-${workspace}`, () => {
    listen((change) => {
      told(change);
      channel.postMessage(change);
      recent.push({ at: performance.timeOrigin + performance.now(), change });
      recent.splice(0, recent.length - KEPT);
    });
    return new Promise(() => {});
  });
}

if (workspace && "EventSource" in window) {
  if (navigator.locks && "BroadcastChannel" in window) share();
  else listen(told);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
