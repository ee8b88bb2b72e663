// How the page keeps up while a hyperparameter is dragged: 200 points of two moons, in one view, in Chromium. A frame
// here is a result: metrics, pictures and the boxes of the pipeline drawn anew. Needs `npm run build`.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../..", import.meta.url));
const seconds = Number(process.env["KEEPFIT_BENCH_SECONDS"] ?? 4);

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://host");
  try {
    const body = await readFile(join(root, "build/web", pathname === "/" ? "index.html" : pathname));
    response.writeHead(200, { "Content-Type": types[extname(pathname || ".html")] ?? "text/html" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const { port } = server.address();

/** What is dragged, and from where to where. */
const cases = [
  {
    name: "scaler + logistic regression",
    model: "LogisticRegression",
    param: "C",
    at: (share) => 10 ** (4 * share - 2),
  },
  {
    name: "tree of depth 5",
    model: "DecisionTreeClassifier",
    more: "&model__max_depth=5",
    param: "min_samples_leaf",
    at: (share) => 1 + Math.round(30 * share),
  },
  {
    name: "5 neighbours",
    model: "KNeighborsClassifier",
    param: "n_neighbors",
    at: (share) => 3 + Math.round(30 * share),
  },
  {
    name: "forest of 50 trees",
    model: "RandomForestClassifier",
    more: "&model__n_estimators=50",
    param: "max_depth",
    at: (share) => 1 + Math.round(12 * share),
  },
];

// Runs in the page: what lies in shadow roots is found there.
const drag = async ({ param, values, milliseconds }) => {
  const find = (selector, from = document) => {
    for (const element of from.querySelectorAll("*")) {
      if (element.matches(selector)) return element;
      const inside = element.shadowRoot && find(selector, element.shadowRoot);
      if (inside) return inside;
    }
    return undefined;
  };
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  // Drawn data have a form of their own.
  const formOfBox = () => find("kf-box-editor")?.shadowRoot.querySelector("kf-param-form");
  while (!find("[data-metric]") || !formOfBox()) await wait(50);
  await wait(1500);
  const long = [];
  new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: "longtask",
  });
  const form = formOfBox();
  const fit = find("kf-step-fit");
  let results = 0;
  let before;
  const started = performance.now();
  const times = [];
  for (let frame = 0; performance.now() - started < milliseconds; frame++) {
    const at = frame % (2 * values.length);
    const value = values[at < values.length ? at : 2 * values.length - 1 - at];
    form.dispatchEvent(new CustomEvent("edit", { detail: { name: param, value, gesture: "drag" } }));
    await new Promise((done) => requestAnimationFrame(done));
    const { results: all } = fit.store;
    const now = all.get({ name: "fit" });
    if (now !== before) {
      results++;
      times.push(performance.now());
      before = now;
    }
  }
  const took = performance.now() - started;
  const gaps = times
    .slice(1)
    .map((time, at) => time - times[at])
    .sort((a, b) => a - b);
  return {
    perSecond: (results / took) * 1000,
    median: gaps[gaps.length >> 1],
    slowest: gaps.at(-1),
    longTasks: long.length,
    longest: Math.max(0, ...long),
  };
};

const browser = await chromium.launch({
  executablePath: process.env["KEEPFIT_CHROMIUM"] || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
const table = [];
for (const { name, model, more = "", param, at } of cases) {
  const hash = `#dataset=make_moons&dataset__n_samples=200&dataset__noise=0.2&dataset__random_state=0&model=${model}${more}`;
  await page.goto("about:blank");
  await page.goto(`http://127.0.0.1:${port}/${hash}`);
  // Each only once: what is as it was makes no result.
  const values = [...new Set(Array.from({ length: 60 }, (_, step) => at(step / 59)))];
  const found = await page.evaluate(drag, { param, values, milliseconds: seconds * 1000 });
  table.push({
    dragged: `${name}: ${param}`,
    "results a second": found.perSecond.toFixed(1),
    "median gap, ms": found.median?.toFixed(1),
    "longest gap, ms": found.slowest?.toFixed(0),
    "tasks above 50 ms": found.longTasks,
    "longest task, ms": found.longest.toFixed(0),
  });
}
console.table(table);
await browser.close();
server.close();
