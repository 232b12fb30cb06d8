// Menus: the browser's own popovers, placed at the button that opens them and walked with the arrow keys.

const GAP = 4;
const openers = new WeakMap();

function place(menu, opener) {
  const at = opener.getBoundingClientRect();
  const width = menu.offsetWidth;
  const height = menu.offsetHeight;
  const fitsLeft = at.left + width <= innerWidth - 8;
  const below = at.bottom + GAP + height <= innerHeight - 8 || at.top < height + GAP;
  menu.style.left = `${Math.max(8, fitsLeft ? at.left : at.right - width)}px`;
  menu.style.top = `${Math.max(8, below ? Math.min(at.bottom + GAP, innerHeight - height - 8) : at.top - height - GAP)}px`;
}

/** Close the menu an element stands in, giving focus back to its button. */
export function closeMenu(element) {
  const menu = element.closest("[popover]");
  if (!menu?.matches(":popover-open")) return;
  menu.hidePopover();
  openers.get(menu)?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[popovertarget]");
  if (opener) openers.set(document.getElementById(opener.getAttribute("popovertarget")), opener);
}, true);

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".ak-menu")) return;
  const opener = openers.get(menu);
  opener?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState !== "open" || !opener) return;
  place(menu, opener);
  menu.dispatchEvent(new CustomEvent("akrab:open", { bubbles: true }));
  if (menu.matches("[data-fetch]")) window.htmx.trigger(menu, "fetch");
  (menu.querySelector("[autofocus]") ?? menu.querySelector(".ak-menu-item"))?.focus();
}, true);

document.addEventListener("htmx:after:settle", (event) => {
  const menu = event.target.closest?.(".ak-menu:popover-open") ?? event.target.querySelector?.(".ak-menu:popover-open");
  if (menu && openers.get(menu)) place(menu, openers.get(menu));
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".ak-menu:not(.is-panel)");
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  const items = [...menu.querySelectorAll(".ak-menu-item:not([hidden])")];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  items[(next + items.length) % items.length]?.focus();
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const item = event.target.closest(".ak-menu-item");
  if (item && !item.matches("[data-stay], label")) setTimeout(() => closeMenu(item));
});
