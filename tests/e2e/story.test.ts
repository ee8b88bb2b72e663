// The whole story: fit, save, reload, load, download, open in the other browser, and the native library at the end.
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { predictNatively } from "./support/native.js";
import { type ChromiumBrowser, startChromium, startFirefox, type TestBrowser } from "./support/browsers.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, openFile, readVerdict, save, swapEstimator } from "./support/steps.js";
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

describe("penguins, from the fit to another browser", () => {
  let tab: Tab;
  let fingerprint = "";
  let recorded = "";
  let file: Uint8Array;

  test("the data has both kinds of columns and missing values", async () => {
    tab = await chromium.open(`${site.origin}/#dataset=penguins`);
    const said = await openedData(tab, /Palmer penguins/);
    expect(said).toBe(
      "Read 344 rows of Palmer penguins: species is to be predicted from 5 number columns and 2 text columns; 19 cells are missing.",
    );
    await tab.until("missing values", async () => (await tab.count("kf-data-table td.missing")) > 5);
  });

  test("the proposed pipeline imputes, scales and encodes", async () => {
    await tab.text("kf-recipe .class", /LogisticRegression/);
    expect(await tab.texts("kf-recipe .class")).toEqual([
      "SimpleImputer",
      "StandardScaler",
      "SimpleImputer",
      "OneHotEncoder",
      "LogisticRegression",
    ]);
  });

  test("it fits, and beats the baseline on the rows held out", async () => {
    expect(await fit(tab)).toMatch(/^Fitted on 258 rows in .* and measured on the 86 rows held out\.$/);
    expect(Number(await tab.text('[data-metric="accuracy"]'))).toBeGreaterThan(0.95);
    expect(await tab.count('[data-metric="accuracy"].better')).toBe(1);
    await tab.until("its confusion matrix", async () => (await tab.count("#picture-confusion .drawn svg")) === 1);
  });

  test("it is saved, and loaded beside the fitted one it predicts the same bytes", async () => {
    await save(tab, "penguins");
    const verdict = await loadSaved(tab, "penguins");
    expect(verdict.word).toBe("Identical");
    expect(verdict.predictions).toBe("1,376 predictions");
    expect(verdict.basis).toMatch(/on all 344 rows, byte by byte, with the pipeline fitted in step 3\.$/);
    expect(verdict.fingerprints).toHaveLength(3);
    expect(new Set(verdict.fingerprints).size).toBe(1);
    expect(verdict.fingerprints[0]).toMatch(/^[0-9a-f]{64}$/);
    fingerprint = verdict.fingerprints[0]!;
  });

  test("after a reload nothing of the fit is left but the store, and the predictions are identical", async () => {
    await tab.reload();
    await openedData(tab, /Palmer penguins/);
    const verdict = await loadSaved(tab, "penguins");
    expect(verdict.word).toBe("Identical");
    expect(verdict.predictions).toBe("344 predictions");
    expect(verdict.basis).toMatch(/on the 86 held-out rows of Palmer penguins, by SHA-256/);
    expect(verdict.fingerprints).toEqual([fingerprint, fingerprint]);
    expect(verdict.predictionHashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(verdict.predictionHashes[1]).toBe(verdict.predictionHashes[0]);
    recorded = verdict.predictionHashes[0]!;
  });

  test("the file says what is in it", async () => {
    const names = await tab.texts("kf-inspector tbody th");
    for (const name of ["statistics_", "mean_", "coef_"]) expect(names.join(" ")).toContain(name);
    expect((await tab.texts("kf-inspector .lacks li")).join(" ")).toContain("The training data");
  });

  test("it is downloaded, with a companion for people", async () => {
    const page = tab.page as Page;
    const fetched = async (button: string) => {
      const [download] = await Promise.all([page.waitForEvent("download"), tab.click("wa-button", button)]);
      return { name: download.suggestedFilename(), bytes: new Uint8Array(await readFile(await download.path())) };
    };
    const model = await fetched(".keepfit of penguins");
    const companion = await fetched(".json of penguins");
    expect([model.name, companion.name]).toEqual(["penguins.keepfit", "penguins.json"]);
    expect(JSON.parse(Buffer.from(companion.bytes).toString("utf8"))).toMatchObject({
      card: { name: "penguins", target: { name: "species" } },
    });
    file = model.bytes;
  });

  test("the file opens with the button too", async () => {
    const page = tab.page as Page;
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), tab.click("wa-button", "Open a file")]);
    await chooser.setFiles({
      name: "from-disk.keepfit",
      mimeType: "application/vnd.msgpack",
      buffer: Buffer.from(file),
    });
    await tab.text(".said", /^Loaded from-disk, .* from a file/);
    expect((await readVerdict(tab)).word).toBe("Identical");
  });

  test("the other browser opens the file and predicts the bytes that the first one recorded", async () => {
    const there = await firefox.open(`${site.origin}/`);
    await openedData(there, /Palmer penguins/);
    await openFile(there, "penguins.keepfit", file);
    await there.text(".said", /^Loaded penguins, .* from a file/);
    const verdict = await readVerdict(there);
    expect(verdict.word).toBe("Identical");
    expect(verdict.fingerprints).toEqual([fingerprint, fingerprint]);
    expect(verdict.predictionHashes).toEqual([recorded, recorded]);
    expect(there.complaints).toEqual([]);
  });

  test("the other browser fits the same fingerprint from the same data", async () => {
    const there = await firefox.open(`${site.origin}/#dataset=penguins`);
    await openedData(there, /Palmer penguins/);
    await fit(there);
    await openFile(there, "penguins.keepfit", file);
    const verdict = await readVerdict(there);
    expect(verdict.basis).toMatch(/with the pipeline fitted in step 3\.$/);
    expect(verdict.word).toBe("Identical");
    expect(verdict.fingerprints).toEqual([fingerprint, fingerprint, fingerprint]);
  });

  test("the native library predicts the same bytes from that file", async () => {
    const native = await predictNatively(file, "penguins", { test_size: 0.25, random_state: 0, stratify: true });
    expect(native.rows).toBe(86);
    expect(native.sha256).toBe(recorded);
  });

  test("a row typed in is predicted", async () => {
    expect(await tab.text("[data-answer]")).toMatch(/^(Adelie|Chinstrap|Gentoo)$/);
    await tab.type('[data-field="flipper_length_mm"]', "230");
    await tab.type('[data-field="bill_depth_mm"]', "14");
    await tab.text("[data-answer]", /Gentoo/);
    await tab.type('[data-field="bill_depth_mm"]', "deep");
    await tab.text('kf-step-use [role="alert"], [role="alert"]', /“deep” in column “bill_depth_mm” is not a number/);
    await tab.type('[data-field="bill_depth_mm"]', "14");
    await tab.text("[data-answer]", /Gentoo/);
  });

  test("saved models are renamed, deleted and brought back", async () => {
    await tab.click("wa-button", "Rename penguins");
    await tab.type("li wa-input", "birds");
    await tab.click("li wa-button", "Done");
    await tab.text("li .title", /^birds$/);
    await tab.click("wa-button", "Delete birds");
    await tab.click("button.link", "Undo");
    await tab.text("li .title", /^birds$/);
    await tab.reload();
    await tab.text("li .title", /^birds$/);
  });

  test("nothing broke and nothing was asked for in vain", () => {
    expect(tab.complaints).toEqual([]);
    expect(site.missing).toEqual([]);
  });
});

describe("regression", () => {
  test("the state of the page is its address", async () => {
    const tab = await chromium.open(
      `${site.origin}/#dataset=diabetes&model=DecisionTreeRegressor&model__max_depth=3&seed=7&test_size=0.3`,
    );
    await openedData(tab, /Diabetes/);
    expect(await fit(tab)).toMatch(/^Fitted on 309 rows .* 133 rows held out/);
    await tab.text("kf-recipe .class", /DecisionTreeRegressor/);
    expect(await tab.texts("[data-metric]")).toHaveLength(3);
    await save(tab, "diabetes");
    const verdict = await loadSaved(tab, "diabetes");
    expect(verdict.word).toBe("Identical");
    expect(verdict.predictions).toBe("442 predictions");
    await swapEstimator(tab, "Ridge");
    await tab.text(".notice", /changed after this fit/);
    await tab.until(
      "the choice in the address",
      async () =>
        (await tab.run<string>("return location.hash")).includes("seed=7") &&
        !(await tab.run<string>("return location.hash")).includes("DecisionTree"),
    );
    expect(tab.complaints).toEqual([]);
  });
});
