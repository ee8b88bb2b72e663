// Files of every form in Chromium and Firefox, under a policy that allows scripts of this origin and WebAssembly and
// nothing else: the worker loads what it needs, the page's thread stays free.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine, type Engine, type TableRead } from "../../web/lib/index.js";
import { root } from "../web/helpers.js";
import { inBrowsers } from "./support/browsers.js";
import { serveLibrary } from "./support/library.js";
import type { Site } from "./support/servers.js";
import type { Tab } from "./support/tab.js";

let site: Site;
let engine: Engine;
beforeAll(async () => {
  site = await serveLibrary();
  engine = await createEngine();
});
afterAll(async () => {
  engine.close();
  await site?.close();
});

const lines = Array.from({ length: 40 }, (_, i) => `${["Bär", "Bür"][i % 2]},${i}`).join("\n");
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const files: { readonly [name: string]: Uint8Array } = {
  "plain.csv": new TextEncoder().encode(`größe,x\n${lines}`),
  "latin.csv": latin1(`größe,x\n${lines}`),
  "latin.csv.gz": gzipSync(latin1(`größe,x\n${lines}`)),
  "members.csv.gz": Buffer.concat([gzipSync("a,b\n1,2\n"), gzipSync("3,4\n")]),
  ...Object.fromEntries(
    [
      "snappy.parquet",
      "zstd.parquet",
      "brotli.parquet",
      "flowers.xlsx",
      "big.xlsx",
      "records.json",
      "lines.ndjson",
      "weather.arff",
    ].map((name) => [name, new Uint8Array(readFileSync(`${root}tests/golden/tables/${name}`))]),
  ),
};

/** What is compared: all that was read, as text. */
const shown = ({ X, reading, notes }: TableRead): string =>
  JSON.stringify([
    [...X.columns].map(([name, column]) => [
      name,
      column instanceof Float64Array ? [...column].map(String) : [[...column.codes], column.categories],
    ]),
    reading,
    notes,
  ]);
const shownInPage = `
  const shown = ({ X, reading, notes }) => JSON.stringify([
    [...X.columns].map(([name, column]) => [name, column instanceof Float64Array ? [...column].map(String) : [[...column.codes], column.categories]]),
    reading,
    notes,
  ]);`;

inBrowsers("tables of the library", (browser) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/`);
    await tab.until("library", () => tab.run<boolean>("return 'keepfit' in globalThis"));
    await tab.run("return keepfit.createEngine().then((engine) => { globalThis.engine = engine; });");
  });

  test.each(Object.entries(files))("%s is read as in Node", async (name, bytes) => {
    const there = await tab.run<string>(`
      ${shownInPage}
      const bytes = Uint8Array.from(atob(${JSON.stringify(Buffer.from(bytes).toString("base64"))}), (letter) => letter.charCodeAt(0));
      return engine.readTable(new File([bytes], ${JSON.stringify(name)})).then(shown, (error) => error.message + " " + error.hint);
    `);
    expect(there).toBe(shown(await engine.readTable(bytes, { name })));
  });

  test("a large file leaves the page's thread free, shows progress and can be cancelled", async () => {
    const told = await tab.run<{ rows: number; longest: number; reports: number; cancelled: string; after: number }>(`
      return (async () => {
        const part = new Blob([Array.from({ length: 100000 }, (_, i) => i + "," + ((i * 7919) % 1000) / 8 + "," + "uvw"[i % 3] + ",Zürich\\n").join("")]);
        const file = new File(["a,b,c,d\\n", ...Array.from({ length: 24 }, () => part)], "large.csv");
        // The longest time for which no other task could run; of a few tries the best, since others use the machine
        // too.
        let longest = Infinity, reports = 0, rows = 0;
        for (let i = 0; i < 5 && longest >= 50; i++) {
          let pause = 0, last = performance.now(), running = true;
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            const now = performance.now();
            pause = Math.max(pause, now - last);
            last = now;
            if (running) setTimeout(() => channel.port2.postMessage(0), 1);
          };
          channel.port2.postMessage(0);
          reports = 0;
          const table = await engine.openTable(file, { onProgress: () => reports++ });
          running = false;
          longest = Math.min(longest, pause);
          rows = table.reading.rows;
          table.close();
        }
        const controller = new AbortController();
        let at;
        const error = await engine
          .openTable(file, { signal: controller.signal, onProgress: ({ done, total }) => {
            if (done > total * 0.6 && at === undefined) { at = performance.now(); controller.abort(); }
          } })
          .catch((error) => error);
        return { rows, longest, reports, cancelled: error.code, after: performance.now() - at };
      })();
    `);
    expect(told).toMatchObject({ rows: 2_400_000, cancelled: "cancelled" });
    expect(told.reports).toBeGreaterThan(5);
    expect(told.after).toBeLessThan(100);
    expect(told.longest).toBeLessThan(50);
  });
});
