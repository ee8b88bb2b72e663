// All in one view: what is changed on the left shows its effect on the right, without a click in between.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { startChromium, startFirefox, type TestBrowser } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { loadSaved, openedData, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

const wide = { width: 1440, height: 900 };
const pictures = join(root, "build/screenshots");
let site: Site;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  site = await servePlayground();
});
afterAll(() => site?.close());

const metric = '[data-metric="accuracy"]';

const change = async (tab: Tab, name: string, value: string): Promise<void> => {
  await tab.type(`kf-param-form [data-param="${name}"] wa-input`, value);
};

const scrolls = (tab: Tab) =>
  tab.run<{ down: boolean; sideways: boolean }>(`
    const page = document.scrollingElement;
    return { down: page.scrollHeight > innerHeight + 1, sideways: page.scrollWidth > innerWidth };
  `);

describe.each([
  ["Chromium", () => startChromium(wide)],
  ["Firefox", () => startFirefox()],
] as const)("%s", (_, start) => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await start();
  });
  afterAll(() => browser?.close());

  const open = (hash: string, look: object = wide) => browser.open(`${site.origin}/${hash}`, look);

  test("data, pipeline and result stand beside each other, fitted without a click", async () => {
    const tab = await open("#dataset=penguins");
    await openedData(tab, /penguins/);
    await tab.text(metric);
    const places = await tab.run<number[]>(`
      return ["section#data", "section#pipeline", "section#fit"].map((one) => all(one, here)[0].getBoundingClientRect().x);
    `);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(places).size).toBe(3);
    expect(await scrolls(tab)).toEqual({ down: false, sideways: false });
    expect(tab.complaints).toEqual([]);
  });

  test("a change shows its effect by itself, and undo does too", async () => {
    const tab = await open("#dataset=penguins&model=DecisionTreeClassifier&model__max_depth=4");
    const first = await tab.text(metric);
    await change(tab, "max_depth", "1");
    const flat = await tab.until("another accuracy", async () => {
      const [now] = await tab.texts(metric);
      return now !== first && now;
    });
    // One split tells two species of three at most: some rows of the third are in the part held out.
    expect(Number(flat)).toBeLessThan(Number(first));
    expect(await tab.texts("kf-step-fit .notice")).toEqual([]);
    await tab.click("[data-history=undo]");
    await tab.until("the first accuracy again", async () => (await tab.texts(metric))[0] === first);
    expect(tab.complaints).toEqual([]);
  });

  test("what fails is said once, and the next change is fitted again", async () => {
    const tab = await open("#dataset=penguins&model=KNeighborsClassifier");
    const first = await tab.text(metric);
    await change(tab, "n_neighbors", "100000");
    await tab.text('kf-step-fit [role="alert"]');
    await change(tab, "n_neighbors", "50");
    await tab.until("a result of the new one", async () => {
      const [now] = await tab.texts(metric);
      return now !== first && (await tab.count('kf-step-fit [role="alert"]')) === 0;
    });
  });

  test("the other steps are a click away, or a key, beside the pipeline", async () => {
    const tab = await open("#dataset=iris");
    await tab.text(metric);
    await tab.click('[role="tab"]', "4Save");
    await save(tab, "by-tab");
    expect(await tab.count("section#pipeline")).toBe(1);
    const isChosen = (name: string) =>
      tab.until(`tab ${name}`, () =>
        tab.run<boolean>(`return all("#title-${name}", here)[0].getAttribute("aria-selected") === "true"`),
      );
    // What is loaded is looked at.
    const { word } = await loadSaved(tab, "by-tab");
    expect(word).toMatch(/identical/i);
    await isChosen("verify");
    await tab.run(`all("#title-verify", here)[0].focus()`);
    const { keyboard } = tab.page as Page;
    await keyboard.press("ArrowRight" as never);
    await isChosen("use");
    await keyboard.press("Home" as never);
    await isChosen("fit");
    expect(await tab.text(metric)).toMatch(/^[01]/);
    expect(tab.complaints).toEqual([]);
  });

  test("a model brings back how it was made", async () => {
    const hash =
      "#dataset=make_moons&dataset__n_samples=120&dataset__noise=0.3&model=KNeighborsClassifier&model__n_neighbors=7&test_size=0.4&seed=3&tab=save";
    const tab = await open(hash);
    await tab.text("kf-step-save wa-input.name");
    await tab.until("a fit", async () => (await tab.texts("wa-button")).includes("Save"));
    await save(tab, "moons");
    const made = await tab.run<string>("return location.hash");
    await tab.run(`location.hash = "#dataset=iris&tab=save"`);
    await openedData(tab, /iris/i);
    await loadSaved(tab, "moons");
    await tab.click('[data-act="bring-back"]');
    await openedData(tab, /moons/i);
    const words = (text: string) => Object.fromEntries(new URLSearchParams(text.replace(/^#/, "")));
    const { tab: _, ...before } = words(made);
    const { tab: __, ...after } = words(await tab.run<string>("return location.hash"));
    // The card says which task it was, where the page had proposed it.
    expect(after).toEqual({ ...before, task: "classification" });
    await tab.click("[data-history=undo]");
    await openedData(tab, /iris/i);
    expect(tab.complaints).toEqual([]);
  });

  test("the address and the switch say how the page is laid out", async () => {
    const tab = await open("#dataset=iris");
    await tab.text(metric);
    await tab.click("#frame");
    await tab.until("step below step", async () => (await tab.count(".frame.stepwise")) === 1);
    expect(await tab.run<string>("return location.hash")).toContain("frame=steps");
    // There it is fitted when it is asked for.
    await tab.click("#frame");
    await tab.until("one view", async () => (await tab.count(".frame.workspace")) === 1);
  });

  test("where there is no room it is step below step, whatever was chosen", async () => {
    const tab = await open("#dataset=iris&frame=workspace", { width: 760, height: 900 });
    await openedData(tab, /iris/i);
    if (browser.name === "chromium") await (tab.page as Page).setViewportSize({ width: 760, height: 900 });
    await tab.until("steps", async () => (await tab.count(".frame.stepwise")) === 1);
    expect(await tab.count("#frame")).toBe(0);
  });

  test("what takes long is fitted when it is asked for", async () => {
    const tab = await open("#dataset=iris");
    await tab.text(metric);
    const lines = Array.from({ length: 60_000 }, (_, i) => [i % 97, (i * 7) % 89, (i * 11) % 83, "ab"[(i >> 3) % 2]]);
    await tab.drop("section#data .body", "long.csv", `p,q,r,class\n${lines.join("\n")}\n`);
    await openedData(tab, /long\.csv/);
    await tab.text("kf-step-fit .notice", /changed after this fit/);
    await tab.click("kf-step-fit wa-button", "Fit again");
    await tab.text("kf-step-fit .said", /45.000 rows/);
  });
});

describe.each([
  { name: "workspace-light", dark: false },
  { name: "workspace-dark", dark: true },
])("$name", ({ name, dark }) => {
  test("has no serious barrier, and is pictured", async () => {
    const chromium = await startChromium({ ...wide, dark });
    try {
      const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
      for (const dataset of ["penguins", "make_moons", "diabetes"]) {
        const tab = await chromium.open(`${site.origin}/#dataset=${dataset}`);
        await tab.text("[data-metric]");
        const page = tab.page as Page;
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          interface Found {
            id: string;
            impact: string;
            nodes: { target: unknown; failureSummary: string }[];
          }
          const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Found[] }> } };
          const serious = (await axe.run()).violations.filter(({ impact }) => /serious|critical/.test(impact));
          return serious.flatMap(({ id, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary}`),
          );
        });
        expect(violations).toEqual([]);
        await page.screenshot({ path: join(pictures, `${name}-${dataset}.png`) });
      }
    } finally {
      await chromium.close();
    }
  });
});
