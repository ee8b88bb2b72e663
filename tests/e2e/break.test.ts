// A loaded file looked into: predictions side by side, its bytes beside what they mean, broken copies, the fit again.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { keyboardOf } from "./support/diagram.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, openFile, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
beforeAll(async () => {
  site = await servePlayground();
});
afterAll(() => site?.close());

const hostile = (file: string) => readFile(join(root, "tests/hostile", file));

/** Which byte is chosen, and the bytes that are lit around it. */
const hex = (tab: Tab) =>
  tab.run<{ at: number; lit: number[] }>(`
    const bytes = (selector) => all(selector, here).map(({ dataset }) => Number(dataset.byte));
    return { at: bytes("kf-hex .at")[0], lit: bytes("kf-hex .lit") };
  `);
const chosenLine = async (tab: Tab) => (await tab.texts("kf-contents .chosen .name"))[0];
const chosen = (tab: Tab, name: string) =>
  tab.until(`chosen line ${name}`, async () => (await chosenLine(tab)) === name);
const line = (tab: Tab, name: string) =>
  tab.run(
    `all("kf-contents .line", here).find((one) => said(one.querySelector(".name")) === ${JSON.stringify(name)}).click()`,
  );

inBrowsers("a loaded file", (browser) => {
  let tab: Tab;

  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
    await fit(tab);
    await save(tab, "whole");
    await loadSaved(tab, "whole");
  });

  test("predictions stand side by side, and the count of equal bytes runs up to all", async () => {
    await tab.text("kf-side-by-side [data-equal]", /of [\d,]+ bytes equal/);
    const [counted = ""] = await tab.texts("kf-side-by-side .count .visually-hidden");
    const [, equal, all] = /^([\d,]+) of ([\d,]+) bytes are equal$/.exec(counted)!;
    expect(equal).toBe(all);
    // The same bytes that the verdict says were compared.
    expect(`${all} bytes`).toBe((await tab.texts('.verdict [data-count="bytes"]'))[0]);
    expect(await tab.texts("kf-side-by-side thead th")).toEqual(["Row", "Fitted here", "Loaded"]);
    const [first] = await tab.texts("kf-side-by-side tbody td:nth-child(2) .value");
    expect(["Adelie", "Chinstrap", "Gentoo"]).toContain(first);
    const [bytes] = await tab.texts("kf-side-by-side tbody td:nth-child(2) .hex");
    expect(Buffer.from(bytes!.replaceAll(" ", ""), "hex").toString("utf8")).toBe(first);
    await tab.choose("kf-side-by-side select", "1");
    await tab.text("kf-side-by-side tbody td:nth-child(3) .value", /^[\d.e-]+$/);
    const [value] = await tab.texts("kf-side-by-side tbody td:nth-child(3) .value");
    const [double] = await tab.texts("kf-side-by-side tbody td:nth-child(3) .hex");
    expect(Buffer.from(double!.replaceAll(" ", ""), "hex").readDoubleBE(0)).toBe(Number(value));
  });

  test("a line of the tree lights its bytes, and a byte its line", async () => {
    await tab.click("#bytes summary", "Its bytes");
    await tab.text("kf-contents .line .name", /^card$/);
    expect(await tab.texts("kf-contents .line .name")).toEqual(["keepfit", "card", "pipeline", "proof", "digest"]);
    await line(tab, "keepfit");
    expect(await chosenLine(tab)).toBe("keepfit");
    // The key is eight bytes with its head, behind the head of the whole; the value is one.
    expect(await hex(tab)).toEqual({ at: 9, lit: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
    await tab.text("kf-bytes .here", /^Byte 9 of [\d,]+, 01: keepfit$/);
    await tab.click('kf-hex [data-byte="14"]');
    await tab.until("the line of the card", async () => (await chosenLine(tab)) === "card");
    await tab.click('kf-hex [data-byte="0"]');
    await tab.text("kf-bytes .here", /the head of the file, by which it is known$/);
  });

  test("both go by keyboard", async () => {
    const keyboard = keyboardOf(tab);
    await tab.run(`all("kf-hex .grid", here)[0].focus()`);
    for (const key of ["ArrowRight", "ArrowDown", "Home", "ArrowRight"]) await keyboard.press(key);
    expect((await hex(tab)).at).toBe(17);
    await keyboard.down("Control");
    await keyboard.press("End");
    await keyboard.up("Control");
    await chosen(tab, "digest");
    await tab.run(`all("kf-contents .tree", here)[0].focus()`);
    await keyboard.press("Home");
    await keyboard.press("ArrowDown");
    await chosen(tab, "card");
    await keyboard.press("ArrowRight");
    await keyboard.press("ArrowRight");
    await chosen(tab, "name");
    await keyboard.press("ArrowLeft");
    await chosen(tab, "card");
  });

  test("a row of the inspection leads to its bytes", async () => {
    await tab.run(
      `all("kf-inspector tr", here).find((row) => said(row).startsWith("coef_")).querySelector(".number button").click()`,
    );
    await tab.until("the bytes of coef_", async () => (await chosenLine(tab)) === "coef_");
    await tab.text("kf-bytes .here", /pipeline › .* › coef_/);
  });

  test("a broken bit is refused by the digest, and the stored file is untouched", async () => {
    await tab.click("kf-hex .byte");
    await tab.click("kf-bytes .bits button");
    await tab.click('kf-bytes [data-act="break"]');
    await tab.text(
      "kf-bytes .attempts li",
      /^refused by the digest ?Byte [\d,]+, bit 7: .* damaged The file's digest does not/,
    );
    await tab.text(
      'kf-bytes [data-untouched="true"]',
      /^The stored file is untouched: SHA-256 (\w{16}) before, \1 now\.$/,
    );
    expect(await tab.count("kf-hex .broken")).toBe(1);
  });

  test("with the digest made right again the checks behind it are seen at work", async () => {
    // Where an array begins: another first byte is another type of value.
    await tab.click('wa-checkbox[data-choice="mend"]');
    await tab.run(
      `all("kf-inspector tr", here).find((row) => said(row).startsWith("coef_")).querySelector(".number button").click()`,
    );
    await tab.click('kf-bytes [data-act="break"]');
    await tab.text(
      "kf-bytes .attempts li:first-child",
      /^(refused by the (audit|format)|the fingerprint).*digest made right/,
    );
    expect(await tab.count("kf-bytes .attempts li:first-child[data-caught=digest]")).toBe(0);
  });

  test("many at random are all noticed, and counted by what noticed", async () => {
    await tab.click('kf-bytes [data-act="many"]');
    await tab.until("a tally", async () => (await tab.count('kf-bytes [data-tally="200"]')) === 1, 60_000);
    const times = (await tab.texts("kf-bytes .tally dd")).map(Number);
    expect(times.reduce((sum, each) => sum + each, 0)).toBe(200);
    const caught = await tab.texts("kf-bytes .tally dt");
    expect(caught.join("|")).toMatch(/the audit audit_|the format malformed/);
    await tab.text('kf-bytes [data-untouched="true"]');
  });

  test("the same fit once more gives the same fingerprint", async () => {
    await tab.click('[data-act="refit"]');
    await tab.text(
      '[data-refit="same"]',
      /The same fingerprint.*Fitted again on 2\d\d rows of Palmer penguins.*same bytes/,
    );
    const [before, now] = await tab.texts("[data-refit] dd");
    expect(before).toMatch(/^\w{64}$/);
    expect(now).toBe(before);
  });

  test("other data give another fingerprint, and what differs is shown", async () => {
    const csv = (await readFile(join(root, "web/playground/data/penguins.csv"), "utf8")).replace("39.1", "38.1");
    await tab.drop('[data-part="refit"]', "penguins.csv", csv);
    await tab.text('[data-refit="differs"]', /Another fingerprint.*These are other data than those the file names/);
    expect((await tab.texts("[data-refit] tbody th")).join("|")).toMatch(/mean_|coef_/);
  });

  test("the file itself, given again, gives the same; another table is refused in words", async () => {
    const file = await readFile(join(root, "web/playground/data/penguins.csv"));
    await tab.drop('[data-part="refit"]', "penguins.csv", file);
    await tab.text('[data-refit="same"]', /of penguins\.csv/);
    await tab.drop('[data-part="refit"]', "iris.csv", await readFile(join(root, "web/playground/data/iris.csv")));
    await tab.text('[data-part="refit"] .notice.bad', /“iris\.csv” does not have the columns/);
    expect(await tab.count("[data-refit]")).toBe(0);
  });

  test("of a file from elsewhere the record in its proof stands beside what is loaded", async () => {
    await openFile(tab, "good.keepfit", await hostile("good.keepfit"));
    await tab.text(".said", /^Loaded good,/);
    await tab.until("another comparison", async () =>
      (await tab.texts("kf-side-by-side thead th")).includes("Recorded at the save"),
    );
    await tab.text("kf-side-by-side [data-equal]");
    const [counted = ""] = await tab.texts("kf-side-by-side .count .visually-hidden");
    expect(counted).toMatch(/^([\d,]+) of \1 bytes are equal$/);
    // What was found out about the file before is not shown of this one.
    expect(await tab.count("[data-refit], kf-bytes .attempts li")).toBe(0);
  });

  test("where motion is not wanted the count stands at once", async () => {
    if (browser.name !== "chromium") return;
    const other = await browser.open(`${site.origin}/?still#dataset=iris`);
    await (other.page as Page).emulateMedia({ reducedMotion: "reduce" });
    await openedData(other, /Iris/);
    await openFile(other, "good.keepfit", await hostile("good.keepfit"));
    await other.run(`
      globalThis.seen = [];
      new MutationObserver(() => {
        const figure = all("kf-side-by-side .figure", here)[0];
        if (figure) seen.push(said(figure));
      }).observe(document, { subtree: true, childList: true, characterData: true });
    `);
    await other.text("kf-side-by-side [data-equal]");
    const [figure = ""] = await other.texts("kf-side-by-side .figure");
    const [counted = ""] = await other.texts("kf-side-by-side .count .visually-hidden");
    expect(counted.startsWith(`${figure} of`)).toBe(true);
    expect(other.complaints).toEqual([]);
  });

  test("nothing broke on the page", () => expect(tab.complaints).toEqual([]));
});
