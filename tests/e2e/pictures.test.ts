// Pictures of a fit: each for the models that it suits, in words, as a table and as files.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inBrowsers, startChromium, type TestBrowser } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { fit, openedData } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const screenshots = join(root, "build/screenshots");
const golden = JSON.parse(await readFile(join(root, "tests/golden/pictures.json"), "utf8")) as {
  page: { areas: Record<string, number>; averages: Record<string, number>; briers: Record<string, number> };
};

let site: Site;
beforeAll(async () => {
  await mkdir(screenshots, { recursive: true });
  site = await servePlayground();
});
afterAll(() => site?.close());

const offered = (tab: Tab): Promise<string[]> =>
  tab.run(`return all("button[data-picture]").map((one) => one.dataset.picture)`);

/** Opens a picture and waits until it is drawn. */
async function show(tab: Tab, name: string): Promise<void> {
  await tab.text(`button[data-picture="${name}"]`);
  const pressed = await tab.run<string>(`return all('button[data-picture="${name}"]')[0].getAttribute("aria-pressed")`);
  if (pressed !== "true") await tab.click(`button[data-picture="${name}"]`);
  await drawn(tab, name);
}

async function drawn(tab: Tab, name: string): Promise<void> {
  await tab.until(`picture ${name}`, () =>
    tab.run<boolean>(`
      all("#picture-${name}")[0]?.scrollIntoView({ block: "center", behavior: "instant" });
      return all("#picture-${name} .drawn svg").length > 0 && !all("#picture-${name} [data-trouble]").length;
    `),
  );
}

const words = (tab: Tab, name: string): Promise<string> =>
  tab.run(`return all("#picture-${name} .drawn")[0].firstElementChild.getAttribute("aria-label")`);

async function table(tab: Tab, name: string): Promise<string[][]> {
  if ((await tab.count(`#picture-${name} table`)) === 0) await tab.click(`#picture-${name} button[data-as="table"]`);
  await tab.text(`#picture-${name} tbody td`);
  return tab.run(`
    return all("#picture-${name} tbody tr").map((row) => Array.from(row.children, (cell) => said(cell)));
  `);
}

/** What a download would hold, caught on its way. */
async function file(tab: Tab, name: string, as: "svg" | "csv"): Promise<string> {
  await tab.run(`
    window.caught = undefined;
    window.before ??= URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      blob.text().then((text) => (window.caught = text));
      return window.before.call(URL, blob);
    };
  `);
  await tab.click(`#picture-${name} button[data-as="${as}"]`);
  return tab.until(`${as} of ${name}`, () => tab.run<string | undefined>("return window.caught"));
}

/** An SVG that a viewer shows without this page. */
async function checkSvg(tab: Tab, text: string): Promise<void> {
  expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg /);
  expect(
    text.replace(/href="[^"]*"/g, "").match(/var\(|oklab|color-mix|currentColor|class=|<style|aria-|data-node/),
  ).toBeNull();
  expect(text).toMatch(/font-family="[^"]+"/);
  expect(text).toMatch(/<title>[^<]+<\/title><desc>[^<]+<\/desc>/);
  await tab.run(`
    window.seen = undefined;
    const image = new Image();
    image.onload = () => (window.seen = image.naturalWidth > 100 ? "shown" : "empty");
    image.onerror = () => (window.seen = "refused");
    image.src = "data:image/svg+xml;base64," + btoa(unescape(encodeURIComponent(${JSON.stringify(text)})));
    const parsed = new DOMParser().parseFromString(${JSON.stringify(text)}, "image/svg+xml");
    if (parsed.querySelector("parsererror")) window.seen = "not XML";
  `);
  expect(await tab.until("image", () => tab.run<string | undefined>("return window.seen"))).toBe("shown");
}

async function checkFiles(tab: Tab, name: string): Promise<string[]> {
  await checkSvg(tab, await file(tab, name, "svg"));
  const lines = (await file(tab, name, "csv")).trimEnd().split("\r\n");
  expect(lines.length).toBeGreaterThan(1);
  const cells = lines[0]!.split(",").length;
  expect(cells).toBeGreaterThan(1);
  return lines;
}

async function barriers(tab: Tab): Promise<unknown[]> {
  const page = tab.page as Page;
  await page.evaluate(await readFile(axeFile, "utf8"));
  return page.evaluate(`axe.run().then(({ violations }) => violations
    .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 200)).join(" | ")))`) as Promise<
    unknown[]
  >;
}

async function open(browser: TestBrowser, address: string, title: RegExp): Promise<Tab> {
  const tab = await browser.open(`${site.origin}/#${address}`);
  await openedData(tab, title);
  await fit(tab);
  return tab;
}

inBrowsers("pictures", (browser) => {
  test("a logistic regression of three classes", async () => {
    const tab = await open(browser, "dataset=penguins", /Palmer penguins/);
    await drawn(tab, "confusion");
    expect(await offered(tab)).toEqual([
      "confusion",
      "surface",
      "threshold",
      "roc",
      "precision-recall",
      "calibration",
      "coefficients",
    ]);
    const matrix = await table(tab, "confusion");
    expect(matrix.map(([name]) => name)).toEqual(["Adelie", "Chinstrap", "Gentoo"]);
    expect(matrix.flatMap((row) => row.slice(1).map(Number)).reduce((a, b) => a + b)).toBe(86);

    await show(tab, "roc");
    const areas = new Map(
      (await checkFiles(tab, "roc"))
        .slice(1)
        .map((line) => line.split(",") as [string, ...string[]])
        .map((cells) => [cells[0], Number(cells[4])]),
    );
    for (const [name, area] of Object.entries(golden.page.areas)) expect(areas.get(name)).toBeCloseTo(area, 4);
    await show(tab, "precision-recall");
    const averages = new Map(
      (await checkFiles(tab, "precision-recall"))
        .slice(1)
        .map((line) => line.split(","))
        .map((cells) => [cells[0], Number(cells[4])]),
    );
    for (const [name, average] of Object.entries(golden.page.averages))
      expect(averages.get(name)).toBeCloseTo(average, 4);

    await show(tab, "calibration");
    for (const [place, name] of ["Adelie", "Chinstrap", "Gentoo"].entries()) {
      await tab.choose("#calibration-class", String(place));
      await tab.until(`calibration for ${name}`, async () =>
        (await words(tab, "calibration")).startsWith(`Calibration for ${name}`),
      );
      const rows = await table(tab, "calibration");
      expect(Number(rows[0]![4])).toBeCloseTo(golden.page.briers[name]!, 4);
      expect(rows.map((row) => Number(row[3])).reduce((a, b) => a + b)).toBe(86);
    }
    await checkFiles(tab, "calibration");

    await show(tab, "threshold");
    await tab.choose("#threshold-class", "0");
    const said = async () =>
      /precision ([\d.]+|not defined), recall (\d(?:\.\d+)?)/.exec(await words(tab, "threshold"))!;
    await tab.until("Adelie", async () => (await words(tab, "threshold")).startsWith("Taken as Adelie"));
    expect(await words(tab, "threshold")).toContain("from a probability of 0.5");
    await tab.run(`
      const slider = all("#threshold-threshold")[0];
      slider.value = "0";
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    `);
    await tab.until("all taken", async () => /probability of 0:/.test(await words(tab, "threshold")));
    // All rows are taken: the precision is the share of the class, and none is missed.
    const adelie = matrix[0]!
      .slice(1)
      .map(Number)
      .reduce((a, b) => a + b);
    expect(Number((await said())[1])).toBeCloseTo(adelie / 86, 3);
    expect((await said())[2]).toBe("1");
    const steps = await table(tab, "threshold");
    expect(steps).toHaveLength(101);
    expect(steps[0]!.slice(3)).toEqual([String(adelie), String(86 - adelie), "0", "0"]);
    await checkFiles(tab, "threshold");

    await show(tab, "coefficients");
    await tab.choose("#coefficients-class", "0");
    await tab.until("Adelie", async () => / for Adelie,/.test(await words(tab, "coefficients")));
    const odds = (await checkFiles(tab, "coefficients")).slice(1).map((line) => line.split(","));
    for (const [, value, ratio] of odds) expect(Number(ratio)).toBeCloseTo(Math.exp(Number(value)), 9);
    expect(odds[0]![0]).toContain("bill_length_mm");
    expect(Number(odds[0]![1])).toBeLessThan(0);

    await show(tab, "surface");
    expect(await words(tab, "surface")).toMatch(
      /^What is predicted for the class over .* with 342 rows, 85 of them held out\./,
    );
    await tab.choose("#surface-x", "body_mass_g");
    await tab.until("another column", async () => (await words(tab, "surface")).includes(" over body_mass_g from "));
    const svg = await file(tab, "surface", "svg");
    await checkSvg(tab, svg);
    expect(svg).toMatch(/<image [^>]*href="data:image\/png;base64,/);
    // What the picture says at a row is mostly what is true of it.
    const dots = (await file(tab, "surface", "csv"))
      .trimEnd()
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(","));
    expect(dots.filter((cells) => cells[3] === cells[4]).length / dots.length).toBeGreaterThan(0.6);
    expect(dots.filter((cells) => cells[2] === "held out")).toHaveLength(85);
    expect(await tab.text("#picture-surface figcaption")).toContain("2 rows without a value");
    expect(tab.complaints).toEqual([]);
  });

  test("a forest of regression trees", async () => {
    const tab = await open(
      browser,
      "dataset=diabetes&model=RandomForestRegressor&model__n_estimators=10&model__max_depth=4",
      /Diabetes/,
    );
    await drawn(tab, "against-truth");
    expect(await offered(tab)).toEqual(["against-truth", "surface", "residuals", "importances", "tree"]);
    await show(tab, "residuals");
    const truth = await table(tab, "against-truth");
    const left = await table(tab, "residuals");
    for (const [row, [predicted, residual]] of left.slice(0, 20).entries())
      expect(Number(residual)).toBeCloseTo(Number(truth[row]![0]) - Number(predicted), 0);
    await checkFiles(tab, "residuals");
    await show(tab, "importances");
    const shares = (await checkFiles(tab, "importances")).slice(1).map((line) => Number(line.split(",")[1]));
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    expect([...shares].sort((a, b) => b - a)).toEqual(shares);

    await show(tab, "tree");
    await tab.text("#picture-tree figcaption", /^Tree 1 of 10:/);
    const nodes = () => tab.count("#picture-tree [role=treeitem]");
    expect(await nodes()).toBe(15);
    // By keyboard: folded, unfolded, down to a child.
    await tab.run(`all("#picture-tree [role=treeitem]")[0].focus()`);
    const press = (key: string) => (tab.page as Page).keyboard.press(key);
    const focused = () =>
      tab.run<string>(`
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at.getAttribute("data-node") + " " + at.getAttribute("aria-expanded");
      `);
    await press("ArrowLeft");
    await tab.until("one node", async () => (await nodes()) === 1);
    expect(await focused()).toBe("0 false");
    await press("Enter");
    await tab.until("all nodes again", async () => (await nodes()) === 15);
    await press("ArrowDown");
    expect(await focused()).toBe("1 true");
    const rows = await table(tab, "tree");
    const [rootRow, leftRow] = [rows[0]!, rows[1]!];
    expect(rootRow.slice(2, 4)).toEqual(["All rows fitted on", "331"]);
    // Children share the rows of the node above.
    const below = rows.filter((row) => row[1] === "0").map((row) => Number(row[3]));
    expect(below.reduce((a, b) => a + b)).toBe(331);
    expect(leftRow[2]).toMatch(/^\w+ ≤ [-\d.e]+$/);
    await tab.run(`
      const slider = all("#tree-tree")[0];
      slider.value = "7";
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    `);
    await tab.text("#picture-tree figcaption", /^Tree 7 of 10:/);
    await checkFiles(tab, "tree");
    expect(tab.complaints).toEqual([]);
  });

  test("boosting", async () => {
    const tab = await open(
      browser,
      "dataset=breast_cancer&model=GradientBoostingClassifier&model__n_estimators=20",
      /breast cancer/i,
    );
    await show(tab, "rounds");
    const rows = await table(tab, "rounds");
    expect(rows.map(([round]) => Number(round))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    await tab.choose("#rounds-metric", "accuracy");
    await tab.until("accuracy", async () => (await words(tab, "rounds")).startsWith("Accuracy after"));
    const last = (await table(tab, "rounds")).at(-1)!;
    expect(Number(last[2])).toBeCloseTo(Number(await tab.text('[data-metric="accuracy"]')), 3);
    await checkFiles(tab, "rounds");
    await show(tab, "tree");
    await tab.text("#picture-tree [role=treeitem] text", /adds -?[\d.]+/);
    expect(tab.complaints).toEqual([]);
  });
});

// The two looks that differ in everything; the other two are seen in `npm test -- soak`.
const soaked = [
  { name: "desktop-dark", width: 1240, height: 900, dark: true },
  { name: "phone-light", width: 390, height: 844, dark: false },
];

describe.each([
  { name: "desktop-light", width: 1240, height: 900, dark: false },
  { name: "phone-dark", width: 320, height: 780, dark: true },
  ...(process.env["KEEPFIT_SOAK"] ? soaked : []),
])("$name", ({ name, ...look }) => {
  test.each([
    ["classes", "dataset=penguins&model=GradientBoostingClassifier&model__n_estimators=20"],
    ["logistic", "dataset=penguins"],
    ["numbers", "dataset=diabetes&model=RandomForestRegressor&model__n_estimators=10&model__max_depth=4"],
  ])("%s have no barriers, and nothing scrolls sideways", async (what, address) => {
    const chromium = await startChromium(look);
    try {
      const tab = await chromium.open(`${site.origin}/#${address}&hide=data+pipeline+save+verify+use+compare+gallery`);
      await fit(tab);
      await tab.text("button[data-picture]");
      for (const picture of await offered(tab)) await show(tab, picture);
      await table(tab, await offered(tab).then(([first]) => first!));
      await tab.screenshot(join(screenshots, `${name}-pictures-${what}.png`));
      expect(await barriers(tab)).toEqual([]);
      expect(await tab.run("return document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      expect(tab.complaints).toEqual([]);
    } finally {
      await chromium.close();
    }
  });
});
