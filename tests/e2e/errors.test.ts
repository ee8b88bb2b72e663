// What goes wrong is said in a sentence: what happened, to which file, and what to do.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { type ChromiumBrowser, startChromium } from "./support/browsers.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, openedData, openFile, readVerdict, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
let chromium: ChromiumBrowser;
let tab: Tab;
let file: Uint8Array;

beforeAll(async () => {
  site = await servePlayground();
  chromium = await startChromium();
  tab = await chromium.open(`${site.origin}/#dataset=iris`);
  await openedData(tab, /Iris/);
  await fit(tab);
  await save(tab, "iris");
  const [download] = await Promise.all([
    (tab.page as Page).waitForEvent("download"),
    tab.click("wa-button", ".keepfit of iris"),
  ]);
  file = new Uint8Array(await readFile(await download.path()));
});
afterAll(async () => {
  await chromium?.close();
  await site?.close();
});

const alert = (pattern: RegExp) => tab.text('[role="alert"]', pattern);

/** A file of a format to come: the number follows the map's head and the key “keepfit”, and it ends in another part. */
function withFormat(bytes: Uint8Array, format: number): Uint8Array {
  const changed = new Uint8Array([...bytes, 0xa4, ...Buffer.from("more"), 0xc0]);
  changed[1 + 1 + "keepfit".length] = format;
  return changed;
}

test("three different files are refused with three different sentences", async () => {
  await openFile(tab, "letter.keepfit", "Dear reader, this is no model.");
  const noModel = await alert(/letter/);
  await openFile(tab, "cut.keepfit", file.slice(0, file.length - 100));
  const cut = await alert(/cut/);
  await openFile(tab, "future.keepfit", withFormat(file, 99));
  const newer = await alert(/future/);
  expect(new Set([noModel, cut, newer]).size).toBe(3);
  expect(noModel).toMatch(/not a Keepfit model/);
  expect(cut).toMatch(/ends before its digest/);
  expect(newer).toMatch(/has format version 99, but this engine .* reads versions up to 1\./);
});

test("a damaged file is refused", async () => {
  const damaged = file.slice();
  damaged[damaged.length >> 1]! ^= 4;
  await openFile(tab, "damaged.keepfit", damaged);
  await alert(/damaged/);
  expect(await tab.count(".verdict")).toBe(0);
});

test("a sound file clears the complaint", async () => {
  await openFile(tab, "iris.keepfit", file);
  expect((await readVerdict(tab)).word).toBe("Identical");
  expect(await tab.count('[role="alert"]')).toBe(0);
});

test("a picture is not taken for a table", async () => {
  await tab.drop("section#data .body", "cat.png", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13));
  await alert(/^“cat\.png” is a picture \(PNG\), not a table\. .*save the table as CSV/);
});

test("an empty file is called empty", async () => {
  await tab.drop("section#data .body", "empty.csv", "");
  await alert(/^“empty\.csv” is empty\./);
});

test("problems of a CSV are listed by line, and kinds and target can be corrected", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i},${"abc"[i % 3]},${20 + i}`);
  rows[3] = "3,a";
  rows[7] = "7,b,x9";
  rows[11] = "11,c,31,more";
  await tab.drop("section#data .body", "messy.csv", `id,group,size\n${rows.join("\n")}\n`);
  await openedData(tab, /messy\.csv/);
  await tab.text("section.problems .headline", /^3 of 60 rows/);
  const listed = await tab.texts(".problems li");
  expect(listed.map((one) => one.slice(0, 15))).toEqual(["Row 4 (line 5)T", "Row 8 (line 9)'", "Row 12 (line 13"]);
  for (const [i, words] of [/2 cells/, /x9/, /4 cells/].entries()) expect(listed[i]).toMatch(words);
  await tab.choose("#target", "group");
  await openedData(tab, /group is to be predicted from 1 number column;/);
  // It counts the rows, and is left out until it is wanted.
  await tab.choose('[aria-label="Kind of id"]', "number");
  await openedData(tab, /group is to be predicted from 2 number columns/);
  await tab.choose('[aria-label="Kind of id"]', "ignore");
  await openedData(tab, /group is to be predicted from 1 number column;/);
  await tab.choose('[aria-label="Kind of size"]', "text");
  await openedData(tab, /group is to be predicted from 1 text column;/);
});

test("a refused hyperparameter says so in the engine's words, at its field", async () => {
  await tab.go(`${site.origin}/?again#dataset=iris&model__C=-1`);
  await openedData(tab, /Iris/);
  await tab.click("wa-button", "Fit");
  await alert(/C of LogisticRegression must be .*Got -1/);
  await tab.text(".field.refused .complaint", /C of LogisticRegression must be/);
});

test("an estimator that is not there is named", async () => {
  await tab.go(`${site.origin}/?twice#dataset=iris&model=NoSuchModel`);
  await openedData(tab, /Iris/);
  await tab.text(".notice.bad", /NoSuchModel/);
});

test("names that objects have by nature are no settings of an address", async () => {
  await tab.go(`${site.origin}/?named#dataset=iris&constructor=5&__proto__=6`);
  await openedData(tab, /Iris/);
  await tab.click("wa-button", "Fit");
  await alert(/Pipeline .*(constructor|__proto__)/);
  await tab.go(`${site.origin}/?unnamed#dataset=constructor`);
  await alert(/no sample data set called “constructor”/);
});

test("a model whose data is not at hand is loaded, and the page says that nothing was compared", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${(i * 7) % 60},${"ab"[i % 2]}`);
  await tab.go(`${site.origin}/?thrice#dataset=iris`);
  await openedData(tab, /Iris/);
  await tab.drop("section#data .body", "mine.csv", `size,group\n${rows.join("\n")}\n`);
  await openedData(tab, /mine\.csv/);
  await fit(tab);
  await save(tab, "mine");
  await tab.go(`${site.origin}/?later#dataset=iris`);
  await openedData(tab, /Iris/);
  await tab.click("wa-button", "Load mine");
  await tab.text(".verdict .word", /^Not compared$/);
  await tab.text(".verdict .words", /“mine\.csv”\) is not open here\. Open it in step 1/);
  await tab.drop("section#data .body", "mine.csv", `size,group\n${rows.join("\n")}\n`);
  await openedData(tab, /mine\.csv/);
  await tab.click("wa-button", "Load mine");
  await tab.text(".verdict .word", /^Identical$/);
});
