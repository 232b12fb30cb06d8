// Tabs inside a page (the composer's), by mouse and by arrow keys; what was typed in one stays when another is shown.

function show(tab) {
  const list = tab.closest("[role=tablist]");
  for (const other of list.querySelectorAll("[role=tab]")) {
    const on = other === tab;
    other.setAttribute("aria-selected", String(on));
    other.tabIndex = on ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls"))?.classList.toggle("is-on", on);
  }
  const panel = document.getElementById(tab.getAttribute("aria-controls"));
  if (panel?.matches("[data-fetch]") && !panel.dataset.fetched) {
    panel.dataset.fetched = "1";
    window.htmx.trigger(panel, "fetch");
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  if (tab) show(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
  next.focus();
  show(next);
});
