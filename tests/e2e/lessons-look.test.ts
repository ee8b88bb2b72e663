// How the lessons look and read: nothing that axe finds, nothing wider than the page, keys that lead through.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lessons } from "../../web/lessons/index.js";
import { type ChromiumBrowser, startChromium } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import type { Tab } from "./support/tab.js";

const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const pictures = join(root, "build/screenshots");

let site: Site;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  site = await servePlayground();
});
afterAll(() => site?.close());

/** What axe finds in the page around the element, which has tests of its own. */
async function barriers(tab: Tab): Promise<unknown> {
  const page = tab.page as Page;
  await page.evaluate(await readFile(axeFile, "utf8"));
  return page.evaluate(`axe.run({ exclude: ["keepfit-playground"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => [target, failureSummary])]))`);
}

const tooWide = (tab: Tab) =>
  tab.run<number>("return document.documentElement.scrollWidth - document.documentElement.clientWidth");

describe.each([
  { name: "desktop-light", width: 1280, height: 860, dark: false },
  { name: "phone-dark", width: 390, height: 844, dark: true },
  { name: "narrow-light", width: 320, height: 640, dark: false },
])("$name", ({ name, ...look }) => {
  let chromium: ChromiumBrowser;
  beforeAll(async () => void (chromium = await startChromium(look)));
  afterAll(() => chromium?.close());

  test.each(["index", ...lessons.map((lesson) => lesson.name)])("%s", async (lesson) => {
    const tab = await chromium.open(`${site.origin}/lessons/${lesson}.html`);
    await tab.text("h1");
    const ids = await tab.run<string[]>(`return all(".text section").map(({ id }) => id)`);
    if (ids.length) await tab.until("a lesson that is ready", async () => (await tab.count("[data-shown]")) > 0);
    // Code is made scrollable by keys once the page's script runs.
    await tab.until("code that keys scroll", async () => (await tab.count("figure pre:not([tabindex])")) === 0);
    for (const id of ids.length ? ids : [""]) {
      if (id) {
        await tab.run(`location.hash = ${JSON.stringify(id)}`);
        // The playground has sections of the same names.
        await tab.until(id, async () => (await tab.count(`.text section#${id}:not([hidden])`)) === 1);
      }
      expect([id, await barriers(tab)]).toEqual([id, []]);
      expect([id, await tooWide(tab)]).toEqual([id, 0]);
      await tab.screenshot(join(pictures, `lesson-${lesson}${id && `-${id}`}-${name}.png`));
    }
    expect(tab.complaints).toEqual([]);
    await (tab.page as Page).close();
  });
});

test("by keyboard from section to section, and back with the browser", async () => {
  const chromium = await startChromium();
  try {
    const tab = await chromium.open(`${site.origin}/lessons/leakage.html`);
    const page = tab.page as Page;
    await tab.text("section:not([hidden]) h2", /^A model alone/);
    await tab.run(`document.querySelector("#next").focus()`);
    await page.keyboard.press("Enter");
    await tab.text("section:not([hidden]) h2", /^Chain/);
    expect(await tab.run("return document.activeElement.textContent")).toMatch(/^Chain/);
    await page.keyboard.press("Tab");
    expect(await tab.run("return document.activeElement.dataset.act")).toBe("scale");
    await page.goBack();
    await tab.text("section:not([hidden]) h2", /^A model alone/);
    expect(await tab.run("return document.activeElement.textContent")).toMatch(/^A model alone/);
  } finally {
    await chromium.close();
  }
});
