// A form of several pages: one at a time, each looked at before the next opens. Without this script it is one long form.

/** Give a form that has pages its way through them; null for one that has a single page.
 *
 * `check(step)` promises whether the server finds nothing wrong with a page; `moved(step)` is told of each page reached;
 * `goes` says that the browser's own Back goes a page back, `isTried` that the form is only looked at: nothing is asked;
 * `at` is the place of the page to begin with, among all.
 */
export function stepping(form, { check = async () => true, moved = () => {}, goes = false, isTried = false, at: first = 0 } = {}) {
  const steps = [...form.querySelectorAll('[data-head="step"]')];
  if (steps.length < 2) return null;
  const bar = form.querySelector("[data-progress]");
  const told = bar.querySelector("[data-progress-said]");
  const [back, next, send] = ["back", "next", "send"].map((name) => form.querySelector(`[data-${name}]`));
  let now = null;
  let busy = false;
  let isGoing = false; // a way back through the browser's history was asked for, and is under way
  let depth = 0; // pages behind this one in the browser's history
  form.dataset.stepped = "";
  form.noValidate = true;
  bar.hidden = false;

  const asked = () => steps.filter((step) => !("unasked" in step.dataset));
  /** The pages behind this one in the browser's history, each by its place among all. */
  const behind = () => history.state?.behind ?? [];

  function show(step) {
    now = step;
    const all = asked();
    const place = all.indexOf(step);
    for (const one of steps) one.hidden = one !== step;
    told.textContent = form.dataset.sayStep.replace("{at}", place + 1).replace("{all}", all.length);
    Object.assign(bar.querySelector("progress"), { value: place + 1, max: all.length });
    back.hidden = place === 0;
    next.hidden = place === all.length - 1;
    send.hidden = !next.hidden;
    const open = steps.indexOf(step);
    if (goes && history.state?.step !== open) history.replaceState({ step: open, behind: behind() }, "");
    depth = behind().length;
  }

  /** Open a page for somebody: its heading is read out and stands at the top. */
  function open(step) {
    show(step);
    (step.querySelector(":scope > legend") ?? told).focus({ preventScroll: true });
    if (form.getBoundingClientRect().top < 0) form.scrollIntoView();
  }

  /** The first input of a page that the browser itself finds wrong. */
  const flaw = (step) => [...step.elements].find((input) => input.willValidate && !input.checkValidity());

  function isGood(step) {
    const wrong = isTried ? null : flaw(step);
    if (!wrong) return true;
    if (step !== now) open(step);
    wrong.reportValidity();
    return false;
  }

  async function forward() {
    if (busy || !isGood(now)) return;
    const from = now;
    busy = true;
    next.setAttribute("aria-disabled", "true");
    const isRight = await check(from);
    next.removeAttribute("aria-disabled");
    busy = false;
    const all = asked();
    const to = all[all.indexOf(from) + 1];
    if (!isRight || !to || isGoing || now !== from) return; // whoever went back meanwhile stays there
    if (goes) history.pushState({ step: steps.indexOf(to), behind: [...behind(), steps.indexOf(from)] }, "");
    open(to);
    moved(to);
  }

  function backward() {
    if (isGoing) return;
    const all = asked();
    const to = all[Math.max(0, all.indexOf(now) - 1)];
    const place = behind().lastIndexOf(steps.indexOf(to));
    isGoing = place >= 0;
    if (isGoing) history.go(place - depth);
    else open(to);
  }

  /** Open the page that the browser's history came to; what is open already, or not asked any more, is passed by. */
  function arrived({ state }) {
    if (!form.isConnected) return removeEventListener("popstate", arrived);
    isGoing = false;
    if (!state?.behind) return;
    const isBack = state.behind.length < depth;
    depth = state.behind.length;
    const all = asked();
    const to = steps[state.step];
    const isPassed = to === now || !all.includes(to);
    if (isPassed && isBack && depth) return history.back();
    open(isPassed ? now : all.slice(0, all.indexOf(to)).find(flaw) ?? to);
  }

  next.addEventListener("click", forward);
  back.addEventListener("click", backward);
  if (goes) addEventListener("popstate", arrived);
  const start = asked().includes(steps[first]) ? steps[first] : asked()[0];
  const before = asked().slice(0, asked().indexOf(start));
  show((isTried ? null : before.find(flaw)) ?? start);

  return {
    /** Draw again after answers brought pages up or took them away. */
    renew: () => show(asked().includes(now) ? now : asked()[0]),
    /** Whether this sending may go: Enter on an earlier page opens the next one, and what is missing is shown. */
    ends() {
      if (next.hidden) return asked().every(isGood);
      forward();
      return false;
    },
    /** Open the page that holds this input. */
    reveal(input) {
      const step = steps.find((one) => one.contains(input));
      if (step && step !== now) open(step);
    },
    /** The place of the open page among all, asked or not. */
    get at() { return steps.indexOf(now); },
  };
}

/** Let a group of ticks that must have one insist on it, and offer to take back what was picked of buttons. */
export function picking(form) {
  for (const box of form.querySelectorAll("[data-pick]")) {
    const inputs = [...box.querySelectorAll("input")];
    const some = inputs.some((input) => input.checked);
    if ("several" in box.dataset) {
      inputs[0]?.setCustomValidity("required" in box.dataset && !some && !inputs[0].disabled ? form.dataset.sayTick : "");
      continue;
    }
    const none = box.querySelector("[data-unpick]");
    if (none) none.hidden = !some;
  }
}

/** Take back what was picked of buttons. */
export function unpick(event) {
  const button = event.target.closest("[data-unpick]");
  if (!button) return;
  const inputs = [...button.closest("[data-pick]").querySelectorAll("input")];
  const was = inputs.find((input) => input.checked) ?? inputs[0];
  was.checked = false;
  was.focus();
  was.dispatchEvent(new Event("input", { bubbles: true }));
}
