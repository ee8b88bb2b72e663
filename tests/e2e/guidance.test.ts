// What the page says, and offers, where a file or a choice is not what it seems.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forThePage } from "../../web/elements/shared/words.js";
import { startChromium, type TestBrowser } from "./support/browsers.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, openedData } from "./support/steps.js";
import { ab, drop, open, predicted, rows } from "./support/tables.js";
import type { Tab } from "./support/tab.js";

let site: Site;
let browser: TestBrowser;
let tab: Tab;
beforeAll(async () => {
  site = await servePlayground();
  browser = await startChromium();
  tab = await browser.open(`${site.origin}/#dataset=iris`);
  await openedData(tab, /Iris/);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Fits, and waits until the fit with this column is what predicts. */
async function fitted(column: string): Promise<void> {
  await fit(tab);
  await tab.text("kf-step-use .field .name", new RegExp(`^${column}$`));
}
const predict = (name: string, text: string) => tab.drop("section#use .body", name, text);

test("the estimator chosen is the recipe's, also after the task was another", async () => {
  const shown = () => tab.run<string>(`return said(all("kf-step-pipeline #estimator")[0])`);
  for (const [title, estimator] of [
    ["Diabetes", "Ridge"],
    ["Iris", "LogisticRegression"],
    ["Diabetes", "Ridge"],
  ]) {
    await tab.click("button.choice", title);
    await openedData(tab, new RegExp(title!));
    await tab.text("kf-step-pipeline .said", new RegExp(`then ${estimator} predicts`));
    await tab.until(`${estimator} on the button`, async () => (await shown()) === estimator, 3000);
  }
});

describe("a wide table", () => {
  test.each([60, 300, 20_000])("of %i columns has columns of their usual width", async (n) => {
    await open(
      tab,
      `${Array.from({ length: n }, (_, j) => `c${j}`).join()}\n${rows(6, (i) => Array.from({ length: n }, (_, j) => (i + j) % 7))}`,
    );
    const widths = () =>
      tab.run<{ name: string; width: number; x: number }[]>(`
        const box = all("kf-data-table .scroller")[0].getBoundingClientRect();
        return all("kf-data-table th").filter((one) => one.scope === "col").map((one) => {
          const { width, x } = one.getBoundingClientRect();
          return { name: said(one.querySelector(".name > span")), width, x: x - box.x };
        });
      `);
    for (const { width } of await widths()) expect(width).toBeCloseTo(176, 0);
    await tab.run(`const one = all("kf-data-table .scroller")[0]; one.scrollLeft = one.scrollWidth;`);
    const last = await tab.until("the last column", async () =>
      (await widths()).find(({ name }) => name === `c${n - 1}`),
    );
    expect(last.width).toBeCloseTo(176, 0);
    const inside = await tab.run<number>(`return all("kf-data-table .scroller")[0].clientWidth`);
    expect(last.x + last.width).toBeLessThanOrEqual(inside + 2);
    expect(last.x).toBeGreaterThan(inside - 200);
    // The numbers of the rows stay in sight.
    const left = await tab.run<number>(
      `const of = (one) => one.getBoundingClientRect().x; return of(all("kf-data-table tbody th")[0]) - of(all("kf-data-table .scroller")[0])`,
    );
    expect(Math.abs(left)).toBeLessThanOrEqual(2);
  });
});

describe("a file of numbers with other cells among them", () => {
  test("is said loudly, and read as numbers at a click", async () => {
    await open(tab, `a,b,y\n${rows(200, (i) => [i % 5 === 0 ? `about ${i}` : i, (i * 7) % 31, ab(i)])}`);
    await tab.text('[data-loud="mixed"]', /a.* is read as text: 160 cells of 200 are numbers\./);
    expect(await tab.count('[data-note="mixed"]')).toBe(0);
    await tab.click('[data-loud="mixed"] wa-button', "Read it as numbers");
    await tab.text("kf-step-data .said", /from 2 number columns; 40 cells are missing/);
    expect(await tab.count('[data-loud="mixed"]')).toBe(0);
  });

  test("a few of them are a note", async () => {
    await open(tab, `a,b,y\n${rows(400, (i) => [i % 200 === 7 ? `about ${i}` : i, (i * 7) % 31, ab(i)])}`);
    expect(await tab.count('[data-loud="mixed"]')).toBe(0);
  });
});

test("no advice names what the page has not", async () => {
  const sources = await Promise.all(
    ["validation", "search"].map((name) => readFile(`cpp/model_selection/${name}.cpp`, "utf8")),
  );
  const hints = Array.from(
    // A text may go on in the next line.
    sources
      .join("\n")
      .replace(/"\n\s*"/g, "")
      .matchAll(/^\s*"([^"\n]*\berror_score\b[^"\n]*\.)"/gm),
    ([, hint]) => hint!,
  );
  expect(hints.length).toBeGreaterThan(1);
  for (const hint of hints) {
    expect(forThePage(hint)).not.toMatch(/error_score|raise/);
    expect(forThePage(hint)).toMatch(/^[A-Z].{20,}\.$/);
  }
});

test("a choice that loses the letters or the rows is said loudly, with the way back", async () => {
  await open(tab, Buffer.from(`größe,tier,y\n${rows(40, (i) => [i, ["Bär", "Bür"][i % 2], ab(i)])}`, "latin1"));
  expect(await tab.count("[data-loud]")).toBe(0);
  await tab.click("kf-reading summary");
  await tab.choose("#read-encoding", "utf-8");
  await tab.text('[data-loud="misread"]', /letters of the file are lost/);
  await tab.click('[data-loud="misread"] wa-button', "Read as found");
  await tab.until("the letters", async () => (await tab.count("[data-loud]")) === 0);
  await tab.text("kf-data-table td", /^Bär$/);
  await tab.type("#read-skip", "abc");
  await tab.text('[data-read="skip"] [role="alert"]', /how many lines/);
  await tab.choose("#read-header", "yes");
  await tab.type("#read-skip", "40");
  await tab.text('[data-loud="misread"]', /the file has no rows/);
  await tab.click('[data-loud="misread"] wa-button', "Read as found");
  await tab.until("the rows", async () => (await tab.count("[data-loud]")) === 0);
});

test("a file with a single column shows its lines, and is cut as one says", async () => {
  const text = (mark: string) => `x${mark}z${mark}y\n${rows(40, (i) => [i, (i * 7) % 11, ab(i)], mark)}`;
  // A mark that is found out needs no help.
  const name = await drop(tab, text("^"));
  await openedData(tab, new RegExp(`of ${name}.*from 2 number columns`));
  expect(await tab.count("kf-unread")).toBe(0);

  const again = await drop(tab, text("§"));
  await tab.text("kf-unread li", /^1x§z§y$/);
  await tab.choose("#unread-delimiter", "another");
  await tab.type("#unread-other", "§");
  await tab.until(
    "an answer",
    async () =>
      (await tab.texts("kf-step-data .said")).some((said) => said.includes(`of ${again}`)) ||
      (await tab.count('kf-step-data [role="alert"]')),
  );
});

test("what is missing in the target is said where it is chosen, and nothing of how a column left out is used", async () => {
  await open(tab, `a,flag,y\n${rows(60, (i) => [i, ["yes", "no"][i % 2], i % 20 === 3 ? "" : (i * 7) % 31])}`);
  await tab.text("[data-unknown]", /^3 rows where it is missing are left out\.$/);
  expect(await tab.count('[data-note="boolean"]')).toBe(1);
  await fit(tab);
  await tab.text(".said", /; 3 rows where y is missing were left out\.$/);
  await tab.choose("#target", "flag");
  await tab.text("kf-step-data .said", /flag is to be predicted/);
  await tab.until("no note of the target", async () => (await tab.count('[data-note="boolean"]')) === 0);
  expect(await tab.count("[data-unknown]")).toBe(0);
});

describe("predictions for a file that differs", () => {
  test("rows outside of what the model saw are counted, and look-alike letters named", async () => {
    await open(tab, `size;town;y\n${rows(60, (i) => [`${i},5`, ["Åre", "Bern"][i % 2], ["no", "yes"][i % 2]], ";")}`);
    await fitted("size");
    await predicted(tab, "far.csv", "size;town\n9,5;Åre\n900,5;Bern\n;Bern\n-7,0;Genf\n8,5;A\u030are\n3,5;Genf");
    const said = await tab.texts("kf-batch .differences li");
    expect(said).toContain("size: 2 rows outside of what the model saw, 2.5 to 58.5; first in row 2, 900.5.");
    expect(said).toContain("size: 1 row without a value, where the model saw none missing; in row 3.");
    expect(said).toContain(
      "town: 3 rows with a value that the model never saw; first in row 4, “Genf”. “A\u030are” in row 5 looks like “Åre”, " +
        "but is U+0041 U+030A U+0072 U+0065 where that is U+00C5 U+0072 U+0065.",
    );
    await tab.text("[data-batch]", /semicolon between cells, decimal comma, UTF-8 with a mark, for spreadsheets/);
    // Each column that the model does not know is named once.
    const more = ["remark", "b", "c", "d", "e", "f"];
    await predicted(
      tab,
      "near.csv",
      `size;town;${more.join(";")}\n9,5;Åre;${more.join(";")}\n8,5;Bern;${more.join(";")}`,
    );
    expect(await tab.texts("kf-batch .differences li")).toEqual(
      more.map((name) => `Column “${name}” is left aside: the model was not fitted on it.`),
    );
    // A number is typed as the model's data were written.
    await tab.type('[data-field="size"]', "4,5");
    await tab.text("[data-answer]", /^(no|yes)$/);
    expect(await tab.count('section#use [role="alert"]')).toBe(0);
  });

  test("a refused file leaves nothing of the one before, and its columns are named as they stand in files", async () => {
    const day = (i: number) => `2024-0${1 + (i % 9)}-${10 + (i % 17)}`;
    await open(tab, `wann,stadt,x,y\n${rows(60, (i) => [day(i), ["Ulm", "Bonn"][i % 2], (i * 7) % 31, ab(i)])}`);
    await tab.click('[data-note="date"] button', "Use year");
    await tab.text("kf-data-table th", /year of wann/);
    await fitted("stadt");
    await predicted(tab, "whole.csv", `wann,stadt,x\n${day(3)},Ulm,4`);
    await predict("nocol.csv", "x,z\n4,1\n5,2");
    expect(await tab.text('kf-batch [role="alert"]')).toMatch(/^“nocol\.csv” lacks the columns wann and stadt\./);
    expect(await tab.count("[data-batch]")).toBe(0);
    expect(await tab.texts("kf-batch wa-button")).toEqual(["Predict a file"]);
  });
});
