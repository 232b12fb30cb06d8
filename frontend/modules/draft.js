// What was typed into a public form stays in its tab until it is sent: a reload or a wrong turn costs nothing.
// Nothing leaves the browser; closing the tab forgets it, and so does half an hour: the next to sit here may be another.

const KEY = "submission_key";
const LASTS = 30 * 60 * 1000;

/** Give back what was typed before, unless the server already did, and say so; `cleared` is told when nobody wants it.
 *
 * `sending` says that what is typed is under way, `forget` that it arrived. Given back unchanged, what was under way
 * keeps the key it went with and is made once, though its answer was lost; with the first change it is another sending.
 */
export function drafting(form, cleared) {
  const place = `form:${location.pathname}`;
  const notice = form.querySelector("[data-kept]");
  const own = form.elements[KEY].value;
  const inputs = () => [...form.elements].filter((input) => input.name && !input.closest("[aria-hidden]") && !["hidden", "file", "submit", "button"].includes(input.type));

  function hold(sent = "") {
    const kept = inputs().map((input) => [input.name, input.value, input.matches("[type=radio], [type=checkbox]") ? input.checked : null]);
    try {
      sessionStorage.setItem(place, JSON.stringify({ at: Date.now(), sent, kept }));
    } catch { /* a browser that keeps nothing for a frame */ }
  }

  function forget() {
    try {
      sessionStorage.removeItem(place);
    } catch { /* as above */ }
  }

  function find() {
    try {
      return JSON.parse(sessionStorage.getItem(place) ?? "null");
    } catch {
      return null;
    }
  }

  function give() {
    const said = find();
    if (!said) return;
    if (!(Date.now() - said.at < LASTS)) return forget();
    if (said.sent) lend(said.sent);
    for (const [name, value, checked] of said.kept) {
      const input = inputs().find((one) => one.name === name && (checked === null || one.value === value));
      if (!input) continue;
      if (checked === null) input.value = value;
      else input.checked = checked;
    }
    notice.hidden = !said.kept.some(([, value, checked]) => checked ?? value);
  }

  /** Send with the key of what was under way until something is changed. */
  function lend(key) {
    form.elements[KEY].value = key;
    form.addEventListener("input", () => { form.elements[KEY].value = own; }, { once: true });
  }

  function discard() {
    forget();
    form.reset();
    form.elements[KEY].value = own;
    notice.hidden = true;
    cleared();
  }

  if (!form.querySelector("[aria-invalid=true]")) give();
  form.addEventListener("input", () => hold());
  notice.querySelector("[data-discard]").addEventListener("click", discard);
  return { forget, sending: () => hold(form.elements[KEY].value) };
}
