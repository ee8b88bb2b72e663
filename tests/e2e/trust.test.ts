// What a file proves and holds: proof rows, signatures, differences, and what is said before a model is used.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChromiumBrowser, startChromium } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, openFile, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
let chromium: ChromiumBrowser;

beforeAll(async () => {
  site = await servePlayground();
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await site?.close();
});

const hostile = (file: string) => readFile(join(root, "tests/hostile", file));
const choose = (tab: Tab, choice: string) => tab.click(`wa-checkbox[data-choice="${choice}"]`);

describe("proof rows", () => {
  let tab: Tab;

  beforeAll(async () => {
    tab = await chromium.open(`${site.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
    await fit(tab);
  });

  test("are made from the columns' ranges unless asked otherwise, and pass quietly", async () => {
    await save(tab, "made");
    expect(await tab.count('[data-holds="data"]')).toBe(0);
    await loadSaved(tab, "made");
    expect(await tab.text("[data-proof]")).toMatch(
      /^\d+ proof rows, \d+ outputs of \d+ steps, [\d,]+ bytes: identical\.$/,
    );
    expect(await tab.count('.checks [role="alert"], .failed')).toBe(0);
    expect((await tab.texts("kf-inspector .holds li")).join(" ")).toMatch(
      /\d+ proof rows, made from those ranges and categories/,
    );
    expect((await tab.texts("kf-inspector .lacks li")).join(" ")).toContain("Held-out rows");
  });

  test("are listed with the reason for each", async () => {
    await tab.click("kf-proof-rows summary", "Proof rows");
    const reasons = await tab.texts("kf-proof-rows tbody th");
    for (const reason of ["typical", "missing: island", "unseen category: sex", "min: bill_length_mm"])
      expect(reasons).toContain(reason);
    expect(reasons).not.toContain("a row of the data");
    expect(await tab.texts("kf-proof-rows tbody tr td:nth-child(2)")).toContain("Adelie");
  });

  test("hold rows of the data only when asked, and the page says so before a download and after", async () => {
    await choose(tab, "held-out");
    await save(tab, "with-rows");
    await tab.text('li[data-name="with-rows"] [data-holds="data"]', /holds rows of your data: \d+ of its proof rows\./);
    await loadSaved(tab, "with-rows");
    await tab.text('kf-inspector [data-holds="data"]', /^\d+ rows of data among the proof rows/);
    expect((await tab.texts("kf-inspector .lacks li")).join(" ")).not.toContain("Held-out rows");
    expect(await tab.texts("kf-proof-rows tbody th")).toContain("a row of the data");
  });

  test("can be left out, and the page says that they are not there", async () => {
    await choose(tab, "proof");
    await save(tab, "without");
    await loadSaved(tab, "without");
    await tab.text('[data-proof="none"]', /holds no proof rows/);
    expect((await tab.texts("kf-inspector .lacks li")).join(" ")).toContain("Proof rows");
    expect(await tab.count("kf-proof-rows")).toBe(0);
  });

  test("a model made of training rows says so before a download", async () => {
    const other = await chromium.open(`${site.origin}/#dataset=iris&model=KNeighborsClassifier`);
    await openedData(other, /Iris/);
    await fit(other);
    await save(other, "neighbours");
    await other.text('li[data-name="neighbours"] [data-holds="data"]', /this kind of model is made of them/);
  });

  test("nothing broke", () => expect(tab.complaints).toEqual([]));
});

describe("a proof that fails", () => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await chromium.open(`${site.origin}/?failing#dataset=iris`);
    await openedData(tab, /Iris/);
  });

  test("names step, row, rule and values, and the model is not loaded", async () => {
    await openFile(tab, "changed.keepfit", await hostile("tampered_weights.keepfit"));
    await tab.text(".failed .word", /^The proof of changed fails$/);
    const facts = (await tab.texts(".failed dl div")).join("|");
    expect(facts).toMatch(/First difference predict of step model\|Row \d+, .*0\.5 in column \d\|Expected .+\|Got .+/);
    expect(await tab.count(".verdict, kf-inspector")).toBe(0);
    expect(await tab.count("[data-answer]")).toBe(0);
  });

  test("says how far numbers are apart", async () => {
    await openFile(tab, "other.keepfit", await hostile("tampered_proof.keepfit"));
    await tab.text(".failed .word", /^The proof of other fails$/);
    expect((await tab.texts(".failed dl div")).join("|")).toMatch(/Distance (not close: differs by|the same in)/);
  });

  test("the model is loaded to be looked at when asked, and what it predicts comes with a warning", async () => {
    await tab.click("wa-button", "Look at it anyway");
    await tab.text(".said", /^Loaded other,/);
    await tab.text(".failed", /do not rely on what it predicts/);
    await tab.text("kf-step-use .notice", /The proof rows of this model fail/);
    await tab.text("[data-answer]");
    expect(await tab.count("nav li.done button")).toBeLessThan(4);
  });

  test("a sound file takes its place", async () => {
    await openFile(tab, "good.keepfit", await hostile("good.keepfit"));
    await tab.text('[data-proof="identical"]');
    expect(await tab.count(".failed")).toBe(0);
    expect(await tab.count("kf-step-use .notice")).toBe(0);
  });
});

describe("use", () => {
  test("warns beside the field of values outside the range, new categories and missing values", async () => {
    const tab = await chromium.open(`${site.origin}/?use#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
    await fit(tab);
    await tab.text("[data-answer]");
    expect(await tab.count("[data-warning]")).toBe(0);
    await tab.type('[data-field="flipper_length_mm"]', "9000");
    await tab.text('[data-warning="range"]', /^outside what was seen: 172 to 231$/);
    // Of what is no number nothing is known, and nothing of what stood there before.
    await tab.type('[data-field="flipper_length_mm"]', "abc");
    await tab.until("no warning", async () => (await tab.count("[data-warning]")) === 0);
    await tab.type('[data-field="flipper_length_mm"]', "9000");
    await tab.text('[data-warning="range"]', /^outside what was seen/);
    await tab.choose('[data-field="island"]', "free");
    await tab.type('[data-free="island"]', "Atlantis");
    await tab.text('[data-warning="category"]', /^new: not among the 3 categories seen$/);
    await tab.choose('[data-field="island"]', "missing");
    await tab.text('[data-warning="missing"]', /^never missing in the fit$/);
    await tab.type('[data-field="flipper_length_mm"]', "200");
    await tab.choose('[data-field="island"]', "0");
    await tab.until("an end of the warnings", async () => (await tab.count("[data-warning]")) === 0);
    // The text is tied to its field for those who do not see it beside it.
    const tied = await tab.run<boolean>(
      `const field = all('[data-field="island"]')[0]; return field.getRootNode().getElementById(field.getAttribute("aria-describedby")) !== null`,
    );
    expect(tied).toBe(true);
  });
});

describe("signatures", () => {
  let tab: Tab;
  let file: Uint8Array;

  beforeAll(async () => {
    tab = await chromium.open(`${site.origin}/?signed#dataset=iris`);
    await openedData(tab, /Iris/);
    await fit(tab);
  });

  test("a save is signed with a key made here, and the load says by which key, and no more", async () => {
    await choose(tab, "sign");
    const key = await tab.text(".options code", /^[0-9a-f]{4}( [0-9a-f]{4}){3}$/);
    await save(tab, "signed");
    await loadSaved(tab, "signed");
    const said = await tab.text('[data-signature="valid"]');
    expect(said).toContain(`Signed by key ${key}: whoever holds it signed this pipeline and card.`);
    expect(said).toContain("Who that is, and whether the model is good, the signature does not say.");
  });

  test("the key can be taken along and used again", async () => {
    const before = await tab.text(".options code");
    const page = tab.page as Page;
    const [download] = await Promise.all([page.waitForEvent("download"), tab.click("button.link", "Download the key")]);
    const key = await readFile(await download.path());
    await tab.reload();
    await openedData(tab, /Iris/);
    await fit(tab);
    await choose(tab, "sign");
    expect(await tab.text(".options code")).not.toBe(before);
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), tab.click("button.link", "open another")]);
    await chooser.setFiles({ name: "key.jwk.json", mimeType: "application/json", buffer: key });
    await tab.until("the first key", async () => (await tab.texts(".options code"))[0] === before);
  });

  test("a changed card makes the signature invalid, and the page says so", async () => {
    const page = tab.page as Page;
    const [download] = await Promise.all([page.waitForEvent("download"), tab.click("wa-button", ".keepfit of signed")]);
    file = new Uint8Array(await readFile(await download.path()));
    // A letter of the name is changed and the digest made anew by the engine's own reading and writing.
    const { changeCard } = await import("./support/native.js");
    await openFile(tab, "forged.keepfit", await changeCard(file, { notes: "the best model there is" }));
    await tab.text('[data-signature="invalid"]', /^Its signature by key .* is not valid/);
  });
});

describe("the store", () => {
  test("shows how much room there is, and asks to be kept only when the reader does", async () => {
    const tab = await chromium.open(`${site.origin}/?store#dataset=iris`);
    await openedData(tab, /Iris/);
    await tab.run(`
      window.asked = 0;
      navigator.storage.persist = async () => (window.asked++, false);
    `);
    await fit(tab);
    await save(tab, "kept");
    await tab.text("[data-storage]", /models? in this browser's storage for this site, .* of .* in use\./);
    expect(await tab.run("return window.asked")).toBe(0);
    await tab.click("[data-storage] button", "Ask it to keep them");
    await tab.text("[data-storage]", /Asked to keep them, it did not agree/);
    expect(await tab.run("return window.asked")).toBe(1);
    await tab.run(`navigator.storage.persisted = async () => true`);
    await save(tab, "kept-too");
    await tab.text("[data-storage]", /The browser has agreed to keep them until you delete them\./);
  });

  test("says when there is no room, and that nothing was saved", async () => {
    const tab = await chromium.open(`${site.origin}/?full#dataset=iris`);
    await openedData(tab, /Iris/);
    await fit(tab);
    await tab.run(`
      IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };
    `);
    await tab.type("wa-input.name", "too-much");
    await tab.click("wa-button", "Save");
    await tab.text('[role="alert"]', /There is no room left in the browser for "too-much"; nothing was saved\./);
  });
});
