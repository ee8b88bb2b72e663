// The page asks for the engine before its own scripts run, and once.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, openedData } from "./support/steps.js";

let site: Site;
let asked: string[] = [];
/** Called when the engine is asked for. */
let found = (): void => {};
let withheld: Promise<boolean>;

beforeAll(async () => {
  site = await servePlayground(async (path, content) => {
    asked.push(path);
    if (path === "/keepfit-predict.wasm") found();
    // None of the page's scripts can run without it.
    if (path.startsWith("/base-")) await withheld;
    return content;
  });
});
afterAll(() => site?.close());

inBrowsers("the engine", (browser) => {
  test("is asked for while a script of the page is still on its way, and fetched once", async () => {
    asked = [];
    withheld = new Promise((done) => {
      found = () => done(true);
      setTimeout(() => done(false), 15_000);
    });
    const tab = await browser.open(`${site.origin}/#dataset=iris`);
    await openedData(tab, /Iris/);
    expect(await withheld).toBe(true);
    await fit(tab);
    // Later the page keeps all of it for visits without a network.
    const kept = asked.indexOf("/service-worker.js");
    const before = kept < 0 ? asked : asked.slice(0, kept);
    for (const part of ["predict", "fit"])
      expect(before.filter((path) => path === `/keepfit-${part}.wasm`)).toHaveLength(1);
    expect(tab.complaints).toEqual([]);
  });
});
