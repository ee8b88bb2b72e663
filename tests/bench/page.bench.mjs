// What the page weighs, and how long somebody waits for it with nothing kept from before, at 1.6 Mbit/s and 150 ms, in
// Chromium. The files go over the wire as `npm start` sends them. Needs `npm run build`.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { root } from "../../cpp/toolchain/setup.mjs";
import { buildPacked } from "../../web/build.mjs";
import { servePacked } from "../../web/packed.mjs";
import { filesOf, sumOf, views } from "../../web/views.mjs";

const runs = Number(process.env["KEEPFIT_BENCH_RUNS"] ?? 5);
const web = join(root, "build/web");

/** What somebody waits for: where, until what of it is seen, and how many seconds it may take. */
const visits = [
  {
    title: "The page",
    path: "/",
    seen: { "first view": [".choice", 1.2], "pipeline shown": ["kf-recipe"], fitted: ["[data-metric]", 5] },
  },
  {
    title: "A saved model in a page of its own",
    path: "/saved.html",
    seen: { "model opened": ["kf-step-use"], predicted: ["[data-answer]", 2.5] },
  },
];

for (const view of views) {
  const files = filesOf(view, web);
  console.log(`${view.title}, in bytes (limit ${view.limit.toLocaleString("en")} after gzip)`);
  console.table([...files, { name: "together", ...sumOf(files) }]);
}

// ---- the server ---------------------------------------------------------------------------------------------------

await buildPacked();
const serve = servePacked(web, join(root, "build/packed"));
/** What is not of the build. */
const beside = {
  "/saved.html": `<!doctype html><title>A saved model</title>
    <script type="module" src="./keepfit-model.js"></script>
    <keepfit-model src="./saved.keepfit"></keepfit-model>`,
  "/saved.keepfit": await readFile(join(root, "tests/golden/models/v1/pipeline_penguins_logistic.keepfit")),
};
let sent = 0;
const server = createServer((request, response) => {
  const end = response.end.bind(response);
  response.end = (...parts) => {
    sent += parts[0]?.length ?? 0;
    return end(...parts);
  };
  const { pathname } = new URL(request.url, "http://host");
  if (beside[pathname]) {
    const type = pathname.endsWith(".html") ? "text/html" : "application/octet-stream";
    return response.writeHead(200, { "Content-Type": type }).end(beside[pathname]);
  }
  serve(request, response, () =>
    readFile(join(web, pathname)).then(
      (bytes) => response.writeHead(200).end(bytes),
      () => response.writeHead(404).end(),
    ),
  );
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const address = `http://127.0.0.1:${server.address().port}`;

// ---- the measurement ----------------------------------------------------------------------------------------------

// Runs in the page: when something of it is seen.
const watch = (selectors) => {
  const times = (window.times = {});
  const find = (selector, from = document) => {
    for (const element of from.querySelectorAll("*")) {
      if (element.matches(selector)) return element;
      const inside = element.shadowRoot && find(selector, element.shadowRoot);
      if (inside) return inside;
    }
    return undefined;
  };
  const look = () => {
    for (const [name, selector] of Object.entries(selectors))
      if (!times[name] && (find(selector)?.getBoundingClientRect().height ?? 0) > 0) times[name] = performance.now();
    if (Object.keys(selectors).some((name) => !times[name])) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

/** What was fetched, by the page or by its threads, in milliseconds since `origin`. */
const fetchedBy = () => [
  performance.timeOrigin,
  [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map(
    ({ name, startTime, responseStart, responseEnd, encodedBodySize }) => ({
      name,
      start: startTime,
      first: responseStart,
      end: responseEnd,
      bytes: encodedBodySize,
    }),
  ),
];

async function requestsOf(page) {
  const [origin, own] = await page.evaluate(fetchedBy);
  const all = own.map((each) => ({ ...each, by: "" }));
  for (const worker of page.workers()) {
    const [from, its] = await worker.evaluate(fetchedBy).catch(() => [origin, []]);
    const late = (time) => (time ? time + from - origin : 0);
    for (const each of its)
      all.push({ ...each, start: late(each.start), first: late(each.first), end: late(each.end), by: " (thread)" });
  }
  return all.sort((a, b) => a.start - b.start);
}

const browser = await chromium.launch({
  executablePath: process.env["KEEPFIT_CHROMIUM"] || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});

async function visit({ path, seen }) {
  sent = 0;
  // What is kept for later would be fetched, too, once there is a result.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  const selectors = Object.fromEntries(Object.entries(seen).map(([name, [selector]]) => [name, selector]));
  await page.addInitScript(watch, selectors);
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  await wire.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: 1.6e6 / 8,
    uploadThroughput: 0.75e6 / 8,
  });
  await page.goto(address + path);
  await page.waitForFunction((names) => names.every((name) => window.times[name]), Object.keys(seen), {
    timeout: 120_000,
  });
  const [times, bytes] = [await page.evaluate(() => window.times), sent];
  const requests = await requestsOf(page);
  await context.close();
  return { times, bytes, requests };
}

const seconds = (milliseconds) => (milliseconds / 1000).toFixed(2);
/** A request as a line: asked for, the first byte, the last one. */
function lineOf({ name, start, first, end, bytes, by }, last) {
  const width = 40;
  const at = (time) => Math.min(width, Math.round((time / last) * width));
  const [from, answered] = [at(start), at(first || start)];
  const until = Math.max(at(end || last), answered + 1);
  const bar = `${" ".repeat(from)}${"·".repeat(answered - from)}${"█".repeat(until - answered)}`.padEnd(width + 1);
  const ends = end ? seconds(end) : "    ";
  const path = new URL(name).pathname + by;
  return `  ${seconds(start)} ${ends} ${bytes.toLocaleString("en").padStart(9)} ${bar} ${path}`;
}

for (const one of visits) {
  const all = [];
  for (let run = 0; run < runs; run++) all.push(await visit(one));
  const sorted = (of) => all.map(of).sort((a, b) => a - b);
  const median = (of) => sorted(of)[runs >> 1];
  console.log(`\n${one.title}: nothing kept from before, 1.6 Mbit/s, 150 ms; medians of ${runs}`);
  console.table(
    Object.entries(one.seen).map(([name, [, aim = ""]]) => {
      const of = ({ times }) => times[name];
      const each = sorted(of);
      return { "": name, seconds: seconds(median(of)), aim, from: seconds(each[0]), to: seconds(each.at(-1)) };
    }),
  );
  console.log(`Sent until then: ${median(({ bytes }) => bytes).toLocaleString("en")} bytes. The last visit:`);
  const { times, requests } = all.at(-1);
  const last = Math.max(...Object.values(times));
  for (const request of requests) if (request.start < last) console.log(lineOf(request, last));
}
await browser.close();
server.close();
