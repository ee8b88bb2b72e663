// Keeps the page for visits without a network. With one, everything comes from the network as ever, so nothing is out
// of date; each build brings its own list of files, kept whole or not at all. The build fills in both constants.
const version = "__VERSION__";
const files = __FILES__;

const cacheName = `keepfit-page-${version}`;

addEventListener("install", (event) => {
  const requests = files.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(requests))
      .then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("keepfit-page-") && name !== cacheName;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(fetch(request).catch((error) => kept(request, error)));
});

async function kept(request, error) {
  const found = await caches.match(request, { cacheName, ignoreSearch: true, ignoreVary: true });
  if (found) return found;
  throw error;
}
