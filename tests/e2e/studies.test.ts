// What step 3 finds out beyond one fit: cross-validation, intervals, curves, tuning, what a fitted pipeline relies on,
// leakage.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { type ChromiumBrowser, startChromium, startFirefox, type TestBrowser } from "./support/browsers.js";
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
/** Pictures that are drawn; all else that looks like one is an icon. */
const pictures = (part: string) => `${part} kf-figure [role='img']`;
const drawn = (tab: Tab, part: string, many: number) =>
  tab.until(`${many} pictures in ${part}`, async () => (await tab.count(pictures(part))) === many);
const means = (cells: readonly string[]) => cells.map((cell) => Number(/^-?[\d.]+/.exec(cell)?.[0]));

describe("penguins", () => {
  let tab: Tab;

  test("cross-validation shows each fold, the mean and a picture per metric", async () => {
    tab = await chromium.open(`${site.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
    await unfold(tab, "kf-cross-validation");
    await tab.choose("#metric", "neg_log_loss");
    await tab.click("kf-cross-validation wa-button", "Cross-validate");
    await tab.text('[data-study="cv"] .said', /^Fitted 5 times to parts of the 258 rows for fitting/);
    expect(await tab.count("kf-cross-validation .scroller tbody tr")).toBe(6);
    expect(await tab.text('[data-mean="accuracy"]')).toMatch(/^0\.9\d+ ± 0\.0\d+$/);
    expect(await tab.text('[data-mean="neg_log_loss"]')).toMatch(/^-0\.0\d+ ± /);
    await drawn(tab, "kf-cross-validation", 4);
  });

  test("beside it stands the baseline, fold by fold, and which rows a fold held out", async () => {
    await tab.text('[data-study="cv"] .said', /better than the baseline on every fold\.$/);
    // Accuracy of the most frequent species, over the same folds.
    const baseline = await tab.texts('[data-study="cv"] tr td[data-baseline]');
    expect(baseline).toHaveLength(4 * 6);
    expect(baseline[0]).toBe("0.4423");
    await tab.click("kf-cross-validation .rows summary");
    await drawn(tab, "kf-cross-validation", 5);
    await tab.click("kf-cross-validation .rows [data-as='table']");
    const rows = means(await tab.texts("kf-cross-validation .rows tbody td"));
    const [numbers, folds] = [rows.filter((_, i) => i % 2 === 0), rows.filter((_, i) => i % 2 === 1)];
    expect(
      numbers.every((row, i) => Number.isInteger(row) && row >= 1 && row <= 344 && row > (numbers[i - 1] ?? 0)),
    ).toBe(true);
    expect([...new Set(folds)].sort()).toEqual([1, 2, 3, 4, 5]);
    await tab.click("kf-cross-validation .rows summary");
  });

  test("the rows that are fitted on are scored, too, where that is chosen", async () => {
    const grown = await chromium.open(`${site.origin}/#dataset=penguins&model=DecisionTreeClassifier`);
    await openedData(grown, /Palmer penguins/);
    await unfold(grown, "kf-cross-validation");
    await grown.click("kf-cross-validation #train");
    await grown.address(/cv_train_scores=true/);
    await grown.click("kf-cross-validation wa-button", "Cross-validate");
    await grown.text('[data-study="cv"] .said', /^Fitted 5 times/);
    // A tree without a limit knows every row that it was grown on: of three metrics, in five folds and on average.
    expect(await grown.texts('[data-study="cv"] td[data-train]')).toEqual([
      ...Array<string>(15).fill("1.0000"),
      ...Array<string>(3).fill("1.0000 ± 0.0000"),
    ]);
    expect((await grown.texts('[data-study="cv"] thead th')).slice(1, 4)).toEqual([
      "Accuracy",
      "Rows fitted on",
      "Baseline",
    ]);
    await drawn(grown, "kf-cross-validation", 3);
    expect(await grown.texts("kf-cross-validation [role='img'] text")).toContain("● pipeline ○ rows fitted × baseline");
    await grown.click("kf-cross-validation #train");
    await grown.text("kf-cross-validation .notice", /changed since/);
    await (grown.page as Page).close();
  });

  test("a second metric makes what one metric decides no older, and another split does", async () => {
    await unfold(tab, "kf-learning-curve");
    await tab.click("kf-learning-curve wa-button", "Draw the curve");
    await tab.text('[data-study="curve"] .said', /25 fits in/);
    await drawn(tab, "kf-learning-curve", 1);
    await tab.choose("kf-cross-validation #metric", "precision_macro");
    await tab.text("kf-cross-validation .notice", /changed since/);
    expect(await tab.count("kf-learning-curve .old")).toBe(0);
    await tab.choose("kf-learning-curve #splitter", "KFold");
    await tab.text("kf-learning-curve .notice", /changed since/);
    // As they were, all are of the same choices again.
    await tab.choose("kf-learning-curve #splitter", "StratifiedKFold");
    await tab.click("kf-cross-validation [data-chosen-metric='precision_macro'] button");
    await tab.until("nothing out of date", async () => (await tab.count(".old")) === 0);
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
    await drawn(tab, "kf-reliance", 2);
    await tab.choose("#along", "island");
    await tab.until("a picture along island", () =>
      tab.run(
        `return all("kf-reliance kf-figure [role='img']").some((one) => /as island changes$/.test(one.getAttribute("aria-label")))`,
      ),
    );
    await tab.choose("#and", "body_mass_g");
    await tab.until("a picture along both", () =>
      tab.run(
        `return all("kf-reliance kf-figure [role='img']").some((one) => /as island and body_mass_g change$/.test(one.getAttribute("aria-label")))`,
      ),
    );
  });

  test("the score has an interval, with its seed and a picture per metric", async () => {
    await unfold(tab, "kf-interval");
    await tab.type("kf-interval #resamples", "200");
    await tab.click("kf-interval wa-button", "Draw again");
    await tab.text(
      '[data-study="interval"] .said',
      /^Drew 200 times .* 86 rows held out, with replacement.* seed 0, .* 95 % /,
    );
    const [low, high] = (await tab.text('[data-interval="accuracy"]', /^0\.\d+ to (1|0\.\d+)$/))
      .split(" to ")
      .map(Number);
    expect(low! < high! && high! <= 1).toBe(true);
    await drawn(tab, "kf-interval", await tab.count('[data-study="interval"] [data-interval]'));
    await tab.type("kf-interval #resamples", "100");
    await tab.text("kf-interval .notice", /changed since/);
  });

  test("a validation curve has both scores, None at a place of its own, and its best value is taken", async () => {
    await swapEstimator(tab, "DecisionTreeClassifier");
    await unfold(tab, "kf-validation-curve");
    await tab.choose("kf-validation-curve #of", "model__max_depth");
    await tab.text("kf-validation-curve kf-axis", /^max_depth of DecisionTreeClassifier/);
    await tab.type("kf-validation-curve kf-axis input", "4, None, 1, 2, oops");
    await tab.text("kf-validation-curve [role='alert']", /^max_depth of DecisionTreeClassifier must be/);
    await tab.type("kf-validation-curve kf-axis input", "4, None, 1, 2");
    await tab.click("kf-validation-curve wa-button", "Draw the curve");
    await tab.text(
      '[data-study="values"] .said',
      /^Best on rows not seen: max_depth = (4|None|2) with Accuracy 0\.9\d* .* 20 fits in/,
    );
    await drawn(tab, "kf-validation-curve", 1);
    const ticks = await tab.run<{ text: string; x: number }[]>(`
      const told = all("kf-validation-curve [role='img'] text").map((one) => {
        const { x, bottom } = one.getBoundingClientRect();
        return { text: one.textContent, x, bottom };
      });
      const { bottom } = told.find(({ text }) => text === "None");
      return told.filter((one) => Math.abs(one.bottom - bottom) < 2).sort((a, b) => a.x - b.x);
    `);
    expect(ticks.map(({ text }) => text)).toEqual(["1", "2", "4", "None"]);
    await tab.click("kf-validation-curve wa-button", "Use the best");
    await tab.text("kf-validation-curve .tag", /in the pipeline above/);
    await swapEstimator(tab, "LogisticRegression");
    await fit(tab);
  });

  test("tuning finds the best values, uses them, and the file tells", async () => {
    await unfold(tab, "kf-tuning");
    await tab.choose("kf-tuning #add", "model__C");
    await tab.type("kf-tuning [data-axis='model__C'] input", "0.001, 1, oops");
    await tab.text("kf-tuning [data-axis='model__C'] [role='alert']", /^C of LogisticRegression must be a float/);
    await tab.type("kf-tuning [data-axis='model__C'] input", "0.001, 0.1, 10");
    await tab.click("kf-tuning #train");
    await tab.click("kf-tuning wa-button", "Try all");
    await tab.text('[data-study="tune"] .said', /^Best of 3 candidates: C = (0\.1|10) with Accuracy 0\.9/);
    await drawn(tab, "kf-tuning", 1);
    const column = (place: number) => tab.texts(`kf-candidates tbody td:nth-child(${place})`);
    expect(await tab.texts("kf-candidates thead th")).toEqual([
      "Rank↑",
      "C",
      "Accuracy",
      "Rows fitted on",
      "Time per fit",
    ]);
    await tab.click("kf-candidates [data-sort='model__C']");
    expect(await column(2)).toEqual(["0.001", "0.1", "10"]);
    await tab.click("kf-candidates [data-sort='mean']");
    await tab.text("kf-candidates th", /^Accuracy↓$/);
    const falling = means(await column(3));
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    expect(means(await column(4)).every((score) => score > 0.4 && score <= 1)).toBe(true);
    expect((await column(5)).every((time) => / m?s$/.test(time))).toBe(true);
    await tab.click("kf-tuning wa-button", "Use the best");
    await tab.text("kf-tuning .tag", /in the pipeline above/);
    await tab.address(/model__C=(0\.1|10)/);
    await save(tab, "tuned");
    expect((await loadSaved(tab, "tuned")).word).toBe("Identical");
    expect(await tab.text("kf-inspector dd", /best of 3$/)).toMatch(/^C = (0\.1|10), best of 3$/);
  });

  test("a long search is stopped", async () => {
    await swapEstimator(tab, "RandomForestClassifier");
    await tab.choose("kf-tuning #add", "model__n_estimators");
    await tab.type("kf-tuning [data-axis='model__n_estimators'] input", "3000, 3001, 3002");
    await tab.click("kf-tuning [data-axis='model__C'] wa-button");
    await tab.click("kf-tuning wa-button", "Try all");
    await tab.text("kf-tuning .progress", /of 15 fits/);
    await tab.click("kf-tuning wa-button", "Stop");
    await tab.text("kf-tuning wa-button", /^Try all$/);
    expect(await tab.count("kf-tuning .progress")).toBe(0);
    expect(tab.complaints).toEqual([]);
    expect(site.missing).toEqual([]);
  });
});

test("two hyperparameters are a heat map, three of them parallel lines, and some of them are drawn", async () => {
  const tab = await chromium.open(`${site.origin}/#dataset=wine&model=DecisionTreeClassifier`);
  await openedData(tab, /Wine/);
  await unfold(tab, "kf-tuning");
  const tune = async (name: string, values: string) => {
    await tab.choose("kf-tuning #add", `model__${name}`);
    await tab.type(`kf-tuning [data-axis='model__${name}'] input`, values);
  };
  const label = (words: RegExp) =>
    tab.until(`a picture called ${words}`, async () =>
      (
        await tab.run<string[]>(`return all("kf-tuning [role='img']").map((one) => one.getAttribute("aria-label"))`)
      ).some((said) => words.test(said)),
    );
  await tune("max_depth", "1, 3, None");
  await tune("criterion", "gini, entropy");
  await tab.click("kf-tuning wa-button", "Try all");
  await label(/^Accuracy for each max_depth and criterion\. The best is /);
  // Typed, and the next one chosen, before the page has drawn what was typed.
  await tab.run(`
    const [field] = all("kf-tuning [data-axis='model__max_depth'] input");
    field.value = "1, 3, 4, None";
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    const [select] = all("kf-tuning #add");
    select.value = "model__min_samples_leaf";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  `);
  await tab.type("kf-tuning [data-axis='model__min_samples_leaf'] input", "1, 5");
  expect(await tab.run(`return all("kf-tuning [data-axis='model__max_depth'] input")[0].value`)).toBe("1, 3, 4, None");
  await tab.choose("kf-tuning #search", "random");
  await tab.type("kf-tuning #n_iter", "7");
  await tab.text("kf-tuning .small", /^7 candidates × 5 splits = 35 fits$/);
  await tab.click("kf-tuning wa-button", "Try some");
  await tab.text('[data-study="tune"] .said', /^Best of 7 candidates/);
  await label(/^Candidates over max_depth, criterion, min_samples_leaf and their Accuracy/);
  await tab.address(/search=random&n_iter=7/);
  expect(tab.complaints).toEqual([]);
});

test("leakage is shown on noise: about 0.9 against 0.5, and undone", async () => {
  const tab = await chromium.open(`${site.origin}/#dataset=iris`);
  await openedData(tab, /Iris/);
  await unfold(tab, "kf-leakage");
  await tab.click("kf-leakage wa-button", "Compare");
  await tab.text('[data-study="leakage"] .said', /^Accuracy 0\.9\d* prepared inside each fold/);
  await tab.click("kf-leakage wa-button", "Show it on noise");
  // scikit-learn's numbers: tests/golden/fixtures/leakage.json.
  await tab.text('[data-way="inside"]', /^0\.5167$/);
  await tab.text('[data-way="before"]', /^0\.8833$/);
  await tab.text("[data-why]", /“keep” fitted on all rows has already looked at the rows that the folds then hold out/);
  await drawn(tab, "kf-leakage", 1);
  await openedData(tab, /Classes in a cube/);
  await tab.click("kf-history button", "Undo");
  await openedData(tab, /Iris/);
  expect(tab.complaints).toEqual([]);
});

test("in firefox leakage and intervals have the same numbers", async () => {
  const numbers = async (tab: Tab) => {
    await openedData(tab, /Breast cancer/);
    await fit(tab);
    await unfold(tab, "kf-interval");
    await tab.click("kf-interval wa-button", "Draw again");
    await tab.text('[data-study="interval"] .said', /^Drew 1,000 times/);
    await drawn(tab, "kf-interval", await tab.count('[data-study="interval"] [data-interval]'));
    await unfold(tab, "kf-leakage");
    await tab.click("kf-leakage wa-button", "Compare");
    await tab.text('[data-study="leakage"] .said', /prepared inside each fold/);
    return [...(await tab.texts("[data-interval]")), ...(await tab.texts("[data-way]"))];
  };
  const address = `${site.origin}/#dataset=breast_cancer&model=DecisionTreeClassifier&model__max_depth=3`;
  const here = await numbers(await chromium.open(address));
  const there = await firefox.open(address);
  expect(await numbers(there)).toEqual(here);
  expect(here.length).toBeGreaterThan(4);
  expect(there.complaints).toEqual([]);
});

test("in firefox a cross-validation has the same scores", async () => {
  const cells = async (tab: Tab) => {
    await openedData(tab, /Diabetes/);
    await unfold(tab, "kf-cross-validation");
    await tab.click("kf-cross-validation wa-button", "Cross-validate");
    await tab.text('[data-study="cv"] .said', /^Fitted 5 times/);
    return tab.texts("kf-cross-validation .scroller td");
  };
  const address = `${site.origin}/#dataset=diabetes&model=RandomForestRegressor&model__n_estimators=10`;
  const here = await cells(await chromium.open(address));
  const there = await firefox.open(address);
  expect(await cells(there)).toEqual(here);
  expect(here).toHaveLength(36);
  expect(there.complaints).toEqual([]);
});
