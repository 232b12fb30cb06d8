// The script of every page behind the sign-in: htmx, then one small module a subject. Heavy parts load when a page has them.
import "./ground.js";
import htmx from "htmx.org";
import "./modules/theme.js";
import "./modules/shell.js";
import "./modules/menus.js";
import "./modules/dialogs.js";
import "./modules/forms.js";
import "./modules/suggest.js";
import "./modules/inline.js";
import "./modules/selection.js";
import "./modules/tabs.js";
import "./modules/columns.js";
import "./modules/keyboard.js";
import "./modules/palette.js";
import "./modules/live.js";
import "./modules/line.js";
import "./modules/fullscreen.js";

window.htmx = htmx;
htmx.config.defaultTimeout = 30000;

const lazy = {
  "[data-mentions]": () => import("./modules/mention.js"),
  ".ak-once code": () => import("./modules/copy.js"),
  "[data-order]": () => import("./modules/order.js"),
  "[data-insert]": () => import("./modules/insert.js"),
  "[data-editor]": () => import("./modules/editor.js"),
  ".ak-board": () => import("./modules/board.js"),
  "[data-template], [data-fieldpick]": () => import("./modules/template.js"),
  "[data-guess], [data-add-row]": () => import("./modules/begin.js"),
  "[data-calendar]": () => import("./calendar.js"),
  "[data-planner]": () => import("./planner.js"),
};

/** Load what the page shows and has not loaded yet, and let it draw. */
async function load(root) {
  for (const [selector, fetch] of Object.entries(lazy)) {
    if (root.matches?.(selector) || root.querySelector(selector)) (await fetch()).draw?.(document);
  }
}

// As an app of its own on a telephone or a desktop it says by itself that there is no line; a browser's tab has its browser.
if (matchMedia("(display-mode: standalone)").matches) navigator.serviceWorker?.register("/sw.js");

load(document);
document.addEventListener("htmx:after:settle", (event) => load(event.target));
