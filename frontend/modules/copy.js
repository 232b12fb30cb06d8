// A button that copies the text beside it; where the browser keeps the clipboard shut, the text is marked for Ctrl C.
import { announce, onClick, say } from "./page.js";

const SAID = 2000;

onClick("[data-copy]", async (button) => {
  const text = button.parentElement.querySelector("code");
  const words = button.querySelector("[data-copy-says]");
  let told = "copied";
  try {
    await navigator.clipboard.writeText(text.textContent);
  } catch {
    getSelection().selectAllChildren(text);
    told = document.execCommand("copy") ? "copied" : "marked";
  }
  const before = words.dataset.before ?? words.textContent;
  Object.assign(words.dataset, { before });
  words.textContent = say(told);
  announce(say(told));
  setTimeout(() => { words.textContent = before; }, SAID);
});
