// Asks for the engine when the first of the page's two large scripts has come, so that the line is never idle until the
// other runs and would ask for it itself; sooner, it would keep the first view waiting.
const parts = ["predict", "fit"];

if (window.top === window && globalThis.PerformanceObserver) {
  const seen = new PerformanceObserver((list) => {
    if (!list.getEntries().some(({ name }) => name.endsWith("/keepfit-playground.js"))) return;
    seen.disconnect();
    // Where both have run by now, the engine is asked for already, and would be fetched twice.
    if (customElements.get("keepfit-playground")) return;
    for (const part of parts) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: `./keepfit-${part}.wasm` });
      document.head.append(link);
    }
  });
  seen.observe({ type: "resource", buffered: true });
}

export {};
