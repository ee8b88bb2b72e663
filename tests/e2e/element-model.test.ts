// One saved model in somebody's page: card, proof, form, contents; with the part of the engine that predicts.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { root, serveHost, servePlayground, type Site } from "./support/servers.js";
import type { Tab } from "./support/tab.js";

let playground: Site;
let host: Site;
let file: Buffer;

beforeAll(async () => {
  playground = await servePlayground();
  file = await readFile(join(root, "tests/golden/models/v1/pipeline_penguins_logistic.keepfit"));
  const broken = Buffer.from(file);
  broken[broken.length - 1]! ^= 1;
  const page = (body: string, head = "") =>
    `<!doctype html><title>A host</title><link rel="icon" href="data:," />${head}
    <script type="module" src="${playground.origin}/keepfit-model.js"></script>${body}`;
  host = await serveHost({
    "/": page(`<keepfit-model src="models/penguins.keepfit"></keepfit-model>`),
    "/early": page(
      `<keepfit-model src="models/penguins.keepfit"></keepfit-model>
      <script>for (const one of document.querySelectorAll("[src]")) one.src = one.src;</script>`,
    ),
    "/bayes": page(`<keepfit-model src="models/bayes.keepfit"></keepfit-model>`),
    "/broken": page(`<keepfit-model src="models/broken.keepfit"></keepfit-model>`),
    "/nowhere": page(`<keepfit-model src="models/none.keepfit"></keepfit-model>`),
    "/no-address": page(`<keepfit-model src="http://[/a.keepfit"></keepfit-model>`),
    "/no-name": page(`<keepfit-model src="/%E0%A4%A.keepfit"></keepfit-model>`),
    "/pickle": page(
      `<keepfit-model src="models/model.pkl" hide="crad"></keepfit-model>`,
      `<script>window.warned = []; console.warn = (...all) => warned.push(all.join(" "));</script>`,
    ),
    "/empty": page(`<keepfit-model hide="contents"></keepfit-model>`),
    "/accent": page(
      `<keepfit-model src="models/penguins.keepfit"></keepfit-model>`,
      `<style>:root { --keepfit-accent: rgb(120, 40, 160); --keepfit-font: Georgia; }</style>`,
    ),
    "/models/penguins.keepfit": file,
    "/models/bayes.keepfit": await readFile(join(root, "tests/golden/models/v1/gaussian_nb.keepfit")),
    "/models/broken.keepfit": broken,
    "/models/model.pkl": Buffer.from("cos\nsystem\n(Vrm -r ~/papers\ntR."),
  });
});
afterAll(async () => {
  await host?.close();
  await playground?.close();
});

inBrowsers("a model", (browser) => {
  const run = <T>(tab: Tab, body: string): Promise<T> =>
    tab.run<T>(`const element = document.querySelector("keepfit-model"); return (async () => { ${body} })()`);

  test("is opened where the page has set addresses to themselves before", async () => {
    const tab = await browser.open(`${host.origin}/early`);
    await tab.text("[data-proof]", /Every byte checked/);
  });

  test("is opened by its address, tells what it is, and predicts", async () => {
    const tab = await browser.open(`${host.origin}/`);
    const told = await run<{ refused?: object; fingerprint: string }>(tab, "return element.ready");
    expect(told.refused).toBeUndefined();
    expect(told.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    await tab.text("[data-proof]", /Every byte checked/);
    await tab.text("kf-step-use .answer", /Adelie|Chinstrap|Gentoo/);
    await tab.click("summary", "What is in the file");
    await tab.text("kf-inspector tbody", /coef_/);
    const loaded = await tab.run<string[]>(
      `return performance.getEntriesByType("resource").map(({ name }) => name.split("/").pop())`,
    );
    expect(loaded.filter((name) => name.endsWith(".wasm"))).toEqual(["keepfit-predict.wasm"]);
    // Later it fetches what predicts a whole file and what shows the contents, and nothing of the workspace.
    expect(loaded.filter((name) => /^(kf-batch|controls)-/.test(name))).toHaveLength(2);
    expect(loaded.filter((name) => /^(workspace|keepfit-playground|kf-step-(?!use))/.test(name))).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });

  test("of a less usual estimator has one more part fetched for it", async () => {
    const tab = await browser.open(`${host.origin}/bayes`);
    const told = await run<{ refused?: object; identical: boolean }>(tab, "return element.ready");
    expect(told).toMatchObject({ identical: true });
    await tab.text("kf-step-use .answer", /./);
    const loaded = await tab.run<string[]>(
      `return performance.getEntriesByType("resource").map(({ name }) => name.split("/").pop())`,
    );
    expect(loaded.filter((name) => name.endsWith(".wasm")).toSorted()).toEqual([
      "keepfit-predict-more.wasm",
      "keepfit-predict.wasm",
    ]);
    expect(tab.complaints).toEqual([]);
  });

  test("that is damaged, or not there, is refused with the reason", async () => {
    const broken = await browser.open(`${host.origin}/broken`);
    await broken.text('[role="alert"]', /“broken.keepfit” was not loaded/);
    expect(await run(broken, "return element.ready")).toMatchObject({
      identical: false,
      refused: { code: "damaged" },
    });
    const nowhere = await browser.open(`${host.origin}/nowhere`);
    await nowhere.text('[role="alert"]', /The server answered 404/);
  });

  test("of no address, or of one that cannot be read, is said to be there no more than others", async () => {
    const none = await browser.open(`${host.origin}/no-address`);
    await none.text('[role="alert"]', /“http:\/\/\[\/a\.keepfit” is no address/);
    expect(none.complaints).toEqual([]);
    const unreadable = await browser.open(`${host.origin}/no-name`);
    await unreadable.text('[role="alert"]', /“%E0%A4%A\.keepfit” was not loaded/);
  });

  test("that is a pickle is called one; a part that there is not is told", async () => {
    const tab = await browser.open(`${host.origin}/pickle`);
    await tab.text('[role="alert"]', /“model\.pkl” was not loaded\. The file names os\.system/);
    expect(await run(tab, "return element.ready")).toMatchObject({ refused: { code: "harmful" } });
    expect(await tab.run<string[]>("return warned")).toEqual([
      "keepfit-model: there is nothing called crad to hide. Parts: card, proof, use, contents.",
    ]);
  });

  test("can be dropped where none is named", async () => {
    const tab = await browser.open(`${host.origin}/empty`);
    await tab.text("p", /^Open a file or drop one here: a .keepfit/);
    if (browser.name === "chromium") {
      const page = tab.page as Page;
      const [asked] = await Promise.all([page.waitForEvent("filechooser"), tab.click('[data-act="open-file"]')]);
      expect(asked.isMultiple()).toBe(false);
    }
    await tab.drop("keepfit-model .frame", "mine.keepfit", file);
    await tab.text("kf-step-use .answer", /Adelie|Chinstrap|Gentoo/);
    expect(await tab.count("kf-inspector")).toBe(0);
  });

  test("takes accent and font of the page around", async () => {
    const tab = await browser.open(`${host.origin}/accent`);
    await tab.text("[data-proof]", /Every byte checked/);
    const look = await tab.run<string[]>(`
      const frame = getComputedStyle(all(".frame", here)[0]);
      return [frame.getPropertyValue("--accent"), frame.fontFamily];
    `);
    expect(look).toEqual(["rgb(120, 40, 160)", "Georgia"]);
  });
});
