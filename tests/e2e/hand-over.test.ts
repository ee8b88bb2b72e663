// A saved model for other programs: what is made, what is said of it, and ONNX that is run in the page.
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { barriers } from "./support/barriers.js";
import { inBrowsers, startChromium } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { fit, openedData, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
beforeAll(async () => {
  site = await servePlayground();
});
afterAll(() => site?.close());

/** A page with a saved model, and what hands it over unfolded. */
async function ready(open: (address: string) => Promise<Tab>, address: string, choices?: object): Promise<Tab> {
  const tab = await open(`${site.origin}/#frame=steps&${address}`);
  await openedData(tab, /./);
  if (choices)
    await tab.run(
      `return document.querySelector("keepfit-playground").choose(${JSON.stringify(choices)}).then(() => true)`,
    );
  await fit(tab);
  await save(tab, "mine");
  await tab.click("details[data-control=hand-over] summary");
  await tab.text("kf-hand-over h3", /ONNX/);
  return tab;
}

const make = async (tab: Tab, form: string): Promise<string> => {
  await tab.click(`[data-make=${form}]`, "Make it");
  return tab.text(`[data-report=${form}]`);
};

/** The file that the button gives, in Chromium. */
async function downloaded(tab: Tab, form: string): Promise<{ name: string; bytes: Uint8Array }> {
  const [download] = await Promise.all([
    (tab.page as Page).waitForEvent("download"),
    tab.click(`[data-download=${form}]`),
  ]);
  return { name: download.suggestedFilename(), bytes: new Uint8Array(await readFile((await download.path())!)) };
}

/** What was fetched of onnxruntime. */
const fetched = (tab: Tab) =>
  tab.run<string[]>(
    `return performance.getEntriesByType("resource").map(({ name }) => name.split("/").at(-1)).filter((name) => name.startsWith("ort"))`,
  );

inBrowsers("a model for other programs", (browser) => {
  let tab: Tab;
  beforeAll(async () => void (tab = await ready((address) => browser.open(address), "dataset=penguins")));
  const files = browser.name === "chromium";

  test("is made as ONNX, with what is in it and what is not", async () => {
    const report = await make(tab, "onnx");
    expect(report).toMatch(/^mine\.onnx, [\d,.]+ (bytes|kB)/);
    expect(report).toMatch(/SimpleImputer, StandardScaler, .*LogisticRegression/);
    expect(report).toMatch(/columns: island \(text\)/);
    expect(report).toMatch(/label \(text\) and probabilities \(double\)/);
    expect(report).toMatch(/Left out ?The proof rows/);
    if (!files) return;
    const { name, bytes } = await downloaded(tab, "onnx");
    expect(name).toBe("mine.onnx");
    expect(Buffer.from(bytes).includes("probabilities")).toBe(true);
  });

  test("says by running it what the file answers", async () => {
    expect(await fetched(tab)).toEqual([]);
    await tab.click("[data-act=run-onnx]");
    const said = await tab.text("[data-ran]");
    expect(said).toMatch(/No label flips|The same bits/);
    expect((await tab.texts("[data-run=rows]"))[0]).toMatch(/^2\d\d: \d+ of the proof, 200 drawn$/);
    expect((await tab.texts("[data-run=flips]"))[0]).toMatch(/^0 of 2\d\d$/);
    // Exponentials are the runtime's own: a unit or two in the last place, where anything differs.
    for (const largest of await tab.texts("[data-run=largest]"))
      expect(largest).toMatch(/e-1[5-7]; \d+ units? in the last place apart$/);
    expect((await fetched(tab)).sort()).toEqual(["ort-wasm-simd-threaded.wasm", "ort.wasm.bundle.min.js"]);
  });

  test("says the same of a table of one's own, and what that lacks", async () => {
    const over = async (name: string, text: string) => {
      const page = tab.page as Page;
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), tab.click("[data-act=run-onnx-own]")]);
      await chooser.setFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    };
    if (!files) return;
    const head = "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year";
    const rows = ["Adelie,Biscoe,39.1,18.7,181,3750,male,2007", "Gentoo,Torgersen,47.5,,220,5000,,2009"];
    await over("mine.csv", [head, ...rows, ""].join("\n"));
    await tab.until("two rows", async () => (await tab.texts("[data-run=rows]"))[0] === "2 of mine.csv");
    expect((await tab.texts("[data-run=flips]"))[0]).toBe("0 of 2");
    await over("other.csv", "island,year\nBiscoe,2007\n");
    await tab.text(".run .notice.bad", /^“other\.csv” lacks \d columns of the model: .*bill_length_mm/);
    await tab.click("[data-act=run-onnx]");
    await tab.until("the drawn rows", async () => /drawn/.test((await tab.texts("[data-run=rows]"))[0] ?? ""));
  });

  test("is made again in the other profile, which was not run yet", async () => {
    await tab.click("input[name=way-onnx][value=fast]");
    await tab.until("no report", async () => (await tab.count("[data-report=onnx]")) === 0);
    await make(tab, "onnx");
    expect(await tab.count("[data-ran]")).toBe(0);
    await tab.click("[data-act=run-onnx]");
    await tab.text("[data-run=different]");
    expect((await tab.texts("[data-run=flips]"))[0]).toMatch(/^0 of /);
    await tab.text("[data-run=first]", /^First in (row \d+ of the proof|drawn row \d+), probabilities: the model has/);
  });

  test("is made as PMML, with its proof rows", async () => {
    expect(await make(tab, "pmml")).toMatch(/^mine\.pmml,.*PMML 4\.4.*Verifies itself by ?\d+ proof rows/);
    if (files) expect(Buffer.from((await downloaded(tab, "pmml")).bytes).toString()).toContain("<ModelVerification");
  });

  test("is made as estimators of scikit-learn, alone and with scripts", async () => {
    expect(await make(tab, "skops")).toMatch(
      /^mine\.skops,.*skops 0\.16\.0.*Load it by ?model = load\("model\.skops", trusted=\[/,
    );
    if (files) {
      const members = unzipSync((await downloaded(tab, "skops")).bytes);
      expect(Object.keys(members)).toContain("schema.json");
    }
    await tab.click("input[name=way-skops][value=folder]");
    await tab.until("no report", async () => (await tab.count("[data-report=skops]")) === 0);
    expect(await make(tab, "skops")).toMatch(/^mine\.zip,.*3 files/);
    if (!files) return;
    const members = unzipSync((await downloaded(tab, "skops")).bytes);
    expect(Object.keys(members)).toEqual(["mine/model.skops", "mine/load.py", "mine/check.py"]);
    expect(Buffer.from(members["mine/check.py"]!).toString()).toContain('("predict_proba",');
  });

  test("is made as Python, which fits anew", async () => {
    expect(await make(tab, "python")).toMatch(/^mine\.py,.*Left out ?All that was learned/);
    if (!files) return;
    const code = Buffer.from((await downloaded(tab, "python")).bytes).toString();
    expect(code).toContain("LogisticRegression");
    expect(code).toContain("pipeline.fit(X, y)");
  });

  test("is made as one folder, the same bytes each time", async () => {
    expect(await make(tab, "zip")).toMatch(/^mine\.zip,.*14 files/);
    await tab.click("[data-over=zip] details.files summary");
    const names = await tab.texts("[data-over=zip] details.files tbody td:first-child");
    expect(names).toContain("MLmodel");
    if (!files) return;
    const { bytes } = await downloaded(tab, "zip");
    const members = unzipSync(bytes);
    expect(Object.keys(members)).toEqual(names.map((name) => `mine/${name}`));
    expect(Buffer.from(members["mine/README.md"]!).toString()).toContain("type: tabular-classification");
    await make(tab, "zip");
    expect(Buffer.from((await downloaded(tab, "zip")).bytes).equals(Buffer.from(bytes))).toBe(true);
  });

  test("leads to the page on leaving the browser", async () => {
    const address = await tab.run<string>(`return all("kf-hand-over a", here)[0].href`);
    expect(address).toBe(`${site.origin}/lessons/leaving.html`);
  });

  test("nothing broke on the page, and no policy was asked for more", () => expect(tab.complaints).toEqual([]));

  test("what a format cannot say is refused, the step by its name", async () => {
    const steps = [
      ["fill", { class: "KNNImputer", params: {} }],
      ["model", { class: "LogisticRegression", params: {} }],
    ];
    const other = await ready((address) => browser.open(address), "dataset=iris", {
      recipe: { class: "Pipeline", params: { steps } },
    });
    await other.click("[data-make=pmml]", "Make it");
    await other.text(
      "[data-over=pmml] .notice.bad",
      /^The step “fill” \(KNNImputer\) cannot be written as PMML\. PMML has/,
    );
    await make(other, "onnx");
    expect(other.complaints).toEqual([]);
  });
});

test("without a network it is run by whoever has run it before, and others are told why not", async () => {
  const own = await servePlayground();
  const readers = await Promise.all([startChromium(), startChromium()]);
  const unfold = async (tab: Tab) => {
    await tab.click("details[data-control=hand-over] summary");
    await make(tab, "onnx");
  };
  try {
    const [first, second] = await Promise.all(
      readers.map(async (reader) => {
        const tab = await reader.open(`${own.origin}/#frame=steps&dataset=iris`);
        await openedData(tab, /Iris/);
        await fit(tab);
        await save(tab, "mine");
        await tab.run("return navigator.serviceWorker.ready.then(() => true)");
        return tab;
      }),
    );
    await unfold(first!);
    await first!.click("[data-act=run-onnx]");
    await first!.text("[data-ran]");
    await own.close();
    for (const tab of [first!, second!]) {
      await tab.go("about:blank");
      await tab.go(`${own.origin}/?again#frame=steps&dataset=iris`);
      await openedData(tab, /Iris/);
      await unfold(tab);
      await tab.click("[data-act=run-onnx]");
    }
    await first!.text("[data-ran]", /No label flips|The same bits/);
    await second!.text(
      ".run .notice.bad",
      /^onnxruntime could not be fetched: .* The file itself is made without it\.$/,
    );
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
    await own.close().catch(() => {});
  }
});

describe.each([
  { name: "desktop-light", width: 1240, height: 900, dark: false },
  { name: "desktop-dark", width: 1240, height: 900, dark: true },
  { name: "phone-light", width: 390, height: 844, dark: false },
  { name: "phone-dark", width: 360, height: 780, dark: true },
])("how it looks, $name", ({ name, ...look }) => {
  test("nothing that axe finds, and no scrolling sideways", async () => {
    const pictures = join(root, "build/screenshots");
    await mkdir(pictures, { recursive: true });
    const chromium = await startChromium(look);
    try {
      const tab = await ready((address) => chromium.open(address), "dataset=penguins");
      for (const form of ["onnx", "pmml", "skops", "python", "zip"]) await make(tab, form);
      await tab.click("[data-over=zip] details.files summary");
      await tab.click("[data-act=run-onnx]");
      await tab.text("[data-ran]");
      expect(await barriers(tab)).toEqual([]);
      expect(await tab.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBe(
        0,
      );
      const page = tab.page as Page;
      await page
        .locator("details[data-control=hand-over]")
        .screenshot({ path: join(pictures, `${name}-hand-over.png`) });
    } finally {
      await chromium.close();
    }
  });
});
