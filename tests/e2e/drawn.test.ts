// Data that the page draws: chosen, changed by sliders and numbers, fitted, saved, and there again from an address.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { inBrowsers, startChromium } from "./support/browsers.js";
import { root, servePlayground, serveTutorial, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const pictures = join(root, "build/screenshots");

let site: Site;
let tutorial: Site;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  site = await servePlayground();
  tutorial = await serveTutorial(site.origin);
});
afterAll(async () => {
  await tutorial?.close();
  await site?.close();
});

const hash = (tab: Tab) => tab.run<string>("return location.hash");
const said = (tab: Tab, words: RegExp) => tab.text('[data-param="noise"], [data-param="n_samples"]', words);
const python = (tab: Tab, line: RegExp) => tab.text("kf-drawn pre", line);
const moons = (n_samples: number, noise: number, seed: number) =>
  `#dataset=make_moons&dataset__n_samples=${n_samples}&dataset__noise=${noise}&dataset__random_state=${seed}`;
const arrives = (tab: Tab, address: string) =>
  tab.until(`address ${address}`, async () => (await hash(tab)) === address);
/** The rows that are shown of the data, which are drawn a few at a time. */
async function cells(tab: Tab): Promise<string[]> {
  await tab.until("50 rows", async () => (await tab.count("kf-data-table tbody tr")) === 50);
  return tab.texts("kf-data-table td");
}
const undo = (tab: Tab) =>
  tab.run<string>(`return all('[data-history="undo"]', here)[0]?.ariaDisabled === "true" ? "" :
    (all('[data-history="undo"]', here)[0]?.title ?? "none");`);
const number = (name: string) => `kf-drawn [data-param="${name}"] input[type=number]`;

interface Mouse {
  move(x: number, y: number, how?: { steps: number }): Promise<void>;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** Drags a slider over its whole length but a little, resting on the way. */
async function drag(tab: Tab, name: string): Promise<void> {
  const box = await tab.run<{ x: number; y: number; width: number }>(`
    const [slider] = all('kf-drawn #${name}', here);
    slider.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, width, height } = slider.getBoundingClientRect();
    return { x, y: y + height / 2, width };
  `);
  const { mouse } = tab.page as { mouse: Mouse };
  await mouse.move(box.x + box.width * 0.3, box.y);
  await mouse.down();
  for (const share of [0.4, 0.5, 0.6, 0.75]) {
    await mouse.move(box.x + box.width * share, box.y, { steps: 4 });
    await new Promise((done) => setTimeout(done, 250));
  }
  await mouse.up();
}

inBrowsers("drawn data", (browser) => {
  let tab: Tab;
  let shown: string[] = [];
  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
  });

  test("moons are chosen beside the samples", async () => {
    expect(await tab.count("kf-drawn")).toBe(0);
    await tab.click("button.choice", "Two moons");
    await openedData(tab, /^Drew 200 rows of Two moons: y is to be predicted from 2 number columns/);
    await arrives(tab, moons(200, 0.2, 0));
    await python(
      tab,
      /^from sklearn.datasets import make_moons X, y = make_moons\(n_samples=200, noise=0.2, random_state=0\)$/,
    );
    expect(await tab.run("return all('select#task', here)[0].value")).toBe("classification");
  });

  test("a slider that is dragged is one change, and undone as one", async () => {
    const first = await cells(tab);
    await drag(tab, "noise");
    const there = await tab.until("more noise", async () => {
      const noise = /__noise=([\d.]+)/.exec(await hash(tab));
      return noise && Number(noise[1]) > 0.42 && Number(noise[1]) < 0.48 && hash(tab);
    });
    await tab.until("other numbers", async () => (await cells(tab)).join() !== first.join());
    expect(await undo(tab)).toMatch(/^Undo: noise 0\.4\d? of make_moons$/);
    await tab.click('[data-history="undo"]');
    await arrives(tab, moons(200, 0.2, 0));
    await tab.until("the same numbers", async () => (await cells(tab)).join() === first.join());
    expect(await undo(tab)).toBe("Undo: opening Two moons");
    await tab.click('[data-history="redo"]');
    await arrives(tab, there);
  });

  test("numbers are typed, a seed is another one, and each goes back", async () => {
    await tab.type(number("n_samples"), "150");
    await openedData(tab, /^Drew 150 rows/);
    await tab.type(number("random_state"), "7");
    await tab.type(number("noise"), "0.25");
    await arrives(tab, moons(150, 0.25, 7));
    await tab.click('[data-act="new-seed"]');
    await tab.until("another seed", async () => !(await hash(tab)).endsWith("random_state=7"));
    await tab.click('[data-param="random_state"] .reset');
    await tab.click('[data-param="n_samples"] .reset');
    await arrives(tab, moons(200, 0.25, 0));
  });

  test("what is refused is said at its control, and what was drawn stays", async () => {
    await tab.type(number("noise"), "-1");
    await said(tab, /noise of make_moons must be a float in \[0, inf\) or None\. Got -1/);
    expect(await hash(tab)).toBe(moons(200, 0.25, 0));
    await openedData(tab, /^Drew 200 rows/);
    await tab.type(number("noise"), "0.15");
    await arrives(tab, moons(200, 0.15, 0));
    expect(await tab.count('kf-drawn [role="alert"]')).toBe(0);
  });

  test("a fit of them is saved with how they were drawn", async () => {
    shown = await cells(tab);
    expect(await fit(tab)).toMatch(/^Fitted on 150 rows/);
    await save(tab, "moons");
    expect((await loadSaved(tab, "moons")).word).toBe("Identical");
    await tab.text("kf-inspector dd", /^make_moons\(n_samples=200, noise=0\.15, random_state=0\)$/);
    await tab.text("kf-inspector dd", /^make_moons, 200 rows$/);
  });

  test("all else is under More, and a refusal of several parameters names them", async () => {
    await tab.click("button.choice", "Classes in a cube");
    await openedData(tab, /^Drew 200 rows of Classes in a cube: y is to be predicted from 2 number columns/);
    await tab.text("kf-drawn p", /scikit-learn's defaults make 20 columns/);
    await tab.click("kf-drawn summary", "More");
    await tab.type('kf-drawn kf-param-form [data-param="n_redundant"] wa-input', "5");
    await tab.text('kf-drawn [data-param="n_redundant"] .complaint', /n_features/);
    await tab.type('kf-drawn kf-param-form [data-param="n_features"] wa-input', "8");
    await openedData(tab, /from 8 number columns/);
    await python(tab, /n_features=8, n_redundant=5/);
    expect(tab.complaints).toEqual([]);
  });

  test("an address draws the same; a saved model finds its data by drawing them", async () => {
    const other = await browser.open(`${site.origin}/${moons(200, 0.15, 0)}`);
    await openedData(other, /Two moons/);
    expect(await cells(other)).toEqual(shown);
    await other.click("button.choice", "Iris flowers");
    await openedData(other, /Iris flowers/);
    const verdict = await loadSaved(other, "moons");
    expect(verdict.word).toBe("Identical");
    expect(verdict.basis).toMatch(/Two moons, by SHA-256/);
    expect(new Set(verdict.predictionHashes).size).toBe(1);
    await other.reload();
    await openedData(other, /Iris flowers/);
    expect(other.complaints).toEqual([]);
  });

  test.each([
    ["make_circles", /from 2 number columns/, "classification"],
    ["make_blobs", /from 2 number columns/, "classification"],
    ["make_regression", /from 1 number column;/, "regression"],
    ["make_friedman1", /from 10 number columns/, "regression"],
  ])("%s by its name alone", async (name, columns, task) => {
    const other = await browser.open(`${site.origin}/#dataset=${name}`);
    await openedData(other, columns);
    expect(await other.run("return all('select#task', here)[0].value")).toBe(task);
    await fit(other);
    expect(other.complaints).toEqual([]);
  });

  test("an element begins with them, and takes others", async () => {
    const page = await browser.open(`${tutorial.origin}/`);
    await page.run(`
      const second = document.createElement("keepfit-playground");
      second.id = "second";
      second.setAttribute("dataset", "make_moons");
      document.body.append(second);
      // It sleeps until it is nearly in sight.
      second.scrollIntoView();
    `);
    const second = page.inside("#second");
    await openedData(second, /Two moons/);
    await page.run(`document.querySelector("#second").setAttribute("dataset", "make_circles");`);
    await openedData(second, /Circles/);
  });

  test("a point is added where one clicks, and by keys, and goes again by undo", async () => {
    const tab = await browser.open(`${site.origin}/${moons(60, 0.2, 1)}&frame=steps&live=true`);
    await tab.text("kf-drawn [data-param]");
    await tab.text("[data-metric]");
    // Pictures are made once they come into sight.
    await tab.until("a surface", async () => (await tab.count("#picture-surface")) === 1);
    await tab.run('all("#picture-surface", here)[0].scrollIntoView()');
    await tab.choose("#surface-add", "1");
    await tab.click("[data-pad]");
    await openedData(tab, /61 rows, 1 of them added by hand,/);
    await tab.until(
      "a pad that is drawn anew",
      async () => (await tab.count("kf-picture[data-made] [data-pad]")) === 1,
    );
    await tab.run(`all("[data-pad]", here)[0].focus()`);
    const { keyboard } = tab.page as Page;
    for (const key of ["ArrowLeft", "ArrowUp", "Enter"]) await keyboard.press(key as never);
    await openedData(tab, /62 rows, 2 of them added by hand,/);
    const points = await tab.until("both in the address", async () => {
      const own = new URLSearchParams((await hash(tab)).slice(1)).get("dataset__own_points");
      const held = JSON.parse(own ?? "[]") as number[][];
      return held.length === 2 && held;
    });
    expect(points.map((point) => [point.length, point[2]])).toEqual([
      [3, 1],
      [3, 1],
    ]);
    await python(tab, /np\.vstack/);
    await tab.click("[data-history=undo]");
    await openedData(tab, /61 rows/);
    await tab.click('[data-act="no-points"]');
    await openedData(tab, /60 rows of/);
    expect(tab.complaints).toEqual([]);
  });
});

describe.each([
  { name: "desktop-light", width: 1240, height: 900, dark: false },
  { name: "desktop-dark", width: 1240, height: 900, dark: true },
  { name: "phone-light", width: 390, height: 844, dark: false },
  { name: "phone-dark", width: 360, height: 780, dark: true },
])("$name", ({ name, ...look }) => {
  test("it has no barriers, and does not scroll sideways", async () => {
    const chromium = await startChromium(look);
    try {
      const tab = await chromium.open(`${site.origin}/#dataset=make_circles&hide=gallery+compare`);
      await openedData(tab, /Circles/);
      await tab.click("kf-drawn summary", "More");
      await tab.type(number("noise"), "-1");
      await said(tab, /noise of make_circles must be/);
      const page = tab.page as Page;
      // Not a script element: the page's policy would refuse it, as it should.
      await page.evaluate(await readFile(axeFile, "utf8"));
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run(): Promise<{ violations: unknown[] }> } };
        return (await axe.run()).violations;
      });
      await tab.screenshot(join(pictures, `${name}-drawn.png`));
      expect(violations).toEqual([]);
      expect(await tab.run("return document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    } finally {
      await chromium.close();
    }
  });
});
