// The columns of a list in an order of one's own: the arrows beside a column move it up or down.
import { onClick } from "./page.js";

onClick("[data-step]", (button) => {
  const item = button.closest("li");
  const isUp = button.dataset.step === "up";
  const other = isUp ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (isUp) other.before(item);
  else other.after(item);
  button.focus();
});
