// How it looks: no barriers in light and dark, no sideways scrolling on a phone, and pictures of all of it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { barriers } from "./support/barriers.js";
import { type ChromiumBrowser, startChromium } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, openFile, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

const pictures = join(root, "build/screenshots");

let site: Site;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  site = await servePlayground();
});
afterAll(() => site?.close());

const looks = [
  { name: "desktop-light", width: 1240, height: 900, dark: false },
  { name: "phone-dark", width: 360, height: 780, dark: true },
  // The other two ways of the same widths and themes take minutes more.
  { name: "desktop-dark", width: 1240, height: 900, dark: true, long: true },
  { name: "phone-light", width: 390, height: 844, dark: false, long: true },
];

describe.each(looks.filter(({ long }) => !long || process.env["KEEPFIT_SOAK"]))("looks $name", ({ name, ...look }) => {
  let chromium: ChromiumBrowser;
  let tab: Tab;

  beforeAll(async () => {
    chromium = await startChromium(look);
    tab = await chromium.open(`${site.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
  });
  afterAll(() => chromium?.close());

  test("at the beginning", async () => {
    await tab.text("kf-recipe .class");
    expect(await barriers(tab)).toEqual([]);
    await tab.screenshot(join(pictures, `${name}-begin.png`));
  });

  test("a table of one's own, with what is said of it", async () => {
    const day = (i: number) => `2024-${String((i % 12) + 1).padStart(2, "0")}-${String((i % 28) + 1).padStart(2, "0")}`;
    const lines = Array.from({ length: 120 }, (_, i) => {
      const weight = i % 9 === 4 ? "oops" : `${(i * 7) % 50},5`;
      const row = [
        i + 1,
        String(1000 + i).padStart(6, "0"),
        day(i),
        ["yes", "no"][i % 2],
        `note ${i % 90}`,
        weight,
        i % 7 ? "red" : "NA",
        "ab"[i % 2],
      ];
      return row.join(";") + (i % 10 === 3 ? ";more" : "");
    });
    await tab.drop("section#data .body", "mine.csv", `;code;day;fed;note;weight;color;class\n${lines.join("\n")}\n`);
    await openedData(tab, /mine\.csv/);
    await tab.text("section.problems .headline");
    await tab.click("kf-reading summary");
    await tab.text("kf-reading .lines li");
    await tab.choose("#one", "day");
    await tab.text('[data-read="column-order"]');
    await tab.text("kf-data-table td", /oops/);
    expect(await barriers(tab)).toEqual([]);
    await tab.screenshot(join(pictures, `${name}-table.png`));
    await tab.click('.notes [data-note="date"] button');
    await tab.text("kf-data-table th", /weekday of day/);
    await fit(tab);
    await tab.until("a field for the date", async () => (await tab.count('[data-date="day"]')) === 1);
    await tab.drop(
      "section#use .body",
      "new.csv",
      `code;day;fed;note;weight;color\n000001;2024-02-03;yes;x;1,5;red\n000002;2024-02-04;no;y;what;blue\n`,
    );
    await tab.text("[data-batch] .said", /^Predicted 2 rows/);
    expect(await barriers(tab)).toEqual([]);
    await tab.screenshot(join(pictures, `${name}-batch.png`));
    await tab.click("button", "Palmer penguins");
    await openedData(tab, /Palmer penguins/);
  });

  test("at the end of the path", async () => {
    await fit(tab);
    await save(tab, "penguins");
    await loadSaved(tab, "penguins");
    await tab.text("[data-answer]");
    await tab.click("kf-proof-rows summary", "Proof rows");
    await tab.click("kf-read-as summary");
    await tab.text("kf-read-as dt");
    await tab.choose('[data-field="island"]', "free");
    await tab.type('[data-free="island"]', "Atlantis");
    await tab.type('[data-field="flipper_length_mm"]', "9000");
    await tab.text('[data-warning="range"]');
    await tab.click('wa-checkbox[data-choice="held-out"]');
    await tab.click('wa-checkbox[data-choice="sign"]');
    await save(tab, "penguins-signed");
    await tab.choose("#b", "saved:penguins-signed");
    await tab.click("kf-step-compare wa-button", "Compare");
    await tab.text(".outcome .word");
    await tab.click("kf-step-gallery wa-button", "Open them all");
    await tab.text('[data-gallery="done"]');
    await tab.click("kf-step-gallery summary", "Well formed");
    expect(await barriers(tab)).toEqual([]);
    await tab.screenshot(join(pictures, `${name}-end.png`));
  });

  test("with all that step 3 finds out", async () => {
    for (const part of [
      "kf-cross-validation",
      "kf-interval",
      "kf-validation-curve",
      "kf-tuning",
      "kf-learning-curve",
      "kf-reliance",
      "kf-leakage",
    ])
      await tab.click(`${part} summary`);
    // One after the other: a result that comes moves what stands below it.
    const study = async (part: string, name: string, button: string) => {
      await tab.click(`${part} wa-button`, button);
      await tab.text(`[data-study="${name}"] .said`);
    };
    await study("kf-cross-validation", "cv", "Cross-validate");
    await study("kf-interval", "interval", "Draw again");
    await tab.choose("kf-validation-curve #of", "model__C");
    await study("kf-validation-curve", "values", "Draw the curve");
    await tab.choose("kf-tuning #add", "model__C");
    await tab.choose("kf-tuning #add", "model__class_weight");
    await tab.type("kf-tuning [data-axis='model__class_weight'] input", "None, balanced");
    await study("kf-tuning", "tune", "Try all");
    await study("kf-learning-curve", "curve", "Draw");
    await study("kf-reliance", "reliance", "Measure");
    await tab.choose("#and", "body_mass_g");
    await study("kf-leakage", "leakage", "Compare");
    await tab.click("kf-cross-validation .rows summary");
    const drawn = "kf-reliance kf-figure [role='img']";
    await tab.until("two charts of what it relies on", async () => (await tab.count(drawn)) === 2);
    expect(await barriers(tab)).toEqual([]);
    await tab.screenshot(join(pictures, `${name}-studies.png`));
  });

  test("the reference", async () => {
    const reference = await chromium.open(`${site.origin}/reference.html`);
    await reference.text("#Ridge h3");
    expect(await barriers(reference)).toEqual([]);
    const page = reference.page as Page;
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await reference.screenshot(join(pictures, `${name}-reference.png`));
    await page.close();
  });

  test("with something refused and something out of date", async () => {
    await tab.type("kf-param-form wa-input", "-1");
    await tab.text(".complaint");
    await tab.drop("section#verify .body", "letter.keepfit", "no model");
    await tab.text('[role="alert"]', /letter/);
    await openFile(tab, "changed.keepfit", await readFile(join(root, "tests/hostile/tampered_proof.keepfit")));
    await tab.text(".failed .word");
    expect(await barriers(tab)).toEqual([]);
    await tab.screenshot(join(pictures, `${name}-trouble.png`));
  });

  test("a file full of nasty words", async () => {
    for (const file of ["text_markup", "text_bidi", "text_long"]) {
      await openFile(tab, `${file}.keepfit`, await readFile(join(root, `tests/hostile/${file}.keepfit`)));
      await tab.text(".said", new RegExp(`^Loaded ${file},`));
      await tab.text("[data-answer]");
      expect(await barriers(tab)).toEqual([]);
      await tab.screenshot(join(pictures, `${name}-${file}.png`));
    }
  });

  test("the page does not scroll sideways", async () => {
    expect(await tab.run("return document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  });
});

test("the picture of the README: all in one view, to the verdict", async () => {
  const chromium = await startChromium({ width: 1400, height: 850 });
  try {
    const tab = await chromium.open(`${site.origin}/#dataset=penguins`);
    await tab.text("[data-metric]");
    await tab.text("kf-recipe .made");
    await tab.click('[role="tab"]', "4Save");
    await save(tab, "penguins");
    // Without it bytes that are equal are counted up.
    await (tab.page as Page).emulateMedia({ reducedMotion: "reduce" });
    const { word } = await loadSaved(tab, "penguins");
    expect(word).toMatch(/identical/i);
    const verdict = await tab.run<number>(`return all(".verdict", here)[0].getBoundingClientRect().bottom`);
    expect(verdict).toBeLessThan(850);
    await tab.text("kf-side-by-side", /10,524 of 10,524 bytes/);
    await (tab.page as Page).mouse.move(640, 70);
    await (tab.page as Page).screenshot({ path: join(pictures, "readme.png") });
  } finally {
    await chromium.close();
  }
});

test("the whole path by keyboard", async () => {
  const chromium = await startChromium();
  try {
    const tab = await chromium.open(`${site.origin}/#dataset=iris&hide=data+pipeline`);
    await tab.text("wa-button", /^Fit$/);
    const { keyboard } = tab.page as Page;
    // Tab to a button by name, then press it.
    const press = async (wanted: RegExp) => {
      for (let step = 0; step < 80; step++) {
        await keyboard.press("Tab");
        const focused = await tab.run<string>(`
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement && at.localName !== "wa-button") at = at.shadowRoot.activeElement;
          return at ? said(at) : "";
        `);
        if (wanted.test(focused)) return keyboard.press("Enter");
      }
      throw new Error(`The Tab key does not reach ${wanted}.`);
    };
    await press(/^Fit$/);
    await tab.text(".said", /^Fitted on/);
    await press(/^Save$/);
    await tab.text(".said", /^Saved iris;/);
    await press(/^Load iris$/);
    await tab.text(".verdict .word", /Identical/);
  } finally {
    await chromium.close();
  }
});
