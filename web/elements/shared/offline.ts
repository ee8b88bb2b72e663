/**
 * Lets the page work without a network later. Where pages may have no service worker (no secure context), and in a
 * frame of another page, nothing is installed, and it works all the same with a network.
 *
 * @param from  What is waited for: what is kept for later takes nothing from what is needed now.
 * @param newer  Told where a newer version is kept and waits; what it is given lets that take over.
 */
export async function keepOffline(
  worker: URL,
  { from, newer }: { from?: Promise<unknown>; newer?: (takeOver: () => void) => void } = {},
): Promise<void> {
  if (window.top !== window || !import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  await (from ?? new Promise((done) => addEventListener("load", done, { once: true })));
  const registration = await navigator.serviceWorker.register(worker).catch(() => undefined);
  if (!registration || !newer) return;
  const look = () => {
    const { waiting } = registration;
    if (!waiting || !navigator.serviceWorker.controller) return;
    newer(() => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting.postMessage("take over");
    });
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  look();
  // A page stays open for days.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void registration.update().catch(() => {});
  });
}
