// A picker that puts a path in braces into the text that was written in last.
let last = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea, input[type=text], input:not([type])")) last = event.target;
});

document.addEventListener("change", (event) => {
  const picker = event.target.closest("[data-insert]");
  if (!picker || !picker.value) return;
  const form = picker.closest("form");
  const field = last && form.contains(last) ? last : form.querySelector(".ak-native textarea, .ak-native input.form-control, .ak-name-value input[name='s-value']");
  if (field) {
    field.setRangeText(`{${picker.value}}`, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, "end");
    field.focus();
  }
  picker.value = "";
});

/** Nothing to draw: the listeners above serve every picker. */
export function draw() {}
