// A part of the page over the whole screen, for a wall or a meeting; Escape leaves it, as the browser has it.
import { onClick } from "./page.js";

onClick("[data-fullscreen]", (button) => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.querySelector(button.dataset.fullscreen)?.requestFullscreen?.();
});
