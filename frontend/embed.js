// Puts a form into another website: an <iframe> where the script stands, as tall as what is in it. No cookie, no style
// in the page, nothing that a strict Content-Security-Policy forbids; it asks for script-src and frame-src alone.
//
//   <script src="https://crm.example/f/embed.js" data-form="measurement" async></script>
(() => {
  const script = document.currentScript;
  const at = new URL(script.src).origin;

  /** What the page's own address says of where the visitor came from. */
  function asked() {
    const given = new URLSearchParams(location.search);
    given.set("embed", "1");
    given.set("akrab_page", location.href.split("#")[0].slice(0, 500));
    if (document.referrer) given.set("akrab_referrer", document.referrer.slice(0, 300));
    if (script.dataset.lang) given.set("lang", script.dataset.lang);
    return given;
  }

  const frame = document.createElement("iframe");
  frame.src = `${at}/f/${encodeURIComponent(script.dataset.form)}?${asked()}`;
  frame.title = script.dataset.title ?? script.dataset.form;
  frame.loading = "lazy";
  Object.assign(frame.style, { display: "block", width: "100%", border: "0", height: "480px" });
  addEventListener("message", ({ data, origin, source }) => {
    if (origin === at && source === frame.contentWindow && data?.akrab === "height") frame.style.height = `${data.height}px`;
  });
  const place = script.dataset.into ? document.querySelector(script.dataset.into) : null;
  place ? place.append(frame) : script.after(frame);
})();
