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

/** Whether `answers` (texts by question) fulfil `tree`; no tree is always fulfilled. */
export function holds(tree, answers) {
  if (!tree || !Object.keys(tree).length) return true;
  if (tree.and) return tree.and.every((part) => holds(part, answers));
  if (tree.or) return tree.or.some((part) => holds(part, answers));
  if (tree.not) return !holds(tree.not, answers);
  const values = Array.isArray(tree.value) ? tree.value : [tree.value ?? ""];
  return tests[tree.op ?? "is"](String(answers[tree.field] ?? "").trim(), values.map((one) => String(one).trim()));
}

/** Show the questions that the answers so far bring up; what is not asked is neither required nor sent. */
export function unfold(form) {
  const said = {};
  let open = true;
  let inside = null;
  for (const box of form.querySelectorAll("[data-q]")) {
    const isSection = box.matches("fieldset");
    if (!isSection && inside && !inside.contains(box)) open = true;
    const fits = holds(box.dataset.show ? JSON.parse(box.dataset.show) : null, said);
    if (isSection) { open = fits; inside = box; }
    const shown = open && fits;
    box.hidden = !shown;
    if (isSection) continue;
    for (const input of box.querySelectorAll("input, select, textarea")) {
      input.disabled = !shown;
      if ("required" in box.dataset) input.required = shown;
      if (shown) said[input.name] = input.type === "checkbox" ? (input.checked ? input.value : "") : input.value;
    }
  }
}
