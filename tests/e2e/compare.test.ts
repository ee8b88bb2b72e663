// Two files beside each other.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChromiumBrowser, startChromium } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { fit, openedData, save, swapEstimator } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
let chromium: ChromiumBrowser;
let tab: Tab;

beforeAll(async () => {
  site = await servePlayground();
  chromium = await startChromium({ width: 390, height: 844 });
  tab = await chromium.open(`${site.origin}/#dataset=iris`);
  await openedData(tab, /Iris/);
  await fit(tab);
  await save(tab, "one");
  await save(tab, "same");
  await tab.click('wa-checkbox[data-choice="held-out"]');
  await save(tab, "with-rows");
  await tab.type('[data-param="C"] wa-input', "0.5");
  await fit(tab);
  await save(tab, "stronger");
  await swapEstimator(tab, "DecisionTreeClassifier");
  await fit(tab);
  await save(tab, "tree");
});
afterAll(async () => {
  await chromium?.close();
  await site?.close();
});

async function compare(a: string, b: string): Promise<string> {
  await tab.choose("#a", a);
  await tab.choose("#b", b);
  await tab.click("kf-step-compare wa-button", "Compare");
  await tab.until(`a comparison of ${a} and ${b}`, async () => {
    const names = await tab.texts(".outcome dt strong");
    return names[0] === a.slice(a.indexOf(":") + 1) && names[1] === b.slice(b.indexOf(":") + 1);
  });
  return tab.text(".outcome .word");
}

test("a file and itself are the same", async () => {
  expect(await compare("saved:one", "saved:one")).toBe("The same pipeline, card and proof");
  expect(await tab.count(".differences")).toBe(0);
});

test("two saves of one fit are the same pipeline, with another card", async () => {
  expect(await compare("saved:one", "saved:same")).toBe("The same pipeline; only the card differs");
  expect(await tab.texts(".differences .tag")).toEqual(expect.arrayContaining(["card"]));
  expect(await tab.texts(".differences .tag")).not.toContain("pipeline");
  const fingerprints = await tab.texts(".outcome code");
  expect(fingerprints[0]).toBe(fingerprints[1]);
});

test("a save with other proof rows says that they differ", async () => {
  expect(await compare("saved:one", "saved:with-rows")).toBe("The same pipeline; card and proof differ");
  await tab.text(".outcome p", /entries of the card differ and the proof rows differ\.$/);
});

test("a changed hyperparameter shows with the weights it changed, and how far", async () => {
  expect(await compare("saved:one", "saved:stronger")).toBe("Different pipelines");
  const rows = await tab.texts(".differences tbody tr");
  expect(rows.join("|")).toMatch(/pipeline model › C.*1\.0.*0\.5.*not close: differs by 0\.5/);
  expect(rows.find((row) => row.includes("coef_"))).toMatch(
    /12 elements, the first at \[0, 0\], the farthest not close$/,
  );
});

test("another estimator is named, and the sizes of its step", async () => {
  expect(await compare("saved:one", "saved:tree")).toBe("Different pipelines");
  const rows = await tab.texts(".differences tbody tr");
  expect(rows.join("|")).toMatch(/model.*LogisticRegression.*DecisionTreeClassifier.*another estimator/);
  expect((await tab.texts(".sizes tbody th")).join(" ")).toContain("model");
});

async function open(side: string, name: string, buffer: Buffer): Promise<void> {
  const [chooser] = await Promise.all([
    (tab.page as Page).waitForEvent("filechooser"),
    tab.click("wa-button", `Open a file as ${side}`),
  ]);
  await chooser.setFiles({ name, mimeType: "application/vnd.msgpack", buffer });
  await tab.until(`${name} chosen`, () =>
    tab.run<boolean>(`return all("#${side.toLowerCase()}")[0].value === ${JSON.stringify(`file:${name}`)}`),
  );
}

test("files from disk are compared too, and what is no model is refused", async () => {
  const good = await readFile(join(root, "tests/hostile/good.keepfit"));
  await open("A", "good.keepfit", good);
  await open("B", "letter.keepfit", Buffer.from("Dear reader"));
  await tab.click("kf-step-compare wa-button", "Compare");
  await tab.text('[role="alert"]', /“letter\.keepfit” cannot be compared\. This is not a Keepfit model/);
  expect(await compare("file:good.keepfit", "saved:tree")).toBe("Different pipelines");
});

test("a file of an older engine says what it lacks, and what that means", async () => {
  const frozen = (name: string) => readFile(join(root, "tests/golden/models/v1", name));
  await open("A", "old.keepfit", await frozen("sgd_classifier.keepfit"));
  await open("B", "new.keepfit", await frozen("sgd_classifier-0.2.0.keepfit"));
  expect(await compare("file:old.keepfit", "file:new.keepfit")).toBe("Different pipelines");
  const rows = (await tab.texts(".differences tbody tr")).filter((row) => row.includes("pipeline"));
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/early_stopping.*not there.*False.*only in B: files before Keepfit 0\.2\.0 mean False/s);
});

test("all of it can be read on a phone", async () => {
  expect(await tab.run("return document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  const wide = await tab.run<number>(
    `return Math.max(...all(".differences td, .differences th").map((cell) => cell.getBoundingClientRect().right)) - innerWidth`,
  );
  expect(wide).toBeLessThanOrEqual(0);
  expect(tab.complaints).toEqual([]);
});
