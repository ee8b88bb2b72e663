// The same recipes for every estimator, fitted in Chromium, in Firefox and in Node: the same fingerprints.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine, type Engine } from "../../web/lib/index.js";
import { dataset } from "../web/helpers.js";
import { combined, exceptions, fitsOf, type Fit } from "../web/recipes.js";
import { inBrowsers, type TestBrowser } from "./support/browsers.js";
import { serveLibrary } from "./support/library.js";
import type { Site } from "./support/servers.js";
import type { Tab } from "./support/tab.js";

const engine: Engine = await createEngine();
const fits = [...fitsOf(await engine.schema()), ...combined];

let site: Site;
const expected = new Map<string, string>();

beforeAll(async () => {
  site = await serveLibrary();
  for (const { name, recipe, data } of fits) {
    const { X, y } = dataset(data);
    const model = await engine.fit(recipe, X, y);
    expected.set(name, await model.fingerprint());
    await model.release();
  }
});
afterAll(async () => {
  engine.close();
  await site?.close();
});

/** The data as JavaScript that makes it. */
function dataText(name: string): string {
  const { X, y } = dataset(name);
  return `{ X: { columns: new Map(${JSON.stringify([...(X.columns as ReadonlyMap<string, unknown>)])}) }, y: ${JSON.stringify(y)} }`;
}

async function ready(browser: TestBrowser): Promise<Tab> {
  const tab = await browser.open(`${site.origin}/`);
  await tab.until("library", () => tab.run<boolean>("return 'keepfit' in globalThis"));
  const names = [...new Set(fits.map(({ data }) => data))];
  await tab.run(`
    globalThis.data = { ${names.map((name) => `${name}: ${dataText(name)}`).join(", ")} };
    return keepfit.createEngine().then((engine) => { globalThis.engine = engine; });
  `);
  return tab;
}

inBrowsers("the engine", (browser) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await ready(browser);
  });

  test("the engine runs in a worker", async () => {
    expect(await tab.run("return [engine.thread, engine.note ?? null]")).toEqual(["worker", null]);
  });

  test.each(fits.map((fit): [string, Fit] => [fit.name, fit]))("%s", async (name, { recipe, data }) => {
    const print = await tab.run<string>(`
      const { X, y } = data.${data};
      return engine.fit(${JSON.stringify(recipe)}, X, y).then((model) => model.fingerprint());
    `);
    if (!exceptions.includes(name)) expect(print).toBe(expected.get(name));
  });

  test("a signature made in Node is checked", async () => {
    const { generateSigningKey } = await import("../../web/lib/index.js");
    const file = await (await engine.fit(combined[0]!.recipe, dataset("penguins").X, dataset("penguins").y)).dump();
    const signed = await engine.sign(file, await generateSigningKey());
    const checked = await tab.run(`
      const bytes = Uint8Array.from(atob("${Buffer.from(signed).toString("base64")}"), (letter) => letter.charCodeAt(0));
      return engine.checkSignature(bytes).then(async (there) => [
        there,
        (await engine.load(bytes)).proof.identical,
        await engine.checkSignature(await engine.sign(bytes, await keepfit.generateSigningKey())),
      ]);
    `);
    expect(checked).toEqual([
      await engine.checkSignature(signed),
      true,
      { key: expect.stringMatching(/^[0-9a-f]{64}$/), valid: true },
    ]);
  });

  test("nothing broke and nothing was asked for in vain", () => {
    expect(tab.complaints).toEqual([]);
    expect(site.missing).toEqual([]);
  });
});
