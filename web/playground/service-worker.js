// Keeps the page for visits without a network. With one, everything comes from the network as ever, so nothing is out
// of date; each build brings its own list of files, kept whole or not at all. A newer one waits until no page of this
// one is open, or one asks for it: until then a page finds the scripts of its own version here, where the network has
// others by now. What is large and seldom wanted is kept once somebody has asked for it. The build fills in the constants.
const version = "__VERSION__";
const files = __FILES__;
const askedFor = __ASKED_FOR__.map((file) => new URL(file, location).pathname);

const cacheName = `keepfit-page-${version}`;

addEventListener("install", (event) => {
  const requests = files.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(requests)));
});

addEventListener("message", ({ data }) => {
  if (data === "take over") skipWaiting();
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
  event.respondWith(answer(request));
});

/** What is kept of it; a folder is its page. */
async function keptOf(request) {
  const options = { cacheName, ignoreSearch: true, ignoreVary: true };
  const url = new URL(request.url);
  const page = () => (url.pathname.endsWith("/") ? caches.match(new URL("index.html", url), options) : undefined);
  return (await caches.match(request, options)) ?? page();
}

async function answer(request) {
  const kept = () => keptOf(request);
  try {
    const fresh = await fetch(request);
    if (fresh.status === 200 && askedFor.includes(new URL(request.url).pathname))
      await (await caches.open(cacheName)).put(request, fresh.clone()).catch(() => {});
    return fresh.status === 404 ? ((await kept()) ?? fresh) : fresh;
  } catch (error) {
    const found = await kept();
    if (found) return found;
    throw error;
  }
}
