// What was typed into a public form stays in its tab until it is sent: a reload or a wrong turn costs nothing.
// Nothing leaves the browser, and closing the tab forgets it.

const KEY = "submission_key";

/** Give back what was typed before, unless the server already did; `forget` once it is sent. */
export function drafting(form) {
  const place = `form:${location.pathname}`;
  const inputs = () => [...form.elements].filter((input) => input.name && !input.closest("[aria-hidden]") && !["hidden", "file", "submit", "button"].includes(input.type));

  function hold() {
    const kept = inputs().map((input) => [input.name, input.value, input.matches("[type=radio], [type=checkbox]") ? input.checked : null]);
    try {
      sessionStorage.setItem(place, JSON.stringify({ key: form.elements[KEY].value, kept }));
    } catch { /* a browser that keeps nothing for a frame */ }
  }

  function give() {
    let said = null;
    try {
      said = JSON.parse(sessionStorage.getItem(place) ?? "null");
    } catch { return; }
    if (!said) return;
    form.elements[KEY].value = said.key;
    for (const [name, value, checked] of said.kept) {
      const input = inputs().find((one) => one.name === name && (checked === null || one.value === value));
      if (!input) continue;
      if (checked === null) input.value = value;
      else input.checked = checked;
    }
  }

  if (!form.querySelector("[aria-invalid=true]")) give();
  form.addEventListener("input", hold);
  return { forget() { try { sessionStorage.removeItem(place); } catch { /* as above */ } } };
}
