// What step 3 finds out beyond one fit: cross-validation, tuning, a learning curve, and what a fitted pipeline relies
// on.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { startChromium, startFirefox, type ChromiumBrowser, type TestBrowser } from "./support/browsers.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save, swapEstimator } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
let chromium: ChromiumBrowser;
let firefox: TestBrowser;

beforeAll(async () => {
  site = await servePlayground();
  [chromium, firefox] = await Promise.all([startChromium(), startFirefox()]);
});
afterAll(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await site?.close();
});

const unfold = (tab: Tab, part: string) => tab.click(`${part} summary`);

describe("penguins", () => {
  let tab: Tab;

  test("cross-validation shows each fold, the mean and a picture per metric", async () => {
    tab = await chromium.open(`${site.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
    await unfold(tab, "kf-cross-validation");
    await tab.choose("#metric", "neg_log_loss");
    await tab.click("kf-cross-validation wa-button", "Cross-validate");
    await tab.text('[data-study="cv"] .said', /^Fitted 5 times to parts of the 258 rows for fitting/);
    expect(await tab.count('[data-study="cv"] tbody tr')).toBe(6);
    expect(await tab.text('[data-mean="accuracy"]')).toMatch(/^0\.9\d+ ± 0\.0\d+$/);
    expect(await tab.text('[data-mean="neg_log_loss"]')).toMatch(/^-0\.0\d+ ± /);
    expect(await tab.count("kf-cross-validation kf-chart svg")).toBe(4);
  });

  test("its scores stand in the card of what is saved", async () => {
    await fit(tab);
    await save(tab, "validated");
    const page = tab.page as Page;
    const [download] = await Promise.all([page.waitForEvent("download"), tab.click("wa-button", ".json of validated")]);
    const { readFile } = await import("node:fs/promises");
    const { card } = JSON.parse(await readFile(await download.path(), "utf8"));
    expect(card.cv).toMatchObject({ rows: 258, cv: { class: "StratifiedKFold", params: { n_splits: 5 } } });
    expect(card.cv.test_scores.accuracy).toHaveLength(5);
    expect(card.cv.mean_test_scores.accuracy).toBeGreaterThan(0.9);
  });

  test("what the pipeline relies on, along one column and two", async () => {
    await unfold(tab, "kf-reliance");
    await tab.click("kf-reliance wa-button", "Measure");
    await tab.text('[data-study="reliance"] .said', /^Shuffled each of 7 columns 10 times in the 86 rows held out/);
    expect(await tab.count("kf-reliance kf-chart svg")).toBe(2);
    await tab.choose("#along", "island");
    await tab.until("a picture along island", () =>
      tab.run(
        `return all("kf-reliance kf-chart svg").some((one) => /as island changes$/.test(one.getAttribute("aria-label")))`,
      ),
    );
    await tab.choose("#and", "body_mass_g");
    await tab.until("a picture along both", () =>
      tab.run(
        `return all("kf-reliance kf-chart svg").some((one) => /as island and body_mass_g change$/.test(one.getAttribute("aria-label")))`,
      ),
    );
  });

  test("the learning curve", async () => {
    await unfold(tab, "kf-learning-curve");
    await tab.click("kf-learning-curve wa-button", "Draw the curve");
    await tab.text('[data-study="curve"] .said', /25 fits in/);
    expect(await tab.count("kf-learning-curve kf-chart svg")).toBe(1);
  });

  test("tuning finds the best values, uses them, and the file tells", async () => {
    await unfold(tab, "kf-tuning");
    await tab.choose("kf-tuning #add", "model__C");
    await tab.type("[data-axis='model__C'] input", "0.001, 1, oops");
    await tab.text("[data-axis='model__C'] [role='alert']", /^C of LogisticRegression must be a float/);
    await tab.type("[data-axis='model__C'] input", "0.001, 0.1, 10");
    await tab.click("kf-tuning wa-button", "Try all");
    await tab.text('[data-study="tune"] .said', /^Best of 3 candidates: C = (0\.1|10) with Accuracy 0\.9/);
    expect(await tab.texts('[data-study="tune"] tbody th')).toEqual(expect.arrayContaining(["1", "3"]));
    await tab.click("kf-tuning wa-button", "Use the best");
    await tab.text("kf-tuning .tag", /in the pipeline above/);
    expect(await tab.run<string>("return location.hash")).toMatch(/model__C=(0\.1|10)/);
    await save(tab, "tuned");
    expect((await loadSaved(tab, "tuned")).word).toBe("Identical");
    expect(await tab.text("kf-inspector dd", /best of 3$/)).toMatch(/^C = (0\.1|10), best of 3$/);
  });

  test("a long search is stopped", async () => {
    await swapEstimator(tab, "RandomForestClassifier");
    await tab.choose("kf-tuning #add", "model__n_estimators");
    await tab.type("[data-axis='model__n_estimators'] input", "3000, 3001, 3002");
    await tab.click("[data-axis='model__C'] wa-button");
    await tab.click("kf-tuning wa-button", "Try all");
    await tab.text("kf-tuning .progress", /of 15 fits/);
    await tab.click("kf-tuning wa-button", "Stop");
    await tab.text("kf-tuning wa-button", /^Try all$/);
    expect(await tab.count("kf-tuning .progress")).toBe(0);
    expect(tab.complaints).toEqual([]);
    expect(site.missing).toEqual([]);
  });
});

test("Firefox cross-validates to the same scores", async () => {
  const means = async (tab: Tab) => {
    await openedData(tab, /Diabetes/);
    await unfold(tab, "kf-cross-validation");
    await tab.click("kf-cross-validation wa-button", "Cross-validate");
    await tab.text('[data-study="cv"] .said', /^Fitted 5 times/);
    return tab.texts('[data-study="cv"] td');
  };
  const address = `${site.origin}/#dataset=diabetes&model=RandomForestRegressor&model__n_estimators=10`;
  const here = await means(await chromium.open(address));
  const there = await firefox.open(address);
  expect(await means(there)).toEqual(here);
  expect(here).toHaveLength(18);
  expect(there.complaints).toEqual([]);
});
