// The line: says when it is down or slow, and that what was typed is still here.
import { say } from "./page.js";

const SLOW = 4000;
const notice = document.getElementById("line");
const timers = new Map();
let unanswered = null; // the form that got no answer: the answers of others don't take back what was said of it

/** Say it above the page, and again in the dialog that covers the page. */
export function show(text) {
  if (!notice) return;
  notice.querySelector("[data-text]").textContent = text;
  notice.hidden = false;
  document.getElementById("line-above")?.remove();
  const above = notice.cloneNode(true);
  above.id = "line-above";
  document.querySelector("dialog[open]:not(#help) header")?.after(above);
}

function hide() {
  if (!notice || !navigator.onLine) return;
  notice.hidden = true;
  document.getElementById("line-above")?.remove();
}

addEventListener("offline", () => show(say("offline")));
addEventListener("online", hide);
if (!navigator.onLine) show(say("offline"));

document.addEventListener("htmx:before:request", (event) => {
  timers.set(event.detail.ctx, setTimeout(() => show(say("slow")), SLOW));
});
document.addEventListener("htmx:finally:request", (event) => {
  clearTimeout(timers.get(event.detail.ctx));
  timers.delete(event.detail.ctx);
  const { response, sourceElement } = event.detail.ctx;
  if (!response || response.status === 401 || (unanswered?.isConnected && unanswered !== sourceElement.closest("form"))) return;
  unanswered = null;
  hide();
});
document.addEventListener("htmx:error", (event) => {
  const { ctx } = event.detail;
  if (!ctx || ctx.response) return;
  unanswered = ctx.sourceElement.closest("form");
  show(say("no_answer"));
});
