// What the page has and an embedded playground has not: the gallery, and that it works without a network later.
import "../elements/keepfit-playground.js";

if (window.top === window) {
  document.querySelector("keepfit-playground")?.toggleAttribute("gallery", true);
  // Where pages may have no service worker (no secure context), this one works all the same, with a network.
  if (import.meta.env.PROD && "serviceWorker" in navigator)
    addEventListener("load", () => void navigator.serviceWorker.register("./service-worker.js").catch(() => {}));
}
