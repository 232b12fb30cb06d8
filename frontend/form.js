// The script of pages that stand alone (sign-in, joining, public forms): small, and every page works without it.
import "./modules/once.js";

const lazy = {
  "[data-passkey]": () => import("./modules/passkeys.js"),
  "[data-public], [data-embedded]": () => import("./modules/public.js"),
};

for (const [selector, fetch] of Object.entries(lazy)) if (document.querySelector(selector)) fetch();

// A choice of language takes effect at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form?.requestSubmit();
});

// A demo fills the sign-in for whoever is chosen.
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-fill]");
  if (!chosen) return;
  document.getElementById(chosen.dataset.fill).value = chosen.dataset.with;
  const too = document.getElementById(chosen.dataset.fillToo);
  if (!too) return;
  too.value = chosen.dataset.withToo;
  too.form.requestSubmit();
});
