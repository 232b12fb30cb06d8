// Whether a filter tree holds over the answers of a form: the same question as akrab/features/forms/conditions.py asks.

const fold = (text) => text.toLowerCase();
const number = (text) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null);

function compared(answer, wanted, fits) {
  const [one, other] = [number(answer), number(wanted)];
  if (one !== null && other !== null) return fits(one, other);
  return answer !== "" && fits(answer, wanted);
}

const tests = {
  is: (answer, wanted) => fold(answer) === fold(wanted[0]),
  is_not: (answer, wanted) => fold(answer) !== fold(wanted[0]),
  any_of: (answer, wanted) => wanted.map(fold).includes(fold(answer)),
  none_of: (answer, wanted) => !wanted.map(fold).includes(fold(answer)),
  contains: (answer, wanted) => fold(answer).includes(fold(wanted[0])),
  not_contains: (answer, wanted) => !fold(answer).includes(fold(wanted[0])),
  gte: (answer, wanted) => compared(answer, wanted[0], (one, other) => one >= other),
  lte: (answer, wanted) => compared(answer, wanted[0], (one, other) => one <= other),
  empty: (answer) => answer === "",
  not_empty: (answer) => answer !== "",
};

// True of several choices only if true of each.
const ofAll = new Set(["is_not", "none_of", "not_contains", "empty"]);

/** Whether `answers` (texts by question, a list where several were chosen) fulfil `tree`; no tree is always fulfilled. */
export function holds(tree, answers) {
  if (!tree || !Object.keys(tree).length) return true;
  if (tree.and) return tree.and.every((part) => holds(part, answers));
  if (tree.or) return tree.or.some((part) => holds(part, answers));
  if (tree.not) return !holds(tree.not, answers);
  const values = Array.isArray(tree.value) ? tree.value : [tree.value ?? ""];
  const answer = answers[tree.field] ?? "";
  const given = Array.isArray(answer) && answer.length ? answer : [Array.isArray(answer) ? "" : answer];
  const fits = (one) => tests[tree.op ?? "is"](String(one ?? "").trim(), values.map((each) => String(each).trim()));
  return ofAll.has(tree.op) ? given.every(fits) : given.some(fits);
}

/** What was answered in the box of a question: a text, or the list of what was ticked. */
function answered(box) {
  if ("several" in box.dataset) return [...box.querySelectorAll("input:checked")].map((input) => input.value);
  const input = box.querySelector("input[type=radio], input[type=checkbox]") ? box.querySelector("input:checked") : box.querySelector("input, select, textarea");
  return input?.value ?? "";
}

/** Show the questions that the answers so far bring up; what is not asked is neither required nor sent. */
export function unfold(form) {
  const said = {};
  const heads = { step: { open: true, box: null }, section: { open: true, box: null } };
  for (const box of form.querySelectorAll("[data-q]")) {
    const fits = holds(box.dataset.show ? JSON.parse(box.dataset.show) : null, said);
    for (const head of Object.values(heads)) if (head.box && !head.box.contains(box)) Object.assign(head, { open: true, box: null });
    const shown = fits && heads.step.open && heads.section.open;
    box.toggleAttribute("data-unasked", !shown);
    const head = heads[box.dataset.head];
    if (head) Object.assign(head, { open: fits, box });
    if (box.dataset.head !== "step" || !("stepped" in form.dataset)) box.hidden = !shown;
    if (head) continue;
    for (const input of box.querySelectorAll("input, select, textarea")) {
      input.disabled = !shown;
      if ("required" in box.dataset && !("several" in box.dataset)) input.required = shown;
    }
    if (shown) said[box.dataset.q] = answered(box);
  }
}
