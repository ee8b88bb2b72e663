// From navigation to the first prediction of a saved model, in Chromium with a warm cache: a page that holds nothing
// but the library, bundled as an application would. Needs `npm run build`.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { createEngine, LogisticRegression, Pipeline, StandardScaler } from "keepfit";

const root = fileURLToPath(new URL("../..", import.meta.url));
const repeats = Number(process.env["KEEPFIT_BENCH_REPEATS"] ?? 15);

// ---- the saved model ----------------------------------------------------------------------------------------------
const [head, ...lines] = (await readFile(join(root, "web/playground/data/breast_cancer.csv"), "utf8"))
  .trim()
  .split("\n");
const names = head.split(",");
const rows = lines.map((line) => line.split(","));
const target = names.length - 1;
const X = {
  columns: Object.fromEntries(names.slice(0, target).map((name, j) => [name, rows.map((row) => Number(row[j]))])),
};
const y = rows.map((row) => row[target]);
const engine = await createEngine();
const model = await engine.fit(
  Pipeline([
    ["scale", StandardScaler()],
    ["model", LogisticRegression()],
  ]),
  X,
  y,
);
const file = await model.dump();
const one = { columns: Object.fromEntries(names.slice(0, target).map((name, j) => [name, [Number(rows[0][j])]])) };
const [expected] = await model.predict(one);
engine.close();

// ---- the page -----------------------------------------------------------------------------------------------------
const folder = await mkdtemp(join(tmpdir(), "keepfit-bench-"));
await writeFile(
  join(folder, "index.html"),
  `<!doctype html><title>first prediction</title><script type="module" src="./page.js"></script>`,
);
await writeFile(
  join(folder, "page.js"),
  `import { createEngine } from ${JSON.stringify(join(root, "build/lib/index.js"))};
   const started = performance.now();
   const bytes = new Uint8Array(await (await fetch("./model.keepfit")).arrayBuffer());
   const fetched = performance.now();
   const engine = await createEngine({ worker: !location.search.includes("thread") });
   const ready = performance.now();
   const model = await engine.load(bytes);
   const loaded = performance.now();
   const [label] = await model.predict(${JSON.stringify(one)});
   const done = performance.now();
   globalThis.result = { label, total: done, scripts: started, model: fetched - started, engine: ready - fetched, load: loaded - ready, predict: done - loaded };`,
);
await build({
  root: folder,
  base: "./",
  logLevel: "error",
  worker: { format: "es" },
  build: { outDir: join(folder, "out"), target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
await writeFile(join(folder, "out/model.keepfit"), file);

const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://host");
  try {
    const body = await readFile(join(folder, "out", pathname === "/" ? "index.html" : pathname));
    // What a static host with hashed names answers: the second visit reads from the browser's cache.
    const cache = pathname === "/" ? "no-cache" : "max-age=31536000, immutable";
    response
      .writeHead(200, { "Content-Type": types[extname(pathname || ".html")] ?? "text/html", "Cache-Control": cache })
      .end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${server.address().port}`;

// ---- the measurement ----------------------------------------------------------------------------------------------
const browser = await chromium.launch({
  executablePath: process.env["KEEPFIT_CHROMIUM"] || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
const context = await browser.newContext();
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
try {
  console.log(
    `breast cancer, scaler + logistic regression, ${file.length} bytes; medians of ${repeats} visits after one to warm up, in ms`,
  );
  const table = {};
  for (const [where, address] of [
    ["in a worker", "/"],
    ["in the page's thread", "/?thread"],
  ]) {
    const visits = [];
    for (let i = 0; i <= repeats; i++) {
      const page = await context.newPage();
      await page.goto(origin + address);
      await page.waitForFunction(() => globalThis.result);
      const result = await page.evaluate(() => globalThis.result);
      if (result.label !== expected) throw new Error(`the page predicted ${result.label}, not ${expected}`);
      if (i > 0) visits.push(result);
      await page.close();
    }
    const of = (key) => Number(median(visits.map((visit) => visit[key])).toFixed(1));
    table[where] = {
      "navigation to prediction": of("total"),
      "until scripts run": of("scripts"),
      "fetch model": of("model"),
      "fetch, compile engine": of("engine"),
      "load, audit, prove": of("load"),
      "first prediction": of("predict"),
      "engine's side (aim: < 100)": Number(median(visits.map((v) => v.total - v.scripts)).toFixed(1)),
    };
  }
  console.table(table);
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
}
